//! Collects the links in what a tool sends.
//!
//! Knows no format.

use callout_domain::alarm::Link;

/// Whether an address is one of https whose host everybody reads alike. Browsers take a `\\` for a `/`, pass over controls, and look
/// for a host behind any number of slashes (URL standard, "special authority slashes state").
pub(crate) fn is_https(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("https://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    !host.is_empty() && !address.contains(['\\', ' ']) && !address.contains(char::is_control)
}

/// Collects links. An address that is not https goes into the detail, where people can copy it.
#[derive(Debug, Default)]
pub(crate) struct LinkCollector {
    links: Vec<Link>,
    lines: Vec<String>,
}

impl LinkCollector {
    pub(crate) fn add(&mut self, text: &str, address: Option<&str>) {
        let Some(address) = address.map(str::trim) else { return };
        if is_https(address) {
            if self.links.iter().all(|link| link.href != address) {
                self.links.push(Link { text: text.to_owned(), href: address.to_owned() });
            }
        } else if address.starts_with("http") && address.contains("://") {
            self.lines.push(format!("{text}: {address}"));
        }
    }

    /// The links, and detail lines with the other addresses.
    pub(crate) fn finish(self) -> (Vec<Link>, Vec<String>) {
        (self.links, self.lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_has_a_host_that_everybody_reads_alike() {
        for address in
            ["https://wiki.example.com/x", "https://user@wiki.example.com?q=1", "https://w.example:8443"]
        {
            assert!(is_https(address), "{address}");
        }
        for address in [
            "https://evil.example\\@wiki.example.com/x",
            "https:///evil.example/x",
            "https:////evil.example/x",
            "https://",
            "https://wiki.example.com/a\tb",
            "https://wiki.example.com@/",
            "http://wiki.example.com",
        ] {
            assert!(!is_https(address), "{address}");
        }
    }

    #[test]
    fn what_is_no_link_stays_readable() {
        let mut links = LinkCollector::default();
        links.add("Logs", Some("https:///evil.example/x"));
        links.add("Logs", Some("http://plain.example.com"));
        links.add("Logs", Some("javascript:alert(1)"));
        let (links, lines) = links.finish();
        assert_eq!((links.len(), lines.len()), (0, 2), "{lines:?}");
    }
}
