//! Handles one on-call notice: plans its messages, claims each, sends it and records the result.
//!
//! Pages nobody: the domain plans whom to notify and over which contact.

use crate::attempts::try_all;
use crate::contact_queue::take_slot;
use crate::deps::{Deps, QueueDelivery, Store, address};
use anyhow::{Context, Result, bail};
use callout_domain::ids::ScheduleName;
use callout_domain::incident::Incident;
use callout_domain::link::{LinkKeys, shift_path};
use callout_domain::live::{LiveEvent, live_notice};
use callout_domain::notification::{
    Attempt, AttemptState, NotNotified, NoticeMessage, Part, Subject, notice_words, plan_notice,
};
use callout_domain::oncall::{Notice, NoticeKind};
use callout_domain::settings::Rules;
use callout_lambda::readable_settings;
use callout_ports::{
    Attempts, Claimed, Clock, ContactQueueTimers, Delivery, IncidentStore, LinkKeySource, Messenger,
};
use jiff::Timestamp;

/// Handles a message of the notify queue that is not an incident's event.
///
/// # Errors
/// The store failed, or the carrier could not take a message now; the queue delivers the notice again, and what was
/// sent is not sent again. A message that the carrier rejects is only logged and recorded.
pub(crate) async fn handle<T, M, K, L, C>(
    body: &str,
    tried: QueueDelivery<'_>,
    deps: &Deps<'_, T, M, K, L, C>,
) -> Result<()>
where
    T: Store,
    M: Messenger,
    K: LinkKeySource,
    L: ContactQueueTimers,
    C: Clock,
{
    let notice = match (serde_json::from_str::<Notice>(body), asked_for_shift(body)) {
        (Ok(notice), _) | (_, Some(notice)) => notice,
        (Err(error), None) => return about_nobody(body, &error),
    };
    let rules = readable_settings(deps.table.rules_with_contacts().await)?;
    let now = deps.clock.now();
    let messages = messages(&notice, &rules, now);
    if messages.is_empty() {
        return Ok(());
    }
    let (mut open, mut keys) = (Vec::new(), None);
    match &notice.kind {
        NoticeKind::Shift { .. } => keys = deps.link_keys().await,
        _ => open = open_incidents(&notice.schedule, &rules, deps.table).await?,
    }
    let dispatch = Dispatch { tried, notice: &notice, rules: &rules, open: &open, keys, now };
    let (attempts, again) =
        try_all(&messages, tried.deadline, async |message| dispatch.send(message, deps).await).await;
    Attempts::record(deps.table, &attempts).await.context("record what was sent")?;
    again
}

/// The notice of a decision beside the settings, if somebody asked for a shift or answered.
fn asked_for_shift(body: &str) -> Option<Notice> {
    live_notice(&serde_json::from_str::<LiveEvent>(body).ok()?.record)
}

/// Passes over what concerns no incident, like `settings_applied`. An event of an incident that this version cannot read may
/// be a page: it must fail, come again to a version that can, and end in the dead-letter queue rather than be lost.
fn about_nobody(body: &str, error: &serde_json::Error) -> Result<()> {
    #[derive(serde::Deserialize)]
    struct Head {
        incident_id: Option<String>,
    }
    let head: Head = serde_json::from_str(body).context("read a message that is no JSON object")?;
    if let Some(id) = head.incident_id {
        bail!(
            "this version of Callout cannot read an event of {id} ({error}): deploy the version that wrote it"
        );
    }
    tracing::info!("neither an incident's event nor a notice; nobody to notify");
    Ok(())
}

/// Whom to notify; why the others are skipped is only logged.
fn messages(notice: &Notice, rules: &Rules, now: Timestamp) -> Vec<NoticeMessage> {
    let id = notice.id();
    let log = |NotNotified { responder, why }: &NotNotified| {
        tracing::info!(
            notice.id = id.as_str(),
            responder = responder.as_str(),
            ?why,
            "a notice was not sent"
        );
    };
    let planned = plan_notice(notice, rules, now).into_iter();
    planned.filter_map(|planned| planned.inspect_err(log).ok()).collect()
}

/// The open incidents of the services that use a schedule.
async fn open_incidents(
    schedule: &ScheduleName,
    rules: &Rules,
    table: &impl IncidentStore,
) -> Result<Vec<Incident>> {
    let services = rules.services_behind(schedule);
    if services.is_empty() {
        return Ok(Vec::new());
    }
    let found =
        table.open_incidents(usize::MAX).await.context("read the open incidents behind the schedule")?;
    let wanted = |incident: &Incident| services.contains(&incident.service) && !incident.is_merged();
    Ok(found.incidents.into_iter().filter(wanted).collect())
}

/// The context for sending one notice's messages.
struct Dispatch<'a> {
    tried: QueueDelivery<'a>,
    notice: &'a Notice,
    rules: &'a Rules,
    open: &'a [Incident],
    /// What signs the link of a request for a shift.
    keys: Option<LinkKeys>,
    now: Timestamp,
}

impl Dispatch<'_> {
    /// Tries one message; returns the attempt, or `None` if another process sends it.
    async fn send<T: Store, M: Messenger, K, L, C: Clock>(
        &self,
        message: &NoticeMessage,
        deps: &Deps<'_, T, M, K, L, C>,
    ) -> Result<Option<Attempt>> {
        let (id, responder) = (self.notice.id(), message.responder.as_str());
        let mut attempt = self.attempt(message);
        let Claimed::Mine { failures, .. } = deps.table.claim(&attempt).await.context("claim a message")?
        else {
            tracing::info!(notice.id = id.as_str(), responder, "already notified of a notice");
            return Ok(None);
        };
        attempt.failures = failures;
        take_slot(message, deps.table, deps.clock).await?;
        let state = deps.hand_over(&self.delivery(message, deps.console_base)).await;
        if let AttemptState::Failed(error) = &state {
            tracing::warn!(notice.id = id.as_str(), responder, error, "a notice could not be sent");
        }
        let sent = matches!(state, AttemptState::Sent(_));
        tracing::info!(notice.id = id.as_str(), notification.id = message.id, sent, "message tried");
        Ok(Some(attempt.ended(deps.clock.now(), state)))
    }

    fn attempt(&self, message: &NoticeMessage) -> Attempt {
        Attempt {
            id: message.id.clone(),
            about: Subject::Notice { notice: self.notice.id() },
            responder: message.responder.clone(),
            contact: message.contact.clone(),
            claimed_by: self.tried.message_id.to_owned(),
            at: self.now,
            failures: 0,
            summary_of: 0,
            state: AttemptState::Claimed,
        }
    }

    /// Where somebody who is asked for a shift answers.
    fn link(&self, message: &NoticeMessage, console: Option<&str>) -> Option<String> {
        let NoticeKind::Shift { mark, .. } = &self.notice.kind else { return None };
        let Part::IsAsked { answer_by } = message.part else { return None };
        let path = shift_path(self.keys.as_ref()?, &message.responder, mark, (self.now, answer_by));
        Some(format!("{}/{path}", console?.trim_end_matches('/')))
    }

    fn delivery(&self, message: &NoticeMessage, console: Option<&str>) -> Delivery {
        let link = self.link(message, console);
        Delivery {
            responder: message.responder.clone(),
            contact: message.contact.clone(),
            channel: message.channel,
            address: address(self.rules, &message.responder, &message.contact),
            words: notice_words(message, self.notice, self.open, link.as_deref(), self.rules),
        }
    }
}
