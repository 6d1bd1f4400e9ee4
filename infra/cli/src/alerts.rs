//! What fires: the alerts of an incident, or of all that are open.
//! Must not change anything, and must not take a count for a list.

use crate::args::DeploymentOptions;
use crate::deployment::Deployment;
use crate::print::Layout;
use crate::{clock, print};
use anstyle::AnsiColor;
use anyhow::{Context, Result};
use callout_domain::alarm::clip;
use callout_domain::ids::ServiceName;
use callout_domain::incident::{Alert, AlertRow, Alerts, EventRecord, Incident, alert_rows};
use callout_domain::timeline::by_service;
use callout_domain::triage::AlertCounter;
use callout_formats::alert_page;
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, IncidentStore, PortError};
use futures::{StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// How many incidents are read at once: an on-call person waits for the list, the table does not mind.
const AT_ONCE: usize = 8;

/// The column of summaries.
const ALERT: usize = 4;

/// How much of a summary tells which alert it is.
const TITLE: usize = 40;

/// What was found. Outside programs rely on these names.
#[derive(Debug, Serialize)]
pub(crate) struct Found {
    /// What is listed.
    pub(crate) alerts: Vec<AlertRow>,
    /// What is not, because there were too many.
    pub(crate) counted: Vec<Counted>,
}

/// The alerts of an incident that were only counted.
#[derive(Debug, Serialize)]
pub(crate) struct Counted {
    /// The incident's number.
    incident: u64,
    /// All that ever joined; how many of them fire now is not known one by one.
    pub(crate) total: u64,
    services: BTreeMap<ServiceName, u64>,
}

impl Counted {
    fn of(incident: &Incident) -> Option<Self> {
        let AlertCounter { total, services, .. } = incident.counted.clone()?;
        (total > 0).then_some(Self { incident: incident.number, total, services })
    }
}

/// Lists the alerts of one incident, those that fire first; or what fires in all that are open.
///
/// # Errors
/// There is no such incident, or the table does not answer.
pub async fn list(common: &DeploymentOptions, wanted: Option<&str>) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let (table, unreachable) = (&deployment.table, || deployment.unreachable());
    let found = match wanted {
        Some(wanted) => of_incidents(table, &[deployment.incident(wanted).await?]).await,
        None => firing(table, &deployment.open_worst_first().await?).await,
    };
    let found = found.with_context(unreachable)?;
    if common.json {
        return print::json(&found);
    }
    lines(&found, wanted, SystemClock.now()).into_iter().for_each(print::line);
    Ok(())
}

/// What fires in several incidents.
pub(crate) async fn firing(store: &impl IncidentStore, incidents: &[Incident]) -> Result<Found, PortError> {
    let mut found = of_incidents(store, incidents).await?;
    found.alerts.retain(|row| row.state.fires());
    Ok(found)
}

async fn of_incidents(store: &impl IncidentStore, incidents: &[Incident]) -> Result<Found, PortError> {
    let read = |incident| of_incident(store, incident);
    let alerts: Vec<Vec<AlertRow>> =
        futures::stream::iter(incidents).map(read).buffered(AT_ONCE).try_collect().await?;
    let counted = incidents.iter().filter_map(Counted::of).collect();
    Ok(Found { alerts: alerts.into_iter().flatten().collect(), counted })
}

async fn of_incident(store: &impl IncidentStore, incident: &Incident) -> Result<Vec<AlertRow>, PortError> {
    of_events(store, incident, &store.record(&incident.id).await?.events).await
}

/// The alerts of an incident by its events: those that fire first.
pub(crate) async fn of_events(
    store: &impl IncidentStore,
    incident: &Incident,
    events: &[EventRecord],
) -> Result<Vec<AlertRow>, PortError> {
    let mut rows = alert_rows(events);
    let alerts = rows.iter().map(|row| row.key.clone()).collect();
    let stored = store.alerts(&alerts).await?;
    let page = |alert: &Alert| alert_page(&alert.source, &alert.dedup_key);
    AlertRow::complete(&mut rows, incident, stored, page);
    Ok(rows)
}

