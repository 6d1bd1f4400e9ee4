//! Settings drawn by chance: people, schedules, policies, routes, and what holds alarms back.

use super::chance::Chance;
use callout_domain::routing::NoData;
use callout_domain::settings::{Settings, hash_key, problems};
use jiff::{SignedDuration, Timestamp};
use std::fmt::Write as _;

/// The people there may be; the last is the fallback.
pub(super) const PEOPLE: [&str; 6] = ["ana", "ben", "cho", "dan", "eve", "fay"];
/// The policies.
pub(super) const POLICIES: [&str; 2] = ["day", "night"];
/// The key of the tool that calls an address.
pub(super) const TOOL_KEY: &str = "of the lab";
/// What reports in regularly; each has its name as its key.
pub(super) const HEARTS: [&str; 2] = ["backup", "mailer"];
/// How often it reports in, and how late that may be.
pub(super) const EVERY: (i64, i64) = (10, 3);
/// A minute in milliseconds.
pub(super) const MINUTE: i64 = 60_000;
/// The services, each with its alarms' prefix.
pub(super) const SERVICES: [&str; 8] =
    ["payments", "search", "mail", "edge", "orders", "stock", "login", "reports"];

/// Settings, and when the last hold that they declare ends.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    pub(super) settings: Settings,
    pub(super) longest_hold: i64,
    /// What its routes make of missing data.
    pub(super) no_data: NoData,
}

/// Draws settings for a run that begins at a time.
pub(super) fn draw(chance: &mut Chance, from: i64) -> Drawn {
    let mut text = String::from("fallback = \"fay\"\n");
    let mut longest_hold = 0;
    people(&mut text, chance);
    schedules(&mut text, chance);
    policies(&mut text, chance);
    let no_data = *chance.of(&[NoData::Ignore, NoData::Warn, NoData::Page]);
    services(&mut text, chance, &format!("{no_data:?}").to_lowercase());
    outside(&mut text);
    holds(&mut text, chance, from, &mut longest_hold);
    rest(&mut text, chance);
    let settings: Settings = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let wrong = problems(&settings);
    assert!(wrong.is_empty(), "{wrong:?}\n{text}");
    Drawn { settings, longest_hold, no_data }
}

fn people(text: &mut String, chance: &mut Chance) {
    for (nth, name) in PEOPLE.iter().enumerate() {
        let sms = format!("{{ channel = \"sms\", address = \"{}\" }}", number(nth));
        let email = format!("{{ channel = \"email\", address = \"{name}@example.com\" }}");
        let (contacts, rules) = match chance.below(4) {
            0 => (sms, ""),
            1 => (email, ""),
            2 => (format!("{sms}, {email}"), ""),
            _ => (
                format!("{sms}, {email}"),
                "notify.high = [{ contact = \"email\" }, { contact = \"sms\", after = \"2m\" }]\n",
            ),
        };
        let _ = write!(text, "\n[responders.{name}]\nname = \"{name}\"\nzone = \"Europe/Lisbon\"\n");
        let _ = write!(text, "contacts = [{contacts}]\n{rules}");
        if chance.one_in(4) {
            let _ = write!(text, "\n[[responders.{name}.quiet]]\nfrom = \"22:00\"\nto = \"07:00\"\n");
        }
    }
}

fn number(nth: usize) -> String {
    format!("+1555010{nth}")
}

/// The number of somebody's phone.
pub(super) fn phone(name: &str) -> Option<String> {
    PEOPLE.iter().position(|known| *known == name).map(number)
}

fn schedules(text: &mut String, chance: &mut Chance) {
    for name in ["first", "second"] {
        let _ = write!(text, "\n[schedules.{name}]\nzone = \"Europe/Lisbon\"\n");
        for layer in 0..=chance.below(2) {
            let turns: Vec<&str> = (0..2).map(|_| *chance.of(&PEOPLE[..5])).collect();
            let every = chance.of(&["1 hour", "1 day", "1 week"]);
            let _ = write!(
                text,
                "\n[[schedules.{name}.layers]]\nname = \"layer {layer}\"\nturns = {turns:?}\nevery = \"{every}\"\nstart = \"2026-01-05T09:00\"\n"
            );
        }
    }
}

fn policies(text: &mut String, chance: &mut Chance) {
    for name in POLICIES {
        let repeat = chance.below(2);
        let _ = write!(text, "\n[policies.{name}]\nrepeat = {repeat}\n");
        if chance.one_in(3) {
            let _ = writeln!(text, "ack_timeout = \"{}m\"", chance.between(10, 30));
        }
        for _ in 0..=chance.below(3) {
            let who = chance.of(&["schedule:first", "schedule:second", "responder:ana", "responder:ben"]);
            let more = if chance.one_in(3) { ", \"responder:cho\"" } else { "" };
            let delay = chance.between(3, 10);
            let _ = write!(
                text,
                "\n[[policies.{name}.levels]]\npage = [\"{who}\"{more}]\ndelay = \"{delay}m\"\n"
            );
            match chance.below(6) {
                0 => text.push_str("all_must_acknowledge = true\n"),
                1 => text.push_str("round_robin = true\n"),
                _ => {}
            }
        }
    }
}

