//! Validates heartbeats.

use super::digests::check_digests;
use super::problem::{problem, unknown};
use crate::heartbeat::SHORTEST;
use crate::oncall::Problem;
use crate::settings::Settings;
use std::collections::BTreeMap;

pub(super) fn check(settings: &Settings, found: &mut Vec<Problem>) {
    let mut owners = BTreeMap::new();
    for (name, heartbeat) in &settings.heartbeats {
        let at = |key: &'static str| ["heartbeats", name.as_str(), key];
        if heartbeat.every.is_some_and(|every| every < SHORTEST) {
            found.push(problem(&at("every"), "is shorter than a minute; write 1m or more".into()));
        }
        found.extend(heartbeat.rhythm_problem().map(|(key, message)| problem(&at(key), message)));
        check_digests(&at("key_sha256"), &heartbeat.key_sha256, found);
        for digest in &heartbeat.key_sha256 {
            if let Some(other) = owners.insert(digest, name).filter(|other| *other != name) {
                let message = format!("is also a key of `{other}`; `callout key` makes another");
                found.push(problem(&at("key_sha256"), message));
            }
        }
        if let Some(service) = heartbeat.service.as_ref().filter(|s| !settings.services.contains_key(s)) {
            let known = settings.services.keys().map(|n| n.as_str());
            found.push(unknown(&at("service"), "service", service.as_str(), known));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_of(heartbeats: &str, expected: &[(&str, &str)]) {
        let settings: Settings = toml::from_str(heartbeats).unwrap();
        let mut found = Vec::new();
        check(&settings, &mut found);
        let found: Vec<_> = found.iter().map(|it| (it.path.join("."), it.message.as_str())).collect();
        let expected: Vec<_> = expected.iter().map(|(path, says)| ((*path).to_owned(), *says)).collect();
        assert_eq!(found, expected);
    }

    const DIGEST: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    #[test]
    fn a_sound_heartbeat_has_a_key_and_an_interval() {
        check_of(&format!("[heartbeats.backup]\nevery = '1m'\nkey_sha256 = ['{DIGEST}']"), &[]);
    }

    #[test]
    fn each_thing_to_mend_is_named() {
        check_of(
            "[heartbeats.backup]\nevery = '30s'\nkey_sha256 = ['secret']\nservice = 'storage'",
            &[
                ("heartbeats.backup.every", "is shorter than a minute; write 1m or more"),
                (
                    "heartbeats.backup.key_sha256",
                    "needs the digest that `callout key` prints, never the key itself",
                ),
                (
                    "heartbeats.backup.service",
                    "there is no service `storage`; add [services.storage] or name another",
                ),
            ],
        );
    }

    fn check_rhythm(written: &str, key: &str, says: &str) {
        let settings: Settings =
            toml::from_str(&format!("[heartbeats.backup]\n{written}\nkey_sha256 = ['{DIGEST}']")).unwrap();
        let mut found = Vec::new();
        check(&settings, &mut found);
        match found.as_slice() {
            [one] => {
                assert_eq!(one.path.last().map(String::as_str), Some(key), "{written}: {one}");
                assert!(one.message.contains(says), "{written}: {one}");
            }
            other => panic!("{written}: {other:?}"),
        }
    }

    #[test]
    fn a_heartbeat_says_in_one_way_when_it_is_expected() {
        for sound in [
            "at = '02:30'\nzone = 'Europe/Lisbon'\ndays = ['mon-fri']",
            "cron = '30 2 * * mon-fri'\nzone = 'UTC'",
            "every = '1d'",
        ] {
            check_of(&format!("[heartbeats.backup]\n{sound}\nkey_sha256 = ['{DIGEST}']"), &[]);
        }
        check_rhythm("", "every", "is missing: write every");
        check_rhythm("every = '1d'\nat = '02:30'\nzone = 'UTC'", "every", "keep one of them");
        check_rhythm("at = '02:30'\ncron = '30 2 * * *'\nzone = 'UTC'", "cron", "keep one of them");
        check_rhythm("every = '1d'\nzone = 'UTC'", "zone", "has no use beside `every`");
        check_rhythm("cron = '30 2 * * *'\nzone = 'UTC'\ndays = ['mon']", "days", "are the days for `at`");
        check_rhythm("at = '02:30'", "zone", "is missing: write the time zone");
        check_rhythm("at = '02:30'\nzone = 'Europe/Lisbn'", "zone", "did you mean `Europe/Lisbon`?");
        check_rhythm("at = '2.30'\nzone = 'UTC'", "at", "is no time of day");
        check_rhythm("at = '24:00'\nzone = 'UTC'", "at", "write `00:00`");
        check_rhythm("at = '02:30'\nzone = 'UTC'\ndays = ['mo']", "days", "is not a weekday");
        check_rhythm("cron = '30 2 * *'\nzone = 'UTC'", "cron", "cron has five");
        check_rhythm("cron = '0 3 31 2 *'\nzone = 'UTC'", "cron", "never comes");
    }

    #[test]
    fn one_key_names_one_heartbeat() {
        let one = |name: &str| format!("[heartbeats.{name}]\nevery = '1h'\nkey_sha256 = ['{DIGEST}']\n");
        check_of(
            &(one("backup") + &one("rotation")),
            &[("heartbeats.rotation.key_sha256", "is also a key of `backup`; `callout key` makes another")],
        );
    }
}