fn lines(found: &Found, wanted: Option<&str>, now: Timestamp) -> Vec<String> {
    let Found { alerts, counted } = found;
    let first = match wanted {
        _ if !alerts.is_empty() => Some(table(alerts, now)),
        _ if !counted.is_empty() => None,
        None => Some("No alert fires in an open incident.".to_owned()),
        Some(wanted) => Some(format!("No alerts of {wanted} are listed.")),
    };
    // Places below the table: in a column an address is broken, and no terminal opens it.
    let places = alerts.iter().filter_map(place);
    first.into_iter().chain(places).chain(counted.iter().map(not_listed)).collect()
}

/// How many alerts of an incident fire, or did at its end: what comes after that is not counted.
pub(crate) fn how_many_fire(incident: &Incident) -> String {
    let Alerts { open, total } = incident.alerts;
    let ended = open > 0 && !incident.is_open();
    format!("{open} of {total} alerts {}", if ended { "still firing when it was resolved" } else { "firing" })
}

/// A table of alerts.
pub(crate) fn table(rows: &[AlertRow], now: Timestamp) -> String {
    let since = clock::heading("since");
    let rows = rows.iter().map(|row| {
        let colour = if row.state.fires() { AnsiColor::Red } else { AnsiColor::Green };
        let times =
            if row.count > 1 { format!("{} (×{})", row.summary, row.count) } else { row.summary.clone() };
        [
            format!("#{}", row.incident),
            print::coloured(row.state.words(), colour),
            clock::bare_minute(row.since),
            if row.state.fires() { clock::age(now.duration_since(row.since)) } else { String::new() },
            times,
            row.source.clone(),
        ]
    });
    let headings = ["", "state", &since, "age", "alert", "source"];
    print::table_text(
        headings,
        rows,
        Layout { widest: Some(ALERT), whole: &[0, 1], lines: None, ..Layout::default() },
    )
}

/// Where an alert that fires comes from.
fn place(row: &AlertRow) -> Option<String> {
    let link = row.link.as_ref().filter(|_| row.state.fires())?;
    Some(format!("#{} {}: {link}", row.incident, clip(&row.summary, TITLE)))
}

/// What was only counted of an incident, in words.
pub(crate) fn counted(incident: &Incident) -> Option<String> {
    Counted::of(incident).as_ref().map(not_listed)
}

