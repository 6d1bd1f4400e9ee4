//! Where alarms go, and why.

use super::*;
use crate::alarm::{AlarmEvent, AlarmKind};

fn event(labels: &[(&str, &str)]) -> AlarmEvent {
    AlarmEvent {
        source: "cloudwatch".into(),
        dedup_key: "key".into(),
        kind: AlarmKind::Trigger,
        summary: "payments-errors: too many".into(),
        severity: None,
        service: None,
        changed_at: jiff::Timestamp::UNIX_EPOCH,
        order: Default::default(),
        labels: labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        links: Vec::new(),
        detail: String::new(),
        muted: None,
        children: Vec::new(),
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    routes: Vec<Route>,
    #[serde(default)]
    severity: SeverityMatrix,
}

fn routed(routes: &str, event: &AlarmEvent) -> Routed {
    let file: File = toml::from_str(routes).unwrap();
    Routes::build(&file.routes, &file.severity).route(event, |name| name.as_str() == "payments")
}

fn check(routes: &str, event: &AlarmEvent, service: &str, severity: Severity) {
    let routed = routed(routes, event);
    assert_eq!((routed.service.as_str(), routed.severity), (service, severity), "{}", routed.because);
}

const ROUTES: &str = r#"
    [[routes]]
    name = "broken"
    match = { alarm = "(" }
    service = "nobody"

    [[routes]]
    name = "payments"
    match = { alarm = "payments-.*", region = "eu-.*|" }
    service = "payments"
    severity = "SEV1"

    [[routes]]
    name = "everything"
    service = "platform"
"#;

#[test]
fn the_first_route_whose_every_match_holds_takes_the_alarm() {
    let both = event(&[("alarm", "payments-errors"), ("region", "eu-west-1")]);
    check(ROUTES, &both, "payments", Severity::Sev1);
    let one = event(&[("alarm", "payments-errors"), ("region", "us-east-1")]);
    check(ROUTES, &one, "platform", Severity::Sev2);
}

#[test]
fn expressions_match_the_whole_text_and_a_missing_label_is_empty() {
    check(ROUTES, &event(&[("alarm", "payments-errors")]), "payments", Severity::Sev1);
    check(ROUTES, &event(&[("alarm", "old-payments-errors")]), "platform", Severity::Sev2);
}

#[test]
fn an_alarm_may_name_its_service_and_severity_if_they_are_known() {
    let mut named = event(&[]);
    named.service = Some("payments".into());
    named.severity = Some(Severity::Sev4);
    check(ROUTES, &named, "payments", Severity::Sev4);
    named.service = Some("unheard-of".into());
    check(ROUTES, &named, "platform", Severity::Sev4);
}

#[test]
fn what_no_route_takes_has_no_service_but_is_bad() {
    check("", &event(&[]), UNROUTED, Severity::Sev2);
}

#[test]
fn every_field_and_every_label_can_be_matched() {
    let mut alarm = event(&[("tag.team", "web"), ("summary", "another")]);
    alarm.detail = "line one\nconnection refused\nline three".into();
    for matches in [
        "{ source = 'cloudwatch', dedup_key = 'key' }",
        "{ summary = 'payments-errors.*' }",
        "{ detail = '.*refused.*' }",
        "{ tag.team = 'web' }",
        "{ 'tag.team' = 'web', 'label.summary' = 'another' }",
        "'tag.team!=data, alarm=\"\"'",
    ] {
        let routes = format!("routes = [{{ name = 'a', match = {matches}, service = 'web' }}]");
        check(&routes, &alarm, "web", Severity::Sev2);
    }
}

const ADDED: &str = r#"
    [[routes]]
    name = "staging"
    match = { tag.env = "staging" }
    continue = true
    severity = "SEV5"
    pause = "10m"

    [[routes]]
    name = "clusters"
    match = { "dimension.cluster" = ".+" }
    continue = true
    group_by = ["dimension.cluster"]
    severity = "SEV1"
    no_data = "warn"

    [[routes]]
    name = "payments"
    match = { alarm = "payments-.*" }
    service = "payments"
    severity = "SEV2"
    pause = "3m"
    window = "30m"

    [[routes]]
    name = "everything"
    service = "platform"
"#;

#[test]
fn a_route_that_continues_adds_what_no_route_above_it_said() {
    let all = [("tag.env", "staging"), ("dimension.cluster", "blue"), ("alarm", "payments-errors")];
    let routed = routed(ADDED, &event(&all));
    assert_eq!((routed.service.as_str(), routed.severity), ("payments", Severity::Sev5));
    assert_eq!((routed.pause, routed.no_data), (Some(Delay::minutes(10)), NoData::Warn));
    assert_eq!(
        (routed.group.window, routed.group.because.as_str()),
        (Some(Delay::minutes(30)), "same dimension.cluster")
    );
    assert_eq!(routed.because, "route “payments”, with “staging”, “clusters”");
}

#[test]
fn a_route_that_continues_takes_nothing_by_itself() {
    let routed = routed(
        &ADDED.replace("name = \"everything\"", "name = \"x\"\nmatch = { alarm = \"none\" }"),
        &event(&[("tag.env", "staging")]),
    );
    assert_eq!((routed.service.as_str(), routed.severity), (UNROUTED, Severity::Sev5));
    assert_eq!(routed.because, "no route takes it, with “staging”");
}

#[test]
fn alarms_of_one_group_agree_in_what_their_route_looks_at() {
    let key = |cluster: &str, alarm: &str| {
        routed(ADDED, &event(&[("dimension.cluster", cluster), ("alarm", alarm)])).group.key
    };
    assert_eq!(key("blue", "payments-a"), key("blue", "payments-b"));
    assert_ne!(key("blue", "payments-a"), key("green", "payments-a"));
    let whole = routed(ADDED, &event(&[("alarm", "payments-a")])).group;
    assert_eq!((whole.because.as_str(), whole.window), ("same route", Some(Delay::minutes(30))));
    assert_eq!(routed(ADDED, &event(&[])).group, Group::of_service(&"platform".into()));
}

#[test]
fn impact_and_urgency_make_a_severity_unless_a_route_says_one() {
    let rated = |route: &str, labels: &[(&str, &str)], named: Option<Severity>| {
        let mut event = event(labels);
        event.severity = named;
        routed(&format!("routes = [{{ name = 'a', service = 'web' {route} }}]"), &event).severity
    };
    let words = [("impact", "low"), ("urgency", "medium")];
    assert_eq!(rated("", &words, None), Severity::Sev4);
    assert_eq!(rated(", severity = 'SEV5'", &words, None), Severity::Sev5);
    assert_eq!(rated(", impact = 'high'", &words, Some(Severity::Sev5)), Severity::Sev2);
    // In doubt: the alarm has two severities.
    assert_eq!(rated("", &words, Some(Severity::Sev3)), Severity::Sev3);
    assert_eq!(rated("", &words, Some(Severity::Sev5)), Severity::Sev4);
    // In doubt: the word is unknown.
    assert_eq!(rated("", &[("impact", "grim"), ("urgency", "low")], None), Severity::Sev3);
}

#[test]
fn a_matrix_of_other_words_replaces_the_usual_one() {
    let matrix =
        "severity = { wide = { now = 'SEV1', later = 'SEV4' }, narrow = { now = 'SEV3', later = 'SEV5' } }";
    let routes = format!(
        "{matrix}\nroutes = [{{ name = 'a', service = 'web', impact = 'narrow', urgency = 'later' }}]"
    );
    check(&routes, &event(&[]), "web", Severity::Sev5);
}

#[test]
fn every_route_looked_at_is_explained() {
    let file: File = toml::from_str(ADDED).unwrap();
    let routes = Routes::build(&file.routes, &file.severity);
    let checked = routes.explain(&event(&[("tag.env", "staging"), ("alarm", "web-errors")]));
    let shown: Vec<String> = checked
        .iter()
        .map(|it| match &it.missed {
            Some(missed) => {
                format!("{} {} {}: {} is {:?}", it.index, it.route, missed.asked, missed.field, missed.value)
            }
            None => format!("{} {} matched, last {}", it.index, it.route, it.owns()),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "0 staging matched, last false",
            r#"1 clusters dimension.cluster=~".+": dimension.cluster is """#,
            r#"2 payments alarm=~"payments-.*": alarm is "web-errors""#,
            "3 everything matched, last true",
        ]
    );
}
