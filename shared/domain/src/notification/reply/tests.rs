//! What people type, and what is understood.

use super::*;
use crate::notification::sms_parts;
use proptest::prelude::*;

fn check(texts: &[&str], act: Act, number: Option<u64>) {
    for text in texts {
        assert_eq!(parse(text), Ok(Reply { act, number, code: None }), "{text:?}");
    }
}

fn code() -> ReplyCode {
    ReplyCode::parse("kfqz").unwrap()
}

#[test]
fn the_code_may_stand_anywhere() {
    let code = Some(code());
    for text in
        ["12a kfqz", "12A KFQZ.", "kfqz 12", "'12a kfqz'", "12 kfqz", "12kfqz", "ack 12 Kfqz", "12a\nkfqz"]
    {
        assert_eq!(parse(text), Ok(Reply { act: Act::Acknowledge, number: Some(12), code }), "{text:?}");
    }
    for (text, act) in [
        ("kfqz", Act::Acknowledge),
        ("a kfqz", Act::Acknowledge),
        ("aa kfqz", Act::AcknowledgeAll),
        ("kfqz close", Act::Resolve),
        ("e kfqz", Act::Escalate),
    ] {
        assert_eq!(parse(text), Ok(Reply { act, number: None, code }), "{text:?}");
    }
    check_unclear(&["kfqz bcdf", "12a kfqz bcdf", "aa 12 kfqz"]);
}

fn check_unclear(texts: &[&str]) {
    for text in texts {
        assert_eq!(parse(text), Err(Unclear::Anything), "{text:?}");
    }
}

#[test]
fn a_number_with_or_without_a_word_acknowledges() {
    let texts = [
        "12",
        "12a",
        "12 a",
        "a12",
        "A 12",
        "a #12",
        "'12a'",
        "“12a”",
        " 12A. ",
        "ack 12",
        "Ack: 12!",
        "12 ack",
        "acknowledge 12",
        "yes 12",
        "OK 12",
        "ok, 12",
        "(12)",
        "#12",
        "a-12",
        "12\na",
        "please ack incident 12",
        "１２ａ",
        "👍 12",
        "012",
    ];
    check(&texts, Act::Acknowledge, Some(12));
}

#[test]
fn a_word_alone_is_about_the_one_incident() {
    check(&["a", "ACK", "'ack'", "Yes", "yes please", "ok.", "👍", "👍🏽", "y"], Act::Acknowledge, None);
    check(&["c", "Close", "resolved", "close it"], Act::Resolve, None);
    check(&["e", "escalate!"], Act::Escalate, None);
}

#[test]
fn closing_and_calling_out_have_their_words() {
    check(&["close 12", "12c", "'12c'", "c12", "resolve #12", "r 12", "12 R"], Act::Resolve, Some(12));
    check(&["e 12", "12e", "Escalate 12"], Act::Escalate, Some(12));
}

#[test]
fn all_of_mine_are_acknowledged_at_once() {
    check(&["aa", "AA", "'aa'", "ack all", "a all", "all", "yes all"], Act::AcknowledgeAll, None);
}

#[test]
fn whoever_asks_is_helped() {
    check(&["?", "help", "HELP!", "h", "12?", "ack?", "what is this?"], Act::Help, None);
}

#[test]
fn what_could_mean_two_things_means_neither() {
    check_unclear(&[
        "",
        " ",
        "...",
        "12 13",
        "a c 12",
        "12a 12c",
        "aa 12",
        "a a",
        "close all",
        "on my way",
        "not mine",
        "n",
        "no 12",
        "stop 12",
        "99999999999999999999999a",
        "12x",
        "-",
        "🔥",
        "1️⃣2️⃣ what",
        "a12b",
    ]);
}

#[test]
fn a_telephones_echo_of_a_page_is_no_answer() {
    check_unclear(&[
        "Liked “SEV2 Payments 03:00 #12: payments-errors: Errors is 12, above 5”",
        "I'm driving with Do Not Disturb on. I'll see your message later.",
    ]);
}

#[test]
fn the_carriers_own_words_are_left_to_them() {
    for text in ["STOP", "stop.", "Unsubscribe"] {
        assert_eq!(parse(text), Err(Unclear::ForTheCarrier), "{text:?}");
    }
}

#[test]
fn how_to_answer_fits_two_parts() {
    assert!(sms_parts(&Unclear::Anything.to_string()) <= 2);
    assert!(sms_parts(&how_to_answer(123_456, code())) <= 2);
}

#[test]
fn an_answer_is_offered_where_it_costs_nothing() {
    assert_eq!(offer_reply("SEV2 Payments #12", 12, code()), "SEV2 Payments #12\nReply 12a kfqz");
    let full = "x".repeat(150);
    assert_eq!(offer_reply(&full, 12, code()), full);
}

proptest! {
    #[test]
    fn no_text_panics(text in ".{0,80}") {
        let _ = parse(&text);
    }

    #[test]
    fn the_end_of_every_page_is_understood(number in 0_u64.., quoted in "[ '\"#]{0,2}", act in "[aceACE]", code in "[bcdfghjkmnpqrstvwxyz]{4}") {
        let reply = parse(&format!("{quoted}{number}{act} {code}{quoted}")).unwrap();
        prop_assert_eq!((reply.number, reply.code), (Some(number), ReplyCode::parse(&code)));
    }
}
