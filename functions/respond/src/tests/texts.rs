//! What people answer to a text message, on in-memory twins.

use crate::texts::{Text, handle, texts};
use callout_domain::alarm::AlarmEvent;
use callout_domain::ids::{AlertKey, IncidentId};
use callout_domain::incident::{
    Actor, Command, Decided, Event, Incident, Opening, PageReason, Status, Via, open,
};
use callout_domain::notification::sms_parts;
use callout_domain::responder::Channel;
use callout_domain::routing::Routed;
use callout_domain::settings::{Rules, Settings};
use callout_domain::severity::Severity;
use callout_domain::timeline::sentence;
use callout_lambda::change;
use callout_ports::fakes::{Fakes, Fault};
use callout_ports::{Change, Clock as _, Commit, IncidentStore as _, SettingsSource as _};
use jiff::SignedDuration;
use serde_json::{Value, json};

const ANA: &str = "+15550100";
const BEN: &str = "+15550101";
const SHARED: &str = "+15550199";

fn settings() -> Settings {
    let sms = |number: &str| json!([{ "name": "mobile", "channel": "sms", "address": number }]);
    let service = |title: &str| json!({ "title": title, "policy": "all" });
    serde_json::from_value(json!({
        "services": { "payments": service("Payments"), "search": service("Search"), "mail": service("Mail") },
        "policies": { "all": { "levels": [
            { "page": ["responder:ana"], "delay": "15m" }, { "page": ["responder:ben", "responder:dan"], "delay": "15m" } ] } },
        "responders": {
            "ana": { "name": "Ana Silva", "zone": "Europe/Lisbon", "contacts": sms(ANA) },
            "ben": { "name": "Ben Okafor", "contacts": sms(BEN) },
            "cho": { "name": "Cho Park", "contacts": sms(SHARED) },
            "dan": { "name": "Dan Levy", "contacts": sms(SHARED) } },
    }))
    .unwrap()
}

struct World {
    fakes: Fakes,
}

impl World {
    fn new() -> Self {
        let fakes = Fakes::at("2026-11-22T03:00:00Z".parse().unwrap());
        fakes.set_settings(settings());
        Self { fakes }
    }

    /// Ana was called out for a SEV2 of each of these services.
    async fn with(services: &[&str]) -> Self {
        let world = Self::new();
        for service in services {
            world.alarm(service).await;
        }
        world
    }

    async fn alarm(&self, service: &str) {
        let number = self.fakes.incidents().len() as u64 + 1;
        let event =
            AlarmEvent { summary: format!("{service}-5xx: errors above 5 %"), ..super::world::event() };
        let routed = Routed::to(service.into(), Severity::Sev2, "a test");
        let id = IncidentId::derive(&AlertKey::derive("cloudwatch", service), "1");
        let opening = Opening::new(id, number, &event, routed);
        let Decided { incident, events } = open(&opening, &Rules::build(settings()), self.fakes.now());
        let commit = Commit::of(Change { incident, events });
        self.fakes.commit(&commit).await.unwrap();
    }

    fn incident(&self, number: u64) -> Incident {
        self.fakes.incidents().into_iter().find(|incident| incident.number == number).unwrap()
    }

    fn status(&self, number: u64) -> Status {
        self.incident(number).status
    }

    async fn does(&self, number: u64, command: Command, by: &str) {
        let id = self.incident(number).id;
        change(&self.fakes, &id, &command, &Actor::responder(&by.into()), &self.fakes).await.unwrap();
    }

    async fn timeline(&self, number: u64) -> Vec<String> {
        let record = self.fakes.record(&self.incident(number).id).await.unwrap();
        record.events.iter().map(sentence).collect()
    }

    fn text(&self, id: &str, from: &str, body: &str) -> Text {
        Text { id: id.into(), from: from.into(), body: body.into(), sent_at: self.fakes.now() }
    }

    /// A text comes in, twice; what is sent back is one answer, or none.
    async fn says(&self, from: &str, body: &str) -> Option<String> {
        let text = self.text(&format!("{from} {body} {}", self.fakes.now()), from, body);
        for holder in ["first", "second"] {
            handle(&text, holder, &self.fakes, &self.fakes, &self.fakes).await.unwrap();
        }
        self.fakes.clock.advance(SignedDuration::from_mins(11));
        self.answer(from)
    }

    fn answer(&self, to: &str) -> Option<String> {
        let mut sent = self.fakes.take_sent();
        assert!(sent.len() <= 1, "{sent:#?}");
        let delivery = sent.pop()?.delivery;
        assert_eq!(delivery.address.as_ref().map(|address| address.as_str()), Some(to));
        assert_eq!((delivery.channel, delivery.contact.as_str()), (Channel::Sms, "mobile"));
        assert!(sms_parts(&delivery.words.body).is_some_and(|parts| parts <= 2), "{}", delivery.words.body);
        Some(delivery.words.body)
    }

