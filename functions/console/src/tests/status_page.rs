//! What customers read, beside all incidents.

use super::world::{World, ana, ben, settings, with_search};
use axum::http::StatusCode;
use callout_domain::incident::{Command, NewUpdate, Phase, Status, Via};
use callout_ports::SettingsSource as _;

const PAGE: &str = "/status-page";

fn field(html: &str, name: &str) -> String {
    html.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn customers_are_told_once_of_what_no_incident_is_about_and_nobody_is_paged() {
    let world = World::quiet();
    let browser = world.browser("ana").await;
    let html = browser.get(PAGE).await.html;
    assert!(html.contains("No incident is open on the status page, and no draft waits."), "{html}");
    let form = format!(
        "csrf={}&token={}&affects=checkout&status=major_outage&phase=investigating&text=Orders+fail.",
        field(&html, "csrf"),
        field(&html, "token")
    );
    let unsure = browser.post(PAGE, &form).await;
    assert_eq!(unsure.status, StatusCode::CONFLICT, "whoever is not sure");
    assert!(
        unsure.html.contains("Orders fail.") && unsure.html.contains("Tick that customers"),
        "{}",
        unsure.html
    );
    for _ in 0..2 {
        let answer = browser.post(PAGE, &format!("{form}&sure=1")).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "incidents/1#status-page"));
    }
    let incident = world.incident(1);
    assert_eq!((world.fakes.incidents().len(), incident.status), (1, Status::Acknowledged));
    assert!(incident.public_only && incident.paged.is_empty());
    let own = browser.get("/incidents/1").await.html;
    assert!(
        own.contains("On the status page only; it pages nobody") && !own.contains("page again after"),
        "{own}"
    );
    let html = browser.get(PAGE).await.html;
    for words in [
        "<td dir=\"auto\">Checkout</td>",
        "Investigating",
        "Orders fail.",
        "SEV1</span>",
        ">1: Status page: Orders",
    ] {
        assert!(html.contains(words), "no `{words}` in {html}");
    }
}

#[tokio::test]
async fn several_components_are_told_of_at_once_and_subscribers_left_in_peace() {
    let world = World::quiet();
    world.fakes.set_settings(with_search(settings()));
    let browser = world.browser("ana").await;
    let form = "token=t1&status=major_outage&phase=investigating&text=Orders+fail.&sure=1&silent=1";
    let answer = browser.submit(PAGE, form).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    for words in ["Tick the components that are affected.", "Orders fail.", "value=\"1\" checked> Tell no"] {
        assert!(answer.html.contains(words), "no `{words}` in {}", answer.html);
    }
    let both = format!("{form}&affects=checkout&affects=search");
    assert_eq!(browser.submit(PAGE, &both).await.status, StatusCode::SEE_OTHER);
    let told = world.incident(1).updates.last().cloned().unwrap();
    assert_eq!((told.components.len(), told.silent), (2, true));
}

#[tokio::test]
async fn nobody_adds_an_incident_in_which_all_worked() {
    let world = World::quiet();
    let browser = world.browser("ana").await;
    let html = browser.get(PAGE).await.html;
    let backfill = html.split("Backfill an incident").nth(1).unwrap().split("</details>").next().unwrap();
    assert!(backfill.contains("Partial outage") && !backfill.contains("Operational"), "{backfill}");
    let form = "token=t1-over&status=operational&phase=identified&affects=checkout&sure=1&text=Nothing.\
                &from=2026-11-21T02:00&to=2026-11-21T03:00";
    let answer = browser.submit(PAGE, form).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.html.contains("Choose what was wrong"), "{}", answer.html);
}

#[tokio::test]
async fn what_is_over_is_added_by_the_readers_clock_and_bad_times_lose_no_words() {
    let world = World::quiet();
    let browser = world.browser("ana").await;
    let html = browser.get(PAGE).await.html;
    let form = |from: &str, to: &str| {
        format!(
            "csrf={}&token={}-over&phase=identified&affects=checkout&status=partial_outage&sure=1\
             &from={from}&to={to}&text=Orders+failed.",
            field(&html, "csrf"),
            field(&html, "token")
        )
    };
    for (from, to, why) in [
        ("soon", "2026-11-21T03:00", "is no time"),
        ("2026-11-21T04:00", "2026-11-21T03:00", "it ends before it begins"),
        ("2026-11-21T04:00", "2036-11-21T03:00", "it is not over yet"),
    ] {
        let answer = browser.post(PAGE, &form(from, to)).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.html.contains(why) && answer.html.contains("Orders failed."), "{}", answer.html);
    }
    let answer = browser.post(PAGE, &form("2026-11-21T02:00", "2026-11-21T03:00")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
    let incident = world.incident(1);
    assert_eq!(incident.status, Status::Resolved);
    assert_eq!(incident.opened_at.to_string(), "2026-11-21T02:00:00Z");
}

