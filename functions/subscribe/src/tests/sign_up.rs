//! The form tells nobody who is subscribed, and sends nobody more than a few mails.

use super::world::World;
use axum::http::StatusCode;
use callout_domain::subscriber::{Reach, Standing, SubscriberAddress, Wanted};
use callout_ports::SettingsSource as _;
use callout_ports::fakes::Fault;
use jiff::SignedDuration;

#[tokio::test]
async fn a_stranger_signs_up_and_nothing_is_sent_before_they_confirm() {
    let world = World::new();
    let form = world.get("/").await;
    assert!(form.html.contains("Subscribe: Acme &#60;status&#62;"), "{}", form.html);
    assert!(form.html.contains("Search &#38; find") && !form.html.contains("SECRET"));
    let answer = world.post("/", "email=ana%40example.com&component=checkout&component=unknown").await;
    assert!(answer.html.contains("One step more"), "{}", answer.html);
    let stored = world.stored("ana@example.com").unwrap();
    assert_eq!((stored.standing, stored.language.as_str()), (Standing::Pending, ""));
    assert_eq!(stored.asked.as_ref().unwrap().wanted, Wanted::components(["checkout".into()]));
    assert_eq!(world.fakes.take_subscriber_events().len(), 1);
    assert_eq!(world.fakes.take_mails().len(), 0, "deliver sends");
}

#[tokio::test]
async fn components_that_the_main_page_does_not_show_are_not_offered() {
    let world = World::new();
    let mut settings = world.fakes.rules().await.unwrap().settings().clone();
    let page = settings.status_page.as_mut().unwrap();
    page.components.get_mut(&"search".into()).unwrap().main = false;
    world.fakes.set_settings(settings);
    let form = world.get("/").await;
    assert!(form.html.contains("Checkout") && !form.html.contains("Search &#38; find"), "{}", form.html);
    world.post("/", "email=ana%40example.com&component=checkout&component=search").await;
    let stored = world.stored("ana@example.com").unwrap();
    assert_eq!(stored.asked.unwrap().wanted, Wanted::components(["checkout".into()]));
}

#[tokio::test]
async fn known_and_unknown_addresses_get_the_same_answer() {
    let world = World::new();
    let unknown = world.post("/", "email=ana%40example.com").await;
    world.subscribed("ben@example.com").await;
    for _ in 0..5 {
        let known = world.post("/", "email=ben%40example.com").await;
        assert_eq!((known.status, &known.html), (unknown.status, &unknown.html));
    }
}

#[tokio::test]
async fn one_address_gets_three_mails_a_day() {
    let world = World::new();
    let mut events = 0;
    for _ in 0..6 {
        events += world.sign_up("ana@example.com").await.1.len();
    }
    assert_eq!(events, 3);
    world.fakes.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(world.sign_up("ana@example.com").await.1.len(), 1);
}

#[tokio::test]
async fn one_source_and_everybody_together_are_stopped() {
    let mut world = World::new();
    let mut taken = 0;
    for nth in 0..25 {
        let answer = world.post("/", &format!("email=p{nth}%40example.com")).await;
        taken += usize::from(answer.status == StatusCode::OK);
    }
    assert_eq!(taken, 20);
    let refused = world.post("/", "email=x%40example.com").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.html.contains("x@example.com"), "what was typed is still there");
    world.ip = "198.51.100.1";
    assert_eq!(world.post("/", "email=x%40example.com").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_program_that_fills_in_everything_is_told_what_everybody_is_told() {
    let world = World::new();
    let answer = world.post("/", "email=ana%40example.com&website=https%3A%2F%2Fspam.example").await;
    assert!(answer.html.contains("One step more"));
    assert!(world.stored("ana@example.com").is_none());
}

#[tokio::test]
async fn what_cannot_be_reached_is_not_taken_and_comes_back_as_text() {
    let world = World::new();
    for bad in [
        "email=",
        "email=a%40b",
        "",
        "email=%22%3E%3Cscript%3E%40example.com",
        "webhook=http%3A%2F%2Fexample.com",
        "webhook=https%3A%2F%2F169.254.169.254%2F",
        "webhook=https%3A%2F%2Flocalhost%2F",
    ] {
        let answer = world.post("/", bad).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
        assert!(!answer.html.contains("<script>"), "{}", answer.html);
    }
    assert_eq!(world.fakes.take_subscriber_events().len(), 0);
}

#[tokio::test]
async fn a_receiver_of_webhooks_signs_up_with_a_contact() {
    let mut world = World::new();
    let form = "webhook=https%3A%2F%2Fhooks.example.com%2Fx&contact=ana%40example.com";
    assert_eq!(world.post("/", form).await.status, StatusCode::OK);
    let id = SubscriberAddress::webhook("https://hooks.example.com/x", Reach::Public).unwrap().id();
    let stored = world.fakes.stored_subscriber(&id).unwrap();
    assert_eq!((stored.keys.len(), stored.keys[0].secret.len()), (1, 32));
    assert!(stored.asked.unwrap().contact.is_some());
    world.can_mail = false;
    assert!(!world.get("/").await.html.contains("name=\"email\""), "without mail, webhooks only");
    assert_eq!(world.post("/", "email=ana%40example.com").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_page_speaks_the_language_of_its_reader() {
    let mut world = World::new();
    world.language = "de-AT,de;q=0.8";
    let form = world.get("/").await.html;
    assert!(form.contains("<html lang=\"de\">") && form.contains("Abonnieren"), "{form}");
    world.post("/", "email=ana%40example.com").await;
    assert_eq!(world.stored("ana@example.com").unwrap().asked.unwrap().language, "de");
}

#[tokio::test]
async fn pages_may_load_nothing_and_be_framed_by_nobody() {
    let world = World::new();
    let headers = world.get("/").await.headers;
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(
        (&headers["referrer-policy"], &headers["cache-control"]),
        (&"no-referrer".parse().unwrap(), &"no-store".parse().unwrap())
    );
}

#[tokio::test]
async fn without_a_status_page_there_is_nothing_and_an_unpublished_incident_is_none() {
    let world = World::new();
    for path in ["/incident/inc_00000000000000ff", "/incident/x", "/nothing/here"] {
        assert_eq!(world.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    world.fakes.set_settings(Default::default());
    assert_eq!(world.get("/").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_fault_anywhere_is_answered_and_trying_again_works() {
    for nth in 0..4 {
        for fault in [Fault::Before, Fault::After] {
            let world = World::new();
            world.fakes.fail_call(nth, fault);
            let first = world.post("/", "email=ana%40example.com").await.status;
            let happened = !world.fakes.clear_fault();
            assert_eq!(first == StatusCode::SERVICE_UNAVAILABLE, happened, "call {nth}");
            assert_eq!(world.post("/", "email=ana%40example.com").await.status, StatusCode::OK);
            assert!((1..=2).contains(&world.fakes.take_subscriber_events().len()));
        }
    }
}