    async fn escalations(&self, number: u64) -> usize {
        let record = self.fakes.record(&self.incident(number).id).await.unwrap();
        let escalated = |event: &Event| matches!(event, Event::Paged { reason: PageReason::Escalated, .. });
        record.events.iter().filter(|record| escalated(&record.event)).count()
    }
}

#[tokio::test]
async fn an_answer_acknowledges_and_is_answered() {
    let world = World::with(&["payments"]).await;
    let answer = world.says(ANA, "'1a'").await.unwrap();
    assert_eq!(
        answer,
        "You have #1 Payments: payments-5xx: errors above 5 %. Reply 1c to close it, 1e to page the next level."
    );
    assert_eq!(world.status(1), Status::Acknowledged);
    assert_eq!(world.timeline(1).await.last().unwrap(), "Acknowledged by ana by text message");
}

#[tokio::test]
async fn a_word_alone_is_about_the_one_that_waits() {
    let world = World::with(&["payments", "search"]).await;
    world.does(1, Command::Acknowledge { via: Via::Link }, "ana").await;
    assert!(world.says(ANA, "ok").await.unwrap().starts_with("You have #2 Search"));
    assert_eq!(world.status(2), Status::Acknowledged);
}

#[tokio::test]
async fn of_several_it_is_asked_which_and_nothing_is_done() {
    let world = World::with(&["payments", "search"]).await;
    let answer = world.says(ANA, "c").await.unwrap();
    assert!(answer.starts_with("Which one?") && answer.contains("#1 Payments"), "{answer}");
    assert!(answer.contains("#2 Search"), "{answer}");
    assert_eq!([world.status(1), world.status(2)], [Status::Triggered; 2]);
}

#[tokio::test]
async fn all_are_acknowledged_at_once() {
    let world = World::with(&["payments", "search", "mail"]).await;
    world.does(2, Command::Resolve { via: Via::Console }, "ben").await;
    let answer = world.says(ANA, "aa").await.unwrap();
    assert!(answer.contains("#1") && answer.contains("#3") && !answer.contains("#2"), "{answer}");
    assert_eq!(world.says(ANA, "aa").await.unwrap(), "Nothing is waiting for you.");
}

#[tokio::test]
async fn whoever_is_late_is_told_who_has_it_since_when_in_their_own_time() {
    let world = World::with(&["payments"]).await;
    world.does(1, Command::Escalate, "ana").await;
    world.does(1, Command::Acknowledge { via: Via::Link }, "ben").await;
    let answer = world.says(ANA, "1").await.unwrap();
    assert_eq!(answer, "Ben Okafor has #1 Payments since 22 Nov 03:00 WET.");
    assert_eq!(world.says(BEN, "1").await.unwrap(), "You have #1 Payments since 22 Nov 03:00 UTC.");
}

#[tokio::test]
async fn closing_closes_once_and_says_so_the_next_time() {
    let world = World::with(&["payments"]).await;
    assert!(world.says(ANA, "close 1").await.unwrap().starts_with("Closed #1 Payments"));
    assert_eq!(world.timeline(1).await.last().unwrap(), "Resolved by ana by text message");
    assert_eq!(world.says(ANA, "1c").await.unwrap(), "#1 Payments is over since 22 Nov 03:00 WET.");
    assert_eq!(world.says(ANA, "c").await.unwrap(), "Nothing is open that you were called out for.");
}

#[tokio::test]
async fn a_text_delivered_twice_pages_the_next_level_once() {
    let world = World::with(&["payments"]).await;
    assert!(world.says(ANA, "1e").await.unwrap().starts_with("Paged ben, dan for #1 Payments"));
    assert_eq!(world.escalations(1).await, 1);
}

#[tokio::test]
async fn a_wrong_number_changes_nothing_and_is_explained() {
    let world = World::with(&["payments"]).await;
    let answer = world.says(ANA, "7a").await.unwrap();
    assert_eq!(answer, "There is no incident #7 in the last 30 days. Nothing was done.");
    assert_eq!(world.status(1), Status::Triggered);
}

#[tokio::test]
async fn only_who_was_called_out_can_answer() {
    let world = World::with(&["payments"]).await;
    let answer = world.says(BEN, "1c").await.unwrap();
    assert!(answer.starts_with("You were not called out for #1 Payments."), "{answer}");
    assert_eq!(world.status(1), Status::Triggered);
}

#[tokio::test]
async fn of_two_people_with_one_number_whoever_was_called_out_answers() {
    let world = World::with(&["payments"]).await;
    world.does(1, Command::Escalate, "ana").await;
    assert!(world.says(SHARED, "1a").await.unwrap().starts_with("You have #1"));
    assert_eq!(world.incident(1).acknowledger(), Some("dan".into()));
}

