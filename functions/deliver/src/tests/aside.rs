//! The message to confirm: to whoever reads the address, once for each time that somebody asked.

use super::world::World;
use callout_domain::subscriber::{Reach, SubscriberAddress};
use callout_lambda::Postponed;
use callout_ports::MailError;
use callout_ports::fakes::Fault;
use jiff::SignedDuration;

fn ana() -> SubscriberAddress {
    SubscriberAddress::email("ana@example.com").unwrap()
}

#[tokio::test]
async fn whoever_asked_gets_one_mail_with_the_link() {
    let world = World::new();
    let (id, event) = world.asks(ana());
    for _ in 0..3 {
        world.run(&event).await;
    }
    let mails = world.fakes.take_mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "[Acme] Confirm your subscription");
    let link = format!("https://subscribe.example.com/confirm/{id}/token-asked");
    assert!(mails[0].text.contains(&link) && mails[0].html.contains(&link), "{}", mails[0].text);
    assert_eq!(mails[0].unsubscribe, None, "it is no mailing");
}

#[tokio::test]
async fn nothing_is_sent_once_it_is_confirmed_or_too_late() {
    let world = World::new();
    let (id, event) = world.asks(ana());
    world.later(24 * 60);
    world.run(&event).await;
    let (_, event) = world.asks(ana());
    let mut one = world.fakes.stored_subscriber(&id).unwrap();
    one.confirm(callout_ports::Clock::now(&world.fakes));
    world.fakes.put_subscriber(one);
    world.run(&event).await;
    assert_eq!(world.fakes.take_mails().len(), 0);
}

#[tokio::test]
async fn a_receiver_is_asked_by_a_webhook_and_one_that_does_not_answer_is_no_failure() {
    let world = World::new();
    let hook = SubscriberAddress::webhook("https://hooks.example.com/in", Reach::Public).unwrap();
    let (id, event) = world.asks(hook.clone());
    world.run(&event).await;
    let posts = world.fakes.take_posts();
    assert!(posts[0].body.contains(&format!("/confirm/{id}/token-asked")), "{}", posts[0].body);
    world.fakes.answer_posts(hook.as_str(), None);
    let (_, event) = world.asks(hook);
    world.run(&event.replace("\"version\":1", "\"version\":2")).await;
}

#[tokio::test]
async fn without_an_address_to_send_from_no_mail_leaves() {
    let world = World::new();
    let (_, event) = world.asks(ana());
    world.fakes.forbid_mail();
    world.run(&event).await;
    assert_eq!(world.fakes.take_mails().len(), 0);
}

#[tokio::test]
async fn a_mail_that_was_one_too_many_comes_again_soon() {
    let world = World::new();
    let (_, event) = world.asks(ana());
    for error in [MailError::TooFast, MailError::TooManyToday] {
        world.fakes.fail_mail(error);
        let put_off = world.receives(&event).await.unwrap_err();
        assert!(Postponed::by(&put_off).is_some_and(|by| by <= SignedDuration::from_mins(20)));
    }
    world.run(&event).await;
    assert_eq!(world.fakes.take_mails().len(), 1);
}

#[tokio::test]
async fn a_fault_between_any_two_calls_sends_once_or_twice_and_never_not() {
    for fault in [Fault::Before, Fault::After] {
        for nth in 0..9 {
            let world = World::new();
            let (_, event) = world.asks(ana());
            world.fakes.fail_call(nth, fault);
            let _ = world.receives(&event).await;
            world.fakes.clear_fault();
            for _ in 0..4 {
                world.later(4);
                let _ = world.receives(&event).await;
            }
            let sent = world.fakes.take_mails().len();
            assert!((1..=2).contains(&sent), "{fault:?} at call {nth}: {sent} mails");
        }
    }
}
