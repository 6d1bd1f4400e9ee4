//! Maintenance: announced, moved, called to mind, begun and over, each told once to whoever wants to hear of it.

use super::world::{World, settings};
use callout_domain::incident::Phase;
use callout_domain::settings::Settings;
use callout_domain::subscriber::Wanted;
use callout_domain::suppression::MaintenanceSettings;
use callout_ports::DeliveryTask;
use callout_ports::fakes::Fault;
use serde_json::{Value, json};

const HOOK: &str = "https://hooks.example.com/in";

/// Settings with work on the checkout on the day of the world, which begins at three.
fn with_window(from: &str, until: &str) -> Settings {
    let mut all = settings();
    let window = json!({
        "start": format!("2026-11-22T{from}"), "end": format!("2026-11-22T{until}"), "reason": "SECRET",
        "page": { "components": ["checkout"], "title": "New database", "text": "Orders <wait>." },
    });
    all.maintenance = [("SECRET-db".to_owned(), serde_json::from_value(window).unwrap())].into();
    all
}

/// What happens to a window within four hours, by the minute: announced, moved, begun, extended, completed.
async fn life(world: &World) {
    for minute in 0..4 * 60 {
        match minute {
            1 => world.fakes.set_settings(with_window("04:30", "05:30")),
            20 => world.fakes.set_settings(with_window("05:00", "06:00")),
            130 => world.fakes.set_settings(with_window("05:00", "06:30")),
            _ => {}
        }
        if minute % 2 == 1 {
            world.page_looks().await;
        }
        world.check().await;
        world.later(1);
    }
}

#[tokio::test]
async fn all_of_it_is_told_once_and_in_order() {
    let world = World::new();
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    world.subscribes("ben@example.com", Wanted::components(["checkout".into()]), "de");
    world.subscribes("cho@example.com", Wanted::components(["shop".into()]), "en");
    life(&world).await;
    let mails = world.fakes.take_mails();
    let of = |who: &str| -> Vec<&str> {
        mails.iter().filter(|mail| mail.to.as_str() == who).map(|mail| mail.subject.as_str()).collect()
    };
    assert_eq!(
        of("ana@example.com"),
        [
            "[Acme] Maintenance scheduled: New database",
            "[Acme] Maintenance at another time: New database",
            "[Acme] Maintenance begins soon: New database",
            "[Acme] Maintenance has begun: New database",
            "[Acme] Maintenance ends at another time: New database",
            "[Acme] Maintenance completed: New database",
        ]
    );
    assert_eq!(
        of("ben@example.com"),
        [
            "[Acme] Wartung geplant: New database",
            "[Acme] Wartung zu anderer Zeit: New database",
            "[Acme] Wartung beginnt bald: New database",
            "[Acme] Wartung hat begonnen: New database",
            "[Acme] Wartung endet zu anderer Zeit: New database",
            "[Acme] Wartung abgeschlossen: New database",
        ]
    );
    assert_eq!(of("cho@example.com"), [] as [&str; 0]);
    assert!(
        !mails.iter().any(|mail| format!("{}{}{}", mail.subject, mail.text, mail.html).contains("SECRET"))
    );
    let says = |nth: usize| {
        mails
            .iter()
            .filter(|mail| mail.to.as_str() == "ana@example.com")
            .nth(nth)
            .unwrap()
            .text
            .contains("Orders")
    };
    assert!(says(3) && !says(5), "what it means is said while it means that");
}

#[tokio::test]
async fn a_mail_says_when_it_is_what_is_worked_on_and_what_that_means() {
    let world = World::new();
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    world.fakes.set_settings(with_window("04:30", "05:30"));
    world.page_looks().await;
    world.check().await;
    let id = world.window().await.id;
    let announced = world.fakes.take_mails().remove(0);
    for words in [
        "New database\n22 Nov 2026, 04:30 UTC until 22 Nov 2026, 05:30 UTC\nCheckout\n",
        "\nScheduled, 22 Nov 2026, 03:00 UTC\nOrders <wait>.\n",
        &format!("More about this maintenance: https://status.example.com/maintenance/{id}.html\n"),
    ] {
        assert!(announced.text.contains(words), "no `{words}` in\n{}", announced.text);
    }
    assert_eq!(announced.text.matches("Orders <wait>.").count(), 1, "{}", announced.text);
    assert!(announced.html.contains("Orders &#60;wait&#62;.") && announced.html.contains("04:30 UTC until"));
    assert!(announced.unsubscribe.is_some());
    world.later(30);
    world.check().await;
    let reminder = world.fakes.take_mails().remove(0);
    for words in
        ["It begins on 22 Nov 2026, 04:30 UTC.", "Orders <wait>.", "Maintenance begins soon", "Checkout"]
    {
        assert!(reminder.text.contains(words), "no `{words}` in\n{}", reminder.text);
    }
}

