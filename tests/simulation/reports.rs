//! What colleagues report on report pages, perhaps several of them, perhaps sent twice.

use super::chance::Chance;
use super::queues::{Outgoing, Queue};
use super::settings::SERVICES;
use callout_domain::ids::AlertKey;
use callout_domain::report_page::{Report, Trouble};
use jiff::Timestamp;

/// Somebody reports something.
#[derive(Debug, Clone)]
pub(super) struct Reports {
    pub(super) report: Report,
    /// When it arrives, each time.
    arrives: Vec<i64>,
}

/// Draws who reports what, and when.
pub(super) fn draw(chance: &mut Chance, (from, to): (i64, i64)) -> Vec<Reports> {
    let mut all = Vec::new();
    while all.len() < 4 && chance.one_in(2) {
        let page = chance.below(2);
        let report = Report {
            page: format!("page{page}"),
            service: SERVICES[page % SERVICES.len()].into(),
            token: format!("form {}", all.len()),
            what: format!("prices of yesterday, colleague {}", all.len()),
            since: String::new(),
            trouble: *chance.of(&Trouble::ALL),
            who: "Zoe".to_owned(),
        };
        let at = chance.between(from, to);
        let again = chance.one_in(3).then(|| at + chance.between(100, 400_000));
        all.push(Reports { report, arrives: [at].into_iter().chain(again).collect() });
    }
    all
}

impl Reports {
    /// Its alert.
    pub(super) fn key(&self) -> AlertKey {
        self.report.receipt().alert(&self.report.page)
    }

    /// It as it reaches the queue, each time.
    pub(super) fn deliveries(&self) -> Vec<(i64, Outgoing)> {
        let one = |at: &i64| {
            let event = self.report.event(Timestamp::from_millisecond(*at).unwrap());
            let fifo = Some((event.alert_key().to_string(), event.identity()));
            let body = serde_json::to_string(&event).unwrap();
            (*at, Outgoing { fifo, ..Outgoing::new(Queue::Alerts, body, *at) })
        };
        self.arrives.iter().map(one).collect()
    }
}
