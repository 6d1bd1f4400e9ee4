//! What a key says of the item that it names.

use super::{
    ALERT, CAUSE, CONSOLE_LINK, EVENT, GROUP, HEARTBEAT, INCIDENT, Key, LIVE, MESSAGE, PERSON, POLICY,
    SIGN_OUT,
};
use callout_domain::ids::{AlertKey, HeartbeatName, IncidentId, PolicyName, ResponderName};
use callout_domain::triage::GroupKey;

impl Key {
    /// The incident this belongs to.
    pub(crate) fn incident_id(&self) -> Option<IncidentId> {
        self.pk.strip_prefix(INCIDENT).map(IncidentId::from)
    }

    /// The policy whose incidents this counts.
    pub(crate) fn owned_by(&self) -> Option<PolicyName> {
        self.pk.strip_prefix(POLICY).map(PolicyName::from)
    }

    /// The group whose pointer this is.
    pub(crate) fn group_of(&self) -> Option<GroupKey> {
        self.pk.strip_prefix(GROUP).map(GroupKey::from)
    }

    pub(crate) fn is_cause(&self) -> bool {
        self.pk.starts_with(CAUSE)
    }

    /// The heartbeat whose state this is.
    pub(crate) fn heartbeat_name(&self) -> Option<HeartbeatName> {
        self.pk.strip_prefix(HEARTBEAT).map(HeartbeatName::from)
    }

    /// The person who changed what is stored here.
    pub(crate) fn person_of(&self) -> Option<ResponderName> {
        self.pk.strip_prefix(PERSON).map(ResponderName::from)
    }

    /// The alert that is stored here.
    pub(crate) fn alert_of(&self) -> Option<AlertKey> {
        self.pk.strip_prefix(ALERT).map(AlertKey::from)
    }

    pub(crate) fn is_live(&self) -> bool {
        self.pk == LIVE
    }

    pub(crate) fn is_sign_out(&self) -> bool {
        self.sk.starts_with(SIGN_OUT)
    }

    pub(crate) fn is_console_link(&self) -> bool {
        self.sk.starts_with(CONSOLE_LINK)
    }

    pub(crate) fn is_event(&self) -> bool {
        self.sk.starts_with(EVENT)
    }

    pub(crate) fn is_message(&self) -> bool {
        self.sk.starts_with(MESSAGE)
    }
}
