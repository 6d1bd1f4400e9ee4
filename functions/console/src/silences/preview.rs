//! What a silence of a service would hold back: what is open now, and what opened lately. Must not change anything.

use crate::deps::Ports;
use crate::session::Session;
use callout_domain::alarm::clip;
use callout_domain::ids::ServiceName;
use callout_domain::incident::Incident;
use callout_ports::{IncidentStore as _, PortError};
use futures::try_join;
use jiff::{SignedDuration, Timestamp};

/// How far back is counted, and how many incidents of all services are read for it.
const DAYS: i64 = 7;
const INCIDENTS: usize = 200;
/// The most open incidents that are read, and that are named.
const MOST_OPEN: usize = 200;
const MOST_NAMED: usize = 10;
/// The most characters of a title in a list.
const TITLE: usize = 120;

/// What it would hold back.
pub(super) struct Preview {
    pub(super) service: String,
    pub(super) open: Vec<OpenRow>,
    /// How many more are open.
    pub(super) more: usize,
    /// How many opened lately, in words.
    pub(super) lately: String,
}

/// An incident that is open.
pub(super) struct OpenRow {
    pub(super) number: u64,
    /// Untrusted text.
    pub(super) title: String,
    pub(super) fires: String,
}

impl Preview {
    pub(super) async fn of<P: Ports>(
        deps: &P,
        session: &Session,
        service: &ServiceName,
        now: Timestamp,
    ) -> Result<Self, PortError> {
        let since = now.saturating_sub(SignedDuration::from_hours(24 * DAYS)).unwrap_or(now);
        let (open, newest) = try_join!(
            deps.table().open_incidents(MOST_OPEN),
            deps.table().newest_opened((since, Timestamp::MAX), INCIDENTS),
        )?;
        let title = session.rules.settings().services.get(service).map(|service| service.title.clone());
        let title = title.unwrap_or_else(|| service.to_string());
        let is_of = |incident: &&Incident| incident.service == *service && !incident.bundle;
        let open: Vec<OpenRow> = open.incidents.iter().filter(is_of).map(OpenRow::of).collect();
        let lately = lately(&title, newest.iter().filter(is_of).count(), newest.len());
        let more = open.len().saturating_sub(MOST_NAMED);
        Ok(Self { service: title, more, lately, open: open.into_iter().take(MOST_NAMED).collect() })
    }
}

fn lately(service: &str, count: usize, read: usize) -> String {
    let at_least = if read == INCIDENTS { "at least " } else { "" };
    match count {
        0 => format!("No incident of {service} opened in the last {DAYS} days."),
        1 => format!("{at_least}1 incident of {service} opened in the last {DAYS} days."),
        count => format!("{at_least}{count} incidents of {service} opened in the last {DAYS} days."),
    }
}

impl OpenRow {
    fn of(incident: &Incident) -> Self {
        let fires = match incident.alerts.open {
            0 => String::new(),
            1 => "(1 alert fires)".to_owned(),
            count => format!("({count} alerts fire)"),
        };
        Self { number: incident.number, title: clip(&incident.title, TITLE), fires }
    }
}
