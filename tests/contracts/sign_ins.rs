//! Links to sign in are counted by day: of everybody, and of each person.

use super::contract;
use super::sample::now;
use callout_domain::sign_in::{MOST_A_DAY, MOST_A_MINUTE, MOST_A_PERSON, SignInRequest};
use callout_ports::SignIns;
use jiff::SignedDuration;

fn request(nth: u64) -> SignInRequest {
    SignInRequest::new(format!("id-{nth}"), vec!["mark".to_owned()], now())
}

contract!(a_minute_takes_so_many_requests_and_the_next_takes_more);
async fn a_minute_takes_so_many_requests_and_the_next_takes_more(store: &impl SignIns) {
    for nth in 0..MOST_A_MINUTE {
        assert!(store.request_sign_in(&request(nth)).await.unwrap(), "{nth}");
    }
    assert!(!store.request_sign_in(&request(MOST_A_MINUTE)).await.unwrap());
    let later = now() + SignedDuration::from_mins(1);
    let next = SignInRequest::new("id-0".to_owned(), vec!["mark".to_owned()], later);
    assert!(store.request_sign_in(&next).await.unwrap());
}

contract!(a_day_has_so_many_links_for_everybody_together);
async fn a_day_has_so_many_links_for_everybody_together(store: &impl SignIns) {
    for nth in 0..MOST_A_DAY {
        let who = format!("person-{nth}").as_str().into();
        assert!(store.take_sign_in(&who, &request(nth as u64)).await.unwrap(), "{nth}");
    }
    assert!(!store.take_sign_in(&"ana".into(), &request(1_000)).await.unwrap());
    let tomorrow = now() + SignedDuration::from_hours(24);
    let next = SignInRequest::new("id-0".to_owned(), vec!["mark".to_owned()], tomorrow);
    assert!(store.take_sign_in(&"ana".into(), &next).await.unwrap());
}

contract!(a_person_gets_a_few_and_the_same_request_takes_one);
async fn a_person_gets_a_few_and_the_same_request_takes_one(store: &impl SignIns) {
    let (ana, ben) = ("ana".into(), "ben".into());
    for nth in 0..MOST_A_PERSON as u64 {
        for _ in 0..2 {
            assert!(store.take_sign_in(&ana, &request(nth)).await.unwrap(), "{nth}");
        }
    }
    assert!(!store.take_sign_in(&ana, &request(99)).await.unwrap());
    assert!(store.take_sign_in(&ben, &request(99)).await.unwrap());
}
