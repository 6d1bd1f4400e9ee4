//! Schedules as people write them in the settings.
//!
//! Must not understand what is written: [`Schedule::compile`](super::Schedule::compile) does, and says what
//! is wrong.

use crate::ids::ResponderName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod mentions;
mod names;

pub(super) use names::NOBODY;
pub use names::{Names, TurnSettings};

/// Calendars of holidays, by name, that several schedules share.
pub type Calendars = BTreeMap<String, CalendarSettings>;

/// One calendar of holidays, usually a country's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarSettings {
    /// The days: `2026-04-25`.
    pub dates: Vec<String>,
}

/// An on-call schedule: who is called, when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleSettings {
    /// Time zone by its IANA name, such as `Europe/Lisbon`; every time without a zone of its own is read in it.
    pub zone: String,
    /// Rotations; the layer of the highest precedence with somebody on call wins, equals are on call together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<LayerSettings>,
    /// Exceptions for one person: away, helping, standing in. A later one wins over an earlier one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<OverrideSettings>,
    /// Windows in which other shifts replace everything else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub temporary: Vec<TemporarySettings>,
    /// Days on which other people are on call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<HolidaySettings>,
    /// Who is told about the roster, when; nobody, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notices: Option<NoticeSettings>,
}

/// Messages about who is on call: each over a contact that does not ring. Somebody with none is told outside their
/// quiet hours only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeSettings {
    /// Tell whoever leaves and whoever comes, at the moment people change.
    #[serde(default, skip_serializing_if = "is_false")]
    pub change: bool,
    /// Tell those on call who is, at this time of day: `09:00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// On which days `at` counts: `["mon-fri"]`; every day, if absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<String>,
    /// Tell those who come so long before they do: `12h`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
}

/// One rotation, the hours in which it is in force, and its rank among the layers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LayerSettings {
    /// What people call it, such as `primary`.
    pub name: String,
    /// The higher wins; layers of equal precedence are on call together.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub precedence: i32,
    /// Time zone of this layer's times, if not the schedule's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Who takes turns, in order: a name, several names together, or `nobody`. One single turn never ends.
    pub turns: Vec<TurnSettings>,
    /// How long a turn lasts: `1 week`, `2 days`, `8 hours`, `1 month`, `1 year`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<String>,
    /// When the first turn begins, and so the time (and weekday or day of the month) of every handoff:
    /// `2026-01-05T09:00`. The turns before it are reckoned backwards from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// When the first turn ends, if not a whole turn after `start`; handoffs are reckoned from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_handoff: Option<String>,
    /// When the layer is in force; always, if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restrictions: Vec<RestrictionSettings>,
    /// Weekdays on which nobody of this layer is on call, such as `["sat", "sun"]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days_off: Vec<String>,
    /// Let the rotation run through days on which it is not in force. Otherwise its clock stands still on
    /// them, and nobody loses a turn to a weekend.
    #[serde(default, skip_serializing_if = "is_false")]
    pub burn_days_off: bool,
    /// The layer does not exist before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<String>,
    /// The layer does not exist from this moment on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_until: Option<String>,
    /// Later lists of turns. Whoever is on call when one takes effect stays until the handoff; one single turn,
    /// which never ends, is replaced at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<VersionSettings>,
}

/// A list of turns that replaces the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionSettings {
    /// When it takes effect: `2026-06-01T09:00`.
    pub effective_from: String,
    /// Who takes turns from then on.
    pub turns: Vec<TurnSettings>,
}

/// Weekdays and hours in which a layer is in force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestrictionSettings {
    /// Weekdays on which the window begins: `["mon", "fri"]`, `["mon-fri"]`, `["weekdays"]`; every day, if
    /// absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<String>,
    /// When it begins: `09:00`, or with a weekday, `fri 20:00`, for one window a week.
    pub from: String,
    /// When it ends: `17:00`, or with a weekday, `mon 08:00`. Not after `from` means the next day.
    pub to: String,
}

/// An exception for one person: exactly one of `add`, `remove`, `replace` with `by`, or `swap`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OverrideSettings {
    /// When it begins: `2026-08-03T09:00`, or an instant such as `2026-08-03T08:00Z`.
    pub start: String,
    /// When it ends.
    pub end: String,
    /// Also on call.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub add: Names,
    /// Not on call.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub remove: Names,
    /// Whose turns somebody else takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replace: Option<ResponderName>,
    /// Who takes the turns of the person named by `replace`.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub by: Names,
    /// Two people who take each other's turns.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub swap: Names,
    /// Why; shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A window in which these shifts, and the gaps between them, replace everything else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemporarySettings {
    /// When the window begins.
    pub start: String,
    /// When it ends.
    pub end: String,
    /// Who is on call in it; a shift counts only inside the window.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shifts: Vec<TemporaryShiftSettings>,
}

/// One shift of a temporary schedule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemporaryShiftSettings {
    /// Who is on call.
    pub responders: Names,
    /// When it begins; with the window, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// When it ends; with the window, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

/// Whole days on which other people are on call: exactly one of `on_call`, `add`, `remove`, or `replace` with
/// `by`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HolidaySettings {
    /// What people call this calendar, such as `portugal`.
    pub calendar: String,
    /// Time zone of the days, if not the schedule's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The days: `2026-04-25`; those of the shared calendar of that name, if absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<String>,
    /// Who is on call instead of the layers.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub on_call: Names,
    /// Also on call.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub add: Names,
    /// Not on call, because it is their holiday.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub remove: Names,
    /// Whose turns somebody else takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replace: Option<ResponderName>,
    /// Who takes the turns of the person named by `replace`.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub by: Names,
}

fn is_zero(number: &i32) -> bool {
    *number == 0
}

fn is_false(switch: &bool) -> bool {
    !switch
}
