//! Subscribers of the status page hear of maintenance: each step once and in order, whatever comes twice, late or fails.

use super::world::{Delivery, SETTINGS, World};
use callout_domain::live::{LONGEST_OF_RESPONDER, LiveChange, LiveEntry, Made};
use callout_domain::settings::Settings;
use callout_domain::subscriber::{Reach, SignUp, Subscriber, SubscriberAddress, Wanted};
use callout_domain::suppression::PublicMaintenance;
use callout_lambda::{LiveCommand, Received, change_live};
use callout_ports::fakes::{Fakes, Fault};
use callout_ports::{Clock, DeliveryTask};
use deliver::{Deps, Places};
use jiff::SignedDuration;
use serde_json::Value;

const DELIVERIES: [Delivery; 3] = [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed];

/// A world whose page has subscribers: the functions `status-page` and `deliver`, each asked by its rule.
struct Page {
    world: World,
    delivery: Delivery,
    /// What failed and comes again.
    again: Vec<String>,
}

/// The settings with a window on the page.
fn with_window(from: &str, until: &str) -> Settings {
    let window = format!(
        "[maintenance.db]\nreason = \"SECRET\"\nstart = \"2026-11-22T{from}\"\nend = \"2026-11-22T{until}\"\n\
         page = {{ components = [\"checkout\"], title = \"New database\", text = \"Orders wait.\" }}"
    );
    toml::from_str(&format!("{SETTINGS}\n{window}")).unwrap()
}

impl Page {
    fn new(delivery: Delivery) -> Self {
        Self { world: World::with(SETTINGS, delivery), delivery, again: Vec::new() }
    }

    fn subscribes(&self, address: SubscriberAddress, wanted: Wanted) {
        let fakes = &self.world.fakes;
        let since = fakes.now() - SignedDuration::from_hours(1);
        let mut one = Subscriber::new(&address, "token".to_owned(), "key".to_owned(), since);
        one.admit(&SignUp { address, wanted, language: "en".to_owned(), contact: None }, since);
        fakes.put_subscriber(one);
    }

    async fn decide(&self, command: &LiveCommand) -> String {
        let (fakes, longest) = (&self.world.fakes, (LONGEST_OF_RESPONDER, &Settings::default()));
        change_live(fakes, command, "Ana Silva", longest, fakes).await.unwrap().unwrap().name
    }

    /// Minutes pass, each with deliver's check, every other one with that of the page.
    async fn minutes_pass(&mut self, minutes: i64) {
        for _ in 0..minutes {
            let minute = self.world.fakes.now().as_second() / 60;
            if minute % 2 == 0 {
                self.page_looks().await;
            }
            let check = serde_json::to_string(&DeliveryTask::DeliverCheck).unwrap();
            self.deliver(check).await;
            self.world.fakes.clock.advance(SignedDuration::from_mins(1));
        }
    }

    /// A rule that was not heard asks again.
    async fn page_looks(&self) {
        let fakes = &self.world.fakes;
        let check = r#"{"type":"status_page_check"}"#;
        for _ in 0..2 {
            let looked = status_page::handler::handle(check, "https://status.example", fakes, fakes, fakes);
            if looked.await.is_ok() {
                return;
            }
        }
        panic!("the page cannot be published");
    }

    /// Deliver handles a message, and all that follows from it.
    async fn deliver(&mut self, body: String) {
        let mut queue: Vec<String> = std::mem::take(&mut self.again).into_iter().chain([body]).collect();
        while !queue.is_empty() {
            for body in self.arranged(std::mem::take(&mut queue)) {
                if receives(&self.world.fakes, &body).await.is_err() {
                    self.again.push(body);
                }
                let tasks = self.world.fakes.take_delivery_tasks();
                queue.extend(tasks.iter().map(|task| serde_json::to_string(task).unwrap()));
            }
        }
    }

    fn arranged(&self, bodies: Vec<String>) -> Vec<String> {
        let twice = || bodies.iter().flat_map(|body| [body.clone(), body.clone()]);
        match self.delivery {
            Delivery::Once => bodies,
            Delivery::Twice => twice().collect(),
            Delivery::TwiceAndReversed => twice().rev().collect(),
        }
    }

    fn mails(&self, to: &str) -> Vec<String> {
        let mails = self.world.fakes.take_mails().into_iter();
        mails.filter(|mail| mail.to.as_str() == to).map(|mail| mail.subject).collect()
    }

    /// Announced, moved, called to mind, begun, over.
    async fn life(&mut self) {
        self.subscribes(SubscriberAddress::email("ana@example.com").unwrap(), Wanted::everything());
        self.minutes_pass(1).await;
        self.world.fakes.set_settings(with_window("05:00", "06:00"));
        self.minutes_pass(30).await;
        self.world.fakes.set_settings(with_window("05:30", "06:30"));
        self.minutes_pass(4 * 60).await;
    }
}

