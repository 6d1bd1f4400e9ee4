//! Finds the report page that an address means.
//! Must not judge what is reported there.

use super::rules::Rules;
use crate::report_page::ReportPage;

impl Rules {
    /// The report page at the last part of an address: a key, or the name of a page without one.
    pub fn report_page(&self, address: &str) -> Option<(&str, &ReportPage)> {
        let mut all = self.settings().report_pages.iter();
        let found = all.find(|(name, page)| page.key.as_ref().unwrap_or(name).as_str() == address);
        found.map(|(name, page)| (name.as_str(), page))
    }
}
