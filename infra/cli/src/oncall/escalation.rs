//! The escalation of a service as it is now: whom each level pages, until when they are on call, how they are reached.
//! Must not decide it; the domain does.

use crate::args::DeploymentOptions;
use crate::clock::weekday;
use crate::print;
use anyhow::Result;
use callout_domain::escalation::{Condition, Level, PolicySnapshot, Target, Unmet};
use callout_domain::ids::{ContactName, ResponderName, ServiceName};
use callout_domain::responder::{BUILT_IN_FALLBACK, Urgency};
use callout_domain::settings::Rules;
use callout_domain::severity::Severity;
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
    let (mut rows, mut after) = (Vec::new(), SignedDuration::ZERO);
    for (nth, level) in policy.policy.levels.iter().enumerate() {
        let of_level = Shown { level: (nth + 1).to_string(), after, at, rules };
        rows.extend(of_level.rows(level));
        after += level.delay.0;
    }
    let fallback = Shown {
        level: "fallback".to_owned(),
        after: after * i32::try_from(policy.policy.repeat + 1).unwrap_or(1),
        at,
        rules,
    };
    let own = Some(&policy.fallback).filter(|name| name.as_str() != BUILT_IN_FALLBACK);
    rows.extend(own.map(|name| fallback.row(name, (String::new(), None))));
    rows.push(fallback.row(&BUILT_IN_FALLBACK.into(), ("contact of the template".to_owned(), None)));
    rows
}

/// A level that is shown.
struct Shown<'a> {
    level: String,
    after: SignedDuration,
    at: Timestamp,
    rules: &'a Rules,
}

impl Shown<'_> {
    fn rows(&self, level: &Level) -> Vec<Row> {
        let conditions = conditions(level, self.at);
        let mut rows: Vec<Row> = Vec::new();
        for target in &level.page {
            let because =
                [target.to_string()].into_iter().chain(conditions.clone()).collect::<Vec<_>>().join(", ");
            for person in self.rules.people(target, self.at) {
                if !rows.iter().any(|row| row.responder.as_ref() == Some(&person)) {
                    rows.push(self.row(&person, (because.clone(), self.until(target))));
                }
            }
        }
        if rows.is_empty() {
            rows.push(self.nobody(level, &conditions));
        }
        rows
    }

    fn row(&self, person: &ResponderName, (because, until): (String, Option<Timestamp>)) -> Row {
        let responder = self.rules.responder(person);
        let (_, contacts) = self.rules.reach(person);
        let way = |(due, contact): (Timestamp, ContactName)| {
            let of_person = responder.iter().flat_map(|it| &it.contacts).filter(|it| it.name() == contact);
            let addresses = of_person.map(|it| it.address.clone()).collect();
            Way { addresses, after_minutes: due.duration_since(self.at).as_mins(), contact }
        };
        Row {
            level: self.level.clone(),
            after_minutes: self.after.as_mins(),
            name: responder.map_or_else(|| person.to_string(), |it| it.name.clone()),
            responder: Some(person.clone()),
            because,
            until,
            reached_by: contacts.due(Urgency::High, self.at).into_iter().map(way).collect(),
        }
    }

    fn nobody(&self, level: &Level, conditions: &[String]) -> Row {
        let targets = level.page.iter().map(ToString::to_string);
        Row {
            level: self.level.clone(),
            after_minutes: self.after.as_mins(),
            responder: None,
            name: String::new(),
            because: targets.chain(conditions.iter().cloned()).collect::<Vec<_>>().join(", "),
            until: None,
            reached_by: Vec::new(),
        }
    }

    /// When whoever is on call by a target goes off call.
    fn until(&self, target: &Target) -> Option<Timestamp> {
        match target {
            Target::Schedule(name) => Some(self.rules.schedule(name)?.next_handoff(self.at)?.at),
            _ => None,
        }
    }
}

/// What else holds for a level, in words.
fn conditions(level: &Level, at: Timestamp) -> Vec<String> {
    let severity = |least: Severity| match least {
        Severity::Sev1 => "only for SEV1".to_owned(),
        least => format!("only for SEV1 to {least}"),
    };
    let condition = level.condition.as_ref();
    // The worst incident meets every condition but the one of hours.
    let is_off =
        condition.and_then(|condition: &Condition| condition.unmet(Severity::Sev1, at)) == Some(Unmet::Hours);
    let parts = [
        condition.and_then(|it| it.severity).map(severity),
        is_off.then(|| "not at this hour".to_owned()),
        level.round_robin.then(|| "one of them, in turn".to_owned()),
        level.all_must_acknowledge.then(|| "each must acknowledge".to_owned()),
    ];
    parts.into_iter().flatten().collect()
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
