//! Files that a page had and that it must not have any more.
//!
//! Incidents keep their addresses for ever, unless the page must not show them.

use crate::render::{incident_files, maintenance_files, month_files};
use callout_domain::ids::IncidentId;
use callout_domain::settings::LANGUAGES;
use callout_domain::status::{Month, MonthDocument, PageDocument};
use std::collections::BTreeSet;

/// Whether a file that is not shown may go: one of a component, or of a language without a first page.
pub(crate) fn may_go(key: &str, shown: &BTreeSet<String>) -> bool {
    let language = key.split_once('/').filter(|(folder, _)| LANGUAGES.contains(folder));
    let (own, path) = language
        .map_or((true, key), |(folder, path)| (shown.contains(&format!("{folder}/index.html")), path));
    !own || path.starts_with("components/")
}

/// The files of all that documents know, and of what a view of them shows nothing.
pub(crate) fn hidden_files(
    (document, months): (&PageDocument, &[MonthDocument]),
    view: Option<(&PageDocument, &[MonthDocument])>,
) -> BTreeSet<String> {
    let shown = view.map(|(document, months)| Known::of(document, months)).unwrap_or_default();
    let all = Known::of(document, months);
    let incidents = all.incidents.difference(&shown.incidents).flat_map(|id| incident_files(id));
    let windows = all.windows.difference(&shown.windows).flat_map(|id| maintenance_files(id));
    let months = all.months.difference(&shown.months).flat_map(|month| month_files(*month));
    incidents.chain(windows).chain(months).collect()
}

/// What has a page of its own.
#[derive(Default)]
struct Known<'a> {
    incidents: BTreeSet<&'a IncidentId>,
    windows: BTreeSet<&'a str>,
    months: BTreeSet<Month>,
}

impl<'a> Known<'a> {
    fn of(document: &'a PageDocument, months: &'a [MonthDocument]) -> Self {
        let incidents = months.iter().flat_map(|month| &month.incidents).chain(&document.incidents);
        let windows = months.iter().flat_map(|month| &month.maintenance).chain(&document.maintenance);
        Self {
            incidents: incidents.map(|incident| &incident.id).collect(),
            windows: windows.map(|window| window.id.as_str()).collect(),
            months: document.months.clone(),
        }
    }
}
