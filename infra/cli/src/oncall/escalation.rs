//! The escalation of a service as it is now: whom each level pages, until when they are on call, how they are reached.
//! Must not decide it; the domain does.

use crate::args::DeploymentOptions;
use crate::clock::weekday;
use crate::print::Layout;
use crate::{clock, print};
use anyhow::Result;
use callout_domain::ids::{ContactName, ResponderName, ServiceName};
use callout_domain::responder::Urgency;
use callout_domain::settings::{EscalationRow, Rules};
use callout_domain::severity::Severity;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// The severity of an alarm that says none.
const USUAL: Severity = Severity::Sev2;

/// The column of addresses.
const REACHED_BY: usize = 5;

/// From here on minutes are too many to read.
const MOST_MINUTES: i64 = 120;

/// One person of a level. Outside programs rely on these names.
#[derive(Debug, Serialize)]
struct Row {
    level: String,
    /// Minutes after the alarm.
    after_minutes: i64,
    urgency: Urgency,
    /// None if the level pages nobody now.
    responder: Option<ResponderName>,
    name: String,
    /// How the level comes to them.
    because: String,
    /// When they go off call.
    until: Option<Timestamp>,
    reached_by: Vec<Way>,
}

/// A contact of a person.
#[derive(Debug, Serialize)]
struct Way {
    contact: ContactName,
    addresses: Vec<String>,
    /// Minutes after the page.
    after_minutes: i64,
}

/// Shows the escalation of a service, level by level.
pub(super) fn show(
    common: &DeploymentOptions,
    rules: &Rules,
    service: &ServiceName,
    at: Timestamp,
) -> Result<()> {
    let policy = rules.policy(&rules.service(service));
    let urgency = rules.urgency(service, USUAL, at);
    let rows = rules.escalation(&policy, urgency, at).into_iter();
    let rows: Vec<Row> = rows.map(|row| Row::of(row, rules)).collect();
    if common.json {
        return print::json(&rows);
    }
    let repeat = match policy.policy.repeat {
        0 => String::new(),
        1 => ", whose levels repeat once".to_owned(),
        times => format!(", whose levels repeat {times} times"),
    };
    let low = low(urgency);
    print::line(format!("{service}: policy {}{repeat}. {low}Nobody acknowledges:", policy.name));
    let rows = rows.iter().map(|row| cells(row, common.on_behalf_of.as_deref()));
    let headings = ["level", "when", "who", "on call", "until", "reached by"];
    print::line(print::table_text(headings, rows, Layout { unbroken: &[REACHED_BY], ..Layout::default() }));
    Ok(())
}

/// What is different while the urgency is low.
fn low(urgency: (Urgency, Option<Timestamp>)) -> String {
    match urgency {
        (Urgency::High, _) => String::new(),
        (Urgency::Low, Some(high_at)) => {
            format!("Low urgency until {}, for all but a SEV1. ", weekday(high_at))
        }
        (Urgency::Low, None) => format!("Low urgency for a {USUAL}: no other level is paged. "),
    }
}

fn cells(row: &Row, me: Option<&str>) -> [String; 6] {
    let when = match row.after_minutes {
        0 => "at once".to_owned(),
        minutes => after(minutes),
    };
    let who = match &row.responder {
        None => "nobody".to_owned(),
        Some(name) if me == Some(name.as_str()) => "you".to_owned(),
        Some(name) if *row.name == *name.as_str() => row.name.clone(),
        Some(name) => format!("{} ({name})", row.name),
    };
    let ways: Vec<String> = row.reached_by.iter().map(way).collect();
    [
        row.level.clone(),
        when,
        who,
        row.because.clone(),
        row.until.map(weekday).unwrap_or_default(),
        ways.join("; "),
    ]
}

fn after(minutes: i64) -> String {
    match minutes {
        ..MOST_MINUTES => format!("after {minutes} min"),
        _ => format!("after {}", clock::age(SignedDuration::from_mins(minutes))),
    }
}

fn way(way: &Way) -> String {
    let addresses: Vec<&str> = way.addresses.iter().map(String::as_str).collect();
    let words = format!("{} {}", way.contact, addresses.join(", "));
    match way.after_minutes {
        0 => words.trim().to_owned(),
        minutes => format!("{} {}", words.trim(), after(minutes)),
    }
}