fn not_listed(counted: &Counted) -> String {
    let Counted { incident, total, services } = counted;
    let by_service = || by_service(&AlertCounter { services: services.clone(), ..AlertCounter::default() });
    let of = if services.len() > 1 { format!(": {}", by_service()) } else { String::new() };
    let were = if *total == 1 { "alert was" } else { "alerts were" };
    format!("#{incident}: {total} more {were} counted, not listed{of}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_incident::{decided, incident};
    use callout_domain::incident::{Alert, AlertState, AlertStatus, Status};
    use callout_domain::settings::{Rules, Settings};
    use callout_domain::severity::Severity;
    use callout_ports::Commit;
    use callout_ports::fakes::Fakes;
    use jiff::SignedDuration;

    const COUNTED: &str = r#"{"open": 3, "total": 412, "services": {"payments": 400, "search": 12}}"#;

    fn storm() -> Incident {
        let counted = Some(serde_json::from_str(COUNTED).unwrap());
        Incident { counted, ..incident(7, "payments", Severity::Sev2, "Errors") }
    }

    fn found(alerts: Vec<AlertRow>, incident: &Incident) -> Found {
        Found { alerts, counted: Counted::of(incident).into_iter().collect() }
    }

    #[test]
    fn what_is_only_counted_fires_too() {
        let counted = "#7: 412 more alerts were counted, not listed: payments 400, search 12";
        for wanted in [None, Some("7")] {
            assert_eq!(lines(&found(Vec::new(), &storm()), wanted, Timestamp::UNIX_EPOCH), [counted]);
        }
        let calm = incident(7, "payments", Severity::Sev2, "Errors");
        let told =
            |incident: &Incident, wanted| lines(&found(Vec::new(), incident), wanted, Timestamp::UNIX_EPOCH);
        assert_eq!(told(&calm, None), ["No alert fires in an open incident."]);
        assert_eq!(told(&calm, Some("7")), ["No alerts of 7 are listed."]);
        let began = Incident { counted: Some(AlertCounter::default()), ..calm };
        assert_eq!(told(&began, None), ["No alert fires in an open incident."], "none was counted yet");
    }

    #[test]
    fn programs_read_the_count_too() {
        let told = serde_json::to_value(found(Vec::new(), &storm())).unwrap();
        let counted = serde_json::json!([
            { "incident": 7, "total": 412, "services": { "payments": 400, "search": 12 } }
        ]);
        assert_eq!(told, serde_json::json!({ "alerts": [], "counted": counted }));
    }

    #[tokio::test]
    async fn an_alert_is_listed_as_it_is_stored() {
        let (rules, at) = (Rules::build(Settings::default()), "2026-11-28T02:30:00Z".parse().unwrap());
        let (event, decided) = decided(&rules, at);
        let (store, incident) = (Fakes::at(at), decided.incident);
        let read = async || of_events(&store, &incident, &decided.events).await.unwrap().pop().unwrap();
        let row = read().await;
        assert_eq!((row.count, row.source.as_str(), row.service), (1, "", Some(incident.service.clone())));

        // The source says that it began a minute earlier, and it fired three times.
        let began = at - SignedDuration::from_mins(1);
        let own = Alert::opened(&event, incident.id.clone(), None);
        let own = Alert { count: 3, opened_at: began, ..own };
        store.commit(&Commit::of_alert(own.clone())).await.unwrap();
        let row = read().await;
        assert_eq!((row.count, row.source.as_str(), row.since), (3, event.source.as_str(), began));

        let again = Alert { incident: Some("inc_9".into()), count: 7, version: own.version + 1, ..own };
        store.commit(&Commit::of_alert(again)).await.unwrap();
        let row = read().await;
        assert_eq!((row.count, row.since), (1, at), "what fires now is another incident's");
        assert_eq!(row.source, event.source, "it comes from where it came from");
    }

    #[tokio::test]
    async fn an_alert_that_ends_after_its_incident_is_not_said_to_fire_for_good() {
        let (rules, at) = (Rules::build(Settings::default()), "2026-11-28T02:30:00Z".parse().unwrap());
        let (event, decided) = decided(&rules, at);
        let store = Fakes::at(at);
        let resolved = Incident { status: Status::Resolved, ..decided.incident.clone() };
        assert_eq!(how_many_fire(&decided.incident), "1 of 1 alerts firing");
        assert_eq!(how_many_fire(&resolved), "1 of 1 alerts still firing when it was resolved");
        let row = async || of_events(&store, &resolved, &decided.events).await.unwrap().pop().unwrap();
        let own = Alert::opened(&event, resolved.id.clone(), None);
        store.commit(&Commit::of_alert(own.clone())).await.unwrap();
        assert_eq!(row().await.state, AlertState::Firing, "it was resolved by hand");
        let later = at + SignedDuration::from_mins(20);
        let elsewhere = Alert {
            incident: Some("inc_9".into()),
            opened_at: later,
            version: own.version + 1,
            ..own.clone()
        };
        store.commit(&Commit::of_alert(elsewhere.clone())).await.unwrap();
        assert_eq!((row().await.state, row().await.since), (AlertState::Moved, later));
        let ended = Alert {
            incident: own.incident,
            status: AlertStatus::Closed,
            changed_at: later,
            version: elsewhere.version + 1,
            ..elsewhere
        };
        store.commit(&Commit::of_alert(ended)).await.unwrap();
        assert_eq!((row().await.state, row().await.since), (AlertState::Cleared, later));
    }

    #[tokio::test]
    async fn alerts_of_a_bundle_are_of_no_service_in_particular() {
        let (rules, at) = (Rules::build(Settings::default()), Timestamp::UNIX_EPOCH);
        let decided = decided(&rules, at).1;
        let bundle = Incident { bundle: true, ..decided.incident };
        let rows = of_events(&Fakes::at(at), &bundle, &decided.events).await.unwrap();
        assert_eq!(rows[0].service, None);
    }
}
