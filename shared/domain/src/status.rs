//! The data of the public status page.
//!
//! Must not render: the function does. Must not contain anything private (responders, alerts, details).

mod audience;
mod document;
mod maintenance;
mod month;
mod planned;
mod projection;
mod public_incident;
mod stored;
mod uptime;

pub use crate::incident::ComponentStatus;
pub use audience::{Audience, MAIN, shown_on};
pub use document::PageDocument;
pub use maintenance::{MaintenancePhase, MaintenanceUpdate, MaintenanceWindow};
pub use month::{Month, MonthDocument};
pub use planned::{Planned, planned};
pub use public_incident::{PublicIncident, titles};
pub(crate) use stored::stored_bytes;
pub use uptime::{DayUptime, Uptime, Uptimes, Window};