#[tokio::test]
async fn each_reads_it_in_their_language_and_what_is_silent_is_told_nobody() {
    let world = World::new();
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    world.subscribes("ben@example.com", Wanted::everything(), "de");
    let mut both = with_window("05:00", "06:00");
    let page = both.maintenance.get_mut("SECRET-db").unwrap().page.as_mut().unwrap();
    page.titles = [("de".to_owned(), "Neue Datenbank".to_owned())].into();
    page.texts = [("de".to_owned(), "Bestellungen warten.".to_owned())].into();
    let mut silent = both.clone();
    silent.maintenance.get_mut("SECRET-db").unwrap().page.as_mut().unwrap().silent = true;
    world.fakes.set_settings(silent);
    world.page_looks().await;
    for _ in 0..5 {
        world.check().await;
        world.later(1);
    }
    assert_eq!(world.fakes.take_mails().len(), 0);
    let mut moved = both.clone();
    let window = with_window("05:30", "06:30").maintenance.remove("SECRET-db").unwrap();
    let page = both.maintenance.remove("SECRET-db").unwrap().page;
    moved.maintenance.insert("SECRET-db".to_owned(), MaintenanceSettings { page, ..window });
    world.fakes.set_settings(moved);
    world.page_looks().await;
    for _ in 0..5 {
        world.check().await;
        world.later(1);
    }
    let mails = world.fakes.take_mails();
    let mut subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    subjects.sort_unstable();
    assert_eq!(
        subjects,
        [
            "[Acme] Maintenance at another time: New database",
            "[Acme] Wartung zu anderer Zeit: Neue Datenbank"
        ]
    );
    assert!(mails.iter().any(|mail| mail.text.contains("Bestellungen warten.")));
}

