//! One decision of a person, and what it must keep to.

use super::refusal::{LONGEST_OF_ANNOUNCEMENT, LiveRefusal};
use crate::alarm::one_line;
use crate::ids::{ComponentName, ResponderName, ScheduleName, ServiceName};
use crate::matcher::{Conditions, Matches};
use crate::oncall::settings::{Names, OverrideSettings};
use crate::oncall::{ShiftNews, ShiftPart, ShiftRequest};
use crate::suppression::PublicMaintenance;
use crate::switch::is_false;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// One decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LiveEntry {
    /// What was decided.
    pub what: LiveChange,
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Who decided it, and when.
    #[serde(flatten)]
    pub made: Made,
}

/// Who decided something, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Made {
    /// Who, for people.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The number of the incident it was decided in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<u64>,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LiveChange {
    /// Some alarms page nobody.
    Silence {
        /// Which.
        matches: Matches,
    },
    /// Services are being worked on: their alarms wait.
    Maintenance {
        /// Which services.
        services: Vec<ServiceName>,
        /// What customers read of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        page: Option<PublicMaintenance>,
    },
    /// Somebody else is on call.
    Override {
        /// Of which schedule.
        schedule: ScheduleName,
        /// Who for whom.
        change: LiveOverride,
    },
    /// A silence or window of the files is over for now. A recurring one begins again at its next time.
    Ended(EndedEarly),
    /// Somebody was asked to be on call for somebody else, until the end of this entry. Nothing changes before they take it.
    ShiftRequest {
        /// Who asked whom for what.
        request: ShiftRequest,
        /// How it ended; it is kept for a while, so that whoever comes back to it reads what became of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        end: Option<ShiftEnd>,
    },
}

/// How a request for a shift ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftEnd {
    /// How.
    pub news: ShiftNews,
    /// When.
    pub at: Timestamp,
}

/// Who is on call for whom, as in the settings: exactly one of `add`, `remove`, `replace` with `by`, or `swap`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveOverride {
    /// Also on call.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub add: Names,
    /// Not on call.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub remove: Names,
    /// The person who is replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replace: Option<ResponderName>,
    /// Who takes the turns of that person.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub by: Names,
    /// Two people who swap their turns.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub swap: Names,
    /// Whether it hands over: then who is replaced is whoever is on call, by an override too, and not whom the rotation names.
    #[serde(default, skip_serializing_if = "is_false")]
    pub hands_over: bool,
}

impl From<&ShiftPart> for LiveOverride {
    fn from(part: &ShiftPart) -> Self {
        Self {
            replace: Some(part.from.clone()),
            by: Names(vec![part.to.clone()]),
            hands_over: true,
            ..Self::default()
        }
    }
}

impl LiveOverride {
    /// As the settings say it, from a time until another.
    pub fn during(&self, from: Timestamp, until: Timestamp, reason: &str) -> OverrideSettings {
        let Self { add, remove, replace, by, swap, hands_over } = self.clone();
        let (start, end) = (from.to_string(), until.to_string());
        let reason = (!reason.is_empty()).then(|| reason.to_owned());
        OverrideSettings { start, end, add, remove, replace, by, swap, reason, hands_over }
    }
}

/// What ended before its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedEarly {
    /// Whether it is a silence or a window.
    pub of: Over,
    /// Its name in the files.
    pub name: String,
}

/// A kind of rule in the files that can end early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// A silence.
    Silence,
    /// A maintenance window.
    Maintenance,
}

impl LiveChange {
    /// The word that names it, until a number makes the name its own.
    pub(super) fn word(&self) -> String {
        let of = |first: Option<&str>, otherwise: &str| {
            let letters =
                first.unwrap_or(otherwise).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
            let words = letters.collect::<String>().to_lowercase();
            let words: Vec<&str> = words.split('-').filter(|word| !word.is_empty()).take(6).collect();
            if words.is_empty() { otherwise.to_owned() } else { words.join("-") }
        };
        match self {
            Self::Silence { matches } => {
                let all = matches.matchers().unwrap_or_default();
                let named = all.iter().find(|it| it.field != "source").map(|it| last_part(&it.value));
                of(named, "silence")
            }
            Self::Maintenance { services, page } => {
                let told = page.as_ref().and_then(|page| page.components.first()).map(ComponentName::as_str);
                of(services.first().map(ServiceName::as_str).or(told), "maintenance")
            }
            Self::Override { schedule, .. } => of(Some(schedule.as_str()), "override"),
            Self::Ended(ended) => ended.name.clone(),
            Self::ShiftRequest { request, .. } => {
                of(request.parts.first().map(|part| part.schedule.as_str()), "shift")
            }
        }
    }

    /// The name of what can only be there once: the second time ends the same thing.
    pub(super) fn fixed_name(&self) -> Option<String> {
        match self {
            Self::Ended(EndedEarly { of: Over::Silence, name }) => Some(format!("ended/silence/{name}")),
            Self::Ended(EndedEarly { of: Over::Maintenance, name }) => {
                Some(format!("ended/maintenance/{name}"))
            }
            _ => None,
        }
    }
}

