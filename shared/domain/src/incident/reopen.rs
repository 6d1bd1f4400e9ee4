//! Reopening: what was thought to be over was not. Must not page anybody: whoever reopens it has it.

use super::draft::Draft;
use super::event::Event;
use super::lapse::lapses_at;
use super::publish_by_itself;
use super::refusal::Refusal;
use super::state::Incident;
use crate::drill;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// For how long after its end an incident may go on: what comes later is another one.
pub const REOPENS_WITHIN: SignedDuration = SignedDuration::from_hours(1);

/// When its alerts are counted anew: what ended or moved elsewhere while it was over was counted by nobody, and a function that
/// still decides by that may take as long.
const RECOUNTED_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// Whether somebody may reopen it now. Counted alerts cannot go on: their counts are closed for good.
///
/// # Errors
/// Why not.
pub fn may_reopen(incident: &Incident, now: Timestamp) -> Result<(), Refusal> {
    let ended = incident.resolved_at.filter(|_| !incident.is_open()).ok_or(Refusal::AlreadyDone)?;
    if let Some(into) = &incident.merged_into {
        return Err(Refusal::Merged(Box::new(into.clone())));
    }
    if drill::is_drill(&incident.service) {
        return Err(Refusal::Drill);
    }
    if incident.is_counting() {
        return Err(Refusal::WasCounted);
    }
    if now.duration_since(ended) > REOPENS_WITHIN { Err(Refusal::EndedLongAgo(ended)) } else { Ok(()) }
}

/// Whoever reopens it has it.
pub(super) fn reopen(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    may_reopen(&draft.incident, draft.now())?;
    let lapses_at = lapses_at(draft);
    draft.push(Event::Reopened { lapses_at });
    publish_by_itself::publish_reopening(draft);
    Ok(())
}

/// Whoever reopened it has it, whatever fires: nothing is resolved by this.
pub(super) fn recount(draft: &mut Draft<'_>, firing: &BTreeMap<String, u32>) -> Result<(), Refusal> {
    draft.incident.recount_at.ok_or(Refusal::NothingPending)?;
    draft.push_as_system(Event::AlertsRecounted { firing: firing.clone() });
    Ok(())
}

impl Incident {
    pub(super) fn recount_after(&self, reopened_at: Timestamp) -> Option<Timestamp> {
        reopened_at.checked_add(RECOUNTED_AFTER).ok().filter(|_| self.alerts.total > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{
        Actor, Command, CommandInfo, Decided, Declaration, NewIncident as _, Place, Since, Status, Via,
        decide, since,
    };
    use crate::notification::{plan, words};
    use crate::settings::Rules;
    use crate::triage::AlertCounter;
    use jiff::tz::TimeZone;

    fn rules() -> Rules {
        let settings = r#"
            [responders]
            ana = { name = "Ana", contacts = [{ channel = "email", address = "ana@example.com" }] }
            [services.checkout]
            title = "Checkout"
            policy = "checkout"
            [policies.checkout]
            levels = [{ page = ["responder:ana"], delay = "5m" }]
        "#;
        Rules::build(toml::from_str(settings).unwrap())
    }

    fn at(minutes: i64) -> Timestamp {
        "2026-11-29T03:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
    }

    fn does(incident: &Incident, command: &Command, by: &str, minutes: i64) -> Result<Decided, Refusal> {
        let by = Actor::responder(&by.into());
        decide(incident, command, &rules(), &CommandInfo { by, now: at(minutes) })
    }

    const RESOLVE: Command = Command::Resolve { via: Via::Link, note: None };

    fn resolved() -> Decided {
        let declaration = Declaration {
            token: "t".to_owned(),
            title: "Prices of yesterday".to_owned(),
            service: "checkout".into(),
            severity: None,
            page: None,
        };
        let place = Place { number: 7, turn: 0 };
        let opened = declaration.open(place, &Actor::responder(&"cho".into()), &rules(), at(0)).unwrap();
        does(&opened.incident, &RESOLVE, "cho", 10).unwrap()
    }

    #[test]
    fn within_an_hour_it_goes_on_and_is_theirs_who_reopen_it() {
        let reopened = does(&resolved().incident, &Command::Reopen, "ben", 69).unwrap().incident;
        assert_eq!((reopened.status, reopened.resolved_at), (Status::Acknowledged, None));
        assert_eq!(reopened.acknowledgement.as_ref().unwrap().by, Actor::responder(&"ben".into()));
        assert_eq!(reopened.lapse.unwrap().at, at(99), "the time of an acknowledgement runs");
        assert_eq!(does(&reopened, &Command::Reopen, "cho", 70), Err(Refusal::AlreadyDone));
        let late = does(&resolved().incident, &Command::Reopen, "ben", 71);
        assert_eq!(late, Err(Refusal::EndedLongAgo(at(10))));
    }

    #[test]
    fn the_second_end_is_told_like_the_first() {
        let told = |decided: &Decided| {
            let record = decided.events.iter().find(|it| matches!(it.event, Event::Resolved { .. })).unwrap();
            plan(record, &decided.incident, &rules())
                .into_iter()
                .map(|message| message.id)
                .collect::<Vec<_>>()
        };
        let reopened = does(&resolved().incident, &Command::Reopen, "ben", 20).unwrap().incident;
        let (first, second) = (told(&resolved()), told(&does(&reopened, &RESOLVE, "ben", 30).unwrap()));
        assert_eq!((first.len(), second.len()), (1, 1));
        assert_ne!(first, second, "or it would pass for sent");
    }

    #[test]
    fn whoever_heard_of_the_end_hears_that_it_is_none() {
        let ended = resolved();
        let reopened = does(&ended.incident, &Command::Reopen, "ben", 20).unwrap();
        let told = plan(&reopened.events[0], &reopened.incident, &rules());
        let to: Vec<&str> = told.iter().map(|message| message.responder.as_str()).collect();
        assert_eq!(to, ["ana"], "whoever reopened it knows");
        let mail = words(&told[0], &reopened.incident, None, &TimeZone::UTC);
        assert!(mail.subject.starts_with("Reopened: #7") && mail.body.contains("ben has it"), "{mail:?}");
        let late = plan(&ended.events[0], &reopened.incident, &rules());
        assert_eq!(late, [], "nobody reads of an end that does not hold");
    }

    #[test]
    fn what_counted_its_alerts_cannot_go_on() {
        let counted = Incident { counted: Some(AlertCounter::default()), ..resolved().incident };
        assert_eq!(does(&counted, &Command::Reopen, "ben", 20), Err(Refusal::WasCounted));
    }

    #[test]
    fn a_page_of_before_ends_nothing_that_was_reopened() {
        let (ben, cho) = (Actor::responder(&"ben".into()), Actor::responder(&"cho".into()));
        let ended = resolved();
        assert_eq!(
            since(&ended.events[0], &Command::Reopen, &ben),
            Some(Since::Ended),
            "that is what it is about"
        );
        let reopened = does(&ended.incident, &Command::Reopen, "ben", 20).unwrap();
        assert_eq!(since(&reopened.events[0], &Command::Reopen, &ben), Some(Since::Done));
        assert_eq!(since(&reopened.events[0], &RESOLVE, &cho), Some(Since::Overtaken));
    }
}
