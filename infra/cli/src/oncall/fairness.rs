//! How evenly being on call is shared.
//!
//! Must not count; the domain does.

use super::lookup::wanted;
use crate::args::{DeploymentOptions, Fairness};
use crate::print;
use anstyle::AnsiColor;
use anyhow::{Result, bail};
use callout_domain::ids::ScheduleName;
use callout_domain::oncall::{EVEN, Load, Schedule, balances, read_instant};
use callout_domain::settings::Rules;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::collections::BTreeSet;

#[derive(Debug, Serialize)]
struct Report {
    schedule: String,
    from: Timestamp,
    to: Timestamp,
    people: Vec<Share>,
    balance: Vec<Balance>,
}

/// Hours of one person.
#[derive(Debug, Serialize)]
struct Share {
    responder: String,
    hours: f64,
    nights: f64,
    weekends: f64,
    holidays: f64,
    /// Of all hours.
    percent: f64,
}

/// How even one kind of hours is.
#[derive(Debug, Serialize)]
struct Balance {
    kind: &'static str,
    percent: f64,
    even: bool,
}

/// Shows hours, nights, weekends and holidays of each person, by schedule.
pub(super) fn show(common: &DeploymentOptions, rules: &Rules, args: &Fairness, now: Timestamp) -> Result<()> {
    let only: Option<BTreeSet<ScheduleName>> =
        args.place.schedule.as_deref().map(|name| [name.into()].into());
    let schedules = wanted(rules, only.as_ref());
    let reports: Result<Vec<Report>> = schedules
        .into_iter()
        .map(|(name, schedule)| {
            window(args, schedule, now).map(|(from, to)| report(name, schedule, from, to))
        })
        .collect();
    let reports = reports?;
    if common.json {
        return print::json(&reports);
    }
    reports.iter().for_each(print_report);
    Ok(())
}

fn window(args: &Fairness, schedule: &Schedule, now: Timestamp) -> Result<(Timestamp, Timestamp)> {
    let read = |text: &String| read_instant(text, schedule.zone()).map_err(anyhow::Error::msg);
    let from = args.from.as_ref().map(read).transpose()?.unwrap_or(now);
    let to = args.to.as_ref().map(read).transpose()?;
    let to = to.unwrap_or_else(|| from.saturating_add(args.length.0).unwrap_or(from));
    if to <= from {
        bail!("the time ends before it begins; put --to after --from");
    }
    Ok((from, to))
}

impl Balance {
    fn of((kind, balance): (&'static str, f64)) -> Self {
        Self { kind, percent: rounded(100.0 * balance), even: balance >= EVEN }
    }
}

fn report(name: &ScheduleName, schedule: &Schedule, from: Timestamp, to: Timestamp) -> Report {
    let loads = schedule.loads(from, to);
    let all = hours(loads.iter().map(|load| load.total).sum());
    let share = |load: &Load| Share {
        responder: load.responder.to_string(),
        hours: hours(load.total),
        nights: hours(load.nights),
        weekends: hours(load.weekends),
        holidays: hours(load.holidays),
        percent: if all > 0.0 { rounded(100.0 * hours(load.total) / all) } else { 0.0 },
    };
    Report {
        schedule: name.to_string(),
        from,
        to,
        people: loads.iter().map(share).collect(),
        balance: balances(&loads).into_iter().map(Balance::of).collect(),
    }
}

fn print_report(report: &Report) {
    let day = |at: Timestamp| at.strftime("%F").to_string();
    print::line(format!("{}, {} to {}", report.schedule, day(report.from), day(report.to)));
    let rows = report.people.iter().map(|share| {
        let hours =
            [share.hours, share.nights, share.weekends, share.holidays].map(|it| format!("{it:.0} h"));
        let [total, nights, weekends, holidays] = hours;
        [share.responder.clone(), total, nights, weekends, holidays, format!("{:.0} %", share.percent)]
    });
    print::table(["responder", "on call", "nights", "weekends", "holidays", "share"], rows);
    let words = report.balance.iter().map(|balance| {
        let (word, colour) =
            if balance.even { ("even", AnsiColor::Green) } else { ("uneven", AnsiColor::Yellow) };
        print::coloured(format!("{} {:.0} % ({word})", balance.kind, balance.percent), colour)
    });
    let words: Vec<String> = words.collect();
    let said = if words.is_empty() { "nobody is on call".to_owned() } else { words.join(", ") };
    print::line(format!("Balance: {said}\n"));
}

fn hours(length: SignedDuration) -> f64 {
    rounded(length.as_secs_f64() / 3_600.0)
}

/// To one decimal: nobody minds six minutes.
fn rounded(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report_of(layer: &str) -> Report {
        let text = format!("[schedules.x]\nzone = 'UTC'\n[[schedules.x.layers]]\nname = 'x'\n{layer}");
        let rules = Rules::build(toml::from_str(&text).unwrap());
        let at = |text: &str| text.parse().unwrap();
        let (from, to) = (at("2027-01-04T00:00Z"), at("2027-01-18T00:00Z"));
        report(&"x".into(), &rules.schedules()[&ScheduleName::from("x")], from, to)
    }

    fn said(report: &Report) -> Vec<String> {
        report.balance.iter().map(|it| format!("{} {} {}", it.kind, it.percent, it.even)).collect()
    }

    #[test]
    fn weeks_in_turn_are_even() {
        let report = report_of("turns = ['ana', 'ben']\nevery = '1 week'\nstart = '2027-01-04'");
        assert_eq!(said(&report), ["hours 100 true", "nights 100 true", "weekends 100 true"]);
        assert_eq!(report.people.iter().map(|share| share.percent).collect::<Vec<_>>(), [50.0, 50.0]);
    }

    #[test]
    fn one_who_has_all_the_weekends_has_an_uneven_share() {
        let days = "['mon', 'tue', 'wed', 'thu', 'fri']";
        let layer = format!(
            "turns = ['ana']\nprecedence = 1\nrestrictions = [{{ days = {days}, from = '00:00', to = '24:00' }}]\n\
             [[schedules.x.layers]]\nname = 'y'\nturns = ['ben']"
        );
        assert_eq!(said(&report_of(&layer)), ["hours 40 false", "nights 40 false", "weekends 0 false"]);
    }
}
