//! Services and what sends their alarms: integrations, heartbeats, the settings in force.

use super::world::{World, settings};
use callout_domain::heartbeat::HeartbeatState;
use callout_domain::settings::{AppliedVersion, Origin, Settings, SettingsPlaces};
use callout_domain::severity::Severity;
use callout_ports::{Clock as _, Heartbeats as _, KeyUses as _, PlacesStore as _};
use serde_json::json;
use std::collections::BTreeMap;

/// The row of a table that has a text.
fn row<'a>(html: &'a str, text: &str) -> &'a str {
    html.split("<tr").find(|row| row.contains(text)).unwrap_or_else(|| panic!("no row with {text} in {html}"))
}

fn more() -> Settings {
    let mut all = settings();
    all.routes = serde_json::from_value(json!([
        { "name": "checkout", "match": { "alarm": "checkout" }, "service": "payments", "severity": "SEV1" },
        { "name": "the rest", "service": "payments" }]))
    .unwrap();
    let payments = all.services.get_mut(&"payments".into()).unwrap();
    payments.runbook = Some("https://runbooks.example.com/payments".to_owned());
    payments.urgency = serde_json::from_value(json!({ "low_from": "SEV4" })).unwrap();
    all.maintenance = serde_json::from_value(json!({
        "upgrade": { "services": ["payments"], "start": "2026-11-22T02:00Z", "end": "2026-11-22T05:00Z", "reason": "new database" },
        "later": { "services": ["search"], "start": "2026-11-23T02:00Z", "end": "2026-11-23T05:00Z", "reason": "not yet" } }))
    .unwrap();
    all.silences = serde_json::from_value(json!({
        "noise": { "match": { "service": "sea.*" }, "start": "2026-11-22T00:00Z", "end": "2026-11-22T04:00Z",
            "author": "ben", "reason": "known" },
        "over": { "match": { "alarm": "x" }, "start": "2026-11-20T00:00Z", "end": "2026-11-21T04:00Z", "author": "ben" } }))
    .unwrap();
    all
}

#[tokio::test]
async fn a_service_says_what_is_open_who_is_paged_and_what_holds_it_back() {
    let world = World::new().await;
    world.opens_as("payments-5xx-2", "payments", Severity::Sev1).await;
    world.fakes.set_settings(more());
    let html = world.browser("ana").await.get("/services").await.html;
    let payments = row(&html, "Payments API");
    for part in [
        "<a href=\"incidents?service=payments\" data-row>2 open, the worst SEV1</a>",
        "<a href=\"oncall?q=payments\">payments</a>",
        "checkout (SEV1), the rest",
        "href=\"https://runbooks.example.com/payments\"",
        "Held: Maintenance upgrade until <time datetime=\"2026-11-22T05:00:00Z\">",
        "Urgency: low from SEV4 on",
        "Status page: checkout",
    ] {
        assert!(payments.contains(part), "{part}: {payments}");
    }
    let search = row(&html, "<strong>Search</strong>");
    assert!(search.contains("None open") && search.contains("No route"), "{search}");
    assert!(
        search.contains("Held: Silence noise until <time datetime=\"2026-11-22T04:00:00Z\">"),
        "{search}"
    );
    let silence = row(&html, "<td>noise</td>");
    assert!(
        silence.contains("known (ben)") && silence.contains("datetime=\"2026-11-22T04:00:00Z\""),
        "{silence}"
    );
    assert!(
        html.contains("<td>upgrade</td>")
            && !html.contains("<td>later</td>")
            && !html.contains("<td>over</td>"),
        "{html}"
    );
}

