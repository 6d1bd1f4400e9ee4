//! What must hold at the end, when nothing has gone wrong for hours.

use super::super::facts::Facts;
use super::super::plan::Plan;
use super::super::ports::Twins;
use super::super::queues::{Queue, Queues};
use super::super::reports::Reports;
use super::super::to_come::MARK;
use super::commits::fold;
use super::merges::check_settled;
use super::reports::check_reports;
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::{Alert, AlertStatus, Event, EventRecord, Incident, Status};
use callout_domain::status::PublicIncident;
use callout_ports::{IncidentStore as _, Lookup, PageDocuments as _};
use futures::FutureExt as _;
use std::collections::{BTreeMap, BTreeSet};

/// DynamoDB: an item has at most 400 KB.
const LARGEST_ITEM: usize = 400 << 10;
/// SNS and SQS: a message has at most 256 KB.
const LARGEST_MESSAGE: usize = 256 << 10;
/// In milliseconds.
const A_MINUTE: i64 = 60_000;

/// What really happened outside.
pub(crate) struct Truth<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) queues: &'a Queues,
}

/// Checks everything that must be true in the end.
pub(crate) fn at_the_end(twins: &Twins, truth: &Truth<'_>) {
    let incidents: BTreeMap<_, _> =
        twins.fakes.incidents().into_iter().map(|incident| (incident.id.clone(), incident)).collect();
    let Plan { alarms, hearts, no_data, to_come, .. } = truth.plan;
    let keys = alarms.iter().map(|alarm| &alarm.key).chain(hearts.iter().map(|heart| &heart.key));
    let reported = truth.plan.reports.iter().map(Reports::key);
    let keys: BTreeSet<AlertKey> = keys.cloned().chain(reported).collect();
    let wanted = Lookup { alerts: keys, ..Lookup::default() };
    let alerts = twins.fakes.find(&wanted).now_or_never().unwrap().unwrap().alerts;
    let now = twins.now();
    let page = twins.fakes.page().now_or_never().unwrap().unwrap();
    let facts = &mut twins.inner().facts;
    check_foreign(facts, truth.queues, now);
    check_unparsed(facts, truth.plan, now);
    // A version that can read them takes them from there.
    for dead in truth.queues.dead.iter().filter(|dead| !dead.body.contains(MARK)) {
        facts.breaks(
            1,
            now,
            format!("a message of {:?} is in the dead-letter queue: {}", dead.queue, dead.body),
        );
    }
    for alarm in alarms {
        // Where settings were hidden, nobody knew for a while what missing data means.
        let is_clear = !(to_come.ever_hides_settings() && alarm.misses_data());
        if let Some(fires) = alarm.fires_in_the_end(*no_data).filter(|_| is_clear) {
            check_alarm(facts, &alarm.name, fires, alerts.get(&alarm.key), &incidents, now);
        }
    }
    for heart in hearts {
        let alert = alerts.get(&heart.key);
        if let Some(is_silent) = heart.is_silent.filter(|is_silent| *is_silent || alert.is_some()) {
            check_alarm(facts, heart.name, is_silent, alert, &incidents, now);
        }
    }
    for incident in incidents.values() {
        // What became of an alert whose incident could not be read is in another one.
        if !facts.unreadable.contains_key(&incident.id) {
            check_alerts(facts, incident, &alerts, !truth.plan.unparsed.is_empty(), now);
        }
        check_reached(facts, incident, now);
        check_replay(facts, incident, now);
    }
    check_declared(facts, &incidents, now);
    check_settled(facts, &incidents, now);
    check_reports(facts, &truth.plan.reports, (&incidents, &alerts), now);
    check_groups(facts, &incidents, now);
    check_published(facts, now);
    check_page(facts, &incidents, &page, now);
}

/// 1: an alarm that fires has an incident that is open, and one that is over has none.
fn check_alarm(
    facts: &mut Facts,
    name: &str,
    fires: bool,
    alert: Option<&Alert>,
    incidents: &BTreeMap<IncidentId, Incident>,
    now: i64,
) {
    let Some(alert) = alert else {
        return facts.breaks(1, now, format!("{name} was told, and nobody knows it"));
    };
    if (alert.status == AlertStatus::Open) != fires {
        let words = if fires { "fires, and its alert is closed" } else { "is over, and its alert is open" };
        return facts.breaks(1, now, format!("{name} {words}"));
    }
    if !fires {
        return;
    }
    let Some(incident) = alert.incident.as_ref().and_then(|id| incidents.get(id)) else {
        return facts.breaks(1, now, format!("{name} fires, and has no incident"));
    };
    let by = facts.tracks.get(&incident.id).and_then(|track| track.resolved_by.clone());
    if !incident.is_open() && !by.is_some_and(|by| by.is_person()) {
        facts.breaks(1, now, format!("{name} fires, and its incident #{} is resolved", incident.number));
    }
}

