//! What each fact comes to: one deployment where all is well, and one thing wrong at a time.

use super::judge;
use crate::apply::topics::{Filter, Topic};
use crate::ready::facts::{Facts, Sandbox, Sms};
use crate::ready::finding::{Finding, Level};
use crate::subscription_status::Subscriptions;
use crate::subscription_status::testing::{contacts, subscriptions};
use callout_domain::notification::{Attempt, AttemptState, MessageKind, Subject};
use callout_domain::responder::verification::{AddressDigest, Verification, Verified};
use callout_domain::settings::Settings;
use jiff::{SignedDuration, Timestamp};

const SETTINGS: &str = r#"
    [responders.ana]
    name = "Ana"
    contacts = [
        { channel = "sms", address = "+15550100" },
        { channel = "email", address = "ana@example.com" },
    ]

    [responders.ben]
    name = "Ben"
    contacts = [{ channel = "sms", address = "+15550101" }]

    [schedules.payments]
    zone = "UTC"
    layers = [{ name = "weekly", turns = ["ana", "ben"], every = "1 week", start = "2026-01-05T09:00" }]
"#;

fn now() -> Timestamp {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

fn ago(days: i64) -> Timestamp {
    now() - SignedDuration::from_hours(24 * days)
}

fn of_ana() -> Subscriptions {
    subscriptions([("sms", "+15550100", contacts("sms")), ("email", "ana@example.com", contacts("email"))])
}

fn of_ben() -> Subscriptions {
    subscriptions([("sms", "+15550101", contacts("sms"))])
}

fn ana() -> Topic {
    Topic::Responder("ana".to_owned())
}

/// Both responders with their contacts, verified ten days ago.
fn verified(settings: &Settings) -> Vec<Verification> {
    let all = settings.responders.iter().flat_map(|(name, responder)| {
        responder.contacts.iter().map(move |contact| {
            let address = AddressDigest::of(responder, &contact.name()).unwrap();
            let verified = Some(Verified { at: ago(10), address });
            Verification { verified, ..Verification::unknown(name, &contact.name()) }
        })
    });
    all.collect()
}

/// A deployment where all is well.
fn well() -> Facts {
    let settings: Settings = toml::from_str(SETTINGS).unwrap();
    let topics = [(ana(), Ok(of_ana())), (Topic::Responder("ben".to_owned()), Ok(of_ben()))];
    Facts {
        now: now(),
        verifications: Ok(verified(&settings)),
        settings: Ok(Some(settings)),
        topics: Ok(topics.into()),
        fallback: Ok(subscriptions([("email", "team@example.com", contacts("email"))])),
        attempts: Ok(Vec::new()),
        sms: Sms { spent: Ok(2.0), limit: Ok(50.0), sandbox: Ok(Sandbox::Left), opted_out: Ok([].into()) },
    }
}

fn attempt(contact: &str, days: i64, state: AttemptState) -> Attempt {
    Attempt {
        id: format!("page.{days}"),
        about: Subject::incident(&"inc_00000000000000ff".into(), MessageKind::Page),
        responder: "ana".into(),
        contact: contact.into(),
        holder: "one".to_owned(),
        at: ago(days),
        state,
    }
}

fn failed(contact: &str, days: i64) -> Attempt {
    attempt(
        contact,
        days,
        AttemptState::Failed(
            "could not hand it over: service error: NotFoundException: no such topic".to_owned(),
        ),
    )
}

fn text(finding: &Finding) -> String {
    let level = format!("{:?}", finding.level).to_lowercase();
    format!("{level} {} {} -> {}", finding.about, finding.shown(), finding.todo)
}

/// With this thing wrong, the report has this line among those that are not fine, and as many of those in all.
fn check(wrong: impl FnOnce(&mut Facts), lines: usize, expected: &str) {
    let mut facts = well();
    wrong(&mut facts);
    let all = judge(&facts);
    let shown: Vec<String> = all.iter().filter(|one| one.level != Level::Ok).map(text).collect();
    assert_eq!(shown.len(), lines, "{shown:#?}");
    assert!(shown.iter().any(|line| line.contains(expected)), "{expected:?} is not in {shown:#?}");
}

fn settings(facts: &mut Facts, edit: (&str, &str)) {
    assert!(SETTINGS.contains(edit.0));
    facts.settings = Ok(Some(toml::from_str(&SETTINGS.replace(edit.0, edit.1)).unwrap()));
}

fn topic(facts: &mut Facts, subscriptions: Subscriptions) {
    facts.topics.as_mut().unwrap().insert(ana(), Ok(subscriptions));
}

#[test]
fn where_all_is_well_everybody_is_named_and_nothing_is_to_do() {
    let all: Vec<String> = judge(&well()).iter().map(text).collect();
    assert_eq!(
        all,
        [
            "ok ana reached by sms, email -> ",
            "ok ben reached by sms -> ",
            "ok fallback contact reached by email -> ",
            "ok text messages $2.00 of $50.00 spent this month -> ",
        ]
    );
}

#[test]
fn a_contact_must_be_verified_at_its_address_and_not_too_long_ago() {
    let todo = "-> callout verify ana --contact sms";
    let of_sms = |facts: &mut Facts, verified: Option<Verified>| {
        let all = facts.verifications.as_mut().unwrap();
        all.iter_mut()
            .find(|one| one.responder.as_str() == "ana" && one.contact.as_str() == "sms")
            .unwrap()
            .verified = verified;
    };
    check(|facts| of_sms(facts, None), 1, &format!("warning ana sms: never verified {todo}"));
    let other = AddressDigest("another".to_owned());
    check(
        |facts| of_sms(facts, Some(Verified { at: ago(1), address: other })),
        1,
        "warning ana sms: the address was changed since it was verified",
    );
    let old = |facts: &mut Facts| {
        let known = facts.verifications.as_mut().unwrap();
        known.iter_mut().for_each(|one| one.verified.as_mut().unwrap().at = ago(100));
    };
    check(old, 3, "warning ben sms: verified 100 days ago");
}

#[test]
fn a_subscription_must_be_there_be_confirmed_and_hear_the_contact() {
    let sms = ("sms", "+15550100", contacts("sms"));
    let email = |hears| ("email", "ana@example.com", hears);
    check(
        |facts| topic(facts, subscriptions([sms.clone()])),
        1,
        "error ana email: ana@example.com is not subscribed -> callout apply",
    );
    check(
        |facts| topic(facts, subscriptions([sms.clone(), email(Filter::Unconfirmed)])),
        1,
        "error ana email: ana@example.com has not confirmed",
    );
    check(
        |facts| topic(facts, subscriptions([sms.clone(), email(contacts("work"))])),
        1,
        "error ana email: the subscription of ana@example.com hears other contacts",
    );
    let gone = |facts: &mut Facts| drop(facts.topics.as_mut().unwrap().remove(&ana()));
    check(gone, 2, "error ana sms: has no topic to be sent by -> callout apply");
    let denied =
        |facts: &mut Facts| drop(facts.topics.as_mut().unwrap().insert(ana(), Err("denied".to_owned())));
    check(denied, 2, "unknown ana email: could not look who listens to the topic: denied");
}

#[test]
fn a_room_that_no_chat_application_listens_to_is_silent() {
    let room = |facts: &mut Facts| {
        settings(
            facts,
            (
                "{ channel = \"email\", address = \"ana@example.com\" }",
                "{ channel = \"chat\", address = \"war-room\" }",
            ),
        );
        facts.topics.as_mut().unwrap().insert(Topic::Room("war-room".to_owned()), Ok(Subscriptions::new()));
    };
    check(room, 1, "error ana chat: no chat application listens to the room war-room");
}

#[test]
fn a_contact_whose_last_message_failed_is_broken_until_it_was_mended() {
    let lately = |attempts: Vec<Attempt>| move |facts: &mut Facts| facts.attempts = Ok(attempts);
    check(
        lately(vec![failed("sms", 2), attempt("sms", 3, AttemptState::Sent("x".to_owned()))]),
        1,
        "error ana sms: the last message, 2026-11-20 03:00 UTC, failed: NotFoundException: no such topic -> callout verify ana --contact sms",
    );
    let later = attempt("sms", 1, AttemptState::Sent("x".to_owned()));
    let fine: [Vec<Attempt>; 3] =
        [vec![failed("sms", 2), later], vec![failed("sms", 11)], vec![failed("pager of long ago", 2)]];
    for attempts in fine {
        let all = judge(&Facts { attempts: Ok(attempts), ..well() });
        assert!(all.iter().all(|one| one.level == Level::Ok), "{all:#?}");
    }
}

#[test]
fn somebody_whom_nothing_wakes_is_named() {
    let quiet = |facts: &mut Facts| {
        settings(
            facts,
            (
                "{ channel = \"sms\", address = \"+15550101\" }",
                "{ channel = \"lambda\", address = \"arn:aws:lambda:eu-west-1:111122223333:function:x\" }",
            ),
        );
        facts.topics = Err("denied".to_owned());
    };
    check(quiet, 3, "warning ben nothing of theirs rings");
    let bare =
        |facts: &mut Facts| settings(facts, ("[{ channel = \"sms\", address = \"+15550101\" }]", "[]"));
    check(bare, 1, "warning ben has no contact; their pages go to the fallback contact");
}

#[test]
fn a_time_without_anybody_on_call_is_named() {
    let gap = |facts: &mut Facts| settings(facts, ("[\"ana\", \"ben\"]", "[\"ana\", \"nobody\"]"));
    check(
        gap,
        1,
        "warning schedule payments nobody is on call from 2026-11-22 03:00 UTC to 2026-11-23 09:00 UTC and 6 times more",
    );
}

#[test]
fn the_fallback_contact_matters_most_where_the_settings_name_nobody() {
    check(
        |facts| facts.fallback = Ok(Subscriptions::new()),
        1,
        "error fallback contact nobody is subscribed",
    );
    let pending = || subscriptions([("email", "team@example.com", Filter::Unconfirmed)]);
    check(|facts| facts.fallback = Ok(pending()), 1, "error fallback contact waits for a confirmation");
    let named = |facts: &mut Facts| {
        settings(facts, ("[responders.ana]", "fallback = \"ana\"\n[responders.ana]"));
        facts.fallback = Ok(Subscriptions::new());
    };
    check(named, 1, "warning fallback contact nobody is subscribed");
}

#[test]
fn text_messages_end_at_the_limit_of_the_account() {
    let spent =
        |spent, limit| move |facts: &mut Facts| (facts.sms.spent, facts.sms.limit) = (Ok(spent), Ok(limit));
    check(spent(40.0, 50.0), 1, "warning text messages $40.00 of $50.00 spent this month");
    check(spent(50.0, 50.0), 1, "error text messages $50.00 of $50.00 spent this month: AWS drops them all");
    check(
        spent(0.1, 1.0),
        1,
        "warning text messages $0.10 of $1.00 spent this month: the limit of a new account",
    );
    check(spent(0.0, 0.0), 1, "the limit of a new account");
}

#[test]
fn a_number_can_be_shut_out_by_the_sandbox_or_by_its_holder() {
    let inside =
        |numbers: &[&str]| Sandbox::Inside(Ok(numbers.iter().map(|one| (*one).to_owned()).collect()));
    check(
        |facts| facts.sms.sandbox = Ok(inside(&["+15550100"])),
        2,
        "error ben sms: the account is in the SMS sandbox, and +15550101 is not verified there",
    );
    check(
        |facts| facts.sms.sandbox = Ok(inside(&["+15550100", "+15550101"])),
        1,
        "warning text messages the account is in the SMS sandbox",
    );
    check(
        |facts| facts.sms.opted_out = Ok(["+15550101".to_owned()].into()),
        1,
        "error ben sms: +15550101 answered STOP",
    );
}

#[test]
fn what_nobody_could_look_at_is_one_line_and_no_failure() {
    let no = || "denied".to_owned();
    check(
        |facts| facts.verifications = Err(no()),
        1,
        "unknown settings could not look which contacts were verified: denied",
    );
    check(
        |facts| facts.topics = Err(no()),
        1,
        "unknown settings could not look who listens to the responders' topics: denied",
    );
    check(
        |facts| facts.attempts = Err(no()),
        1,
        "unknown settings could not look at the latest pages: denied",
    );
    check(
        |facts| facts.fallback = Err(no()),
        1,
        "unknown fallback contact could not look who listens to its topic: denied",
    );
    check(
        |facts| facts.sms.spent = Err(no()),
        1,
        "unknown text messages could not look what was spent this month: denied",
    );
    check(
        |facts| facts.sms.limit = Err(no()),
        1,
        "unknown text messages could not look how much may be spent: denied",
    );
    check(
        |facts| facts.sms.sandbox = Err(no()),
        1,
        "unknown text messages could not look whether the account is in the SMS sandbox",
    );
    check(
        |facts| facts.sms.sandbox = Ok(Sandbox::Inside(Err(no()))),
        1,
        "which numbers the SMS sandbox lets through: denied",
    );
    check(
        |facts| facts.sms.opted_out = Err(no()),
        1,
        "unknown text messages could not look which numbers answered STOP: denied",
    );
}

#[test]
fn settings_that_cannot_be_read_keep_pages_from_arriving_and_none_at_all_do_not() {
    check(
        |facts| facts.settings = Err("denied".to_owned()),
        1,
        "error settings the settings in force cannot be read: denied",
    );
    check(|facts| facts.settings = Ok(None), 1, "warning settings no settings are in force");
}

#[test]
fn the_worst_comes_first_and_lines_about_one_person_stay_together() {
    let mut facts = well();
    facts.verifications = Ok(Vec::new());
    facts.topics.as_mut().unwrap().insert(Topic::Responder("ben".to_owned()), Ok(Subscriptions::new()));
    let all = judge(&facts);
    let shown: Vec<_> = all.iter().map(|one| (one.about.to_string(), one.level)).collect();
    let expected = [
        ("ben", Level::Error),
        ("ana", Level::Warning),
        ("ana", Level::Warning),
        ("fallback contact", Level::Ok),
        ("text messages", Level::Ok),
    ];
    assert_eq!(shown, expected.map(|(about, level)| (about.to_owned(), level)));
}
