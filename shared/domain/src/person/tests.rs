//! What people may change about how they are reached, and whom that is told.

use super::*;
use crate::ids::ResponderName;
use crate::link::LinkKeys;
use crate::responder::verification::{CODE_LIFE, Code};
use crate::responder::{Contact, Responder, Urgency};
use crate::settings::{Rules, Settings};
use jiff::SignedDuration;

const ANA: &str = "
    name = 'Ana'
    zone = 'Europe/Lisbon'
    contacts = [{ channel = 'sms', address = '+15550100' }, { channel = 'email', address = 'ana@example.com' }]
";

/// Ana, and what she changes.
struct Ana {
    of_files: Responder,
    person: Person,
    now: Timestamp,
}

impl Ana {
    fn with(more: &str) -> Self {
        let of_files = toml::from_str(&format!("{ANA}{more}")).unwrap();
        Self { of_files, person: Person::default(), now: "2026-11-29T03:00:00Z".parse().unwrap() }
    }

    fn new() -> Self {
        Self::with("")
    }

    /// Does something; what follows, or why not.
    fn does(&mut self, command: PersonCommand) -> Result<PersonEvent, PersonRefusal> {
        self.now += SignedDuration::from_secs(1);
        let (who, keys) = ("ana".into(), keys());
        let deciding =
            Deciding { who: &who, of_files: &self.of_files, keys: &keys, by: "Ana", now: self.now };
        let change = self.person.decide(&command, deciding)?;
        assert_eq!(change.next.version, self.person.version + 1);
        let stored = serde_json::to_string(&change.next).unwrap();
        assert!(!stored.contains("+1555") && !stored.contains("@"), "{stored}");
        self.person = change.next;
        change.refused.map_or(Ok(change.event), Err)
    }

    fn adds(&mut self, name: &str, channel: Channel, address: &str) -> Result<PersonEvent, PersonRefusal> {
        let name = (!name.is_empty()).then(|| name.into());
        self.does(PersonCommand::Add { name, channel, address: address.to_owned() })
    }

    fn enters_the_code(&mut self, name: &str) -> Result<PersonEvent, PersonRefusal> {
        let code = self.person.code.clone().unwrap().code(&keys(), &"ana".into());
        self.does(PersonCommand::Enter(name.into(), code))
    }

    /// The contacts that a page uses, in order; those of her own with a star.
    fn used(&self) -> Vec<String> {
        let own = |contact: &Contact| self.person.verified(&contact.name()).is_some();
        let all = self.person.merged(&self.of_files).contacts;
        all.iter().map(|one| format!("{}{}", one.name(), if own(one) { "*" } else { "" })).collect()
    }
}

fn keys() -> LinkKeys {
    LinkKeys::new(vec![vec![7; 64]]).unwrap()
}

fn told(event: &PersonEvent) -> Vec<(&str, Option<&str>, &str)> {
    let of = |message: &'_ PersonMessage| match &message.told {
        Told::Code(_) => "code",
        Told::Test => "test",
        Told::Change(_) => "change",
    };
    event.messages.iter().map(|one| (one.contact.as_str(), one.mark.as_deref(), of(one))).collect()
}

#[test]
fn a_new_number_counts_once_its_code_was_entered_and_the_old_one_until_then() {
    let mut ana = Ana::new();
    let event = ana.adds("", Channel::Sms, " +351912345678 ").unwrap();
    let mark = ana.person.contacts[0].mark.clone();
    assert_eq!(told(&event), [("sms", Some(mark.as_str()), "code")]);
    assert_eq!(ana.used(), ["sms", "email"]);
    let event = ana.enters_the_code("sms").unwrap();
    assert_eq!(told(&event), [("sms", None, "change")], "over the number that she had before");
    assert_eq!(ana.used(), ["sms*", "email"]);
    ana.adds("sms", Channel::Sms, "+351912345679").unwrap();
    let event = ana.enters_the_code("sms").unwrap();
    assert_eq!(told(&event), [("sms", Some(mark.as_str()), "change")]);
    assert_eq!((ana.used(), ana.person.contacts.len()), (vec!["sms*".to_owned(), "email".to_owned()], 1));
}

