//! Where a person can look, gathered from what a tool sends.
//!
//! Knows no format.

use callout_domain::alarm::Link;

/// Where a person can look. An address that is not https is no link, but can still be copied from the detail.
#[derive(Debug, Default)]
pub(crate) struct Places {
    links: Vec<Link>,
    lines: Vec<String>,
}

impl Places {
    pub(crate) fn add(&mut self, text: &str, address: Option<&str>) {
        let Some(address) = address.map(str::trim) else { return };
        if address.starts_with("https://") {
            if self.links.iter().all(|link| link.href != address) {
                self.links.push(Link { text: text.to_owned(), href: address.to_owned() });
            }
        } else if address.starts_with("http://") {
            self.lines.push(format!("{text}: {address}"));
        }
    }

    /// The links, and the lines for the detail.
    pub(crate) fn done(self) -> (Vec<Link>, Vec<String>) {
        (self.links, self.lines)
    }
}