#[tokio::test]
async fn a_receiver_gets_it_in_the_words_of_statuspage() {
    let world = World::new();
    world.subscribes(HOOK, Wanted::everything(), "en");
    life(&world).await;
    let posts = world.fakes.take_posts();
    let all: Vec<Value> = posts.iter().map(|post| serde_json::from_str(&post.body).unwrap()).collect();
    let windows: Vec<&Value> = all.iter().map(|body| &body["scheduled_maintenances"][0]).collect();
    let told: Vec<(&str, bool, usize)> = windows
        .iter()
        .map(|it| {
            let updates = it["incident_updates"].as_array().unwrap();
            (it["status"].as_str().unwrap(), it["reminder"] == true, updates.len())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("scheduled", false, 1),
            ("scheduled", false, 1),
            ("scheduled", true, 0),
            ("in_progress", false, 1),
            ("in_progress", false, 1),
            ("completed", false, 1),
        ]
    );
    let (first, last) = (windows[0], windows[5]);
    assert_eq!(all[0]["type"], "scheduled_maintenances.updated");
    assert_eq!(
        (&first["name"], &first["impact"], &first["incident_updates"][0]["body"]),
        (&json!("New database"), &json!("maintenance"), &json!("Orders <wait>."))
    );
    assert_eq!(first["components"], json!([{ "id": "checkout", "name": "Checkout" }]));
    assert_eq!(
        (&first["scheduled_for"], &first["scheduled_until"], &last["scheduled_until"]),
        (&json!("2026-11-22T04:30:00Z"), &json!("2026-11-22T05:30:00Z"), &json!("2026-11-22T06:30:00Z"))
    );
    assert_eq!((&first["id"], &first["resolved_at"]), (&last["id"], &Value::Null));
    assert_eq!((&last["resolved_at"], &last["cancelled"]), (&json!("2026-11-22T06:30:00Z"), &json!(false)));
    let ids: std::collections::BTreeSet<&str> = windows
        .iter()
        .flat_map(|it| it["incident_updates"].as_array().unwrap())
        .map(|update| update["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 5, "each update has an ID of its own");
}

#[tokio::test]
async fn a_message_to_a_receiver_is_of_one_kind_and_none_waits_for_the_other() {
    let world = World::new();
    world.subscribes(HOOK, Wanted::everything(), "en");
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    world.fakes.answer_posts(HOOK, Some(500));
    let first = world.opens("web").await;
    world.run(&world.says(&first, Phase::Investigating, "One.").await).await;
    world.later(1);
    let second = world.opens("payments").await;
    world.run(&world.says(&second, Phase::Investigating, "Two.").await).await;
    world.fakes.set_settings(with_window("04:30", "05:30"));
    world.page_looks().await;
    world.check().await;
    world.fakes.answer_posts(HOOK, Some(200));
    world.fakes.take_posts();
    world.later(5);
    world.check().await;
    let posts = world.fakes.take_posts();
    let kinds = posts.iter().map(|post| serde_json::from_str::<Value>(&post.body).unwrap()["type"].clone());
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        ["incidents.updated", "incidents.updated", "scheduled_maintenances.updated"]
    );
    assert_eq!(
        world.subjects(),
        ["[Acme] Investigating: Web shop", "[Acme] Updates to 2 incidents or maintenance windows"]
    );
}

#[tokio::test]
async fn what_is_cancelled_is_told_to_whoever_heard_of_it_and_whoever_came_since_hears_the_rest() {
    let world = World::new();
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    world.fakes.set_settings(with_window("04:30", "05:30"));
    world.page_looks().await;
    world.check().await;
    world.subjects();
    world.later(10);
    world.signs_up("ben@example.com");
    world.later(1);
    world.check().await;
    assert_eq!(world.subjects(), [] as [&str; 0], "it was announced before they came");
    world.fakes.set_settings(settings());
    world.page_looks().await;
    world.check().await;
    assert_eq!(world.subjects(), ["[Acme] Maintenance cancelled: New database"; 2]);

    let world = World::new();
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    world.fakes.set_settings(with_window("04:30", "05:30"));
    world.page_looks().await;
    world.fakes.set_settings(settings());
    world.page_looks().await;
    world.check().await;
    assert_eq!(world.subjects(), [] as [&str; 0], "nobody heard of it");
}

#[tokio::test]
async fn deliver_that_was_away_says_how_it_ended() {
    let world = World::new();
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    for (minutes, settings) in [(0, with_window("04:30", "05:30")), (90, with_window("04:30", "05:30"))] {
        world.later(minutes);
        world.fakes.set_settings(settings);
        world.page_looks().await;
    }
    world.later(61);
    world.page_looks().await;
    world.check().await;
    world.check().await;
    assert_eq!(world.subjects(), ["[Acme] Maintenance completed: New database"]);
}

#[tokio::test]
async fn a_fault_between_any_two_calls_loses_none_of_it() {
    for fault in [Fault::Before, Fault::After] {
        for nth in 0..20 {
            let world = World::new();
            world.subscribes("ana@example.com", Wanted::everything(), "en");
            world.fakes.set_settings(with_window("04:30", "05:30"));
            world.page_looks().await;
            world.fakes.fail_call(nth, fault);
            let check = serde_json::to_string(&DeliveryTask::DeliverCheck).unwrap();
            let mut bodies = vec![check];
            // Whatever fails is delivered again, once nothing fails any more.
            let mut again = Vec::new();
            while let Some(body) = bodies.pop() {
                if world.receives_as("first", &body).await.is_err() {
                    again.push(body);
                }
                let tasks = world.fakes.take_delivery_tasks();
                bodies.extend(tasks.iter().map(|task| serde_json::to_string(task).unwrap()));
            }
            world.fakes.clear_fault();
            for body in again {
                world.run(&body).await;
            }
            world.later(20);
            world.check().await;
            world.check().await;
            let sent = world.subjects().len();
            assert!((1..=2).contains(&sent), "{fault:?} at call {nth}: {sent} mails");
        }
    }
}

#[tokio::test]
async fn without_maintenance_a_check_reads_no_page() {
    let world = World::new();
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    world.check().await;
    let before = world.fakes.calls();
    world.later(1);
    world.check().await;
    // Who waits, the settings, and how far maintenance was announced.
    assert_eq!(world.fakes.calls() - before, 3);
}

#[tokio::test]
async fn settings_that_cannot_be_read_or_have_no_page_hold_up_no_mail() {
    let world = World::new();
    world.subscribes("ana@example.com", Wanted::everything(), "en");
    world.fakes.set_settings(with_window("04:30", "05:30"));
    world.page_looks().await;
    world.fakes.set_settings(Settings { status_page: None, ..with_window("04:30", "05:30") });
    world.check().await;
    assert_eq!(world.subjects(), [] as [&str; 0]);
    world.fakes.set_settings(with_window("04:30", "05:30"));
    world.check().await;
    assert_eq!(world.subjects(), ["[Acme] Maintenance scheduled: New database"]);
}