#[tokio::test]
async fn a_heartbeat_says_when_it_was_seen_and_when_it_is_due() {
    let world = World::quiet();
    let mut all = settings();
    all.heartbeats = serde_json::from_value(json!({
        "backup": { "title": "Nightly backup", "every": "1h", "grace": "5m", "key_sha256": ["aa"], "service": "payments" },
        "cleaner": { "every": "1h", "grace": "5m", "key_sha256": ["bb"] },
        "report": { "every": "1h", "key_sha256": ["cc"] },
        "lost": { "every": "1h", "key_sha256": ["ee"] },
        "old": { "every": "1h", "key_sha256": ["dd"], "muted": true } }))
    .unwrap();
    world.fakes.save_heartbeat_state(&HeartbeatState::unreadable("lost".into(), 1, None)).await.unwrap();
    for (name, at) in [("backup", "2026-11-22T02:30:00Z"), ("cleaner", "2026-11-22T00:30:00Z")] {
        let state =
            HeartbeatState::pinged(None, &name.into(), &all.heartbeats[&name.into()], at.parse().unwrap());
        world.fakes.save_heartbeat_state(&state).await.unwrap();
    }
    world.fakes.set_settings(all);
    let html = world.browser("ana").await.get("/heartbeats").await.html;
    let backup = row(&html, "Nightly backup");
    for part in ["On time", "every 1h", "22 Nov 2026, 02:30 UTC", "22 Nov 2026, 03:35 UTC", "payments"] {
        assert!(backup.contains(part), "{part}: {backup}");
    }
    assert!(row(&html, "cleaner").contains("<strong class=\"bad\">Missing</strong>"), "{html}");
    let report = row(&html, "report");
    assert!(
        report.contains("No ping yet") && report.contains("Never") && report.contains("Routes decide"),
        "{report}"
    );
    assert!(row(&html, "<strong>old</strong>").contains("Muted"), "{html}");
    let lost = row(&html, "<strong>lost</strong>");
    assert!(lost.contains("Cannot be read: send a ping") && lost.contains("Not known"), "{lost}");
    assert!(
        html.contains("GET or POST to <code>/heartbeat/&lt;key&gt;</code>"),
        "where to report in: {html}"
    );
}

#[tokio::test]
async fn report_pages_say_for_which_service_and_where_they_are() {
    let world = World::quiet();
    let mut all = settings();
    all.report_pages = (0..101)
        .map(|nth| {
            let page = json!({ "service": "payments", "key": format!("7f3k2q9x{nth:04}") });
            (format!("shop-{nth:03}"), serde_json::from_value(page).unwrap())
        })
        .collect();
    world.fakes.set_settings(all);
    let html = world.browser("ana").await.get("/integrations").await.html;
    let first = row(&html, "<strong>shop-000</strong>");
    assert!(first.contains("payments") && first.contains("<code>/problem/7f3k2q9x0000</code>"), "{first}");
    assert!(html.contains("shop-099") && !html.contains("shop-100") && html.contains("1 more: "), "{html}");
    world.fakes.set_settings(settings());
    let html = world.browser("ana").await.get("/integrations").await.html;
    assert!(!html.contains("Report pages") && !html.contains("callout report-page"), "{html}");
}

#[tokio::test]
async fn an_integration_says_what_its_key_may_and_when_it_was_used_and_shows_no_key() {
    let world = World::quiet();
    let (used, unused) = ("1234567890abcdef".repeat(4), "fedcba0987654321".repeat(4));
    let mut all = settings();
    all.integrations = serde_json::from_value(json!({
        "grafana": { "key_sha256": [used, unused], "service": "search", "services": ["payments"], "worst": "SEV1",
            "formats": ["grafana"], "may_acknowledge": true },
        "other": { "key_sha256": [], "topics": ["arn:aws:sns:eu-west-1:444455556666:alarms"] } }))
    .unwrap();
    world.fakes.set_settings(all);
    world.fakes.note_key_use(&used, "2026-11-22T02:59:00Z".parse().unwrap()).await.unwrap();
    let html = world.browser("ana").await.get("/integrations").await.html;
    let grafana = row(&html, "<strong>grafana</strong>");
    for part in [
        "takes\">grafana</td>",
        "service:\">search</td>",
        "open alerts up to SEV1; name the services payments; acknowledge",
        "<code>12345678</code> <time datetime=\"2026-11-22T02:59:00Z\">",
        "<code>fedcba09</code> never used",
    ] {
        assert!(grafana.contains(part), "{part}: {grafana}");
    }
    assert!(row(&html, "<strong>other</strong>").contains("signed messages of SNS"), "{html}");
    assert!(!html.contains(&used) && !html.contains(&unused), "no whole digest");
}

