//! What subscribers may expect: one message for each change that matters, in order, and none after they left.

use super::*;
use crate::ids::{ComponentName, IncidentId, SubscriberId};
use crate::incident::{Impact, Phase, StatusUpdate, UpdateChange};
use crate::status::PublicIncident;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn at(minutes: i64) -> Timestamp {
    "2026-11-22T03:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
}

fn update(seq: u64, minutes: i64) -> StatusUpdate {
    StatusUpdate {
        seq,
        at: at(minutes),
        phase: Phase::Investigating,
        text: "We look into it.".to_owned(),
        impact: Impact::Major,
        components: vec![ComponentName::from("checkout")],
        states: BTreeMap::new(),
        changed: None,
        added_at: None,
        named: Vec::new(),
        generic: false,
        translations: BTreeMap::new(),
        automatic: false,
        silent: false,
    }
}

fn incident(updates: Vec<StatusUpdate>) -> Shown {
    Shown::Incident(PublicIncident { id: IncidentId::from_bytes([1; 8]), started_at: at(0), updates })
}

/// The news of an incident.
fn incident_news(shown: &Shown, told: Option<u64>, since: Timestamp) -> IncidentNews<'_> {
    match News::of(shown, told, since, at(9_999)) {
        News::Incident(news) => news,
        News::Maintenance(_) => panic!("it is an incident"),
    }
}

fn is_nothing(shown: &Shown, told: Option<u64>, since: Timestamp) -> bool {
    News::of(shown, told, since, at(9_999)).is_nothing()
}

fn ana() -> Subscriber {
    let address = SubscriberAddress::email("Ana@Example.com").unwrap();
    let mut ana = Subscriber::new(&address, "token".to_owned(), String::new(), at(0));
    ana.ask(&sign_up(address), at(0)).unwrap();
    ana
}

fn sign_up(address: SubscriberAddress) -> SignUp {
    SignUp { address, wanted: Wanted::everything(), language: "en".to_owned(), contact: None }
}

#[test]
fn only_what_one_mailbox_can_be_is_a_mail_address() {
    for fine in
        ["ana@example.com", " a.b+c@Sub.Example.co.uk ", "o'neill@example.com", "x@xn--bcher-kva.example"]
    {
        assert!(SubscriberAddress::email(fine).is_some(), "{fine}");
    }
    for bad in [
        "",
        "ana",
        "@example.com",
        "ana@",
        "ana@localhost",
        "a b@example.com",
        "a@example.com,b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "Ana <ana@example.com>",
        "ana@127.0.0.1",
        "ana@exa mple.com",
        "ana@-a.com",
        "ä@example.com",
        "ana@example.internal",
        &format!("{}@example.com", "x".repeat(65)),
    ] {
        assert!(SubscriberAddress::email(bad).is_none(), "{bad}");
    }
    let (one, other) =
        (SubscriberAddress::email("Ana@Example.com"), SubscriberAddress::email("ana@example.COM"));
    assert_eq!(one.unwrap().id(), other.unwrap().id(), "people type one address in many ways");
}

#[test]
fn only_a_public_name_over_https_is_a_receiver() {
    let webhook =
        |text: &str| SubscriberAddress::webhook(text, Reach::Public).map(|it| it.as_str().to_owned());
    assert_eq!(webhook("https://Hooks.Example.com:443/A?b=c").unwrap(), "https://hooks.example.com/A?b=c");
    assert_eq!(webhook("https://hooks.example.com").unwrap(), "https://hooks.example.com/");
    for bad in [
        "http://example.com/",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://[::1]/",
        "https://user@example.com/",
        "https://example.com@169.254.169.254/",
        "https://example.com:22/",
        "https://a.internal/",
        "https://metadata/",
        "https://example.com\\@evil.com/",
        "https://example.com/#x",
        "https://example.com/a b",
        "https://exam\u{ff50}le.com/",
        "ftp://example.com/",
        "",
        "https://192.168.0.1.local/",
        "https://example.0x7f/",
        "http://127.0.0.1:8080/",
    ] {
        assert_eq!(webhook(bad), None, "{bad}");
    }
    assert!(SubscriberAddress::webhook("http://127.0.0.1:8080/hook", Reach::Local).is_some());
}

#[test]
fn what_only_some_networks_reach_is_not_public() {
    for private in [
        "10.1.2.3",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.0.8",
        "198.18.0.1",
        "203.0.113.9",
        "::1",
        "::",
        "fd00:ec2::254",
        "fe80::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2001:db8::1",
        "2002:a00:1::",
        "2001::1",
        "240.0.0.1",
    ] {
        assert!(!is_public(private.parse().unwrap()), "{private}");
    }
    for public in ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "100.128.0.1"] {
        assert!(is_public(public.parse().unwrap()), "{public}");
    }
}

