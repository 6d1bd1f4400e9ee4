//! Everything the page says, in the languages of `messages`, one file each; messages to subscribers say the same.

use anyhow::{Context, Result, bail};
use callout_domain::incident::{ComponentStatus, Impact, Phase};
use callout_domain::status::MaintenancePhase;
use jiff::SignedDuration;
use jiff::civil::Date;
use serde::Deserialize;

/// Code and file of each language.
const LANGUAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// The language of programs, and of a page whose settings name none.
pub const ENGLISH: &str = "en";

/// The words of a language. `{0}` stands for what is filled in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is named after what it says, as in the files of `messages`")]
pub struct Words {
    /// Its code, e.g. `en`.
    #[serde(skip)]
    pub code: String,
    pub name: String,
    all_operational: String,
    minor_outage: String,
    major_outage: String,
    critical_outage: String,
    in_progress: String,
    operational: String,
    degraded_performance: String,
    partial_outage: String,
    major_outage_of_component: String,
    pub unknown: String,
    investigating: String,
    identified: String,
    monitoring: String,
    resolved: String,
    postmortem: String,
    problem_with: String,
    service_incident: String,
    automatic_investigating: String,
    automatic_again: String,
    automatic_resolved: String,
    automatic_investigating_unnamed: String,
    automatic_again_unnamed: String,
    automatic_resolved_unnamed: String,
    pub corrected: String,
    pub added: String,
    pub withdrawn: String,
    and: String,
    pub home: String,
    pub current_status: String,
    pub history: String,
    pub subscribe: String,
    pub subscribe_by_message: String,
    pub follow: String,
    pub elsewhere: String,
    pub last_change: String,
    pub happening_now: String,
    pub since: String,
    pub no_update: String,
    pub components: String,
    pub affected: String,
    pub past_incidents: String,
    pub no_incidents_days: String,
    pub no_incidents_month: String,
    pub no_history: String,
    pub earlier: String,
    pub after: String,
    pub lasted: String,
    pub utc: String,
    pub updated: String,
    pub languages: String,
    uptime: String,
    uptime_today: String,
    pub bars_clean: String,
    pub bars_bad: String,
    pub day: String,
    pub worst_status: String,
    pub uptime_head: String,
    pub down_for: String,
    pub days_ago: String,
    pub today: String,
    pub weights: String,
    pub incidents_of: String,
    incidents_count: String,
    incidents_one: String,
    pub older: String,
    pub newer: String,
    under_maintenance_page: String,
    under_maintenance: String,
    pub maintenance: String,
    scheduled: String,
    in_progress_phase: String,
    completed: String,
    cancelled: String,
    pub from_until: String,
    moved: String,
    begun: String,
    ended: String,
    called_off: String,
    percent: String,
    decimal_point: String,
    minute: String,
    minutes: String,
    hour: String,
    hours: String,
    days: String,
    date: String,
    pub date_and_time: String,
    month: String,
    months: [String; 12],
    pub short_months: [String; 12],
}

/// Puts values where `{0}`, `{1}`… stand.
pub fn fill(text: &str, values: &[&str]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (place, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(place.parse().ok().and_then(|at: usize| values.get(at)).unwrap_or(&""));
        rest = after;
    }
    filled + rest
}

impl Words {
    /// The words of a language.
    ///
    /// # Errors
    /// There is no file of it, or a broken one.
    pub fn of(code: &str) -> Result<Self> {
        let Some((code, text)) = LANGUAGES.iter().find(|(known, _)| *known == code) else {
            let known: Vec<&str> = LANGUAGES.iter().map(|(code, _)| *code).collect();
            bail!("there are no words in `{code}`; the languages are {}", known.join(", "));
        };
        let words: Self = serde_json::from_str(text).with_context(|| format!("read messages/{code}.json"))?;
        Ok(Self { code: (*code).to_owned(), ..words })
    }

    /// The status of the whole page (in English the labels of pages hosted by Statuspage, which tools compare).
    /// `in_progress`: something is open, whatever it does to customers.
    pub fn overall(&self, impact: Impact, in_progress: bool) -> &str {
        match impact {
            Impact::None if in_progress => &self.in_progress,
            Impact::None => &self.all_operational,
            Impact::Minor => &self.minor_outage,
            Impact::Major => &self.major_outage,
            Impact::Critical => &self.critical_outage,
        }
    }

    /// The status of a page whose only news is maintenance that goes on.
    pub fn page_in_maintenance(&self) -> &str {
        &self.under_maintenance_page
    }

    /// The status of a component that is worked on.
    pub fn component_in_maintenance(&self) -> &str {
        &self.under_maintenance
    }

    /// Where maintenance stands.
    pub fn maintenance_phase(&self, phase: MaintenancePhase) -> &str {
        match phase {
            MaintenancePhase::Scheduled => &self.scheduled,
            MaintenancePhase::InProgress => &self.in_progress_phase,
            MaintenancePhase::Completed => &self.completed,
            MaintenancePhase::Cancelled => &self.cancelled,
        }
    }

    /// What happened to maintenance; `None` of its announcement, which says what the settings say.
    pub fn maintenance_news(&self, phase: MaintenancePhase, moved: Option<[&str; 2]>) -> Option<String> {
        match (moved, phase) {
            (Some(times), _) => Some(fill(&self.moved, &times)),
            (None, MaintenancePhase::Scheduled) => None,
            (None, MaintenancePhase::InProgress) => Some(self.begun.clone()),
            (None, MaintenancePhase::Completed) => Some(self.ended.clone()),
            (None, MaintenancePhase::Cancelled) => Some(self.called_off.clone()),
        }
    }

