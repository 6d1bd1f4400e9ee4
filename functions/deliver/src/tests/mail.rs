//! Mail: one for each change that matters, gathered under bursts, to those who want it.

use super::world::World;
use callout_domain::ids::IncidentId;
use callout_domain::incident::Phase;
use callout_domain::settings::Settings;
use callout_domain::subscriber::{Standing, Wanted};
use callout_ports::MailError;
use callout_ports::fakes::Fault;

#[tokio::test]
async fn who_wants_it_gets_one_mail_in_their_language_with_nothing_private() {
    let world = World::new();
    world.subscribes("all@example.com", Wanted::everything(), "en");
    world.subscribes("checkout@example.com", Wanted::components(["checkout".into()]), "de");
    world.subscribes("shop@example.com", Wanted::components(["shop".into()]), "en");
    let id = world.opens("payments").await;
    world.subscribes("follower@example.com", Wanted::incident(id.clone()), "en");
    world.subscribes("other@example.com", Wanted::incident(IncidentId::from_bytes([9; 8])), "en");
    world.run(&world.says(&id, Phase::Investigating, "We look <into> it.").await).await;
    let mut mails = world.fakes.take_mails();
    mails.sort_by(|one, other| one.to.as_str().cmp(other.to.as_str()));
    let to: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(to, ["all@example.com", "checkout@example.com", "follower@example.com"]);
    assert_eq!(mails[0].subject, "[Acme] Investigating: Checkout");
    assert_eq!(mails[1].subject, "[Acme] In Untersuchung: Checkout");
    assert!(mails[0].text.contains("We look <into> it."), "{}", mails[0].text);
    assert!(mails[0].html.contains("We look &#60;into&#62; it."), "{}", mails[0].html);
    assert!(mails[0].text.contains(&format!("https://status.example.com/incidents/{id}.html")));
    assert!(mails[1].text.contains(&format!("https://status.example.com/de/incidents/{id}.html")));
    let leave = mails[0].unsubscribe.clone().unwrap();
    assert!(leave.starts_with("https://subscribe.example.com/unsubscribe/sub_"), "{leave}");
    for mail in &mails {
        let all = format!("{}{}{}", mail.subject, mail.text, mail.html);
        assert!(!all.contains("SECRET") && !all.contains("secret-ana"), "{all}");
        assert!(all.contains(&mail.unsubscribe.clone().unwrap()) && all.contains("/manage/sub_"));
    }
}

#[tokio::test]
async fn an_event_that_comes_again_or_late_sends_nothing_again() {
    let world = World::new();
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    let id = world.opens("payments").await;
    let first = world.says(&id, Phase::Investigating, "One.").await;
    world.run(&first).await;
    assert_eq!(world.subjects().len(), 1);
    world.later(10);
    let second = world.says(&id, Phase::Identified, "Two.").await;
    for event in [&second, &first, &second, &first] {
        world.run(event).await;
    }
    world.later(10);
    world.check().await;
    assert_eq!(world.subjects(), ["[Acme] Identified: Checkout"]);
}

#[tokio::test]
async fn a_burst_is_one_mail_now_and_one_five_minutes_later() {
    let world = World::new();
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    let (one, other) = (world.opens("payments").await, world.opens("web").await);
    world.run(&world.says(&one, Phase::Investigating, "One.").await).await;
    for (incident, text) in [(&one, "Two."), (&other, "Three."), (&one, "Four.")] {
        world.later(1);
        world.run(&world.says(incident, Phase::Identified, text).await).await;
    }
    world.check().await;
    assert_eq!(world.subjects().len(), 1);
    world.later(2);
    world.check().await;
    let mails = world.fakes.take_mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "[Acme] Updates to 2 incidents");
    for text in ["Two.", "Three.", "Four.", "Problem with Checkout", "Problem with Web shop"] {
        assert!(mails[0].text.contains(text), "{}", mails[0].text);
    }
    assert!(!mails[0].text.contains("One."));
}

#[tokio::test]
async fn an_edit_is_no_mail_and_a_withdrawal_is() {
    let world = World::new();
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    let id = world.opens("payments").await;
    world.run(&world.says(&id, Phase::Investigating, "Wrong.").await).await;
    world.later(10);
    world.run(&world.changes(&id, Some("Right.")).await).await;
    assert_eq!(world.subjects().len(), 1);
    world.run(&world.changes(&id, None).await).await;
    let mails = world.fakes.take_mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains("An update was withdrawn"), "{}", mails[0].text);
}

#[tokio::test]
async fn an_update_that_nobody_is_to_be_told_of_sends_nothing() {
    let world = World::new();
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    let id = world.opens("payments").await;
    let event = world.says_quietly(&id, Phase::Investigating, "Quiet.").await;
    world.run(&event).await;
    assert_eq!(world.subjects(), Vec::<String>::new());
    world.run(&world.says(&id, Phase::Identified, "Loud.").await).await;
    let mails = world.fakes.take_mails();
    assert!(mails[0].text.contains("Loud.") && !mails[0].text.contains("Quiet."), "{}", mails[0].text);
}

