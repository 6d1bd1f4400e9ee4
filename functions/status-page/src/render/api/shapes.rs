//! The fields of Statuspage's documents. All are always present: clients read them without checking.

use callout_domain::incident::{ComponentStatus, Impact, Phase};
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
pub(super) struct Page {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) url: String,
    pub(super) time_zone: &'static str,
    pub(super) updated_at: String,
}

#[derive(Serialize)]
pub(super) struct Status<'a> {
    /// An impact, or `maintenance`.
    pub(super) indicator: Value,
    pub(super) description: &'a str,
}

#[derive(Serialize)]
pub(super) struct Component {
    pub(super) id: String,
    pub(super) name: String,
    /// A component's status, or `under_maintenance`.
    pub(super) status: Value,
    pub(super) created_at: String,
    pub(super) updated_at: String,
    pub(super) position: i32,
    pub(super) description: Option<String>,
    pub(super) showcase: bool,
    pub(super) start_date: Option<String>,
    pub(super) group_id: Option<String>,
    pub(super) page_id: String,
    pub(super) group: bool,
    pub(super) only_show_if_degraded: bool,
    /// The components of a group; on groups only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) components: Option<Vec<String>>,
}

#[derive(Serialize)]
pub(super) struct Incident {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) status: Phase,
    pub(super) created_at: String,
    pub(super) updated_at: String,
    pub(super) monitoring_at: Option<String>,
    pub(super) resolved_at: Option<String>,
    pub(super) impact: Impact,
    pub(super) shortlink: String,
    pub(super) started_at: String,
    pub(super) page_id: String,
    pub(super) incident_updates: Vec<Update>,
    pub(super) components: Vec<Component>,
}

#[derive(Serialize)]
pub(super) struct Update {
    pub(super) id: String,
    pub(super) status: Phase,
    pub(super) body: String,
    pub(super) incident_id: String,
    pub(super) created_at: String,
    pub(super) updated_at: String,
    pub(super) display_at: String,
    pub(super) affected_components: Vec<Affected>,
    pub(super) deliver_notifications: bool,
    pub(super) custom_tweet: Option<String>,
    pub(super) tweet_id: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Affected {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) old_status: ComponentStatus,
    pub(super) new_status: ComponentStatus,
}

/// As an incident, with its times.
#[derive(Serialize)]
pub(super) struct Maintenance {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) status: &'static str,
    pub(super) created_at: String,
    pub(super) updated_at: String,
    pub(super) monitoring_at: Option<String>,
    pub(super) resolved_at: Option<String>,
    pub(super) impact: &'static str,
    pub(super) shortlink: String,
    pub(super) started_at: String,
    pub(super) page_id: String,
    pub(super) incident_updates: Vec<WindowUpdate>,
    pub(super) components: Vec<Component>,
    pub(super) scheduled_for: String,
    pub(super) scheduled_until: String,
}

#[derive(Serialize)]
pub(super) struct WindowUpdate {
    pub(super) id: String,
    pub(super) status: &'static str,
    pub(super) body: String,
    pub(super) incident_id: String,
    pub(super) created_at: String,
    pub(super) updated_at: String,
    pub(super) display_at: String,
    pub(super) affected_components: Option<Vec<Affected>>,
    pub(super) deliver_notifications: bool,
    pub(super) custom_tweet: Option<String>,
    pub(super) tweet_id: Option<String>,
}
