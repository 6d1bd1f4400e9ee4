//! Raises an incident's severity, or sets it as a person says, and pages whoever must know.

use super::draft::Draft;
use super::event::{Event, PageReason};
use super::lapse::first_lapse;
use super::refusal::Refusal;
use super::state::{Incident, Status};
use super::{escalate, publish_by_itself};
use crate::alarm::clip;
use crate::drill;
use crate::severity::Severity;
use jiff::Timestamp;

/// The most characters kept of what made it worse.
const MOST_OF_BECAUSE: usize = 200;

/// Applies a higher severity, or an alert that is more than a warning.
pub(super) fn raise_severity(draft: &mut Draft<'_>, severity: Severity, warning: bool, because: &str) {
    let from = draft.incident.severity;
    let to = if draft.incident.is_raised_by(severity) { severity } else { from };
    let warns_still = draft.incident.warning && warning;
    if raise(draft, to, warns_still, None, because) {
        tell(draft, from, draft.incident.status == Status::Acknowledged);
    }
}

/// Takes the worst severity of an incident that is merged into this one, whatever a person set before.
pub(super) fn take_worst(draft: &mut Draft<'_>, child: &Incident, is_news: bool) {
    let (from, warning) = (draft.incident.severity, draft.incident.warning && child.warning);
    let to = from.min(child.severity);
    // Whoever has the target has what is worse from now on, and must confirm that as its severity says.
    let lapses_at = if is_news { None } else { first_lapse(draft, to) };
    if raise(draft, to, warning, lapses_at, &child.title) {
        page(draft, from, is_news && draft.incident.status == Status::Acknowledged);
    }
}

/// Applies the severity of an incident that was merged into this one and got worse.
pub(super) fn raise_by_merged(draft: &mut Draft<'_>, child: &Incident) {
    let (from, warning) = (draft.incident.severity, draft.incident.warning && child.warning);
    let to = if draft.incident.is_raised_by(child.severity) { child.severity } else { from };
    if raise(draft, to, warning, None, &child.title) {
        page(draft, from, draft.incident.status == Status::Acknowledged);
    }
}

/// Whether that changes anything.
fn raise(
    draft: &mut Draft<'_>,
    to: Severity,
    warning: bool,
    lapses_at: Option<Timestamp>,
    because: &str,
) -> bool {
    let from = draft.incident.severity;
    let is_news = to != from || warning != draft.incident.warning;
    if is_news {
        let because = clip(because, MOST_OF_BECAUSE);
        draft.push_as_system(Event::SeverityRaised { to, from, warning, lapses_at, because });
    }
    is_news
}

/// Sets the severity as a person says.
pub(super) fn set_severity(draft: &mut Draft<'_>, to: Severity) -> Result<(), Refusal> {
    draft.must_be_open()?;
    if drill::is_drill(&draft.incident.service) {
        return Err(Refusal::Drill);
    }
    let from = draft.incident.severity;
    if to == from {
        return Err(Refusal::AlreadyDone);
    }
    let worst_known = draft.incident.worst_known.unwrap_or(from);
    // Whoever has it and says how bad it is needs no page for that; from anybody else it is news.
    let is_news = draft.incident.acknowledgement.as_ref().is_some_and(|it| it.by != *draft.by());
    let timeout = draft.incident.policy.policy.ack_timeout(to);
    let timeout = timeout.filter(|_| draft.incident.status == Status::Acknowledged);
    let lapses_at = timeout.and_then(|timeout| draft.now().checked_add(timeout).ok());
    draft.push(Event::SeveritySet { to, from, worst_known, lapses_at });
    if to < from {
        tell(draft, from, is_news);
    }
    Ok(())
}

/// Tells customers, where the settings say so, and whoever must know that it got worse.
fn tell(draft: &mut Draft<'_>, from: Severity, pages: bool) {
    if draft.incident.hold.is_some() {
        return;
    }
    // A key that may not publish does not make what is too small for customers big enough.
    if draft.incident.updates.is_empty() && draft.rules.may_publish(&draft.info.by.name) {
        publish_by_itself::publish_opening(draft);
    }
    page(draft, from, pages);
}

