//! What reports in regularly, and what stops doing so.

use super::chance::Chance;
use super::settings::{EVERY, HEARTS, minutes};
use callout_domain::ids::AlertKey;

/// Something that reports in.
#[derive(Debug, Clone)]
pub(super) struct Heart {
    pub(super) name: &'static str,
    pub(super) key: AlertKey,
    pub(super) pings: Vec<i64>,
    /// Whether it is silent after all; `None` if it never reported in.
    pub(super) is_silent: Option<bool>,
}

/// Draws when each reports in; those that go on do so until the very end.
pub(super) fn draw(chance: &mut Chance, (from, to): (i64, i64), end: i64) -> Vec<Heart> {
    let mut all = Vec::new();
    for name in HEARTS {
        if chance.one_in(2) {
            continue;
        }
        let stops = if chance.one_in(2) { chance.between(from, to) } else { i64::MAX };
        let gap = chance.between(from, to);
        let back = if chance.one_in(2) { gap + minutes(chance.between(5, 60)) } else { gap };
        let mut pings = Vec::new();
        let mut at = from + chance.between(0, minutes(20));
        while at < stops.min(end) {
            if !(gap..back).contains(&at) {
                pings.push(at);
            }
            at += minutes(EVERY.0) - chance.between(0, minutes(2));
        }
        let is_silent = pings.last().map(|last| end - last > minutes(60));
        let key = AlertKey::derive(&format!("heartbeat/{name}"), name);
        all.push(Heart { name, key, pings, is_silent });
    }
    all
}
