//! Collects the links in what a tool sends.
//!
//! Knows no format.

use callout_domain::alarm::Link;

/// Collects links. An address that is not https goes into the detail, where people can copy it.
#[derive(Debug, Default)]
pub(crate) struct LinkCollector {
    links: Vec<Link>,
    lines: Vec<String>,
}

impl LinkCollector {
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

    /// The links, and detail lines with the other addresses.
    pub(crate) fn finish(self) -> (Vec<Link>, Vec<String>) {
        (self.links, self.lines)
    }
}
