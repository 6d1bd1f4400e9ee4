//! Codes, and how long a verification counts.

use super::*;

const ANA: &str = r#"
    name = "Ana"
    contacts = [
        { channel = "sms", address = "+15550100" },
        { channel = "sms", address = "+15550101" },
        { channel = "email", address = "ana@example.com" },
    ]
"#;

fn address(edit: (&str, &str), contact: &str) -> AddressDigest {
    let responder: Responder = toml::from_str(&ANA.replace(edit.0, edit.1)).unwrap();
    AddressDigest::of(&responder, &contact.into()).unwrap()
}

fn sms() -> AddressDigest {
    address(("", ""), "sms")
}

fn at(minute: i64) -> Timestamp {
    "2026-11-22T03:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minute)
}

fn code(digits: &str) -> Code {
    Code::parse(digits).unwrap()
}

fn asked() -> Verification {
    let unknown = Verification::unknown(&"ana".into(), &"sms".into());
    unknown.with_code(&code("123456"), [7; 16], sms(), at(0))
}

fn verified() -> Verification {
    match asked().answer(&code("123456"), &sms(), at(1)) {
        Answer::Right(verified) => verified,
        other => panic!("{other:?}"),
    }
}

fn check_answer(entered: &str, minute: i64, address: &AddressDigest, refused: CodeRefusal) {
    assert_eq!(asked().answer(&code(entered), address, at(minute)), Answer::Refused(refused));
}

#[test]
fn a_code_is_read_however_it_is_typed() {
    assert_eq!(Code::of_random([0, 0, 0, 0, 0, 0, 0, 42]).as_str(), "000042");
    assert_eq!(code("123 456"), code("123-456"));
    for wrong in ["12345", "1234567", "12345a", "", "１２３４５６"] {
        assert_eq!(Code::parse(wrong), None, "{wrong}");
    }
    assert_eq!(format!("{:?}", code("123456")), "Code(…)", "no log ever shows a code");
}

#[test]
fn the_right_code_in_time_verifies_the_contact_and_works_once() {
    let verified = verified();
    assert_eq!(verified.standing(&sms(), at(1)), Standing::Verified(at(1)));
    assert_eq!(verified.version, 2);
    let again = verified.answer(&code("123456"), &sms(), at(2));
    assert_eq!(again, Answer::Refused(CodeRefusal::NotSent));
}

#[test]
fn a_code_ends_after_fifteen_minutes() {
    assert!(matches!(asked().answer(&code("123456"), &sms(), at(14)), Answer::Right(_)));
    check_answer("123456", 15, &sms(), CodeRefusal::Expired(at(15)));
}

#[test]
fn five_wrong_codes_are_too_many_even_if_the_sixth_is_right() {
    let mut known = asked();
    for left in [4, 3, 2, 1, 0] {
        known = match known.answer(&code("000000"), &sms(), at(1)) {
            Answer::Wrong(next, tries_left) if tries_left == left => next,
            other => panic!("{other:?}"),
        };
    }
    assert_eq!(known.version, 6, "every try is counted in the store");
    let sixth = known.clone().answer(&code("123456"), &sms(), at(1));
    assert_eq!(sixth, Answer::Refused(CodeRefusal::UsedUp));
    let new = known.with_code(&code("654321"), [8; 16], sms(), at(2));
    assert!(matches!(new.answer(&code("654321"), &sms(), at(3)), Answer::Right(_)));
}

#[test]
fn the_code_of_one_contact_does_not_verify_another() {
    let mut moved = asked();
    moved.contact = "email".into();
    assert!(matches!(moved.answer(&code("123456"), &sms(), at(1)), Answer::Wrong(_, 4)));
}

#[test]
fn an_edited_address_is_not_verified_and_takes_no_code_of_the_old_one() {
    let edited = address(("+15550101", "+15550199"), "sms");
    assert_eq!(verified().standing(&edited, at(2)), Standing::AddressChanged);
    check_answer("123456", 1, &edited, CodeRefusal::OtherAddress);
    assert_eq!(sms(), address(("ana@example.com", "a@example.com"), "sms"), "others may change");
}

#[test]
fn a_verification_ages() {
    let days = |count: i64| at(1) + SignedDuration::from_hours(24 * count);
    assert_eq!(asked().standing(&sms(), at(1)), Standing::Never);
    assert_eq!(verified().standing(&sms(), days(90)), Standing::Verified(at(1)));
    assert_eq!(verified().standing(&sms(), days(91)), Standing::LongAgo(at(1)));
    let asked_again = verified().with_code(&code("123456"), [9; 16], sms(), days(91));
    assert_eq!(asked_again.standing(&sms(), days(91)), Standing::LongAgo(at(1)), "asking proves nothing");
}