#[tokio::test]
async fn a_stranger_hears_nothing() {
    let world = World::with(&["payments"]).await;
    for number in ["+15550142", "15550100", "", "+1555010"] {
        assert_eq!(world.says(number, "1a").await, None);
    }
    assert_eq!(world.status(1), Status::Triggered);
}

#[tokio::test]
async fn what_is_not_understood_is_explained_but_not_to_a_machine_that_answers_each_answer() {
    let world = World::with(&["payments"]).await;
    for (id, body) in [("1", "I am driving"), ("2", "I am driving"), ("3", "on my way")] {
        let text = world.text(id, ANA, body);
        handle(&text, id, &world.fakes, &world.fakes, &world.fakes).await.unwrap();
    }
    let answer = world.answer(ANA).unwrap();
    assert!(answer.starts_with("Not understood, nothing was done."), "{answer}");
    world.fakes.clock.advance(SignedDuration::from_mins(11));
    assert!(world.says(ANA, "on my way").await.is_some());
    assert_eq!(world.says(ANA, "STOP").await, None);
}

#[tokio::test]
async fn help_names_an_incident_to_answer_for() {
    let world = World::with(&["payments", "search"]).await;
    assert!(world.says(ANA, "?").await.unwrap().contains("to acknowledge incident"));
}

#[tokio::test]
async fn an_incident_opened_after_somebody_wrote_is_not_the_one_they_mean() {
    let world = World::with(&["payments"]).await;
    let text = world.text("1", ANA, "c");
    world.fakes.clock.advance(SignedDuration::from_secs(20));
    world.alarm("search").await;
    handle(&text, "first", &world.fakes, &world.fakes, &world.fakes).await.unwrap();
    assert_eq!([world.status(1), world.status(2)], [Status::Resolved, Status::Triggered]);
}

#[tokio::test]
async fn whatever_fails_once_is_done_once_and_answered() {
    for body in ["1a", "1c", "1e", "a"] {
        for fault in [Fault::Before, Fault::After] {
            for nth in 0..14 {
                let world = World::with(&["payments"]).await;
                let text = world.text("1", ANA, body);
                world.fakes.fail_call(nth, fault);
                let deliver = async |holder| {
                    handle(&text, holder, &world.fakes, &world.fakes, &world.fakes).await.is_ok()
                };
                // Lambda's own second try has the same name; SNS delivering again has not.
                let _ = deliver("lambda").await || deliver("lambda").await;
                deliver("sns").await;
                world.fakes.clear_fault();
                let sent = world.fakes.take_sent().len();
                assert!(
                    sent == 1 || (sent == 2 && fault == Fault::After),
                    "{body} {fault:?} {nth}: {sent} answers"
                );
                let happened = world.timeline(1).await;
                let by_ana =
                    happened.iter().filter(|line| line.contains("by text") || line.contains("by hand"));
                assert_eq!(by_ana.count(), 1, "{body} {fault:?} {nth}: {happened:#?}");
            }
        }
    }
}

#[test]
fn a_delivery_of_the_topic_is_told_from_a_request() {
    let message = json!({
        "originationNumber": ANA, "destinationNumber": "+15550000", "messageKeyword": "KEYWORD_1", "messageBody": "1a",
        "inboundMessageId": "cae173d2", "previousPublishedMessageId": "x",
    });
    let delivery = json!({ "Records": [{ "EventSource": "aws:sns", "Sns": {
        "MessageId": "m", "Message": message.to_string(), "Timestamp": "2026-11-22T03:00:00.123Z" } }] });
    let read = texts(&delivery).unwrap().unwrap();
    assert_eq!((read[0].id.as_str(), read[0].from.as_str(), read[0].body.as_str()), ("cae173d2", ANA, "1a"));
    assert!(!format!("{read:?}").contains("555"), "a log must not hold the number");
    assert!(texts(&json!({ "version": "2.0", "rawPath": "/" })).is_none());
    let broken: Value =
        json!({ "Records": [{ "Sns": { "Message": "hello", "Timestamp": "2026-11-22T03:00:00Z" } }] });
    assert!(texts(&broken).unwrap().is_err());
}

#[tokio::test]
async fn a_broken_settings_document_is_an_error_that_comes_again() {
    let world = World::with(&["payments"]).await;
    world.fakes.fail_call(0, Fault::Before);
    let text = world.text("1", ANA, "1a");
    assert!(handle(&text, "first", &world.fakes, &world.fakes, &world.fakes).await.is_err());
    assert!(world.fakes.rules().await.is_ok());
    assert_eq!(world.answer(ANA), None);
}
