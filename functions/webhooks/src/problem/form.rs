//! What a colleague typed. Decides nothing: it turns a form into a report.

use callout_domain::ids::ServiceName;
use callout_domain::report_page::{Report, Trouble};
use serde::Deserialize;

/// The form as the browser sends it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    /// What makes it this form, and one of ours.
    #[serde(default)]
    pub(super) form: String,
    #[serde(default)]
    pub(super) what: String,
    #[serde(default)]
    pub(super) since: String,
    #[serde(default)]
    pub(super) trouble: String,
    #[serde(default)]
    pub(super) who: String,
}

impl Typed {
    pub(super) fn report(&self, page: &str, service: &ServiceName) -> Report {
        Report {
            page: page.to_owned(),
            service: service.clone(),
            token: self.form.clone(),
            what: self.what.clone(),
            since: self.since.clone(),
            trouble: Trouble::from_word(&self.trouble),
            who: self.who.clone(),
        }
    }
}
