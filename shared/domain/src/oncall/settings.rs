//! Schedules as written in the settings.
//!
//! Must not interpret them: [`Schedule::compile`](super::Schedule::compile) does, and reports problems.

use crate::ids::ResponderName;
use crate::switch::is_false;
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

/// An on-call schedule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleSettings {
    /// The IANA time zone, such as `Europe/Lisbon`. Applies to every time without a zone of its own.
    pub zone: String,
    /// Rotations. The layer with the highest precedence that has somebody on call wins; equal ones are on call
    /// together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<LayerSettings>,
    /// Exceptions for one person. Later ones win.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<OverrideSettings>,
    /// Windows in which other shifts replace everything else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub temporary: Vec<TemporarySettings>,
    /// Days on which other people are on call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<HolidaySettings>,
    /// Which notices are sent. Default: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notices: Option<NoticeSettings>,
}

/// Messages about who is on call, each over a contact that does not ring. A person without one is notified only outside
/// their quiet hours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeSettings {
    /// Notify the people whose shift ends or starts at each handoff.
    #[serde(default, skip_serializing_if = "is_false")]
    pub change: bool,
    /// Notify the people on call at this time of day: `09:00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The days for `at`: `["mon-fri"]`. Default: every day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<String>,
    /// Notify people this long before their shift starts: `12h`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
}

/// A rotation, the hours in which it is active, and its precedence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LayerSettings {
    /// The layer's name, such as `primary`.
    pub name: String,
    /// The higher one wins. Layers of equal precedence are on call together.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub precedence: i32,
    /// The time zone of this layer's times. Default: the schedule's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The people who take turns, in order: a name, several names together, or `nobody`. A single turn never ends.
    pub turns: Vec<TurnSettings>,
    /// How long a turn lasts: `1 week`, `2 days`, `8 hours`, `1 month`, `1 year`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<String>,
    /// When the first turn begins, which sets the time (and weekday or day of the month) of every handoff:
    /// `2026-01-05T09:00`. Earlier turns are calculated backwards from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// When the first turn ends, if not a whole turn after `start`. Handoffs are calculated from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_handoff: Option<String>,
    /// When the layer is active. Default: always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restrictions: Vec<RestrictionSettings>,
    /// Weekdays on which nobody of this layer is on call, such as `["sat", "sun"]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days_off: Vec<String>,
    /// Let the rotation continue on days on which it is not active. Otherwise its clock stops on them, and nobody loses
    /// a turn to a weekend.
    #[serde(default, skip_serializing_if = "is_false")]
    pub burn_days_off: bool,
    /// The layer does not exist before this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<String>,
    /// The layer does not exist from this time on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_until: Option<String>,
    /// Later lists of turns. The person on call when one takes effect stays until the handoff. A single turn, which
    /// never ends, is replaced at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<VersionSettings>,
}

/// A list of turns that replaces the previous one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionSettings {
    /// When it takes effect: `2026-06-01T09:00`.
    pub effective_from: String,
    /// The turns from then on.
    pub turns: Vec<TurnSettings>,
}

/// Weekdays and hours in which a layer is active.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestrictionSettings {
    /// Weekdays on which the window begins: `["mon", "fri"]`, `["mon-fri"]`, `["weekdays"]`. Default: every day.
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
    /// The person who is replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replace: Option<ResponderName>,
    /// The people who take the turns of the person named by `replace`.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub by: Names,
    /// Two people who swap their turns.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub swap: Names,
    /// The reason, shown to people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether it hands over, which no file says: `replace` names whoever is on call, by an override too.
    #[serde(skip)]
    pub hands_over: bool,
}

/// A window in which these shifts, and the gaps between them, replace everything else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemporarySettings {
    /// When the window begins.
    pub start: String,
    /// When it ends.
    pub end: String,
    /// The shifts. A shift counts only inside the window.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shifts: Vec<TemporaryShiftSettings>,
}

/// One shift of a temporary schedule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemporaryShiftSettings {
    /// Who is on call.
    pub responders: Names,
    /// When it begins. Default: with the window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// When it ends. Default: with the window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
}

/// Whole days on which other people are on call: exactly one of `on_call`, `add`, `remove`, or `replace` with
/// `by`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HolidaySettings {
    /// The calendar's name, such as `portugal`.
    pub calendar: String,
    /// The time zone of the days. Default: the schedule's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The days: `2026-04-25`. Default: those of the shared calendar with this name.
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
    /// The person who is replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replace: Option<ResponderName>,
    /// The people who take the turns of the person named by `replace`.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub by: Names,
}

fn is_zero(number: &i32) -> bool {
    *number == 0
}
