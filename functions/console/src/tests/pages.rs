//! What holds for every page: who may see it, where it leads, what it weighs and costs, whatever the settings hold.

use super::world::{World, settings};
use axum::http::{StatusCode, header};
use callout_domain::settings::Settings;
use serde_json::{Value, json};
use std::sync::Arc;

/// What every page of the console weighs at most.
const HEAVIEST: usize = 60_000;
/// How often a page asks the table at most, signing in included.
const MOST_READS: u64 = 9;

const PAGES: [&str; 14] = [
    "/declare",
    "/incidents",
    "/incidents/1",
    "/oncall",
    "/oncall?person=ana",
    "/audit",
    "/services",
    "/silences",
    "/integrations",
    "/heartbeats",
    "/settings",
    "/people",
    "/mine",
    "/help/keys",
];

/// Much of everything, with texts that are markup.
fn large() -> Settings {
    let hostile = |nth: usize| format!("<b onclick=\"x()\">&{nth}</b>");
    let people = (0..400).map(|nth| {
        let contacts = json!([
            { "channel": "sms", "address": format!("+1555{nth:07}") },
            { "channel": "email", "address": format!("p{nth}@example.com") },
            { "name": "work phone", "channel": "voice", "address": format!("+1556{nth:07}") }]);
        let quiet = json!([{ "days": ["mon-fri"], "from": "22:00", "to": "07:00" }]);
        let name = if nth == 0 { "ana".to_owned() } else { format!("p{nth}") };
        (name, json!({ "name": hostile(nth), "zone": "Africa/Lagos", "contacts": contacts, "quiet": quiet }))
    });
    let turns: Vec<String> = (1..40).map(|nth| format!("p{nth}")).chain(["ana".to_owned()]).collect();
    let schedules = (0..80).map(|nth| {
        let layer = |name: &str, every: &str| json!({ "name": name, "turns": turns, "every": every, "start": "2026-01-05T09:00" });
        let layers = json!([layer("a", "3 hours"), layer("b", "8 hours"), layer("c", "5 hours")]);
        (format!("schedule-{nth}"), json!({ "zone": "Europe/Lisbon", "layers": layers }))
    });
    let levels: Vec<Value> = (0..9)
        .map(|nth| json!({ "page": [format!("schedule:schedule-{nth}"), format!("everyone:schedule-{nth}")], "delay": "5m" }))
        .collect();
    let policies = (0..120).map(|nth| (format!("policy-{nth}"), json!({ "levels": levels, "repeat": 3 })));
    let services = (0..500).map(|nth| {
        let service = json!({ "title": hostile(nth), "policy": format!("policy-{}", nth % 120),
            "runbook": format!("https://runbooks.example.com/{nth}"), "urgency": { "low_from": "SEV4" } });
        (format!("service-{nth}"), service)
    });
    let routes: Vec<Value> = (0..2000)
        .map(|nth| json!({ "name": hostile(nth), "service": format!("service-{}", nth % 500), "severity": "SEV3" }))
        .collect();
    let silences = (0..60).map(|nth| {
        let silence = json!({ "match": { "service": "service-1.*" }, "start": "2026-11-01T00:00Z", "end": "2026-12-01T00:00Z",
            "author": hostile(nth), "reason": hostile(nth) });
        (format!("silence-{nth}"), silence)
    });
    let digest = |nth: usize| format!("{nth:064x}");
    let integrations = (0..150)
        .map(|nth| (format!("tool-{nth}"), json!({ "key_sha256": [digest(nth), digest(nth + 1000)] })));
    let heartbeats = (0..200).map(|nth| {
        (
            format!("job-{nth}"),
            json!({ "title": hostile(nth), "every": "1h", "key_sha256": [digest(nth + 5000)] }),
        )
    });
    fn map(all: impl Iterator<Item = (String, Value)>) -> Value {
        Value::Object(all.collect())
    }
    serde_json::from_value(json!({
        "responders": map(people), "schedules": map(schedules), "policies": map(policies), "services": map(services),
        "routes": routes, "silences": map(silences), "integrations": map(integrations), "heartbeats": map(heartbeats),
    }))
    .unwrap()
}

async fn check(world: &Arc<World>, path: &str) -> String {
    let browser = world.browser("ana").await;
    let before = world.fakes.calls();
    let answer = browser.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.html);
    let reads = world.fakes.calls() - before;
    assert!(reads <= MOST_READS, "{path}: {reads} reads");
    assert!(answer.html.len() < HEAVIEST, "{path}: {} bytes", answer.html.len());
    answer.html
}

#[tokio::test]
async fn a_page_is_small_and_cheap_however_large_the_settings_are() {
    let world = World::new().await;
    world.fakes.set_settings(large());
    for path in PAGES {
        let html = check(&world, path).await;
        assert!(!html.contains("<b onclick") && !html.contains("+1555"), "{path}");
    }
    check(&world, "/oncall?fairness=schedule-7").await;
    check(&world, "/overrides?schedule=schedule-7").await;
    for list in ["/oncall", "/services", "/integrations", "/heartbeats", "/people"] {
        for query in ["?part=2", "?q=1", "?q=nothing+is+called+this"] {
            check(&world, &format!("{list}{query}")).await;
        }
        let nonsense = world.browser("ana").await.get(&format!("{list}?part=0")).await;
        assert_eq!(nonsense.status, StatusCode::BAD_REQUEST, "{list}");
    }
}

