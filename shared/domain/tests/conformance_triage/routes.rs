//! Alertmanager's trees of routes, told as lists.

use crate::{alarm, list, text, vectors};
use callout_domain::delay::Delay;
use callout_domain::routing::{Route, Routes, SeverityMatrix};
use serde_json::Value;

/// The tree of `TestRouteMatch`: a child comes before its parent, and asks for what its parent asks too. Its `group_wait` of a
/// minute and more is the pause.
const TREE: &str = r#"
    [[routes]]
    name = "testing"
    match = { owner = "team-A", env = "testing" }
    service = "notify-testing"
    group_by = ["owner", "env"]

    [[routes]]
    name = "production A"
    match = { owner = "team-A", env = "production" }
    continue = true
    pause = "1m"

    [[routes]]
    name = "production B"
    match = { owner = "team-A", env = "produ.*", job = ".*" }
    service = "notify-productionB"
    group_by = ["job"]

    [[routes]]
    name = "A"
    match = { owner = "team-A" }
    service = "notify-A"

    [[routes]]
    name = "B or C"
    match = { owner = "team-(B|C)" }
    service = "notify-BC"
    group_by = ["foo", "bar"]
    pause = "2m"

    [[routes]]
    name = "role, testing, long"
    match = { group_by = "role", env = "testing", wait = "long" }
    service = "notify-testing"
    group_by = ["role"]
    pause = "2m"

    [[routes]]
    name = "role, testing"
    match = { group_by = "role", env = "testing" }
    service = "notify-testing"
    group_by = ["role"]

    [[routes]]
    name = "role"
    match = { group_by = "role" }
    service = "notify-def"
    group_by = ["role"]

    [[routes]]
    name = "default"
    service = "notify-def"
"#;

const CLI: &str = r#"
    [[routes]]
    name = "test1"
    match = { test = "^[12]$" }
    continue = true

    [[routes]]
    name = "test2"
    match = { test = "2" }
    service = "test2"

    [[routes]]
    name = "test1 alone"
    match = { test = "^[12]$" }
    service = "test1"

    [[routes]]
    name = "default"
    service = "default"
"#;

fn routes(text: &str) -> Routes {
    #[derive(serde::Deserialize)]
    struct File {
        routes: Vec<Route>,
    }
    let file: File = toml::from_str(text).unwrap();
    Routes::build(&file.routes, &SeverityMatrix::default())
}

fn sorted(mut words: Vec<&str>) -> Vec<&str> {
    words.sort_unstable();
    words
}

#[test]
fn an_alarm_takes_the_way_through_the_tree_that_alertmanager_gives_it() {
    let Some(vectors) = vectors("alertmanager.json") else { return };
    let routes = routes(TREE);
    let cases = list(&vectors["routing"]["cases"]);
    assert_eq!(cases.len(), 8);
    for case in cases {
        let routed = routes.route(&alarm(&case["labels"]), |_| false);
        // Of several receivers the last one's route says no `continue`.
        let expected = list(&case["expected"]).last().unwrap();
        assert_eq!(routed.service.as_str(), text(&expected["receiver"]), "{}", case["labels"]);
        let by = routed.group.because.trim_start_matches("same ").split(", ").collect();
        match &expected["group_by"] {
            Value::Array(names) if names.is_empty() => assert_eq!(by, ["service"]),
            Value::Array(names) => assert_eq!(sorted(by), names.iter().map(text).collect::<Vec<_>>()),
            _ => assert_eq!(by, ["owner", "env"], "all labels of this alarm"),
        }
        let waits =
            list(&case["expected"]).iter().filter_map(|it| Delay::parse(text(&it["group_wait"])).ok());
        assert_eq!(routed.pause, waits.filter(|it| *it >= Delay::minutes(1)).max(), "{}", case["labels"]);
    }
}

#[test]
fn every_receiver_of_an_alarm_is_a_route_that_matched() {
    let Some(vectors) = vectors("alertmanager.json") else { return };
    let routes = routes(CLI);
    let cases = list(&vectors["routing"]["cli"]["cases"]);
    assert_eq!(cases.len(), 3);
    for case in cases {
        let event = alarm(&case["labels"]);
        let looked = routes.explain(&event);
        let mut matched: Vec<&str> =
            looked.iter().filter(|it| it.matched()).map(|it| it.route.trim_end_matches(" alone")).collect();
        matched.dedup();
        let expected: Vec<&str> = list(&case["receivers"]).iter().map(text).collect();
        assert_eq!(matched, expected);
        assert_eq!(routes.route(&event, |_| false).service.as_str(), *expected.last().unwrap());
    }
}