#[test]
fn a_code_works_for_a_quarter_of_an_hour_and_five_tries() {
    let wrong = || PersonCommand::Enter("sms".into(), Code::of_random([0; 8]));
    let mut ana = Ana::new();
    assert_eq!(ana.does(wrong()), Err(PersonRefusal::OfSettings("sms".into())));
    ana.adds("", Channel::Sms, "+351912345678").unwrap();
    for left in (0..5).rev() {
        assert_eq!(ana.does(wrong()), Err(PersonRefusal::WrongCode(left)));
    }
    assert_eq!(ana.enters_the_code("sms"), Err(PersonRefusal::CodeOver), "even the right one");
    ana.does(PersonCommand::SendCode("sms".into())).unwrap();
    ana.now += CODE_LIFE;
    assert_eq!(ana.enters_the_code("sms"), Err(PersonRefusal::CodeOver));
    ana.does(PersonCommand::SendCode("sms".into())).unwrap();
    ana.enters_the_code("sms").unwrap();
    assert_eq!(ana.does(wrong()), Err(PersonRefusal::NoCode), "it works once");
}

#[test]
fn something_that_rings_remains() {
    let mut ana = Ana::new();
    assert_eq!(ana.does(PersonCommand::Remove("sms".into())), Err(PersonRefusal::NothingRings));
    ana.does(PersonCommand::Remove("email".into())).unwrap();
    assert_eq!(ana.does(PersonCommand::Remove("sms".into())), Err(PersonRefusal::NothingLeft));
    ana.adds("", Channel::Voice, "+351912345678").unwrap();
    assert_eq!(
        ana.does(PersonCommand::Remove("sms".into())),
        Err(PersonRefusal::NothingLeft),
        "not verified"
    );
    ana.enters_the_code("voice").unwrap();
    let event = ana.does(PersonCommand::Remove("sms".into())).unwrap();
    assert_eq!(told(&event), [("sms", None, "change")]);
    assert_eq!(ana.used(), ["voice*"]);
    assert_eq!(ana.does(PersonCommand::Remove("sms".into())), Err(PersonRefusal::Unknown("sms".into())));
}

#[test]
fn what_no_rule_uses_does_not_count_as_ringing_and_a_new_contact_is_used_all_the_same() {
    let mut ana = Ana::with("notify.high = [{ contact = 'sms' }, { contact = 'email', after = '5m' }]");
    ana.adds("work", Channel::Sms, "+351912345678").unwrap();
    ana.enters_the_code("work").unwrap();
    let merged = ana.person.merged(&ana.of_files);
    let due = crate::responder::NotificationRules::of(&merged).due(Urgency::High, ana.now);
    let due: Vec<&str> = due.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(due, ["sms", "work", "email"]);
    ana.does(PersonCommand::Remove("sms".into())).unwrap();
    assert_eq!(ana.does(PersonCommand::Remove("work".into())), Err(PersonRefusal::NothingRings));
}

#[test]
fn what_cannot_be_reached_is_refused() {
    let mut ana = Ana::new();
    let chat = ana.adds("", Channel::Chat, "room");
    assert_eq!(chat, Err(PersonRefusal::Channel("chat")));
    assert_eq!(
        ana.adds("email", Channel::Sms, "+351912345678"),
        Err(PersonRefusal::NameTaken("email".into(), "email"))
    );
    assert_eq!(ana.adds("a\nb", Channel::Sms, "+351912345678"), Err(PersonRefusal::Name));
    assert!(matches!(ana.adds("", Channel::Sms, "912345678"), Err(PersonRefusal::Address(_))));
    assert!(matches!(ana.adds("", Channel::Email, "ana"), Err(PersonRefusal::Address(_))));
    assert_eq!(ana.person, Person::default());
}