/// 1: an incident of which nothing fires is resolved.
fn check_alerts(
    facts: &mut Facts,
    incident: &Incident,
    alerts: &BTreeMap<AlertKey, Alert>,
    is_strange: bool,
    now: i64,
) {
    let of_it =
        |alert: &&Alert| alert.incident.as_ref() == Some(&incident.id) && alert.status == AlertStatus::Open;
    let strange = strange(facts, incident);
    // Those that are counted are known to nobody here.
    if is_strange && incident.is_counting() {
        return;
    }
    let open = alerts.values().filter(of_it).count() + strange;
    let number = incident.number;
    for alert in alerts.values().filter(of_it) {
        let Some(cause) = &alert.explained_by else { continue };
        let fires = alerts.get(cause).is_some_and(|cause| of_it(&cause));
        if !fires && incident.is_open() {
            let name = &alert.dedup_key;
            facts.breaks(1, now, format!("{name} of #{number} is explained by what fires no more"));
        }
    }
    // What a person declared or reopened, a person ends.
    let by_person = incident.declared || is_reopened(facts, incident);
    let by_another = by_person || incident.waits_for_merged();
    if incident.is_open() && open == 0 && incident.resolves_at.is_none() && !by_another {
        facts.breaks(1, now, format!("nothing of #{number} fires any more, and it is open"));
    }
    if incident.is_open() && incident.recount_at.is_none() && incident.alerts.open as usize != open {
        let says = incident.alerts.open;
        facts.breaks(1, now, format!("#{number} says that {says} alerts fire, and {open} do"));
    }
}

fn is_reopened(facts: &Facts, incident: &Incident) -> bool {
    facts.tracks.get(&incident.id).is_some_and(|track| track.reopened)
}

/// 5: what somebody declared and saw declared is there, and nothing that a person declared ended by itself.
fn check_declared(facts: &mut Facts, incidents: &BTreeMap<IncidentId, Incident>, now: i64) {
    for id in facts.declared.clone() {
        if !incidents.contains_key(&id) {
            facts.breaks(5, now, format!("{id} was declared, and nobody knows it"));
        }
    }
    for incident in incidents.values().filter(|incident| incident.declared && !incident.is_open()) {
        // What was merged ends with its target.
        if incident.resolved_by.is_none() && !incident.is_merged() {
            facts.breaks(
                1,
                now,
                format!("#{} was declared by a person, and ended by itself", incident.number),
            );
        }
    }
}

/// How many alerts of an incident are what could not be parsed: those never end by themselves.
fn strange(facts: &Facts, incident: &Incident) -> usize {
    let events = facts.tracks.get(&incident.id).into_iter().flat_map(|track| &track.events);
    let brings = |event: &Event| matches!(event, Event::Opened(_) | Event::AlertJoined { .. });
    let texts =
        events.filter(|record| brings(&record.event)).map(|record| serde_json::to_string(record).unwrap());
    texts.filter(|text| text.contains("strange-")).count()
}

/// 5: somebody has it, or heard of it.
fn check_reached(facts: &mut Facts, incident: &Incident, now: i64) {
    let pages = incident.status == Status::Triggered && incident.hold.is_none() && !incident.warning;
    let pages = pages && !incident.is_merged();
    if pages && incident.escalation.urgency.is_high() && !facts.reached.contains(&incident.id) {
        facts.breaks(5, now, format!("nobody ever heard of #{}", incident.number));
    }
}

/// 9: all events make the state; 8: within the limits.
fn check_replay(facts: &mut Facts, incident: &Incident, now: i64) {
    let Some(track) = facts.tracks.get(&incident.id) else { return };
    let events = track.events.clone();
    let opens = events.first().is_some_and(|first| matches!(first.event, Event::Opened(_)));
    let again = opens.then(|| events.iter().fold(None, |state, record| Some(fold(state, record))));
    let last_is_foreign = facts.foreign.contains_key(&(incident.id.clone(), incident.version));
    let again = again.flatten().map(|mut again| {
        again.version = if last_is_foreign { incident.version } else { again.version };
        again
    });
    if again.as_ref() != Some(incident) {
        facts.breaks(9, now, format!("the events of #{} do not make its state", incident.number));
    }
    let bytes = serde_json::to_string(incident).unwrap().len();
    let largest = events.iter().map(|record| serde_json::to_string(record).unwrap().len()).max();
    if bytes > LARGEST_ITEM || largest.is_some_and(|largest| largest > LARGEST_MESSAGE) {
        facts.breaks(
            8,
            now,
            format!("#{} has {bytes} bytes, its largest event {largest:?}", incident.number),
        );
    }
}

