//! The escalation of a service as it is now: whom each level pages, until when they are on call, how they are reached.
//! Must not decide it; the domain does.

use crate::args::DeploymentOptions;
use crate::clock::weekday;
use crate::print;
use anyhow::Result;
use callout_domain::escalation::PolicySnapshot;
use callout_domain::ids::{ContactName, ResponderName, ServiceName};
use callout_domain::settings::{EscalationRow, Rules};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// One person of a level. Outside programs rely on these names.
#[derive(Debug, Serialize)]
struct Row {
    level: String,
    /// Minutes after the first page.
    after_minutes: i64,
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
    let rows = rows(rules, &policy, at);
    if common.json {
        return print::json(&rows);
    }
    let repeat = match policy.policy.repeat {
        0 => String::new(),
        1 => ", whose levels repeat once".to_owned(),
        times => format!(", whose levels repeat {times} times"),
    };
    print::line(format!("{service}: policy {}{repeat}. Nobody acknowledges:", policy.name));
    let rows = rows.iter().map(|row| cells(row, common.on_behalf_of.as_deref()));
    print::table(["level", "when", "who", "on call", "until", "reached by"], rows);
    Ok(())
}

fn cells(row: &Row, me: Option<&str>) -> [String; 6] {
    let when = match row.after_minutes {
        0 => "at once".to_owned(),
        minutes => format!("after {minutes} min"),
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

fn way(way: &Way) -> String {
    let addresses: Vec<&str> = way.addresses.iter().map(String::as_str).collect();
    let words = format!("{} {}", way.contact, addresses.join(", "));
    match way.after_minutes {
        0 => words.trim().to_owned(),
        minutes => format!("{} after {minutes} min", words.trim()),
    }
}

fn rows(rules: &Rules, policy: &PolicySnapshot, at: Timestamp) -> Vec<Row> {
    rules.escalation(policy, at).into_iter().map(|row| Row::of(row, rules)).collect()
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
        let rows: Vec<[String; 6]> =
            rows(&rules, &policy, at).iter().map(|row| cells(row, Some("ben"))).collect();
        let line = |nth: usize| rows[nth].join("|");
        assert_eq!(line(0), "1|at once|Ana Silva (ana)|responder:ana||sms +15550100; email ana@example.com");
        assert_eq!(line(1), "2|after 5 min|nobody|schedule:gone, only for SEV1 to SEV2||");
        assert_eq!(line(2), "3|after 10 min|you|responder:ben||sms +15550101");
        assert_eq!(line(3), "fallback|after 40 min|Cho (cho)|||email cho@example.com");
        assert!(line(4).starts_with("fallback|after 40 min|fallback|contact of the template"), "{}", line(4));
    }
}