#[test]
fn codes_and_tests_have_a_limit_of_a_day() {
    let mut ana = Ana::new();
    for _ in 0..MOST_ASKED {
        let event = ana.does(PersonCommand::Test("email".into())).unwrap();
        assert_eq!(told(&event), [("email", None, "test")]);
    }
    assert_eq!(ana.does(PersonCommand::Test("email".into())), Err(PersonRefusal::AskedOften));
    ana.now += SignedDuration::from_hours(24);
    ana.does(PersonCommand::Test("email".into())).unwrap();
}

#[test]
fn the_order_is_theirs() {
    let mut ana = Ana::new();
    let event = ana.does(PersonCommand::Raise("email".into())).unwrap();
    assert_eq!(told(&event), [("email", None, "change")], "the one that does not ring");
    assert_eq!(ana.used(), ["email", "sms"]);
    assert_eq!(ana.does(PersonCommand::Raise("fax".into())), Err(PersonRefusal::Unknown("fax".into())));
}

#[test]
fn quiet_hours_are_read_as_people_write_them() {
    let mut ana = Ana::new();
    ana.does(PersonCommand::Quiet("22:00–07:00; Sat, sun 07:00-10:00".to_owned())).unwrap();
    let merged = ana.person.merged(&ana.of_files);
    assert_eq!(written_hours(&merged.quiet), "22:00-07:00; sat, sun 07:00-10:00");
    assert_eq!(read_hours(&written_hours(&merged.quiet), "UTC"), Ok(merged.quiet));
    for text in ["at night", "22-7 o'clock", "25:00-07:00", "someday 22:00-07:00"] {
        let refused = ana.does(PersonCommand::Quiet(text.to_owned()));
        assert!(matches!(refused, Err(PersonRefusal::Hours(_))), "{text}: {refused:?}");
    }
    ana.does(PersonCommand::Quiet(String::new())).unwrap();
    assert_eq!(ana.person.quiet, None, "as the files say");
    ana.of_files.zone = None;
    assert_eq!(ana.does(PersonCommand::Quiet("22:00-07:00".to_owned())), Err(PersonRefusal::NoZone));
}

#[test]
fn everything_can_be_as_the_files_say_again() {
    let mut ana = Ana::new();
    ana.adds("work", Channel::Sms, "+351912345678").unwrap();
    ana.enters_the_code("work").unwrap();
    ana.does(PersonCommand::Remove("email".into())).unwrap();
    assert_eq!(ana.person.summary(), ["`work` is their own", "`email` is not used"]);
    let event = ana.does(PersonCommand::Reset).unwrap();
    assert_eq!(told(&event).len(), 1);
    assert!(!ana.person.is_changed() && ana.person.version == 4);
    assert_eq!(ana.used(), ["sms", "email"]);
}

#[test]
fn rules_know_whose_contact_is_their_own_and_what_the_files_say() {
    let mut ana = Ana::new();
    ana.adds("", Channel::Sms, "+351912345678").unwrap();
    ana.enters_the_code("sms").unwrap();
    let mut settings = Settings::default();
    settings.responders.insert("ana".into(), ana.of_files.clone());
    let gone: ResponderName = "ben".into();
    let people = People([("ana".into(), ana.person.clone()), (gone.clone(), ana.person.clone())].into());
    let rules = Rules::build_with_people(settings, Default::default(), people);
    let address = |person: &Responder| person.contact(&"sms".into()).unwrap().address.clone();
    assert_eq!(address(rules.of_files(&"ana".into()).unwrap()), "+15550100");
    assert_eq!(rules.own_verified_at(&"ana".into(), &"sms".into()), Some(ana.now));
    assert_eq!(rules.own_verified_at(&"ana".into(), &"email".into()), None);
    assert!(rules.responder(&gone).is_none(), "whoever left the settings stays out");
}
