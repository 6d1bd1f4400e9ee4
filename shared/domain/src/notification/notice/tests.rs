//! The text people receive, and who receives none.

use super::*;
use crate::incident::Incident;
use crate::notification::testing::incident;
use crate::notification::{Words, sms_parts};
use crate::oncall::Schedule;
use crate::severity::Severity;
use proptest::prelude::*;

const SETTINGS: &str = r#"
    [responders.ana]
    name = "Ana Silva"
    zone = "Europe/Lisbon"
    contacts = [{ channel = "sms", address = "+15550100" }, { channel = "email", address = "ana@example.com" }]
    [responders.ben]
    name = "Ben Okoro"
    zone = "Asia/Kolkata"
    contacts = [{ channel = "sms", address = "+15550101" }]
    [responders.cho]
    name = "Cho Park"
    contacts = [{ channel = "voice", address = "+15550102" }]
    quiet = [{ from = "12:00", to = "14:00" }]
    [responders.dee]
    name = "Dee"
    contacts = []
    [responders.eli]
    name = "Eli"
    contacts = [{ channel = "chat", address = "payments-room" }]
    [responders.fay]
    name = "Fay"
    contacts = [{ channel = "https", address = "https://example.com/hook" }]
"#;

fn rules() -> Rules {
    Rules::build(toml::from_str(SETTINGS).unwrap())
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A Monday at nine in Lisbon.
const MONDAY: &str = "2027-01-11T09:00:00Z";

/// The only notice of a schedule in the hour before an instant.
fn notice(turns: &str, notices: &str, now: &str) -> Notice {
    let text = format!(
        "zone = 'Europe/Lisbon'\n[[layers]]\nname = 'weeks'\nevery = '1 week'\nstart = '2027-01-04T09:00'\n\
         turns = {turns}\n[notices]\n{notices}"
    );
    let schedule = Schedule::compile(&toml::from_str(&text).unwrap()).unwrap();
    let hour = SignedDuration::from_hours(1);
    let mut due = schedule.notices_due(&"payments".into(), at(now) - hour, at(now));
    assert_eq!(due.len(), 1, "{due:?}");
    due.remove(0)
}

fn handoff(turns: &str) -> Notice {
    notice(turns, "change = true", MONDAY)
}

/// What one person receives, or why they receive nothing.
fn words_for(notice: &Notice, open: &[Incident], who: &str, now: &str) -> Result<Words, Why> {
    let planned = plan_notice(notice, &rules(), at(now));
    let of = |plan: &Result<NoticeMessage, NotNotified>| match plan {
        Ok(message) => message.responder.as_str() == who,
        Err(not) => not.responder.as_str() == who,
    };
    let plan = planned.into_iter().find(of).unwrap_or_else(|| panic!("nothing for {who}"));
    plan.map(|message| notice_words(&message, notice, open, None, &rules())).map_err(|not| not.why)
}

fn body_for(notice: &Notice, open: &[Incident], who: &str) -> String {
    words_for(notice, open, who, MONDAY).unwrap().body
}

#[test]
fn whoever_comes_reads_until_when_by_their_own_clock_and_from_whom_they_take_over() {
    let body = body_for(&handoff("['ana', 'ben']"), &[], "ben");
    assert_eq!(
        body,
        "You are on call for payments until Mon 18 Jan 14:30 IST. You take over from Ana Silva."
    );
}

#[test]
fn whoever_leaves_reads_who_has_it_now() {
    let words = words_for(&handoff("['ana', 'ben']"), &[], "ana", MONDAY).unwrap();
    assert_eq!(words.subject, "You are no longer on call for payments.");
    assert_eq!(
        words.body,
        "You are no longer on call for payments. Now on call: Ben Okoro.\n\nNo incident is open.\n\
         The roster: callout oncall --schedule payments --for 14d\n"
    );
    let alone = body_for(&handoff("['ana', 'nobody']"), &[], "ana");
    assert!(alone.starts_with("You are no longer on call for payments. Nobody is on call now."), "{alone}");
}

#[test]
fn those_who_come_together_read_of_one_another() {
    let body = body_for(&handoff("['ana', ['ben', 'eli']]"), &[], "ben");
    assert!(body.ends_with("You take over from Ana Silva. With you: Eli."), "{body}");
}

#[test]
fn before_a_shift_people_read_when_it_begins_and_ends() {
    let soon = notice("['ana', 'ben']", "before = '6h'", "2027-01-11T03:00:00Z");
    let words = words_for(&soon, &[], "ben", "2027-01-11T03:00:00Z").unwrap();
    assert_eq!(words.body, "You go on call for payments Mon 14:30 IST, until Mon 18 Jan 14:30 IST.");
}

#[test]
fn a_summary_goes_to_everyone_on_call() {
    let summary = notice("[['ana', 'ben']]", "at = '09:00'", MONDAY);
    assert_eq!(body_for(&summary, &[], "ben"), "You are on call for payments. With you: Ana Silva.");
    let email = body_for(&summary, &[], "ana");
    assert!(email.starts_with("You are on call for payments. With you: Ben Okoro.\n"), "{email}");
}

#[test]
fn open_incidents_are_listed_worst_first_and_counted_beyond_ten() {
    let open: Vec<Incident> = (1..=12)
        .map(|number| {
            let severity = if number == 12 { Severity::Sev1 } else { Severity::Sev3 };
            Incident { number, severity, ..incident(&format!("alarm {number}")) }
        })
        .collect();
    let email = body_for(&handoff("['ana', 'ben']"), &open, "ana");
    let lines: Vec<&str> = email.lines().collect();
    assert_eq!(lines[2..5], ["Open now:", "  #12 SEV1 triggered: alarm 12", "  #1 SEV3 triggered: alarm 1"]);
    assert_eq!(lines[13], "  and 2 more open");
    assert!(email.contains("callout console"), "{email}");
    let sms = body_for(&handoff("['ana', 'ben']"), &open, "ben");
    assert!(sms.contains("\n#12 SEV1 triggered: alarm 12\n"), "{sms}");
    assert!(sms.ends_with("more open"), "{sms}");
    assert_eq!(sms_parts(&sms), 2);
}

#[test]
fn a_mail_names_the_console_by_its_address_where_that_is_known() {
    let handoff = handoff("['ana', 'ben']");
    let planned = plan_notice(&handoff, &rules(), at(MONDAY)).into_iter().flatten();
    let message = planned.into_iter().find(|message| message.responder.as_str() == "ana").unwrap();
    let rules = rules().applied_as(crate::settings::AppliedVersion {
        version: "a".to_owned(),
        number: 1,
        applied_at: at(MONDAY),
        origin: Default::default(),
        unchanged: Default::default(),
        console: crate::settings::ConsoleAddress::parse("https://console.example/"),
    });
    let body = notice_words(&message, &handoff, &[incident("alarm")], None, &rules).body;
    assert!(body.contains("\nThe console: https://console.example/incidents\n"), "{body}");
}

#[test]
fn a_contact_that_does_not_ring_is_used_at_any_hour_and_others_never_at_night() {
    let handoff = handoff("['ana', 'ben']");
    assert!(words_for(&handoff, &[], "ben", "2027-01-11T14:59:00Z").is_ok(), "half past eight in India");
    // 03:30 at night.
    let early = Notice { at: at("2027-01-10T22:00:00Z"), ..handoff };
    assert_eq!(words_for(&early, &[], "ben", "2027-01-10T22:00:00Z"), Err(Why::WouldRing));
    assert!(words_for(&early, &[], "ana", "2027-01-10T22:00:00Z").is_ok());
}

#[test]
fn quiet_hours_of_their_own_take_the_place_of_the_night() {
    let handoff = handoff("['ana', 'cho']");
    assert!(
        words_for(&handoff, &[], "cho", MONDAY).unwrap().body.starts_with("This is Callout. You are on call")
    );
    assert_eq!(words_for(&handoff, &[], "cho", "2027-01-11T12:30:00Z"), Err(Why::WouldRing));
}

#[test]
fn whoever_cannot_be_reached_and_old_news_are_left_out_with_a_reason() {
    assert_eq!(words_for(&handoff("['ana', 'dee']"), &[], "dee", MONDAY), Err(Why::NoContact));
    assert_eq!(words_for(&handoff("['ana', 'zoe']"), &[], "zoe", MONDAY), Err(Why::NoContact));
    let late = "2027-01-11T15:00:01Z";
    assert_eq!(words_for(&handoff("['ana', 'ben']"), &[], "ana", late), Err(Why::TooLate));
    let over = OnCallPeriod { responder: "ana".into(), until: Some(at("2027-01-11T09:30:00Z")) };
    let short = Notice { kind: NoticeKind::Summary { on_call: vec![over] }, ..handoff("['ana', 'ben']") };
    assert!(words_for(&short, &[], "ana", "2027-01-11T09:29:59Z").is_ok());
    assert_eq!(words_for(&short, &[], "ana", "2027-01-11T09:30:00Z"), Err(Why::TooLate));
}

#[test]
fn programs_read_documents() {
    let handoff = handoff("['eli', 'fay']");
    let chat: serde_json::Value =
        serde_json::from_str(&body_for(&handoff, &[incident("slow")], "eli")).unwrap();
    assert_eq!(chat["content"]["title"], "You are no longer on call for payments.");
    assert_eq!(chat["content"]["description"], "Now on call: Fay.\n#12 SEV2 triggered: slow");
    let hook: serde_json::Value =
        serde_json::from_str(&body_for(&handoff, &[incident("slow")], "fay")).unwrap();
    assert_eq!(
        (&hook["kind"], &hook["id"], &hook["open_total"]),
        (&"handed_over".into(), &"comes.fay".into(), &1.into())
    );
}

proptest! {
    #[test]
    fn no_incident_makes_a_text_message_longer_than_two_parts(
        titles in prop::collection::vec(".{0,80}", 0..15),
        schedule in ".{1,200}",
    ) {
        let open: Vec<Incident> = titles.iter().map(|title| incident(title)).collect();
        let handoff = Notice { schedule: schedule.as_str().into(), ..handoff("['ana', 'ben']") };
        let sms = body_for(&handoff, &open, "ben");
        prop_assert!(sms_parts(&sms) <= 2, "{}", sms);
    }
}

/// Somebody asks Ben for Monday night.
fn asked(reason: &str) -> Notice {
    use crate::oncall::{ShiftNews, ShiftOf, ShiftRequest};
    let (schedule, ana) = ("payments".into(), "ana".into());
    let (start, end) = (at("2027-01-11T18:00:00Z"), at("2027-01-12T06:00:00Z"));
    let shift = ShiftOf { schedule: &schedule, responder: &ana, start, end };
    let (request, mark) =
        (ShiftRequest::give("ben".into(), shift), crate::ids::IncidentId::from_bytes([1; 8]));
    let news = ShiftNews::Asked { answer_by: start };
    let kind = NoticeKind::Shift { mark, request, news, reason: reason.to_owned() };
    Notice { schedule, at: at(MONDAY), kind }
}

const LINK: &str = "https://console.example.com/shift/0123456789abcdef0123456789abcdef0123456789abcdef";

fn asked_words(to: &str, reason: &str) -> Words {
    let mut notice = asked(reason);
    if let NoticeKind::Shift { request, .. } = &mut notice.kind {
        request.asked = to.into();
    }
    let rules = rules();
    let message = plan_notice(&notice, &rules, at(MONDAY)).remove(0).unwrap();
    notice_words(&message, &notice, &[], Some(LINK), &rules)
}

#[test]
fn a_request_for_a_shift_says_what_is_asked_by_the_readers_clock_and_the_link_is_whole() {
    let words = asked_words("ben", &"why ".repeat(300));
    let text = "Ana Silva asks you to be on call for payments from Mon 23:30 IST until Tue 11:30 IST.";
    assert!(words.body.starts_with(text), "{}", words.body);
    assert!(words.body.contains(LINK) && sms_parts(&words.body) <= 2, "{}", words.body);
}

#[test]
fn a_room_and_a_voice_get_no_link_that_acts_as_one_person() {
    for to in ["eli", "cho"] {
        let words = asked_words(to, "");
        assert!(!words.body.contains("/shift/"), "{}", words.body);
        assert!(words.body.contains("Answer in the console, under My pages."), "{}", words.body);
    }
}