    /// A component's status.
    pub fn component(&self, status: ComponentStatus) -> &str {
        match status {
            ComponentStatus::Operational => &self.operational,
            ComponentStatus::DegradedPerformance => &self.degraded_performance,
            ComponentStatus::PartialOutage => &self.partial_outage,
            ComponentStatus::MajorOutage => &self.major_outage_of_component,
        }
    }

    /// The phase of an incident.
    pub fn phase(&self, phase: Phase) -> &str {
        match phase {
            Phase::Investigating => &self.investigating,
            Phase::Identified => &self.identified,
            Phase::Monitoring => &self.monitoring,
            Phase::Resolved => &self.resolved,
            Phase::Postmortem => &self.postmortem,
        }
    }

    /// The public title of an incident: the components that it affects.
    pub fn title(&self, components: &[&str]) -> String {
        match components {
            [] => self.service_incident.clone(),
            names => fill(&self.problem_with, &[&names.join(", ")]),
        }
    }

    /// What Callout itself says of components in a phase; `None` if the phase is said by people only.
    pub fn automatic(&self, phase: Phase, again: bool, components: &[&str]) -> Option<String> {
        let (text, unnamed) = match phase {
            Phase::Investigating if again => (&self.automatic_again, &self.automatic_again_unnamed),
            Phase::Investigating => (&self.automatic_investigating, &self.automatic_investigating_unnamed),
            Phase::Resolved => (&self.automatic_resolved, &self.automatic_resolved_unnamed),
            Phase::Identified | Phase::Monitoring | Phase::Postmortem => return None,
        };
        Some(self.phrase(components).map_or_else(|| unnamed.clone(), |names| fill(text, &[&names])))
    }

    /// Titles as one phrase; `None` of none.
    pub fn phrase(&self, titles: &[&str]) -> Option<String> {
        match titles {
            [] => None,
            [one] => Some((*one).to_owned()),
            [rest @ .., last] => Some(format!("{} {} {last}", rest.join(", "), self.and)),
        }
    }

    /// A number of incidents.
    pub fn incidents(&self, count: usize) -> String {
        if count == 1 {
            self.incidents_one.clone()
        } else {
            fill(&self.incidents_count, &[&count.to_string()])
        }
    }

    /// Hundredths of a percent as `99.95%`.
    pub fn share(&self, hundredths: i64) -> String {
        let (whole, rest) = (hundredths / 100, hundredths % 100);
        let number = match (whole, rest) {
            (100, _) => "100".to_owned(),
            _ => format!("{whole}{}{rest:02}", self.decimal_point),
        };
        fill(&self.percent, &[&number])
    }

    /// How much of some days it worked.
    pub fn uptime(&self, share: i64, days: usize) -> String {
        match days {
            1 => fill(&self.uptime_today, &[&self.share(share)]),
            days => fill(&self.uptime, &[&self.share(share), &days.to_string()]),
        }
    }

    /// A duration, rounded as people say it.
    pub fn length(&self, length: SignedDuration) -> String {
        let minutes = length.as_mins().max(1);
        let (hours, rest) = (minutes / 60, minutes % 60);
        let count = |number: i64, one: &str, more: &str| {
            fill(if number == 1 { one } else { more }, &[&number.to_string()])
        };
        match (hours, rest) {
            (0, _) => count(rest, &self.minute, &self.minutes),
            (48.., _) => count(hours / 24, &self.days, &self.days),
            (_, 0) => count(hours, &self.hour, &self.hours),
            _ => format!(
                "{} {}",
                count(hours, &self.hour, &self.hours),
                count(rest, &self.minute, &self.minutes)
            ),
        }
    }

    /// A day.
    pub fn date(&self, date: Date) -> String {
        self.on(&self.date, date)
    }

    /// A month.
    pub fn month(&self, first: Date) -> String {
        self.on(&self.month, first)
    }

    fn on(&self, pattern: &str, date: Date) -> String {
        let month = usize::from(date.month().unsigned_abs()) - 1;
        pattern
            .replace("{d}", &date.day().to_string())
            .replace("{month}", &self.months[month])
            .replace("{mon}", &self.short_months[month])
            .replace("{y}", &date.year().to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_says_everything_and_nothing_else() {
        for (code, _) in LANGUAGES {
            let words = Words::of(code).unwrap();
            assert_eq!(words.code, *code);
        }
        let known: Vec<&str> = LANGUAGES.iter().map(|(code, _)| *code).collect();
        assert_eq!(known, callout_domain::settings::LANGUAGES, "settings may name each");
        assert!(Words::of("xx").unwrap_err().to_string().contains("the languages are de, en"));
    }

    #[test]
    fn lengths_are_said_as_people_say_them() {
        let (english, german) = (Words::of("en").unwrap(), Words::of("de").unwrap());
        let says = |words: &Words, minutes: i64| words.length(SignedDuration::from_mins(minutes));
        for (minutes, words) in [
            (0, "1 minute"),
            (42, "42 minutes"),
            (60, "1 hour"),
            (125, "2 hours 5 minutes"),
            (50 * 60, "2 days"),
        ] {
            assert_eq!(says(&english, minutes), words);
        }
        assert_eq!(says(&german, 125), "2 Stunden 5 Minuten");
    }

    #[test]
    fn shares_are_cut_and_written_as_the_language_does() {
        let (english, german) = (Words::of("en").unwrap(), Words::of("de").unwrap());
        assert_eq!(english.share(10_000), "100%");
        assert_eq!(english.share(9_999), "99.99%");
        assert_eq!(german.share(9_905), "99,05 %");
    }
}