#[tokio::test]
async fn the_settings_in_force_say_where_they_come_from() {
    let world = World::quiet();
    let version = AppliedVersion {
        version: "0123456789abcdef0123".to_owned(),
        number: 7,
        applied_at: "2026-11-21T22:10:00Z".parse().unwrap(),
        origin: Origin {
            by: Some("arn:aws:iam::111122223333:user/ben".to_owned()),
            commit: Some("f7dfb4112345678990".to_owned()),
            uncommitted: true,
        },
        unchanged: Default::default(),
        console: None,
    };
    world.fakes.apply_settings(settings(), version);
    let html = world.browser("ana").await.get("/settings").await.html;
    for part in [
        "<code>0123456789ab</code>, applied as number 7",
        "21 Nov 2026, 22:10 UTC",
        "user/ben",
        "<code>f7dfb4112345</code>",
        "with changes that were not committed",
        "<tr><th scope=\"row\">Services</th><td>2</td></tr>",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[tokio::test]
async fn settings_that_cannot_be_read_are_said_to_an_operator() {
    let world = World::quiet();
    let browser = world.browser("console").await;
    world.fakes.break_settings();
    let html = browser.get("/settings").await.html;
    assert!(html.contains("The settings cannot be read"), "{html}");
    for path in ["/oncall", "/services", "/people", "/heartbeats", "/integrations", "/mine", "/incidents"] {
        assert_eq!(browser.get(path).await.status, axum::http::StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn entries_say_in_which_file_and_line_they_stand() {
    let world = World::quiet();
    let mut all = settings();
    all.heartbeats =
        serde_json::from_value(json!({ "backup": { "every": "1h", "key_sha256": ["aa"] } })).unwrap();
    all.integrations = serde_json::from_value(json!({ "grafana": { "key_sha256": ["bb"] } })).unwrap();
    let version = AppliedVersion {
        version: "v1".to_owned(),
        number: 1,
        applied_at: world.fakes.now(),
        origin: Origin::default(),
        unchanged: Default::default(),
        console: None,
    };
    world.fakes.apply_settings(all, version);
    let lines = [
        ("services.payments", "shop.toml:7"),
        ("services.search", "search.toml:1"),
        ("heartbeats.backup", "jobs.toml:3"),
        ("integrations.grafana", "tools.toml:9"),
        ("routes.", "routes.toml:1"),
    ];
    let lines = lines.map(|(path, at)| (path.to_owned(), at.to_owned())).into();
    world.fakes.save_places(&SettingsPlaces::new("v1", lines)).await.unwrap();
    let ana = world.browser("ana").await;
    for (path, of, at) in [
        ("/services", "Payments API", "shop.toml:7"),
        ("/heartbeats", "<strong>backup</strong>", "jobs.toml:3"),
        ("/integrations", "<strong>grafana</strong>", "tools.toml:9"),
        ("/settings", ">Services</th>", "search.toml, shop.toml"),
        ("/settings", ">Routes</th>", "routes.toml"),
    ] {
        let html = ana.get(path).await.html;
        assert!(row(&html, of).contains(&format!("<code>{at}</code>")), "{path}: {html}");
    }
    world.fakes.save_places(&SettingsPlaces::new("older", BTreeMap::new())).await.unwrap();
    assert!(!ana.get("/services").await.html.contains("shop.toml"), "lines of another version");
}
