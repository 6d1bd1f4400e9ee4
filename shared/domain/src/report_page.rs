//! Report pages: a colleague without a login says what is wrong, and whoever is on call hears of it.
//!
//! Must not believe anything that is typed, nor let it decide more than a severity that is not high: whoever knows the address can
//! write. A report ends nothing, acknowledges nothing, publishes nothing and joins nothing but other reports of its page.

mod report;
#[cfg(test)]
mod tests;

use report::WORST;
pub use report::{Receipt, Report, Trouble, is_report, page_of};

use crate::alarm::AlarmEvent;
use crate::ids::ServiceName;
use crate::routing::{NoData, Routed, UNROUTED};
use crate::triage::Group;
use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long a report sends only what does not ring, before it pages by policy.
pub const QUIET_FOR: SignedDuration = SignedDuration::from_mins(10);
/// A report within this time of the one before belongs to it, and pages at once.
pub const AGAIN_WITHIN: SignedDuration = SignedDuration::from_mins(30);

/// A page on which colleagues report problems of one service, without a login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportPage {
    /// The service that reports are about.
    pub service: ServiceName,
    /// The heading. Default: the service's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What colleagues should know before they report, e.g. whom to phone in an emergency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The last part of the page's address, in place of its name, so that nobody guesses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl ReportPage {
    /// The path of the page of this name.
    pub fn path(&self, name: &str) -> String {
        format!("/problem/{}", self.key.as_deref().unwrap_or(name))
    }
}

/// Where a report goes: to the service of its page, whatever routes say, into a group of its page alone.
pub(crate) fn route(event: &AlarmEvent) -> Option<Routed> {
    let page = page_of(&event.source)?;
    let service = event.service.clone().unwrap_or_else(|| UNROUTED.into());
    let group = Group {
        key: event.source.as_str().into(),
        window: None,
        because: "reported on the same page within half an hour".to_owned(),
    };
    Some(Routed {
        service,
        severity: event.severity.unwrap_or(WORST).max(WORST),
        no_data: NoData::Ignore,
        because: format!("reported on the page {page}"),
        group,
        pause: None,
    })
}