fn page(draft: &mut Draft<'_>, from: Severity, pages: bool) {
    // An acknowledgement of a small problem does not cover a big one.
    let pages = pages || draft.incident.is_merged();
    let waits = draft.incident.status == Status::Triggered;
    if pages || (waits && escalate::changes_whom_to_page(draft, from)) {
        escalate::page_next(draft, PageReason::SeverityRaised);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::testing::{self, at, joining, rules_with};
    use crate::incident::{Actor, Command, CommandInfo, Decided, Joining, Since, Via, decide, since};
    use crate::notification::{Message, plan, words};
    use crate::responder::Channel;
    use crate::settings::Rules;
    use crate::timeline::sentence;
    use jiff::tz::TimeZone;

    const SERVICES: &str = r#"
        [services.payments]
        title = "Payments"
        policy = "payments"
        [policies.payments]
        levels = [
            { page = ["responder:ana"], delay = "5m" },
            { page = ["responder:ben"], delay = "10m", when = { severity = "SEV1" } },
        ]
    "#;

    fn rules() -> Rules {
        rules_with(SERVICES)
    }

    fn opened() -> Incident {
        testing::opened("payments", 1, Severity::Sev2, &rules())
    }

    fn person(name: &str) -> Actor {
        Actor::responder(&name.into())
    }

    fn does(incident: &Incident, command: Command, by: &Actor, minutes: i64) -> Decided {
        decide(incident, &command, &rules(), &CommandInfo { by: by.clone(), now: at(minutes) }).unwrap()
    }

    fn rates(incident: &Incident, to: Severity, by: &str) -> Decided {
        does(incident, Command::SetSeverity { to }, &person(by), 2)
    }

    fn joins(incident: &Incident, severity: Severity) -> Incident {
        does(incident, Command::JoinAlert(joining(severity)), &Actor::source("cloudwatch"), 3).incident
    }

    fn pages(decided: &Decided) -> bool {
        decided.events.iter().any(|record| matches!(record.event, Event::Paged { .. }))
    }

    #[test]
    fn what_a_person_set_holds_until_an_alert_is_worse_than_any_they_knew_of() {
        let lowered = rates(&opened(), Severity::Sev4, "ana");
        assert!(!pages(&lowered), "{:?}", lowered.events);
        for known in [Severity::Sev4, Severity::Sev3, Severity::Sev2] {
            assert_eq!(joins(&lowered.incident, known).severity, Severity::Sev4, "{known}");
        }
        let again = rates(&rates(&lowered.incident, Severity::Sev3, "ben").incident, Severity::Sev5, "ana");
        assert_eq!(
            joins(&again.incident, Severity::Sev2).severity,
            Severity::Sev5,
            "the alert of before is known"
        );
        let worse = joins(&lowered.incident, Severity::Sev1);
        assert_eq!((worse.severity, worse.worst_known), (Severity::Sev1, None), "from here on alerts decide");
    }

    #[test]
    fn what_gets_worse_pages_whoever_must_know() {
        let skipped = rates(&opened(), Severity::Sev1, "cho");
        assert!(pages(&skipped), "a level applies that was skipped");
        let acknowledged =
            does(&opened(), Command::Acknowledge { via: Via::Link }, &person("ana"), 1).incident;
        assert!(!pages(&rates(&acknowledged, Severity::Sev1, "ana")), "whoever has it says so");
        let news = rates(&acknowledged, Severity::Sev1, "cho");
        assert!(pages(&news) && news.incident.paged.contains(&"ana".into()));
        assert!(!pages(&rates(&acknowledged, Severity::Sev3, "cho")));
    }

    /// What woke somebody must stand in what wakes them, or they look at an alarm that they know.
    #[test]
    fn a_page_for_what_got_worse_names_what_made_it_worse() {
        let acknowledged =
            does(&opened(), Command::Acknowledge { via: Via::Link }, &person("ana"), 1).incident;
        let alert = Joining { summary: "no order for ten minutes".to_owned(), ..joining(Severity::Sev1) };
        let worse = does(&acknowledged, Command::JoinAlert(alert), &Actor::source("lab"), 3);
        let paged = worse.events.iter().find(|record| matches!(record.event, Event::Paged { .. })).unwrap();
        let page = plan(paged, &worse.incident, &rules()).remove(0);
        for channel in [Channel::Sms, Channel::Email, Channel::Voice, Channel::Chat] {
            let page = Message { channel, ..page.clone() };
            let told = words(&page, &worse.incident, None, &TimeZone::UTC);
            assert!(told.body.contains("no order for ten minutes"), "{channel:?}: {}", told.body);
        }
        let raised = worse.events.iter().find(|it| matches!(it.event, Event::SeverityRaised { .. })).unwrap();
        assert_eq!(sentence(raised), "Severity raised from SEV2 to SEV1: no order for ten minutes");
        let first = words(&page, &opened(), None, &TimeZone::UTC).body;
        assert!(first.contains("payments") && !first.contains("order"), "{first}");
    }

    #[test]
    fn the_acknowledgement_lasts_as_the_new_severity_says() {
        let acknowledged =
            does(&opened(), Command::Acknowledge { via: Via::Link }, &person("ana"), 1).incident;
        assert!(acknowledged.lapse.is_some());
        let lowered = rates(&acknowledged, Severity::Sev4, "ana").incident;
        assert_eq!(lowered.lapse, None);
        assert_eq!(rates(&lowered, Severity::Sev1, "ana").incident.lapse.unwrap().at, at(32));
    }

    #[test]
    fn nobody_is_overtaken_by_another_severity() {
        let lowered = rates(&opened(), Severity::Sev4, "ana");
        let record = lowered.events.first().unwrap();
        let set = |to| Command::SetSeverity { to };
        assert_eq!(since(record, &set(Severity::Sev4), &person("ana")), Some(Since::Done));
        assert_eq!(since(record, &set(Severity::Sev1), &person("ben")), Some(Since::Overtaken));
        let acknowledge = Command::Acknowledge { via: Via::Link };
        assert_eq!(since(record, &acknowledge, &person("ben")), None);
        let worse = rates(&opened(), Severity::Sev1, "ana");
        assert_eq!(since(&worse.events[0], &acknowledge, &person("ben")), Some(Since::Overtaken));
    }
}
