//! What each fact comes to: one deployment where all is well, and one thing wrong at a time.

use super::judge;
use crate::apply::topics::{Standing, SubscriptionState, Subscriptions, Topic};
use crate::lambda_account::Concurrency;
use crate::own_topics::OwnTopic;
use crate::ready::facts::{Facts, Numbers, Own, Sandbox, Sms, SpendLimits, SubscriberMail, Subscribers};
use crate::ready::finding::{About, Finding, Level};
use crate::subscription_status::testing::{CLICKED, CONFIRMED, subscriptions};
use callout_domain::notification::{Attempt, AttemptState, MessageKind, Subject};
use callout_domain::responder::verification::{AddressDigest, Verification, Verified};
use callout_domain::responder::{Channel, Contact};
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

/// The topic of an address.
fn topic_of(responder: &str, channel: Channel, address: &str) -> Topic {
    let contact = Contact { name: None, channel, address: address.to_owned() };
    Topic::of(&responder.into(), &contact).unwrap()
}

fn sms_of_ana() -> Topic {
    topic_of("ana", Channel::Sms, "+15550100")
}

fn mail_of_ana() -> Topic {
    topic_of("ana", Channel::Email, "ana@example.com")
}

fn sms_of_ben() -> Topic {
    topic_of("ben", Channel::Sms, "+15550101")
}

fn standing(subscriptions: Subscriptions) -> Standing {
    Standing { subscriptions, has_policy: true }
}

/// A topic of the template with its address subscribed.
fn own(parameter: &'static str, protocol: &str, address: &str) -> Subscribers {
    let arn = format!("arn:aws:sns:eu-west-1:111122223333:{parameter}");
    let topic = OwnTopic { arn, parameter, address: Some(address.to_owned()) };
    Subscribers { topic, subscriptions: subscriptions([(protocol, address, CONFIRMED)]) }
}

