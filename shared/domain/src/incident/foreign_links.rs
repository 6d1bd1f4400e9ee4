//! Links that come with an alarm. Where a key alone stands behind them, Callout's own words are not theirs to use.
//!
//! Opens and checks no address.

use crate::alarm::{AlarmEvent, Link};
use crate::settings::integration_of;

/// What Callout calls its own links. The first is also what an alarm may name, as its own.
const RESERVED: [&str; 3] = ["runbook", "acknowledge", "callout"];

/// The runbook that an alarm may name in place of its service's, and its links. AWS's alarms are written by people with
/// access to the account; what was sent with a key replaces no runbook, and says that it is the alarm's.
pub(super) fn split(event: &AlarmEvent) -> (Option<String>, Vec<Link>) {
    if integration_of(&event.source).is_none() {
        let runbook = event.links.iter().find(|link| link.text == "Runbook").map(|link| link.href.clone());
        return (runbook, event.links.clone());
    }
    (None, event.links.iter().map(renamed).collect())
}

fn renamed(link: &Link) -> Link {
    let letters: String = link.text.chars().filter(|c| c.is_alphanumeric()).collect();
    let letters = letters.to_lowercase();
    let host = host(&link.href);
    let text = match RESERVED.iter().position(|word| letters.contains(word)) {
        Some(0) => format!("Runbook named by the alarm ({host})"),
        Some(_) => format!("Link of the alarm ({host})"),
        None => link.text.clone(),
    };
    Link { text, href: link.href.clone() }
}

fn host(address: &str) -> &str {
    let rest = address.strip_prefix("https://").unwrap_or(address);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}
