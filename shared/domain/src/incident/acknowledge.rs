//! Acknowledgements: a person's, of the incident, and a tool's, of its own alert.

use super::actor::Actor;
use super::draft::Draft;
use super::event::{Event, TakenOver, Via};
use super::lapse::lapses_at;
use super::refusal::Refusal;
use crate::ids::{AlertKey, ResponderName};

/// A person acknowledges the incident, even if a tool acknowledged it before.
pub(super) fn by_person(draft: &mut Draft<'_>, via: Via) -> Result<(), Refusal> {
    draft.must_be_open()?;
    let by = &draft.info.by;
    let own =
        draft.incident.engagements.iter().any(|engagement| engagement.own && is(by, &engagement.responder));
    let standing = draft.incident.acknowledgement.clone().filter(|it| it.by.is_person() && !own);
    if let Some(acknowledgement) = standing {
        // A second acknowledgement by the same person extends the first, once there is a lapse to extend.
        let reminded = draft.incident.lapse.is_some_and(|lapse| lapse.reminded && !lapse.snoozed);
        if acknowledgement.by != *by || !reminded {
            return Err(Refusal::AlreadyAcknowledged(acknowledgement));
        }
    }
    let lapses_at = lapses_at(draft);
    draft.push(Event::Acknowledged { via, lapses_at });
    Ok(())
}

/// A person takes over what another person has. Where nobody else has it, that is an acknowledgement.
pub(super) fn take_over(draft: &mut Draft<'_>, via: Via) -> Result<(), Refusal> {
    draft.must_be_open()?;
    let holder = draft.incident.acknowledgement.clone().map(|it| it.by).filter(Actor::is_person);
    let Some(from) = holder.filter(|holder| !is_same(holder, draft.by())) else {
        return by_person(draft, via);
    };
    let lapses_at = lapses_at(draft);
    draft.push(Event::TakenOver(TakenOver { from, lapses_at }));
    Ok(())
}

/// Whether both are the same person, by a link or at the command line.
fn is_same(one: &Actor, other: &Actor) -> bool {
    let named = one.in_the_name_of();
    one == other || named.is_some() && named == other.in_the_name_of()
}

fn is(actor: &Actor, responder: &ResponderName) -> bool {
    actor.in_the_name_of().as_ref() == Some(responder)
}

/// A source acknowledges one of its alerts. `again` means that this alert was acknowledged before.
pub(super) fn by_source(
    draft: &mut Draft<'_>,
    alert: &AlertKey,
    summary: &str,
    again: bool,
) -> Result<(), Refusal> {
    draft.must_be_open()?;
    if covers_the_incident(draft) {
        let lapses_at = lapses_at(draft);
        draft.push(Event::Acknowledged { via: Via::Source, lapses_at });
        return Ok(());
    }
    // A line for each of many alerts, or for each repeat, would bury the timeline.
    if again || draft.incident.is_counting() {
        return Err(Refusal::AlreadyDone);
    }
    draft.push(Event::AlertAcknowledged { alert: alert.clone(), summary: summary.to_owned() });
    Ok(())
}

/// Whether a source may acknowledge the incident: its settings allow it, a page was sent before, nobody has acknowledged
/// it (a tool extends no acknowledgement), and no alert of another source fires in it.
fn covers_the_incident(draft: &Draft<'_>) -> bool {
    let (source, incident) = (&draft.info.by.name, &draft.incident);
    let was_paged = incident.escalation.seq > 0 && incident.hold.is_none();
    let is_all_its_own = incident.firing.get(source) == Some(&incident.alerts.open);
    draft.rules.may_acknowledge(source)
        && was_paged
        && incident.acknowledgement.is_none()
        && !incident.is_counting()
        && is_all_its_own
        && !incident.is_merged()
        && !incident.waits_for_merged()
}