/// One that the template was given no address for.
fn unused(parameter: &'static str) -> Subscribers {
    let own = own(parameter, "sms", "");
    Subscribers { topic: OwnTopic { address: None, ..own.topic }, subscriptions: Subscriptions::new() }
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
    let topics = [
        (sms_of_ana(), Ok(standing(subscriptions([("sms", "+15550100", CONFIRMED)])))),
        (mail_of_ana(), Ok(standing(subscriptions([("email", "ana@example.com", CONFIRMED)])))),
        (sms_of_ben(), Ok(standing(subscriptions([("sms", "+15550101", CONFIRMED)])))),
    ];
    Facts {
        now: now(),
        stack: "callout".to_owned(),
        region: "eu-west-1".to_owned(),
        verifications: Ok(verified(&settings)),
        settings: Ok(Some(settings)),
        changed: Vec::new(),
        topics: Ok(topics.into()),
        own: Ok(Own {
            ops: own("OpsEmail", "email", "ops@example.com"),
            fallback_email: own("FallbackEmail", "email", "team@example.com"),
            fallback_phone: unused("FallbackPhone"),
        }),
        functions: [].into(),
        links: Vec::new(),
        report_pages: Ok(Vec::new()),
        concurrency: Ok(Some(Concurrency { limit: 1000, unreserved: 900 })),
        inbox: None,
        numbers: None,
        mail: None,
        read_as_open: Ok(Vec::new()),
        status_pages: Ok(None),
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
        claimed_by: "one".to_owned(),
        at: ago(days),
        failures: 0,
        summary_of: 0,
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

/// Who is subscribed to the topic of ana's mail.
fn mail(facts: &mut Facts, subscriptions: Subscriptions) {
    facts.topics.as_mut().unwrap().insert(mail_of_ana(), Ok(standing(subscriptions)));
}

fn own_of(facts: &mut Facts) -> &mut Own {
    facts.own.as_mut().unwrap()
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
            "ok Callout's own alarms sent by email -> ",
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
fn a_subscription_must_exist_be_confirmed_and_have_no_filter() {
    let email = |state| subscriptions([("email", "ana@example.com", state)]);
    check(
        |facts| mail(facts, Subscriptions::new()),
        1,
        "error ana email: ana@example.com is not subscribed -> callout apply",
    );
    check(
        |facts| mail(facts, email(SubscriptionState::Unconfirmed)),
        1,
        "error ana email: ana@example.com has not confirmed; AWS sends nothing there -> do not open the link",
    );
    let filtered = SubscriptionState::Confirmed { authenticated: true, filtered: true };
    check(
        |facts| mail(facts, email(filtered)),
        1,
        "error ana email: a filter keeps messages from ana@example.com -> callout apply",
    );
    let gone = |facts: &mut Facts| drop(facts.topics.as_mut().unwrap().remove(&sms_of_ana()));
    check(gone, 1, "error ana sms: has no topic -> callout apply");
    let denied = |facts: &mut Facts| {
        drop(facts.topics.as_mut().unwrap().insert(mail_of_ana(), Err("denied".to_owned())));
    };
    check(denied, 1, "unknown ana email: could not look who is subscribed to the topic: denied");
}

#[test]
fn a_mail_that_was_confirmed_with_a_click_can_be_ended_with_one() {
    check(
        |facts| mail(facts, subscriptions([("email", "ana@example.com", CLICKED)])),
        1,
        "warning ana email: ana@example.com: whoever opens the link at the end of a mail, a scanner too, unsubscribes -> \
         callout confirm ana@example.com",
    );
    let all = [("email", "team@example.com", CLICKED)];
    check(
        |facts| own_of(facts).fallback_email.subscriptions = subscriptions(all),
        1,
        "warning fallback contact team@example.com: whoever opens the link",
    );
    check(
        |facts| own_of(facts).ops.subscriptions = subscriptions([("email", "ops@example.com", CLICKED)]),
        1,
        "warning Callout's own alarms ops@example.com: whoever opens the link",
    );
}

#[test]
fn a_topic_that_everybody_may_use_is_named() {
    let open = |facts: &mut Facts| {
        let all = facts.topics.as_mut().unwrap();
        all.get_mut(&sms_of_ben()).unwrap().as_mut().unwrap().has_policy = false;
    };
    check(open, 1, "warning ben sms: everybody in the account may publish to its topic");
}

#[test]
fn somebody_whom_no_settings_name_and_who_gets_pages_is_named() {
    let both = || {
        subscriptions([
            ("email", "ana@example.com", CONFIRMED),
            ("https", "https://eve.example/hook", CONFIRMED),
        ])
    };
    check(
        |facts| mail(facts, both()),
        1,
        "warning ana email: https://eve.example/hook is subscribed too, and no settings say why",
    );
    let shown = |facts: &mut Facts| {
        facts.inbox = Some("https://eve.example/inbox".to_owned());
        mail(facts, both());
    };
    let team =
        || subscriptions([("email", "team@example.com", CONFIRMED), ("email", "eve@example.com", CONFIRMED)]);
    check(
        |facts| own_of(facts).fallback_email.subscriptions = team(),
        1,
        "warning fallback contact eve@example.com is subscribed too, and is not FallbackEmail",
    );
    let mut facts = well();
    shown(&mut facts);
    assert!(judge(&facts).iter().all(|one| one.level == Level::Ok), "the inbox of this machine is nobody");
}

#[test]
fn whoever_has_not_confirmed_gets_no_pages_and_cannot_be_unsubscribed() {
    let team = || {
        let eve = ("email", "eve@example.com", SubscriptionState::Unconfirmed);
        subscriptions([("email", "team@example.com", CONFIRMED), eve])
    };
    check(
        |facts| own_of(facts).fallback_email.subscriptions = team(),
        1,
        "warning fallback contact eve@example.com has not confirmed; AWS sends nothing there",
    );
    let mut facts = well();
    let hook = ("https", "https://eve.example/hook", SubscriptionState::Unconfirmed);
    mail(&mut facts, subscriptions([("email", "ana@example.com", CONFIRMED), hook]));
    assert!(judge(&facts).iter().all(|one| one.level == Level::Ok), "{:?}", judge(&facts));
}

#[test]
fn a_function_must_let_sns_invoke_it() {
    const FUNCTION: &str = "arn:aws:lambda:eu-west-1:111122223333:function:x";
    let pager = |may: Result<bool, String>| {
        move |facts: &mut Facts| {
            let email = "{ channel = \"email\", address = \"ana@example.com\" }";
            settings(facts, (email, &email.replace("email", "lambda").replace("ana@example.com", FUNCTION)));
            let topic = topic_of("ana", Channel::Lambda, FUNCTION);
            let subscribed = subscriptions([("lambda", FUNCTION, CONFIRMED)]);
            facts.topics.as_mut().unwrap().insert(topic.clone(), Ok(standing(subscribed)));
            facts.functions.insert(topic, may);
            facts.verifications = Err("denied".to_owned());
        }
    };
    check(pager(Ok(true)), 1, "which contacts were verified");
    check(pager(Err("denied".to_owned())), 2, "whether the function lets SNS invoke it: denied");
    check(
        pager(Ok(false)),
        2,
        "error ana lambda: the function does not let SNS invoke it: nothing arrives -> aws lambda add-permission",
    );
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
        let topic = Topic::Room("war-room".to_owned());
        facts.topics.as_mut().unwrap().insert(topic, Ok(standing(Subscriptions::new())));
    };
    check(room, 1, "error ana chat: no chat application is subscribed to the room war-room");
}

#[test]
fn an_account_that_may_run_few_functions_is_named() {
    let few = Concurrency { limit: 10, unreserved: 10 };
    check(
        |facts| facts.concurrency = Ok(Some(few)),
        1,
        "warning Lambda 10 functions may run at once in this account and region",
    );
    check(
        |facts| facts.concurrency = Err("denied".to_owned()),
        1,
        "unknown Lambda could not look how many functions may run at once: denied",
    );
}

#[test]
fn numbers_of_our_own_have_limits_of_their_own() {
    let numbers = |limits: SpendLimits, in_sandbox| Numbers {
        text: true,
        voice: true,
        limits: Ok(limits),
        in_sandbox: Ok(in_sandbox),
        opted_out: Ok(["+15550101".to_owned()].into()),
    };
    let well = SpendLimits { text: Some(50), voice: Some(50) };
    let first = SpendLimits { text: Some(50), voice: Some(1) };
    check(
        |facts| facts.numbers = Some(numbers(well, false)),
        1,
        "error ben sms: +15550101 answered STOP to your number -> they send START",
    );
    check(
        |facts| facts.numbers = Some(numbers(first, false)),
        2,
        "warning telephone calls $1 a month may be spent from your own number",
    );
    check(
        |facts| facts.numbers = Some(numbers(well, true)),
        3,
        "warning text messages your own number reaches only numbers verified in End User Messaging",
    );
    let denied = || "denied".to_owned();
    let unknown = Numbers {
        limits: Err(denied()),
        in_sandbox: Err(denied()),
        opted_out: Err(denied()),
        ..numbers(well, false)
    };
    check(
        |facts| facts.numbers = Some(unknown),
        5,
        "unknown text messages could not look which numbers answered STOP",
    );
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
    let nobody = |facts: &mut Facts| own_of(facts).fallback_email = unused("FallbackEmail");
    check(
        nobody,
        1,
        "error fallback contact nobody is subscribed: a page that nobody acknowledges reaches nobody",
    );
    let pending = || subscriptions([("email", "team@example.com", SubscriptionState::Unconfirmed)]);
    check(
        |facts| own_of(facts).fallback_email.subscriptions = pending(),
        1,
        "error fallback contact team@example.com has not confirmed",
    );
    let named = |facts: &mut Facts| {
        settings(facts, ("[responders.ana]", "fallback = \"ana\"\n[responders.ana]"));
        nobody(facts);
    };
    check(named, 1, "warning fallback contact nobody is subscribed");
}

#[test]
fn an_address_of_the_template_that_aws_forgot_is_subscribed_again_by_hand() {
    check(
        |facts| own_of(facts).fallback_email.subscriptions = Subscriptions::new(),
        1,
        "error fallback contact team@example.com (FallbackEmail) is not subscribed -> callout confirm team@example.com",
    );
    let phone = |facts: &mut Facts| {
        own_of(facts).fallback_phone = own("FallbackPhone", "sms", "+15550199");
        own_of(facts).fallback_phone.subscriptions = Subscriptions::new();
    };
    check(
        phone,
        1,
        "warning fallback contact +15550199 (FallbackPhone) is not subscribed -> aws sns subscribe",
    );
    check(
        |facts| own_of(facts).ops.subscriptions = Subscriptions::new(),
        1,
        "warning Callout's own alarms ops@example.com (OpsEmail) is not subscribed -> callout confirm ops@example.com",
    );
    check(
        |facts| own_of(facts).ops = unused("OpsEmail"),
        1,
        "warning Callout's own alarms nobody is subscribed: nobody is notified when Callout itself fails",
    );
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
        "unknown settings could not look who is subscribed to the responders' topics: denied",
    );
    check(
        |facts| facts.attempts = Err(no()),
        1,
        "unknown settings could not look at the latest pages: denied",
    );
    check(
        |facts| facts.own = Err(no()),
        1,
        "unknown fallback contact could not look who is subscribed to its topics: denied",
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
        "error settings the active settings cannot be read: denied",
    );
    check(|facts| facts.settings = Ok(None), 1, "warning settings no settings are active");
}

#[test]
fn the_worst_comes_first_and_lines_about_one_person_stay_together() {
    let mut facts = well();
    facts.verifications = Ok(Vec::new());
    facts.topics.as_mut().unwrap().insert(sms_of_ben(), Ok(standing(Subscriptions::new())));
    let all = judge(&facts);
    let shown: Vec<_> = all.iter().map(|one| (one.about.to_string(), one.level)).collect();
    let expected = [
        ("ben", Level::Error),
        ("ana", Level::Warning),
        ("ana", Level::Warning),
        ("fallback contact", Level::Ok),
        ("text messages", Level::Ok),
        ("Callout's own alarms", Level::Ok),
    ];
    assert_eq!(shown, expected.map(|(about, level)| (about.to_owned(), level)));
}

#[test]
fn whoever_subscribed_gets_no_mail_that_ses_refuses_and_the_report_says_so() {
    let with = |is_verified, in_sandbox| {
        let from = "status@example.com".to_owned();
        judge(&Facts { mail: Some(SubscriberMail { from, in_sandbox, is_verified }), ..well() })
    };
    let said = |findings: &[Finding]| {
        let lines = findings.iter().filter(|one| one.about == About::Subscribers);
        lines.map(|one| (one.level, one.what.clone())).collect::<Vec<_>>()
    };
    assert_eq!(
        said(&with(Ok(true), Ok(false))),
        [(Level::Ok, "mail leaves from status@example.com".to_owned())]
    );
    let refused = said(&with(Ok(false), Ok(true)));
    assert!(refused[0].1.contains("SES does not know status@example.com as ours"), "{refused:?}");
    assert!(refused[1].1.contains("sandbox of SES"), "{refused:?}");
    assert!(refused.iter().all(|(level, _)| *level == Level::Warning), "pages arrive all the same");
}

#[test]
fn what_is_over_and_customers_read_as_open_is_named_with_its_cure() {
    let all = judge(&Facts { read_as_open: Ok(vec![12]), ..well() });
    let one = all.iter().find(|one| one.about == About::StatusPage).unwrap();
    assert_eq!(
        (one.level, one.what.as_str()),
        (Level::Warning, "#12 is over, and customers read that it goes on")
    );
    assert!(one.todo.contains("status publish 12"), "{}", one.todo);
}
