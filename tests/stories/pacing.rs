//! Mails keep below ten a second, above which SNS ends their subscription: nobody misses one, and pages do not wait.

use super::world::{Delivery, SETTINGS, World, alarm_event};
use callout_domain::alarm::AlarmKind;
use callout_domain::responder::Channel::Email;
use callout_ports::Clock as _;
use callout_ports::fakes::Sent;
use jiff::SignedDuration;
use std::collections::BTreeMap;

const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// Cho hears of everything by mail, and each alarm has a service of its own.
fn many_services(services: usize) -> String {
    let text = SETTINGS.replace("page = [\"schedule:payments\"]", "page = [\"responder:cho\"]");
    let (routes, rest) = text.split_once("[[routes]]").unwrap();
    let own =
        |n| format!("[[routes]]\nname = \"{n}\"\nmatch = {{ alarm = \"s{n}-.*\" }}\nservice = \"s{n}\"\n");
    let service = |n| format!("[services.s{n}]\ntitle = \"S{n}\"\npolicy = \"payments\"\n");
    let own: String = (0..services).map(own).collect();
    let services: String = (0..services).map(service).collect();
    format!("{routes}{own}[[routes]]{rest}\n[storm]\nincidents = 0\n{services}")
}

/// So many alarms change at one moment.
async fn all(world: &mut World, alarms: usize, kind: AlarmKind) {
    let now = world.fakes.now();
    let events = (0..alarms).map(|n| alarm_event(&format!("s{n}-errors"), kind, now)).collect();
    world.events(events).await;
}

/// The most mails to one contact within any second.
fn busiest_second(sent: &[Sent]) -> usize {
    let mails: Vec<_> =
        sent.iter().filter(|sent| sent.delivery.channel == Email).map(|sent| sent.at).collect();
    let within = |from: &jiff::Timestamp| {
        mails.iter().filter(|at| *at >= from && from.duration_until(**at) < SECOND).count()
    };
    mails.iter().map(within).max().unwrap_or_default()
}

/// How often each incident's number is named.
fn named(sent: &[Sent], incidents: usize) -> BTreeMap<usize, usize> {
    let names = |sent: &Sent, n: usize| {
        let number = format!("#{n}");
        let text = format!("{}\n", sent.delivery.words.body);
        text.match_indices(&number)
            .any(|(at, _)| !text[at + number.len()..].starts_with(|c: char| c.is_ascii_digit()))
    };
    (1..=incidents).map(|n| (n, sent.iter().filter(|sent| names(sent, n)).count())).collect()
}

#[tokio::test]
async fn sixty_incidents_end_in_one_second_and_each_is_sent_once_within_the_limit_per_second() {
    for delivery in [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed] {
        let mut world = World::with(&many_services(61), delivery);
        all(&mut world, 60, AlarmKind::Trigger).await;
        world.fast_forward(SignedDuration::from_mins(2)).await;
        world.fakes.take_sent();
        all(&mut world, 60, AlarmKind::Resolve).await;
        // A page in the middle of it leaves in the same moment.
        let now = world.fakes.now();
        world.event(alarm_event("s60-errors", AlarmKind::Trigger, now)).await;
        let mut sent = world.fakes.take_sent();
        assert!(
            sent.iter().any(|sent| sent.at == now && sent.delivery.words.subject.contains("#61: s60-errors")),
            "{delivery:?}: the page waits: {sent:#?}"
        );
        world.fast_forward(SignedDuration::from_secs(30)).await;
        sent.extend(world.fakes.take_sent());
        assert!(busiest_second(&sent) <= 8, "{delivery:?}: {} in a second", busiest_second(&sent));
        let named = named(&sent, 61);
        assert!(named.values().all(|times| *times == 1), "{delivery:?}: {named:?}");
        assert!(sent.iter().any(|sent| sent.delivery.words.subject == "Resolved: 55 incidents"), "{sent:#?}");
        world.end();
    }
}

#[tokio::test]
async fn pages_by_mail_keep_below_it_too_and_the_rest_follow_a_second_later() {
    let mut world = World::with(&many_services(26), Delivery::Twice);
    all(&mut world, 26, AlarmKind::Trigger).await;
    assert_eq!(world.fakes.take_sent().len(), 8);
    world.fast_forward(SECOND).await;
    world.expect(&[("cho", Email, "You have 18 unacknowledged incidents")]);
    world.end();
}

#[tokio::test]
async fn a_page_is_sent_however_many_write_its_contacts_queue() {
    for conflicts in [8, 100] {
        let mut world = World::with(&many_services(1), Delivery::Once);
        world.fakes.conflict_contact_queues(conflicts);
        world.alarm("s0-errors").await;
        world.expect(&[("cho", Email, "#1")]);
        world.fakes.conflict_contact_queues(100);
        world.ok("s0-errors").await;
        world.expect_silence();
        world.fakes.conflict_contact_queues(0);
        world.fast_forward(SECOND * 14).await;
        world.expect(&[("cho", Email, "Resolved")]);
        world.end();
    }
}

#[tokio::test]
async fn what_pages_nobody_rings_nowhere_when_its_mailbox_is_gone() {
    for quiet in [true, false] {
        let mut world = World::with(&many_services(12), Delivery::Once);
        all(&mut world, 12, AlarmKind::Trigger).await;
        world.fast_forward(SignedDuration::from_mins(2)).await;
        world.fakes.take_sent();
        all(&mut world, 12, AlarmKind::Resolve).await;
        assert_eq!(world.fakes.take_sent().len(), 5);
        let sms = "{ name = \"text\", channel = \"sms\", address = \"+15550102\" }";
        let other = "{ name = \"other\", channel = \"email\", address = \"other@example.com\" }";
        let contacts = if quiet { format!("[{sms}, {other}]") } else { format!("[{sms}]") };
        let known = "[{ channel = \"email\", address = \"cho@example.com\" }]";
        world.fakes.set_settings(toml::from_str(&many_services(12).replace(known, &contacts)).unwrap());
        world.fast_forward(SECOND * 5).await;
        match quiet {
            true => world.expect(&[("cho", Email, "Resolved: 7 incidents")]),
            false => world.expect_silence(),
        }
        world.end();
    }
}

/// Ana's shift begins in so many schedules at once, on Monday at nine.
fn many_schedules(schedules: usize) -> String {
    let text = SETTINGS.replace("turns = [\"ana\"]", "turns = [\"ana\", \"ben\"]");
    let (_, schedule) = text.split_once("[schedules.payments]").unwrap();
    let (schedule, _) = schedule.split_once("[policies.payments]").unwrap();
    let copy = |n| {
        let copy = format!("[schedules.payments]{schedule}")
            .replace("schedules.payments", &format!("schedules.p{n}"));
        format!("{copy}[schedules.p{n}.notices]\nchange = true\n")
    };
    let copies: String = (0..schedules).map(copy).collect();
    format!("{text}\n{copies}")
}

#[tokio::test]
async fn notices_that_find_no_place_come_again_until_they_do() {
    for delivery in [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed] {
        let mut world = World::with(&many_schedules(12), delivery);
        world.fast_forward(SignedDuration::from_secs(29 * 3_600 + 59 * 60 + 30)).await;
        world.minutes_pass(2).await;
        let sent = world.fakes.take_sent();
        let mails: Vec<Sent> = sent.into_iter().filter(|sent| sent.delivery.channel == Email).collect();
        assert_eq!(mails.len(), 12, "{delivery:?}");
        assert_eq!(busiest_second(&mails), 5, "{delivery:?}");
        world.end();
    }
}