/// 11: one open incident for each group, one number for each incident.
fn check_groups(facts: &mut Facts, incidents: &BTreeMap<IncidentId, Incident>, now: i64) {
    let (mut groups, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    for incident in incidents.values() {
        let was_readable = !facts.unreadable.contains_key(&incident.id);
        // A report after half an hour opens an incident of its own, and what is reopened stands beside what opened since.
        let is_alone = incident.reported_at.is_none() && !is_reopened(facts, incident);
        if incident.is_open() && was_readable && is_alone && !groups.insert(&incident.group) {
            facts.breaks(11, now, format!("the group {} has two open incidents", incident.group.as_str()));
        }
        if !numbers.insert(incident.number) {
            facts.breaks(11, now, format!("two incidents are #{}", incident.number));
        }
    }
}

/// 10: an event that this version cannot read is kept for one that can.
fn check_foreign(facts: &mut Facts, queues: &Queues, now: i64) {
    for body in facts.foreign.clone().values() {
        if !queues.keeps(Queue::Notify, &body[1..]) {
            facts.breaks(10, now, format!("{body} is of a version to come, and nobody kept it"));
        }
    }
}

/// 18: somebody reads what is no alarm; a storm only counts it.
fn check_unparsed(facts: &mut Facts, plan: &Plan, now: i64) {
    let all = || facts.tracks.values().flat_map(|track| &track.events);
    let is_counted = |event: &Event| matches!(event, Event::CountingBegan | Event::AlertsCounted { .. });
    let counts = all().any(|record| is_counted(&record.event));
    let told: String = all().map(|record| serde_json::to_string(record).unwrap()).collect();
    let name = |text: &str| {
        text.split(|it: char| !it.is_alphanumeric() && it != '-')
            .find(|it| it.starts_with("strange-"))
            .map(str::to_owned)
    };
    let names: Vec<String> = plan.unparsed.iter().filter_map(|(_, text)| name(text)).collect();
    if let Some(lost) = names.iter().find(|name| !told.contains(*name)).filter(|_| !counts) {
        facts.breaks(18, now, format!("{lost} was received, and nobody was told"));
    }
}

/// 10: what was published is what was committed, but for what was committed a moment before the end.
fn check_published(facts: &mut Facts, now: i64) {
    let all = facts.tracks.values().flat_map(|track| &track.events);
    let own = all.map(|record| serde_json::to_string(record).unwrap());
    let committed: BTreeSet<String> = own.chain(facts.foreign.values().cloned()).collect();
    let published = facts.all_published().clone();
    if let Some(event) = published.difference(&committed).next().cloned() {
        facts.breaks(10, now, format!("{event} was published, and never committed"));
    }
    let is_stub = |event: &String| {
        let stub = serde_json::from_str::<EventRecord>(event).map(|record| (record.incident_id, record.seq));
        stub.is_ok_and(|stub| facts.stubs.contains(&stub))
    };
    let recorded_at = |event: &String| {
        let record: serde_json::Value = serde_json::from_str(event).ok()?;
        record["recorded_at"].as_str()?.parse::<jiff::Timestamp>().ok()
    };
    let is_due = |event: &String| recorded_at(event).is_none_or(|at| at.as_millisecond() + A_MINUTE < now);
    let lost = committed.difference(&published).find(|event| is_due(event) && !is_stub(event)).cloned();
    if let Some(event) = lost {
        facts.breaks(10, now, format!("{event} was committed, and never published"));
    }
}

/// 7: the page's document has what was published, and its files are of that document.
fn check_page(
    facts: &mut Facts,
    incidents: &BTreeMap<IncidentId, Incident>,
    page: &callout_domain::status::PageDocument,
    now: i64,
) {
    for public in incidents.values().filter_map(PublicIncident::of) {
        let shown = page.incidents.iter().find(|shown| shown.id == public.id);
        if shown != Some(&public) && page.incidents.len() < 50 {
            facts.breaks(7, now, format!("the status page does not say what {} says", public.id));
        }
    }
    if page.version > 0 && facts.page_shown != Some(page.version) {
        let shown = facts.page_shown;
        facts.breaks(7, now, format!("the page is at version {}, its files at {shown:?}", page.version));
    }
}