/// The name at the end of an ARN or an address; other text as it is.
fn last_part(text: &str) -> &str {
    let text = text.split('|').next().unwrap_or(text);
    text.rsplit([':', '/']).find(|part| !part.is_empty()).unwrap_or(text)
}

/// The most characters of a reason: all of them together must fit into the list.
const MOST_OF_REASON: usize = 500;
/// The most bytes that customers are to read of one: silences must find room beside it for ninety days.
const MOST_FOR_CUSTOMERS: usize = 8 * 1024;
/// What no alarm says: whatever matches it matches everything.
const UNLIKELY: &str = "\u{2}nobody says this\u{3}";

impl LiveEntry {
    /// The same on whole minutes, as settings are written: it begins with its first minute, and ends after its last.
    pub(super) fn on_minutes(self) -> Self {
        let minute = |at: Timestamp, up: i64| {
            let second = (at.as_second() + up).div_euclid(60) * 60;
            Timestamp::from_second(second).unwrap_or(at)
        };
        let up = if self.until.subsec_nanosecond() > 0 { 60 } else { 59 };
        Self { from: minute(self.from, 0), until: minute(self.until, up), ..self }
    }

    /// The same, over with the minute before; with this minute, if it began in it. Schedules know whole minutes only.
    pub(super) fn ended(self, now: Timestamp) -> Self {
        let over = Self { until: now, ..self.clone() }.on_minutes().until;
        let before = over.saturating_sub(SignedDuration::from_mins(1)).unwrap_or(over);
        let until = if over > now && before > self.from { before } else { over };
        Self { until, ..self }
    }

    /// How much customers are to read of it, in bytes.
    fn bytes_for_customers(&self) -> usize {
        let LiveChange::Maintenance { page: Some(page), .. } = &self.what else { return 0 };
        let said =
            [&page.title, &page.text].into_iter().chain(page.titles.values()).chain(page.texts.values());
        said.map(String::len).sum()
    }

    /// Whether customers read of it, and every alarm pages as usual.
    fn holds_nothing(&self) -> bool {
        matches!(&self.what, LiveChange::Maintenance { services, page: Some(_) } if services.is_empty())
    }

    /// Whether it puts somebody on call for whoever is.
    pub(super) fn hands_over(&self) -> bool {
        matches!(&self.what, LiveChange::Override { change, .. } if change.hands_over)
    }

    /// Why it may not be decided at a time, before anybody decides it, where no other decision is asked.
    ///
    /// # Errors
    /// It matches everything, its reason is too long, or it ends too early or too late.
    pub fn may_be_made(&self, longest: SignedDuration, now: Timestamp) -> Result<(), LiveRefusal> {
        self.clone().in_order().check(longest, now)
    }

    /// The same as it is kept: on whole minutes, and with a reason that disturbs no line that it is shown in.
    pub(super) fn in_order(self) -> Self {
        let reason = one_line(&self.reason);
        Self { reason, ..self }.on_minutes()
    }

    /// Whether it may be kept.
    pub(super) fn check(&self, longest: SignedDuration, now: Timestamp) -> Result<(), LiveRefusal> {
        match &self.what {
            LiveChange::Silence { matches } => {
                let conditions = Conditions::compile(matches).map_err(|_| unreadable(matches))?;
                let select = |text: &str| !conditions.all().iter().all(|condition| condition.holds(text));
                if !select("") || !select(UNLIKELY) {
                    return Err(LiveRefusal::MatchesEverything);
                }
            }
            LiveChange::Maintenance { services, page: None } if services.is_empty() => {
                return Err(LiveRefusal::MatchesEverything);
            }
            LiveChange::Maintenance { .. }
            | LiveChange::Override { .. }
            | LiveChange::ShiftRequest { .. } => {}
            // It ends when the rule of the files would have ended, however late that is.
            LiveChange::Ended(_) => return Ok(()),
        }
        if self.reason.chars().count() > MOST_OF_REASON {
            return Err(LiveRefusal::LongReason { most: MOST_OF_REASON });
        }
        if self.bytes_for_customers() > MOST_FOR_CUSTOMERS {
            return Err(LiveRefusal::LongTexts { most: MOST_FOR_CUSTOMERS });
        }
        if self.until <= self.from.max(now) {
            return Err(LiveRefusal::OverAlready);
        }
        let most = if self.holds_nothing() { LONGEST_OF_ANNOUNCEMENT } else { longest };
        // Whole minutes may add one.
        let too_long = self.until.duration_since(now) > most + SignedDuration::from_mins(1);
        if too_long { Err(LiveRefusal::TooLong { most }) } else { Ok(()) }
    }
}

fn unreadable(matches: &Matches) -> LiveRefusal {
    let why = matches.matchers().err().unwrap_or_else(|| format!("`{matches}` cannot be read"));
    LiveRefusal::Unreadable(why)
}
