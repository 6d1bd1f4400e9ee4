//! Where the console answers, as far as functions know that do not serve it. Must not take an address that browsers reach in plain
//! text, but on one's own machine.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a machine reaches itself.
const OWN_MACHINE: [&str; 2] = ["127.0.0.1", "localhost"];

/// The console's address, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConsoleAddress(String);

impl ConsoleAddress {
    /// An address that pages and mails may link to: https, or http on one's own machine.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('/');
        let plain = |character: char| character.is_ascii_graphic() && !"\"'<>\\@?#".contains(character);
        if !text.chars().all(plain) {
            return None;
        }
        let host = |rest: &str| rest.split(['/', ':']).next().unwrap_or_default().to_owned();
        let is_taken = match text.split_once("://")? {
            ("https", rest) => !host(rest).is_empty(),
            ("http", rest) => OWN_MACHINE.contains(&host(rest).as_str()),
            _ => false,
        };
        is_taken.then(|| Self(text.to_owned()))
    }

    /// The page of one incident.
    pub fn incident(&self, number: u64) -> String {
        format!("{self}/incidents/{number}")
    }

    /// The list of incidents.
    pub fn incidents(&self) -> String {
        format!("{self}/incidents")
    }
}

impl fmt::Display for ConsoleAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_ones_own_machine_is_linked_to() {
        let taken = |text| ConsoleAddress::parse(text).map(|it| it.incident(7));
        assert_eq!(taken("https://console.example/").unwrap(), "https://console.example/incidents/7");
        assert_eq!(taken("https://a.example/callout/").unwrap(), "https://a.example/callout/incidents/7");
        assert_eq!(taken("http://127.0.0.1:4568/").unwrap(), "http://127.0.0.1:4568/incidents/7");
        assert_eq!(taken("http://localhost:4568").unwrap(), "http://localhost:4568/incidents/7");
        for not in [
            "",
            "https://",
            "http://console.example/",
            "http://127.0.0.1.example/",
            "http://localhost@console.example/",
            "javascript://console.example/",
            "https://console.example/\"onload=",
            "https://console.example/?next=",
            "console.example",
        ] {
            assert_eq!(taken(not), None, "{not}");
        }
    }
}
