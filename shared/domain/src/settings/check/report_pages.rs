//! Validates report pages.

use super::problem::{problem, unknown};
use crate::oncall::Problem;
use crate::settings::Settings;
use std::collections::BTreeMap;

/// The fewest characters of a key: nobody guesses 12 of 36 letters and digits.
const SHORTEST_KEY: usize = 12;
/// The most characters of a key or a name.
const LONGEST: usize = 64;
/// The most characters of a heading and of a text.
const MOST: [(&str, usize); 2] = [("title", 100), ("text", 1_000)];

pub(super) fn check(settings: &Settings, found: &mut Vec<Problem>) {
    let mut addresses = BTreeMap::new();
    for (name, page) in &settings.report_pages {
        let at = |key: &'static str| ["report_pages", name.as_str(), key];
        if !settings.services.contains_key(&page.service) {
            let known = settings.services.keys().map(|n| n.as_str());
            found.push(unknown(&at("service"), "service", page.service.as_str(), known));
        }
        for ((key, most), text) in MOST.into_iter().zip([&page.title, &page.text]) {
            let length = text.as_ref().map_or(0, |text| text.chars().count());
            if length > most {
                found.push(problem(&at(key), format!("has {length} characters; write at most {most}")));
            }
        }
        let (address, place) = match &page.key {
            Some(key) => (key, at("key").to_vec()),
            None => (name, vec!["report_pages", name.as_str()]),
        };
        if !is_part_of_an_address(address) {
            let message = "stands in the address: write 1 to 64 letters of a-z, digits and -";
            found.push(problem(&place, message.into()));
        } else if page.key.as_ref().is_some_and(|key| key.len() < SHORTEST_KEY) {
            let message = format!("is guessed too soon: write {SHORTEST_KEY} letters and digits or more");
            found.push(problem(&place, message));
        }
        if let Some(other) = addresses.insert(address, name) {
            found.push(problem(&place, format!("has the same address as `{other}`; write another key")));
        }
    }
}

fn is_part_of_an_address(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_of(pages: &str, expected: &[(&str, &str)]) {
        let settings = format!("[services.checkout]\ntitle = 'Checkout'\npolicy = 'x'\n{pages}");
        let mut found = Vec::new();
        check(&toml::from_str(&settings).unwrap(), &mut found);
        let found: Vec<_> = found.iter().map(|it| (it.path.join("."), it.message.as_str())).collect();
        let expected: Vec<_> = expected.iter().map(|(path, says)| ((*path).to_owned(), *says)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_sound_page_names_a_service() {
        check_of("[report_pages.checkout]\nservice = 'checkout'\nkey = '7f3k2q9x1m4b'", &[]);
    }

    #[test]
    fn each_thing_to_mend_is_named() {
        let long = "x".repeat(101);
        check_of(
            &format!("[report_pages.a]\nservice = 'checkut'\ntitle = '{long}'\nkey = 'short'"),
            &[
                ("report_pages.a.service", "there is no service `checkut`; did you mean `checkout`?"),
                ("report_pages.a.title", "has 101 characters; write at most 100"),
                ("report_pages.a.key", "is guessed too soon: write 12 letters and digits or more"),
            ],
        );
        let address = "stands in the address: write 1 to 64 letters of a-z, digits and -";
        check_of("[report_pages.'A b']\nservice = 'checkout'", &[("report_pages.A b", address)]);
        check_of(
            "[report_pages.a]\nservice = 'checkout'\nkey = '../../../etc/x'",
            &[("report_pages.a.key", address)],
        );
    }

    #[test]
    fn no_two_pages_share_an_address() {
        let one = |name: &str| format!("[report_pages.{name}]\nservice = 'checkout'\nkey = '7f3k2q9x1m4b'\n");
        let says = "has the same address as `a`; write another key";
        check_of(&(one("a") + &one("b")), &[("report_pages.b.key", says)]);
    }
}