#[tokio::test]
async fn a_list_of_any_length_is_read_to_its_end_part_by_part() {
    let world = World::new().await;
    world.fakes.set_settings(large());
    let browser = world.browser("ana").await;
    for (list, row, total) in [
        ("services", "<td class=\"whole\"><strong>", 500),
        ("people", "data-row", 400),
        ("heartbeats", "<td class=\"whole\"><strong>", 200),
    ] {
        let (mut path, mut seen) = (format!("/{list}"), 0);
        loop {
            let html = browser.get(&path).await.html;
            seen += html.matches(row).count();
            let Some(next) = html.split("\" rel=\"next\"").next().filter(|_| html.contains("rel=\"next\""))
            else {
                break;
            };
            path = format!("/{}", next.rsplit("href=\"").next().unwrap());
        }
        assert_eq!(seen, total, "{list}");
    }
}

#[tokio::test]
async fn every_page_leads_to_the_others() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    for path in PAGES {
        let html = browser.get(path).await.html;
        let up = if path.matches('/').count() > 1 { "../" } else { "" };
        for place in ["incidents", "oncall", "services", "people", "mine", "help/keys"] {
            assert!(html.contains(&format!("href=\"{up}{place}\"")), "{place} from {path}");
        }
        let here = html.matches("aria-current=\"page\"").count();
        assert!(here >= usize::from(path != "/help/keys"), "{path} says where one is");
        for file in ["times.js", "console.js", "keys.js", "app.webmanifest", "icon.svg"] {
            assert!(html.contains(&format!("\"{up}{file}\"")), "{file} from {path}");
        }
        assert!(!html.contains("<script>") && !html.contains("onclick="), "no script in {path}");
    }
}

#[tokio::test]
async fn nobody_sees_a_page_without_signing_in() {
    let world = World::new().await;
    for path in PAGES {
        let answer = world.stranger().get(path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(!answer.html.contains("Ana Silva") && !answer.html.contains("Payments API"), "{path}");
    }
}

#[tokio::test]
async fn a_page_without_settings_says_what_to_do() {
    let world = World::quiet();
    world.fakes.set_settings(Settings { responders: settings().responders, ..Settings::default() });
    for path in PAGES.iter().filter(|path| **path != "/incidents/1") {
        check(&world, path).await;
    }
    for (path, hint) in [
        ("/services", "add [services.NAME]"),
        ("/heartbeats", "add [heartbeats.NAME]"),
        ("/integrations", "<code>callout key</code> makes a key"),
        ("/settings", "Run <code>callout apply</code>"),
    ] {
        assert!(check(&world, path).await.contains(hint), "{path}");
    }
}

#[tokio::test]
async fn an_operator_sees_the_same_pages() {
    let world = World::new().await;
    let browser = world.browser("console").await;
    for path in PAGES {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert!(browser.get("/mine").await.html.contains("You are signed in as an operator"));
}

#[tokio::test]
async fn what_makes_it_an_application_is_served_to_everybody_and_kept() {
    let world = World::new().await;
    for (path, kind) in [
        ("/times.js", "text/javascript; charset=utf-8"),
        ("/console.js", "text/javascript; charset=utf-8"),
        ("/keys.js", "text/javascript; charset=utf-8"),
        ("/app.webmanifest", "application/manifest+json"),
        ("/icon.svg", "image/svg+xml"),
        ("/icon-180.png", "image/png"),
        ("/icon-192.png", "image/png"),
        ("/icon-512.png", "image/png"),
    ] {
        let answer = world.stranger().get(path).await;
        assert_eq!(
            (answer.status, &answer.headers[header::CONTENT_TYPE]),
            (StatusCode::OK, &kind.parse().unwrap()),
            "{path}"
        );
        assert_eq!(answer.headers[header::CACHE_CONTROL], "private, max-age=3600", "{path}");
    }
    let manifest = world.stranger().get("/app.webmanifest").await.html;
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    for icon in manifest["icons"].as_array().unwrap() {
        let path = format!("/{}", icon["src"].as_str().unwrap());
        assert_eq!(world.stranger().get(&path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_page_loads_files_of_its_own_site_and_nothing_else() {
    let world = World::new().await;
    let answer = world.browser("ana").await.get("/services").await;
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    let files = [
        "default-src 'none'",
        "script-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
    ];
    for part in files {
        assert!(policy.split("; ").any(|it| it == part), "{part} in {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
}

#[tokio::test]
async fn what_is_not_there_leaves_a_signed_in_person_the_ways_on() {
    let world = World::new().await;
    let browser = world.browser("ana").await;
    let answer = browser.get("/incidents/4711").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    for words in [
        "There is no such incident",
        "<nav aria-label=\"Console\">",
        "<a href=\"../incidents\">All incidents</a>",
    ] {
        assert!(answer.html.contains(words), "no `{words}` in {}", answer.html);
    }
    let nobody = browser.get("/oncall?person=nobody").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    assert!(nobody.html.contains("<a href=\"incidents\">All incidents</a>"), "{}", nobody.html);
}