#[test]
fn nobody_gets_anything_before_they_confirmed_or_after_they_left() {
    let mut ana = ana();
    assert_eq!((ana.standing, ana.is_active()), (Standing::Pending, false));
    assert_eq!(ana.expires_at(), Some(at(24 * 60)));
    assert!(ana.clone().confirm(at(24 * 60 - 1)) && !ana.clone().confirm(at(24 * 60)), "within a day");
    assert!(ana.confirm(at(5)) && ana.is_active() && ana.expires_at().is_none());
    assert!(!ana.confirm(at(6)), "once");
    ana.end(Standing::Bounced, at(7));
    assert!(!ana.is_active() && ana.address.is_none(), "the address is forgotten");
    assert!(ana.has_token("token") && !ana.has_token("") && !ana.has_token("other"));
    assert!(
        !format!("{ana:?}{:?}", sign_up(SubscriberAddress::Email("secret@example.com".to_owned())))
            .contains("secret")
    );
}

#[test]
fn whoever_types_the_address_of_another_changes_nothing_and_stops_soon() {
    let mut ana = ana();
    ana.confirm(at(1));
    let address = ana.address.clone().unwrap();
    let other = SignUp {
        wanted: Wanted::components(["search".into()]),
        language: "de".to_owned(),
        ..sign_up(address)
    };
    assert!(ana.ask(&other, at(2)).is_some() && ana.ask(&other, at(3)).is_some());
    assert_eq!(ana.ask(&other, at(4)), None, "three a day");
    assert!(ana.is_active() && ana.wanted == Wanted::everything() && ana.language == "en");
    assert!(ana.ask(&other, at(24 * 60)).is_some(), "the next day");
    assert!(ana.confirm(at(24 * 60)));
    assert!(ana.wanted.all && ana.wanted.components.contains(&"search".into()) && ana.language == "de");
}