impl Row {
    fn of(row: EscalationRow, rules: &Rules) -> Self {
        let person = row.responder.as_ref();
        let responder = person.and_then(|name| rules.responder(name));
        let way = |(after, contact): (SignedDuration, ContactName)| {
            let of_person = responder.iter().flat_map(|it| &it.contacts).filter(|it| it.name() == contact);
            let addresses = of_person.map(|it| it.address.clone()).collect();
            Way { addresses, after_minutes: after.as_mins(), contact }
        };
        let unnamed = person.map(ToString::to_string).unwrap_or_default();
        Self {
            level: row.level.map_or_else(|| "fallback".to_owned(), |level| level.to_string()),
            after_minutes: row.after.as_mins(),
            urgency: row.urgency,
            name: responder.map_or(unnamed, |it| it.name.clone()),
            because: row.because,
            until: row.until,
            reached_by: row.contacts.into_iter().map(way).collect(),
            responder: row.responder,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: &str = r#"
        fallback = "cho"
        [responders]
        ana = { name = "Ana Silva", zone = "UTC", contacts = [{ channel = "sms", address = "+15550100" }, { channel = "email", address = "ana@example.com" }] }
        ben = { name = "Ben", contacts = [{ channel = "sms", address = "+15550101" }] }
        cho = { name = "Cho", contacts = [{ channel = "email", address = "cho@example.com" }] }
        [services.payments]
        title = "Payments"
        policy = "payments"
        [policies.payments]
        levels = [
            { page = ["responder:ana"], delay = "5m" },
            { page = ["schedule:gone"], delay = "5m", when = { severity = "SEV2" } },
            { page = ["responder:ben"], delay = "10m" },
        ]
        repeat = 1
    "#;

    #[test]
    fn each_level_says_who_when_and_how() {
        let rules = Rules::build(toml::from_str(SETTINGS).unwrap());
        let at: Timestamp = "2026-11-28T02:30:00Z".parse().unwrap();
        let policy = rules.policy(&rules.service(&"payments".into()));
        let rows = rules.escalation(&policy, (Urgency::High, None), at).into_iter();
        let rows: Vec<[String; 6]> = rows.map(|row| cells(&Row::of(row, &rules), Some("ben"))).collect();
        let line = |nth: usize| rows[nth].join("|");
        assert_eq!(line(0), "1|at once|Ana Silva (ana)|responder:ana||sms +15550100; email ana@example.com");
        assert_eq!(line(1), "2|after 5 min|nobody|schedule:gone, only for SEV1 to SEV2||");
        assert_eq!(line(2), "3|after 10 min|you|responder:ben||sms +15550101");
        assert_eq!(line(3), "fallback|after 40 min|Cho (cho)|||email cho@example.com");
        assert!(line(4).starts_with("fallback|after 40 min|fallback|contact of the template"), "{}", line(4));
    }

    /// Two layers page together. The first changes hands at eight each day, the second has Ana for the whole week.
    const LAYERS: &str = r#"
        [responders]
        ana = { name = "Ana", contacts = [{ channel = "sms", address = "+15550100" }, { channel = "email", address = "ana@example.com" }] }
        ben = { name = "Ben", contacts = [{ channel = "sms", address = "+15550101" }] }
        [services.payments]
        title = "Payments"
        policy = "payments"
        [services.payments.urgency.support_hours]
        zone = "UTC"
        windows = [{ days = ["mon-fri"], from = "09:00", to = "17:00" }]
        [policies.payments]
        levels = [{ page = ["schedule:payments"], delay = "5m" }]
        [schedules.payments]
        zone = "UTC"
        [[schedules.payments.layers]]
        name = "days"
        turns = ["ana", "ben"]
        every = "1 day"
        start = "2026-11-23T08:00"
        [[schedules.payments.layers]]
        name = "weeks"
        turns = ["ana", "ben"]
        every = "1 week"
        start = "2026-11-23T08:00"
    "#;

    fn of_payments(settings: &str, at: &str) -> Vec<Row> {
        let rules = Rules::build(toml::from_str(settings).unwrap());
        let at: Timestamp = at.parse().unwrap();
        let service = "payments".into();
        let (policy, urgency) = (rules.policy(&rules.service(&service)), rules.urgency(&service, USUAL, at));
        let rows = rules.escalation(&policy, urgency, at).into_iter();
        rows.map(|row| Row::of(row, &rules)).collect()
    }

    #[test]
    fn whom_another_layer_keeps_is_on_call_until_that_one_ends() {
        let rows = of_payments(LAYERS, "2026-11-25T12:00:00Z");
        let until = |name: &str| {
            let row = rows.iter().find(|row| row.responder == Some(name.into())).unwrap();
            row.until.map(|until| until.to_string())
        };
        assert_eq!(until("ana").as_deref(), Some("2026-11-30T08:00:00Z"), "{rows:?}");
    }

    #[test]
    fn outside_support_hours_the_first_level_is_told_quietly() {
        let rows = of_payments(LAYERS, "2026-11-25T20:00:00Z");
        let told: Vec<(i64, Urgency, usize)> =
            rows.iter().map(|row| (row.after_minutes, row.urgency, row.reached_by.len())).collect();
        assert_eq!(told[0], (0, Urgency::Low, 1), "by what does not ring: {rows:?}");
        assert_eq!(rows[0].reached_by[0].contact.as_str(), "email");
        let morning = told.iter().find(|(_, urgency, _)| urgency.is_high());
        assert_eq!(morning, Some(&(13 * 60, Urgency::High, 2)), "{rows:?}");
        let (high_at, low_for_good) = ("2026-11-26T09:00:00Z".parse().unwrap(), low((Urgency::Low, None)));
        assert!(low((Urgency::Low, Some(high_at))).contains("until Thu 2026-11-26 09:00 UTC"));
        assert!(low_for_good.contains("no other level is paged"), "{low_for_good}");
    }
}