#[tokio::test]
async fn what_is_over_and_customers_read_as_going_on_stands_first_to_be_mended() {
    let world = World::new().await;
    let told = Command::PublishUpdate(NewUpdate::saying(Phase::Identified, "A database is full."));
    world.does(1, told, ben()).await;
    world.does(1, Command::Resolve { via: Via::Console, note: None }, ana()).await;
    let html = world.browser("ana").await.get(PAGE).await.html;
    for words in ["A draft waits", "It is over", "A database is full."] {
        assert!(html.contains(words), "no `{words}` in {html}");
    }
}

#[tokio::test]
async fn maintenance_is_announced_weeks_ahead_and_what_is_missing_is_said_without_losing_words() {
    let world = World::quiet();
    let browser = world.browser("ana").await;
    let to = "/maintenance";
    let form = |affects: &str, from: &str, until: &str| {
        format!("title=Database+upgrade&text=Orders+wait.&from={from}&to={until}&service=&sure=1{affects}")
    };
    let day = |number: u8, hour: u8| format!("2026-12-{number:02}T{hour:02}:00");
    for (sent, why) in [
        (form("", &day(20, 2), &day(20, 4)), "Tick the components"),
        (form("&affects=nothing", &day(20, 2), &day(20, 4)), "Tick the components"),
        (form("&affects=checkout", &day(20, 4), &day(20, 2)), "it would end before it begins"),
        (form("&affects=checkout", "soon", &day(20, 2)), "is no time"),
        (form("&affects=checkout", "2036-12-20T02:00", "2036-12-20T04:00"), "more than 90 days from now"),
        (
            form("&affects=checkout", &day(20, 2), &day(20, 4)).replace("service=", "service=payments"),
            "one day",
        ),
    ] {
        let answer = browser.submit(to, &sent).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{sent}");
        // On the level of the page that has the form: the same form, corrected, goes to the same address.
        for words in [why, "Database upgrade", "Orders wait.", "action=\"maintenance\""] {
            assert!(answer.html.contains(words), "no `{words}` in {}", answer.html);
        }
    }
    for _ in 0..2 {
        let answer = browser.submit(to, &form("&affects=checkout", &day(20, 2), &day(20, 4))).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "status-page#maintenance"));
    }
    let rules = world.fakes.rules().await.unwrap();
    let told: Vec<_> = rules.settings().maintenance.values().collect();
    assert_eq!(told.len(), 1, "sent twice, once");
    assert_eq!(told[0].page.as_ref().unwrap().title, "Database upgrade");
    assert!(!told[0].page.as_ref().unwrap().silent, "subscribers hear of it");
    let html = browser.get(PAGE).await.html;
    assert!(html.contains("Database upgrade") && !html.contains("No maintenance is announced"), "{html}");
}

#[tokio::test]
async fn maintenance_is_announced_in_each_language_and_can_leave_subscribers_in_peace() {
    let world = World::quiet();
    let mut both = settings();
    both.status_page.as_mut().unwrap().languages = vec!["en".to_owned(), "de".to_owned()];
    world.fakes.set_settings(both);
    let browser = world.browser("ana").await;
    let to = "/maintenance";
    let form = "title=Database+upgrade&title.de=Neue+Datenbank&text=Orders+wait.&in.de=Bestellungen+warten.&in.fr=Non\
                &from=2026-12-20T02:00&to=2026-12-20T04:00&service=&silent=1&affects=checkout";
    let answer = browser.submit(to, form).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "whoever is not sure");
    for words in
        ["value=\"Neue Datenbank\"", ">Bestellungen warten.</textarea>", "value=\"1\" checked> Tell no"]
    {
        assert!(answer.html.contains(words), "no `{words}` in {}", answer.html);
    }
    assert_eq!(browser.submit(to, &format!("{form}&sure=1")).await.status, StatusCode::SEE_OTHER);
    let rules = world.fakes.rules().await.unwrap();
    let told = rules.settings().maintenance.values().next().unwrap().page.clone().unwrap();
    assert_eq!(
        (told.titles["de"].as_str(), told.texts["de"].as_str()),
        ("Neue Datenbank", "Bestellungen warten.")
    );
    assert_eq!((told.texts.len(), told.silent), (1, true), "languages of the page only");
}