#[tokio::test]
async fn whoever_left_between_two_steps_is_told_nothing() {
    let world = World::new();
    let ana = world.subscribes("ana@example.com", Wanted::everything(), "en");
    let id = world.opens("payments").await;
    world.receives(&world.says(&id, Phase::Investigating, "One.").await).await.unwrap();
    let mut one = world.fakes.stored_subscriber(&ana).unwrap();
    one.end(Standing::Unsubscribed, callout_ports::Clock::now(&world.fakes));
    world.fakes.put_subscriber(one);
    world.drain().await;
    assert_eq!(world.subjects(), Vec::<String>::new());
}

#[tokio::test]
async fn the_limits_of_ses_hold_mail_back_and_lose_none() {
    for (error, minutes) in [(MailError::TooFast, 2), (MailError::TooManyToday, 31)] {
        let world = World::new();
        world.subscribes("ana@example.com", Wanted::everything(), "en");
        let id = world.opens("payments").await;
        world.fakes.fail_mail(error);
        world.run(&world.says(&id, Phase::Investigating, "One.").await).await;
        world.check().await;
        assert_eq!(world.subjects().len(), 0, "not yet");
        world.later(minutes);
        world.check().await;
        world.check().await;
        assert_eq!(world.subjects(), ["[Acme] Investigating: Checkout"]);
    }
}

#[tokio::test]
async fn a_list_of_any_length_is_told_part_after_part() {
    let world = World::new();
    for nth in 0..450 {
        world.subscribes(&format!("p{nth}@example.com"), Wanted::everything(), "en");
    }
    let id = world.opens("payments").await;
    world.run(&world.says(&id, Phase::Investigating, "One.").await).await;
    let mut to: Vec<String> =
        world.fakes.take_mails().into_iter().map(|mail| mail.to.as_str().to_owned()).collect();
    to.sort();
    to.dedup();
    assert_eq!(to.len(), 450);
}

#[tokio::test]
async fn a_fault_between_any_two_calls_sends_once_or_twice_and_never_not() {
    for fault in [Fault::Before, Fault::After] {
        for nth in 0..16 {
            let world = World::new();
            world.subscribes("ana@example.com", Wanted::everything(), "en");
            let id = world.opens("payments").await;
            let event = world.says(&id, Phase::Investigating, "One.").await;
            world.fakes.fail_call(nth, fault);
            let _ = world.receives(&event).await;
            let tasks = world.fakes.take_delivery_tasks();
            for task in tasks {
                let _ = world.receives_as("task", &serde_json::to_string(&task).unwrap()).await;
            }
            world.fakes.clear_fault();
            // The queue delivers again what failed, and the clock finds what is left.
            world.run(&event).await;
            world.later(20);
            world.check().await;
            world.check().await;
            let sent = world.subjects().len();
            assert!((1..=2).contains(&sent), "{fault:?} at call {nth}: {sent} mails");
        }
    }
}

#[tokio::test]
async fn a_process_that_dies_after_its_claim_sends_twice_at_most() {
    let world = World::new();
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    let id = world.opens("payments").await;
    let event = world.says(&id, Phase::Investigating, "One.").await;
    world.receives(&event).await.unwrap();
    let task = serde_json::to_string(&world.fakes.take_delivery_tasks()[1]).unwrap();
    for nth in 0..4 {
        // The mail leaves, and nothing is recorded any more.
        let calls_before_result = 8;
        world.fakes.fail_call(calls_before_result, Fault::Before);
        let _ = world.receives_as(&format!("process-{nth}"), &task).await;
        world.fakes.clear_fault();
        world.later(4);
    }
    world.check().await;
    let sent = world.subjects().len();
    assert!((1..=2).contains(&sent), "{sent} mails");
}

#[tokio::test]
async fn without_a_status_page_nothing_is_told_and_it_may_come_back() {
    let world = World::new();
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    let id = world.opens("payments").await;
    let event = world.says(&id, Phase::Investigating, "One.").await;
    world.fakes.set_settings(Settings::default());
    world.run(&event).await;
    assert_eq!(world.subjects().len(), 0);
    world.fakes.set_settings(super::world::settings());
    world.later(31);
    world.check().await;
    assert_eq!(world.subjects().len(), 1);
}

#[tokio::test]
async fn what_is_no_message_goes_to_the_dead_letters_and_what_concerns_nobody_does_not() {
    let world = World::new();
    assert!(world.receives("hello").await.is_err());
    for other in ["{\"type\":\"notice\"}", "{}", "{\"type\":\"opened\",\"incident_id\":\"inc_1\"}"] {
        world.run(other).await;
    }
    let id = world.opens("payments").await;
    world.resolves(&id).await;
    assert_eq!(world.subjects().len(), 0);
}

#[tokio::test]
async fn hostile_text_stays_text_and_a_subject_is_one_line() {
    let world = World::new();
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    let mut settings = super::world::settings();
    let page = settings.status_page.as_mut().unwrap();
    page.title = "Acme\r\nBcc: everybody@example.com".to_owned();
    page.components.get_mut(&"checkout".into()).unwrap().title = "<b>Check\u{202e}out</b>".repeat(20);
    world.fakes.set_settings(settings);
    let id = world.opens("payments").await;
    world.run(&world.says(&id, Phase::Investigating, "<img src=x onerror=alert(1)>\u{7}").await).await;
    let mails = world.fakes.take_mails();
    let mail = &mails[0];
    assert!(!mail.subject.contains(['\r', '\n']) && mail.subject.chars().count() <= 150, "{}", mail.subject);
    assert!(!mail.html.contains("<img") && !mail.html.contains("<b>") && !mail.html.contains('\u{202e}'));
}
