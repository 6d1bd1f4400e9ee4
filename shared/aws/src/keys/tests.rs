//! Keys sort as what they name does, and show what they belong to.

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn instants_sort_as_text() {
    let (whole, half) = (sortable(at("2026-11-22T03:00:00Z")), sortable(at("2026-11-22T03:00:00.5Z")));
    assert_eq!(whole, "2026-11-22T03:00:00.000000000Z");
    assert!(whole < half);
    assert_eq!(month(at("2026-11-30T23:59:59Z")), "2026-11");
}

#[test]
fn keys_sort_as_their_numbers_do() {
    let id = IncidentId::from("inc_00000000000000ff");
    assert!(Key::event(&id, 9) < Key::event(&id, 10));
    assert!(Key::settings_chunk("a", 9) < Key::settings_chunk("a", 10));
    assert_eq!(Key::event(&id, 7).sk, "EV#0000000007");
}

#[test]
fn a_notice_is_an_event_and_its_messages_are_beside_it() {
    let notice: NoticeId = "notice_00000000000000ff".into();
    let (key, about) = (Key::notice(&notice), Subject::Notice { notice });
    assert!(key.is_event() && key.incident_id().is_none());
    assert_eq!(Key::message(&about, "comes.ana").pk, key.pk);
}

#[test]
fn a_key_shows_what_it_belongs_to() {
    let id = IncidentId::from("inc_00000000000000ff");
    assert_eq!(Key::incident(&id).incident_id(), Some(id));
    assert_eq!(Key::group(&"payments/ab".into()).group_of(), Some("payments/ab".into()));
    assert_eq!(Key::counter().incident_id(), None);
}