#[test]
fn a_source_is_no_address_and_a_customer_is_one() {
    assert_eq!(source("2001:db8:1:2::1"), source("2001:db8:1:2:ffff::9"));
    assert_ne!(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
    assert_ne!(source("192.0.2.1"), source("192.0.2.2"));
    assert!(!source("192.0.2.1").contains("192"));
}

#[test]
fn a_key_that_was_replaced_signs_for_a_week() {
    let address = SubscriberAddress::webhook("https://example.com/", Reach::Public).unwrap();
    let mut it = Subscriber::new(&address, "token".to_owned(), "old".to_owned(), at(0));
    it.rotate_key("new".to_owned(), at(0));
    assert_eq!(it.secrets(at(1)), ["new", "old"]);
    assert_eq!(it.secrets(at(7 * 24 * 60)), ["new"]);
    it.rotate_key("newest".to_owned(), at(2));
    assert_eq!(it.secrets(at(3)), ["newest", "new"], "two at most");
    let bytes = signed_bytes(at(1).as_second(), "{}");
    let header = sign(&["new", "old"], &bytes);
    assert!(
        verify(&header, "old", &bytes) && verify(&header, "new", &bytes) && !verify(&header, "other", &bytes)
    );
    assert!(!verify(&header, "old", &signed_bytes(at(2).as_second(), "{}")), "the time is signed, too");
}

#[test]
fn wishes_add_up_and_are_bounded() {
    let mut wanted = Wanted::components(["a".into()]);
    for nth in 0..30 {
        wanted.join(&Wanted::incident(IncidentId::from_bytes([nth; 8])));
    }
    assert_eq!((wanted.incidents.len(), wanted.incidents[19].clone()), (20, IncidentId::from_bytes([29; 8])));
    assert!(Wanted::components(["checkout".into()]).includes(&incident(vec![update(1, 0)])));
    assert!(!wanted.includes(&incident(vec![update(1, 0)])));
}

#[test]
fn an_update_that_is_silent_stays_silent() {
    let silent = |seq| StatusUpdate { silent: true, ..update(seq, 1) };
    assert!(is_nothing(&incident(vec![silent(3)]), None, at(0)));
    let both = incident(vec![silent(3), update(4, 2)]);
    let news = incident_news(&both, None, at(0));
    assert_eq!(news.updates.iter().map(|update| update.seq).collect::<Vec<_>>(), [4]);
}

#[test]
fn what_is_added_afterwards_is_no_news() {
    let added = incident(vec![StatusUpdate { added_at: Some(at(900)), ..update(3, 1) }]);
    assert!(is_nothing(&added, None, at(0)) && is_nothing(&added, Some(2), at(0)));
}

#[test]
fn a_correction_is_no_news_and_a_withdrawal_is() {
    let changed = |withdrawn| Some(UpdateChange { seq: 9, at: at(5), withdrawn });
    let with = |changed| incident(vec![StatusUpdate { changed, ..update(3, 1) }]);
    let (corrected, withdrawn) = (with(changed(false)), with(changed(true)));
    assert!(is_nothing(&corrected, Some(3), at(0)));
    assert_eq!(incident_news(&withdrawn, Some(3), at(0)).withdrawn.len(), 1);
    assert!(is_nothing(&withdrawn, Some(9), at(0)), "told once");
    assert!(is_nothing(&withdrawn, None, at(0)), "what nobody heard of needs no withdrawal");
    assert!(is_nothing(&incident(vec![update(3, 1)]), None, at(2)), "older than the subscription");
}

/// A subscriber who is told whatever there is, as deliver does it.
struct World {
    mailbox: Mailbox,
    updates: Vec<StatusUpdate>,
    sent: Vec<(i64, Vec<u64>)>,
    is_mail: bool,
}

impl World {
    fn new(is_mail: bool) -> Self {
        Self { mailbox: Mailbox::default(), updates: Vec::new(), sent: Vec::new(), is_mail }
    }

    fn publish(&mut self, seq: u64, minutes: i64) {
        self.updates.push(update(seq, minutes));
        self.mailbox.waiting.insert(IncidentId::from_bytes([1; 8]).into());
    }

    fn whose() -> SubscriberId {
        "sub_1".into()
    }

    /// One invocation; returns what it claimed.
    fn claim(&mut self, by: &str, minutes: i64) -> Option<Sending> {
        for _ in 0..5 {
            let all = incident(self.updates.clone());
            let waits = self.mailbox.waiting.contains(&all.id());
            let new = || News::of(&all, self.mailbox.told(&all.id()), at(-1), at(minutes));
            let news: Vec<News<'_>> = waits.then(new).into_iter().collect();
            self.mailbox.settle(&news, at(minutes));
            if self.mailbox.sending.is_none() && news.iter().all(News::is_nothing) {
                return None;
            }
            match self.mailbox.claim(&Self::whose(), &news, by, at(minutes)) {
                Claimed::Send(sending) => {
                    let upto = sending.tells[&all.id()];
                    let told = incident_news(&all, self.mailbox.told(&all.id()), at(-1));
                    let told = told.updates.iter().map(|update| update.seq).filter(|seq| *seq <= upto);
                    self.sent.push((minutes, told.collect()));
                    return Some(sending);
                }
                Claimed::Later(_) => return None,
                Claimed::Ended => {}
            }
        }
        panic!("it never ends");
    }

    fn run(&mut self, by: &str, minutes: i64, outcome: Outcome) {
        if let Some(sending) = self.claim(by, minutes) {
            assert!(self.mailbox.record(&sending.id, by, outcome, self.is_mail, at(minutes)));
        }
    }
}

#[test]
fn the_first_change_leaves_at_once_and_what_follows_shortly_in_one_message() {
    let mut world = World::new(true);
    world.publish(1, 0);
    world.run("a", 0, Outcome::Sent);
    world.run("a", 0, Outcome::Sent);
    for minute in 1..4 {
        world.publish(1 + u64::try_from(minute).unwrap(), minute);
        world.run("b", minute, Outcome::Sent);
    }
    assert_eq!(world.mailbox.due_at(), Some(at(5)));
    world.run("sweep", 5, Outcome::Sent);
    assert_eq!(world.sent, [(0, vec![1]), (5, vec![2, 3, 4])]);
    assert_eq!(world.mailbox.due_at(), None, "nothing waits");
}

#[test]
fn a_message_whose_result_is_unknown_is_sent_twice_at_most() {
    let mut world = World::new(true);
    world.publish(1, 0);
    world.claim("a", 0);
    assert!(world.claim("b", 1).is_none(), "somebody may be sending it");
    assert_eq!(world.mailbox.due_at(), Some(at(3)));
    for minutes in [3, 10, 20, 30] {
        world.claim("sweep", minutes);
    }
    assert_eq!(world.sent, [(0, vec![1]), (3, vec![1])]);
}

#[test]
fn what_changes_while_a_message_is_on_its_way_follows() {
    let mut world = World::new(true);
    world.publish(1, 0);
    let sending = world.claim("a", 0).unwrap();
    world.publish(2, 0);
    assert!(world.claim("b", 0).is_none());
    world.mailbox.record(&sending.id, "a", Outcome::Sent, true, at(0));
    world.run("sweep", 5, Outcome::Sent);
    assert_eq!(world.sent, [(0, vec![1]), (5, vec![2])]);
}

#[test]
fn a_receiver_gets_the_same_message_until_it_takes_it_and_then_the_rest() {
    let mut world = World::new(false);
    world.publish(1, 0);
    world.run("a", 0, Outcome::Failed);
    world.publish(2, 0);
    world.run("b", 0, Outcome::Failed);
    assert_eq!(world.mailbox.due_at(), Some(at(1)));
    world.run("sweep", 1, Outcome::Failed);
    world.run("sweep", 6, Outcome::Sent);
    world.run("sweep", 6, Outcome::Sent);
    assert_eq!(world.sent, [(0, vec![1]), (1, vec![1]), (6, vec![1]), (6, vec![2])]);
}

#[test]
fn after_two_days_a_message_is_given_up_and_after_a_week_the_receiver() {
    let mut world = World::new(false);
    world.publish(1, 0);
    let mut minutes = 0;
    while minutes < 47 * 60 {
        world.run("a", minutes, Outcome::Failed);
        minutes = (world.mailbox.due_at().unwrap().duration_since(at(0)).as_mins()).max(minutes + 1);
    }
    let tries = world.sent.len();
    assert!((8..12).contains(&tries), "{tries} tries in two days");
    assert!(!world.mailbox.is_to_be_disabled(at(minutes)));
    world.publish(2, minutes);
    world.run("a", minutes, Outcome::Failed);
    assert_eq!(world.sent.last().unwrap().1, [2], "what is given up holds up nothing");
    assert!(world.mailbox.is_to_be_disabled(at(7 * 24 * 60)));
    world.run("a", 8 * 24 * 60, Outcome::Sent);
    assert!(!world.mailbox.is_to_be_disabled(at(9 * 24 * 60)) || world.mailbox.sending.is_none());
}

#[test]
fn a_quota_holds_a_mail_back_and_blames_nobody() {
    let mut world = World::new(true);
    world.publish(1, 0);
    world.run("a", 0, Outcome::Held(at(30)));
    world.publish(2, 10);
    world.run("a", 10, Outcome::Sent);
    assert_eq!(world.mailbox.due_at(), Some(at(30)));
    world.run("sweep", 30, Outcome::Sent);
    assert_eq!(world.sent, [(0, vec![1]), (30, vec![1, 2])]);
}

#[test]
fn a_message_besides_news_leaves_once_and_twice_at_most() {
    let mut mailbox = Mailbox::default();
    assert!(mailbox.claim_aside("confirm-1", "a", at(0)));
    assert!(!mailbox.claim_aside("confirm-1", "b", at(1)), "somebody may be sending it");
    assert!(mailbox.claim_aside("confirm-1", "b", at(3)));
    assert!(!mailbox.claim_aside("confirm-1", "b", at(9)), "twice");
    assert!(mailbox.claim_aside("confirm-2", "a", at(9)));
    mailbox.record_aside("confirm-2", true, at(9));
    assert!(!mailbox.claim_aside("confirm-2", "a", at(99)));
    mailbox.record_aside("confirm-1", false, at(9));
    assert!(mailbox.claim_aside("confirm-1", "b", at(9)), "it did not leave");
    for nth in 0..50 {
        mailbox.claim_aside(&format!("x-{nth}"), "a", at(10 + nth));
    }
    assert!(serde_json::to_string(&mailbox).unwrap().len() < 2_000);
    assert!(mailbox.expires_at().is_some() && mailbox.due_at().is_none());
}

proptest! {
    /// Whatever happens in which order: each update is told, in order, and with known results once.
    #[test]
    fn each_update_is_told_once_and_in_order(steps in prop::collection::vec((0..4_u8, 0..8_i64), 1..60), is_mail: bool) {
        let mut world = World::new(is_mail);
        let (mut minutes, mut seq) = (0, 0);
        let mut taken: Vec<u64> = Vec::new();
        for (what, pause) in steps {
            minutes += pause;
            if what == 0 {
                seq += 1;
                world.publish(seq, minutes);
            }
            let outcome = if what == 1 { Outcome::Failed } else { Outcome::Sent };
            let before = world.sent.len();
            world.run("a", minutes, outcome);
            if outcome == Outcome::Sent {
                taken.extend(world.sent[before..].iter().flat_map(|(_, told)| told.clone()));
            }
        }
        for _ in 0..200 {
            minutes += 10;
            let before = world.sent.len();
            world.run("a", minutes, Outcome::Sent);
            taken.extend(world.sent[before..].iter().flat_map(|(_, told)| told.clone()));
        }
        prop_assert_eq!(taken, (1..=seq).collect::<Vec<_>>());
        prop_assert_eq!(world.mailbox.due_at(), None);
    }

    #[test]
    fn no_text_breaks_a_reader_of_addresses(text in ".{0,80}") {
        let _ = (SubscriberAddress::email(&text), SubscriberAddress::webhook(&text, Reach::Public), source(&text));
        let _ = verify(&text, &text, b"x");
    }
}