const LIFE: [&str; 5] = [
    "[Acme status] Maintenance scheduled: New database",
    "[Acme status] Maintenance at another time: New database",
    "[Acme status] Maintenance begins soon: New database",
    "[Acme status] Maintenance has begun: New database",
    "[Acme status] Maintenance completed: New database",
];

#[tokio::test]
async fn a_window_is_told_step_by_step_each_once() {
    for delivery in DELIVERIES {
        let mut page = Page::new(delivery);
        let hook = SubscriberAddress::webhook("https://hooks.example.com/in", Reach::Public).unwrap();
        page.subscribes(hook, Wanted::components(["checkout".into()]));
        page.subscribes(
            SubscriberAddress::email("cho@example.com").unwrap(),
            Wanted::components(["search".into()]),
        );
        page.life().await;
        let posts = page.world.fakes.take_posts();
        let told = posts.iter().map(|post| {
            let body: Value = serde_json::from_str(&post.body).unwrap();
            let window = &body["scheduled_maintenances"][0];
            (window["status"].as_str().unwrap().to_owned(), window["reminder"] == true)
        });
        let told: Vec<_> = told.collect();
        let told: Vec<(&str, bool)> = told.iter().map(|(status, soon)| (status.as_str(), *soon)).collect();
        let expected = [
            ("scheduled", false),
            ("scheduled", false),
            ("scheduled", true),
            ("in_progress", false),
            ("completed", false),
        ];
        assert_eq!(told, expected, "{delivery:?}");
        let mails = page.world.fakes.take_mails();
        assert!(mails.iter().all(|mail| mail.to.as_str() == "ana@example.com"), "cho asked for another");
        let subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
        assert_eq!(subjects, LIFE, "{delivery:?}");
        page.world.end();
    }
}

/// `callout maintenance add --page`, now, and `callout maintenance end`.
#[tokio::test]
async fn what_somebody_adds_and_ends_by_hand_is_told_within_minutes() {
    for delivery in DELIVERIES {
        let mut page = Page::new(delivery);
        page.subscribes(SubscriberAddress::email("ana@example.com").unwrap(), Wanted::everything());
        page.minutes_pass(5).await;
        let now = page.world.fakes.now();
        let public = PublicMaintenance {
            components: vec!["checkout".into()],
            title: "Restart".to_owned(),
            text: "It takes a moment.".to_owned(),
            ..PublicMaintenance::default()
        };
        let made = LiveCommand::Make(Box::new(LiveEntry {
            what: LiveChange::Maintenance { services: Vec::new(), page: Some(public) },
            from: now,
            until: now + SignedDuration::from_hours(2),
            reason: "a restart".to_owned(),
            made: Made { by: "Ana Silva".to_owned(), at: now, incident: None },
        }));
        let name = page.decide(&made).await;
        page.minutes_pass(3).await;
        let mails = page.world.fakes.take_mails();
        let subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
        assert_eq!(subjects, ["[Acme status] Maintenance has begun: Restart"], "{delivery:?}");
        assert!(mails[0].text.contains("It takes a moment.") && mails[0].text.contains("has begun."));
        page.minutes_pass(10).await;
        page.decide(&LiveCommand::End { name }).await;
        page.minutes_pass(3).await;
        assert_eq!(page.mails("ana@example.com"), ["[Acme status] Maintenance completed: Restart"]);
        page.minutes_pass(3 * 60).await;
        assert_eq!(page.mails("ana@example.com"), [] as [&str; 0], "and nothing more");
        page.world.end();
    }
}

#[tokio::test]
async fn whatever_fails_once_every_step_is_told_in_order() {
    for fault in [Fault::Before, Fault::After] {
        // The announcement, and then the calls around it: later ones do the same.
        for nth in 0..60 {
            let mut page = Page::new(Delivery::Once);
            page.world.fakes.fail_call(nth, fault);
            page.life().await;
            assert!(!page.world.fakes.clear_fault(), "call {nth} was made");
            let mut mails = page.mails("ana@example.com");
            assert!(mails.len() <= LIFE.len() + 1, "{fault:?} at call {nth}: {mails:?}");
            mails.dedup();
            assert_eq!(mails, LIFE, "{fault:?} at call {nth}");
            page.world.end();
        }
    }
}

/// The function `deliver` gets a message.
async fn receives(fakes: &Fakes, body: &str) -> anyhow::Result<()> {
    let deps = Deps {
        table: fakes.clone(),
        mailer: fakes.clone(),
        receivers: fakes.clone(),
        queue: fakes.clone(),
        clock: fakes.clone(),
        places: Places::new("https://status.example", "https://subscribe.example"),
        one_mail: Default::default(),
    };
    let message = Received::first("message", body);
    deliver::handler::handle(&message, &deps).await
}