/// What calls from outside.
fn outside(text: &mut String) {
    let _ = write!(text, "\n[integrations.lab]\nkey_sha256 = [\"{}\"]\n", hash_key(TOOL_KEY));
    let (every, grace) = EVERY;
    for (nth, name) in HEARTS.iter().enumerate() {
        let service = SERVICES[nth];
        let _ = write!(
            text,
            "\n[heartbeats.{name}]\nevery = \"{every}m\"\ngrace = \"{grace}m\"\nservice = \"{service}\"\nkey_sha256 = [\"{}\"]\n",
            hash_key(name)
        );
    }
}

fn services(text: &mut String, chance: &mut Chance, no_data: &str) {
    for name in SERVICES {
        let policy = chance.of(&POLICIES);
        let _ = write!(text, "\n[services.{name}]\ntitle = \"{name}\"\npolicy = \"{policy}\"\n");
        if chance.one_in(2) {
            text.push_str("components = [\"shop\"]\n");
        }
        if chance.one_in(5) {
            text.push_str(
                "urgency.support_hours = { zone = \"Europe/Lisbon\", windows = [{ days = [\"mon-fri\"], from = \"09:00\", to = \"18:00\" }] }\n",
            );
        }
    }
    for name in SERVICES {
        let severity = chance.of(&["SEV1", "SEV2", "SEV2", "SEV3", "SEV4"]);
        let _ = write!(
            text,
            "\n[[routes]]\nname = \"worse {name}\"\nmatch = {{ alarm = \"{name}-.*-worse\" }}\nservice = \"{name}\"\nseverity = \"SEV1\"\nno_data = \"{no_data}\"\n"
        );
        let _ = write!(
            text,
            "\n[[routes]]\nname = \"{name}\"\nmatch = {{ alarm = \"{name}-.*\" }}\nservice = \"{name}\"\nseverity = \"{severity}\"\nno_data = \"{no_data}\"\n"
        );
        if chance.one_in(4) {
            let _ = writeln!(text, "pause = \"{}m\"", chance.between(1, 5));
        }
    }
    let _ = write!(
        text,
        "\n[[routes]]\nname = \"the rest\"\nservice = \"edge\"\nseverity = \"SEV2\"\nno_data = \"{no_data}\"\n"
    );
}

fn holds(text: &mut String, chance: &mut Chance, from: i64, longest: &mut i64) {
    let mut span = |chance: &mut Chance| {
        let start = from + chance.between(-30, 60) * 60_000;
        let end = start + chance.between(10, 90) * 60_000;
        *longest = (*longest).max(end);
        let text = |at: i64| Timestamp::from_millisecond(at).unwrap().to_string();
        format!("start = \"{}\"\nend = \"{}\"\nreason = \"drawn\"\n", text(start), text(end))
    };
    if chance.one_in(3) {
        let service = chance.of(&SERVICES);
        let span = span(chance);
        let _ = write!(
            text,
            "\n[silences.drawn]\nmatch = {{ alarm = \"{service}-.*\" }}\nauthor = \"ana\"\n{span}"
        );
    }
    if chance.one_in(3) {
        let service = chance.of(&SERVICES);
        let span = span(chance);
        let _ = write!(text, "\n[maintenance.drawn]\nservices = [\"{service}\"]\n{span}");
    }
    if chance.one_in(3) {
        let (source, target) = (chance.of(&SERVICES), chance.of(&SERVICES));
        let _ = write!(
            text,
            "\n[[inhibitions]]\nname = \"drawn\"\nsource = {{ alarm = \"{source}-0\" }}\ntarget = {{ alarm = \"{target}-[1-9].*\" }}\n"
        );
    }
}

fn rest(text: &mut String, chance: &mut Chance) {
    text.push_str(
        "\n[status_page]\ntitle = \"Acme status\"\n\n[status_page.components.shop]\ntitle = \"Shop\"\n",
    );
    if chance.one_in(3) {
        let _ = write!(text, "\n[storm]\nincidents = {}\n", chance.between(2, 5));
    }
    if chance.one_in(2) {
        text.push_str("\n[status_page.publish]\nfrom = \"SEV3\"\n");
    }
}

/// A time for people.
pub(super) fn time(at: i64) -> String {
    Timestamp::from_millisecond(at).unwrap().strftime("%a %H:%M:%S%.3f").to_string()
}

/// Minutes as milliseconds.
pub(super) fn minutes(n: i64) -> i64 {
    i64::try_from(SignedDuration::from_mins(n).as_millis()).unwrap()
}
