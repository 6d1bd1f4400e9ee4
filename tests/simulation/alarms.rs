//! Alarms of one run: when each fires and is over, and how it is told: late, doubled, in any order, by a wrong clock.

use super::chance::Chance;
use super::queues::{Outgoing, Queue};
use super::settings::SERVICES;
use callout_domain::ids::AlertKey;
use jiff::Timestamp;
use serde_json::json;

/// One change of an alarm's state.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// When it happened, by the right clock.
    pub(super) at: i64,
    pub(super) fires: bool,
    /// When it arrives, each time.
    pub(super) arrives: Vec<i64>,
}

/// One alarm.
#[derive(Debug, Clone)]
pub(super) struct Alarm {
    pub(super) name: String,
    pub(super) key: AlertKey,
    /// How far the source's clock is off.
    skew: i64,
    pub(super) told: Vec<Told>,
}

const MINUTE: i64 = 60_000;

impl Alarm {
    fn new(name: String, chance: &mut Chance) -> Self {
        let skew = if chance.one_in(4) { chance.between(-600_000, 40_000) } else { 0 };
        Self { key: AlertKey::derive("cloudwatch", &arn(&name)), name, skew, told: Vec::new() }
    }

    /// Whether it fires after all that was told; `None` if nothing was.
    pub(super) fn fires_in_the_end(&self) -> Option<bool> {
        self.told.iter().max_by_key(|told| told.at).map(|told| told.fires)
    }

    fn tell(&mut self, at: i64, fires: bool, chance: &mut Chance) {
        let mut arrives = vec![at + chance.between(100, 3_000)];
        if chance.one_in(12) {
            arrives[0] += chance.between(1_000, 8 * MINUTE);
        }
        if chance.one_in(10) {
            arrives.push(at + chance.between(100, 10 * MINUTE));
        }
        self.told.push(Told { at, fires, arrives });
    }

    /// What arrives in the queue, and when.
    pub(super) fn deliveries(&self) -> impl Iterator<Item = (i64, Outgoing)> {
        self.told.iter().flat_map(|told| {
            told.arrives.iter().map(|at| {
                let body = self.body(told);
                (*at, Outgoing { queue: Queue::Incoming, body, group: None, at: *at })
            })
        })
    }

    /// The event as EventBridge puts it into the queue (CloudWatch user guide, alarm state change events).
    fn body(&self, told: &Told) -> String {
        let at = Timestamp::from_millisecond(told.at + self.skew).unwrap();
        let timestamp = at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string();
        let state = |fires: bool| if fires { "ALARM" } else { "OK" };
        json!({
            "version": "0",
            "id": "c4c1c1c9-6542-e61b-6ef0-8c4d36933a92",
            "detail-type": "CloudWatch Alarm State Change",
            "source": "aws.cloudwatch",
            "account": "111122223333",
            "time": at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "region": "eu-west-1",
            "resources": [arn(&self.name)],
            "detail": {
                "alarmName": self.name,
                "state": { "value": state(told.fires), "reason": "Threshold Crossed: 1 datapoint", "timestamp": timestamp },
                "previousState": { "value": state(!told.fires), "reason": "before", "timestamp": timestamp },
                "configuration": { "metrics": [] }
            }
        })
        .to_string()
    }
}

fn arn(name: &str) -> String {
    format!("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}")
}

/// Draws the alarms of a run.
pub(super) fn draw(chance: &mut Chance, (from, to): (i64, i64)) -> Vec<Alarm> {
    let mut all = Vec::new();
    let storm = chance.one_in(6);
    let count = if storm { 20 + chance.below(40) } else { 2 + chance.below(14) };
    let burst = chance.between(from + MINUTE, to - MINUTE);
    for nth in 0..count {
        let service = if storm && !chance.one_in(4) { SERVICES[0] } else { *chance.of(&SERVICES) };
        let worse = if chance.one_in(6) { "-worse" } else { "" };
        let mut alarm =
            Alarm::new(format!("{service}-{}{worse}", if chance.one_in(3) { 0 } else { nth }), chance);
        if all.iter().any(|known: &Alarm| known.name == alarm.name) {
            continue;
        }
        let began = if storm { burst + chance.between(0, MINUTE) } else { chance.between(from + MINUTE, to) };
        script(&mut alarm, began, to, chance);
        all.push(alarm);
    }
    all
}

/// When an alarm fires and is over.
fn script(alarm: &mut Alarm, began: i64, to: i64, chance: &mut Chance) {
    let flaps = if chance.one_in(5) { 3 + chance.below(8) } else { 1 + chance.below(2) };
    let mut at = began;
    for nth in 0..flaps {
        alarm.tell(at, true, chance);
        let lasts =
            if flaps > 2 { chance.between(10_000, 3 * MINUTE) } else { chance.between(20_000, 90 * MINUTE) };
        let stays = nth + 1 == flaps && chance.one_in(3);
        at += lasts;
        if stays || at >= to {
            return;
        }
        alarm.tell(at, false, chance);
        at += if flaps > 2 { chance.between(5_000, 2 * MINUTE) } else { chance.between(MINUTE, 60 * MINUTE) };
        if at >= to {
            return;
        }
    }
}
