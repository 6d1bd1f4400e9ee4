//! The alerts of an incident, prepared for the template. Must not take a count for a list.

use callout_domain::incident::{AlertRow, Incident};
use callout_domain::timeline::by_service;
use callout_web::parts::Reader;
use callout_web::words::Moment;

/// How many are shown at once; the rest is folded.
const AT_ONCE: usize = 10;
/// The most that are listed: an incident lists twenty and counts the rest, beside those that others explain.
const MOST: usize = 40;

/// The table.
pub(super) struct AlertTable {
    pub(super) rows: Vec<AlertLine>,
    /// Rows that are folded.
    pub(super) folded: Vec<AlertLine>,
    /// What is not listed.
    pub(super) missing: Vec<String>,
}

/// One alert.
pub(super) struct AlertLine {
    pub(super) fires: bool,
    pub(super) state: &'static str,
    /// Untrusted text.
    pub(super) summary: String,
    /// How often it fired, if more than once.
    pub(super) times: Option<u32>,
    pub(super) since: Moment,
    /// Untrusted text.
    pub(super) source: String,
    /// The alarm's own page.
    pub(super) page: Option<String>,
}

impl AlertTable {
    pub(super) fn of(incident: &Incident, mut rows: Vec<AlertRow>, reader: &Reader<'_>) -> Self {
        let missing = missing(incident, rows.len());
        rows.truncate(MOST);
        let mut rows: Vec<AlertLine> = rows.into_iter().map(|row| AlertLine::of(row, reader)).collect();
        let folded = rows.split_off(rows.len().min(AT_ONCE));
        Self { rows, folded, missing }
    }
}

impl AlertLine {
    fn of(row: AlertRow, reader: &Reader<'_>) -> Self {
        Self {
            fires: row.state.fires(),
            state: row.state.title(),
            summary: row.summary,
            times: Some(row.count).filter(|count| *count > 1),
            since: reader.moment(row.since),
            source: row.source,
            page: row.link,
        }
    }
}

fn missing(incident: &Incident, read: usize) -> Vec<String> {
    let number = incident.number;
    let counted = incident.counted.as_ref();
    let count = counted.filter(|it| it.total > 0).map(|counter| {
        let of =
            if counter.services.len() > 1 { format!(": {}", by_service(counter)) } else { String::new() };
        format!("{} more alerts were counted, not listed{of}.", counter.total)
    });
    let listed = u64::from(incident.alerts.total).saturating_sub(counted.map_or(0, |counter| counter.total));
    let listed = usize::try_from(listed).unwrap_or(usize::MAX);
    let hidden = listed.saturating_sub(read.min(MOST));
    let rest =
        (hidden > 0).then(|| format!("{hidden} more are not shown: `callout alerts {number}` lists them."));
    count.into_iter().chain(rest).collect()
}
