//! Alertmanager's inhibition rules.

use crate::{alarm, list, vectors};
use callout_domain::matcher::Matches;
use callout_domain::suppression::{Inhibition, InhibitionSettings};
use serde_json::{Value, json};

fn rule(name: &str, source: &Value, target: &Value, equal: &Value) -> Inhibition {
    let matches = |value: &Value| serde_json::from_value::<Matches>(value.clone()).unwrap();
    let settings = InhibitionSettings {
        name: name.to_owned(),
        source: matches(source),
        target: matches(target),
        equal: serde_json::from_value(equal.clone()).unwrap(),
    };
    Inhibition::compile(&settings).unwrap()
}

/// Whether an alarm that fires stands where this one looks.
fn muted(rules: &[Inhibition], firing: &[&Value], target: &Value) -> bool {
    let causes: Vec<_> =
        rules.iter().flat_map(|rule| firing.iter().filter_map(|labels| rule.cause(&alarm(labels)))).collect();
    rules.iter().any(|rule| rule.explained_by(&alarm(target)).iter().any(|place| causes.contains(place)))
}

#[test]
fn an_alarm_is_inhibited_by_what_matches_the_other_side() {
    let Some(vectors) = vectors("alertmanager.json") else { return };
    let part = &vectors["inhibition"]["rules"];
    let rules: Vec<Inhibition> = list(&part["rules"])
        .iter()
        .enumerate()
        .map(|(index, it)| rule(&index.to_string(), &it["source"], &it["target"], &it["equal"]))
        .collect();
    let firing: Vec<&Value> = list(&part["active_alerts"]).iter().collect();
    let cases = list(&part["cases"]);
    assert_eq!(cases.len(), 8);
    for case in cases {
        assert_eq!(json!(muted(&rules, &firing, &case["labels"])), case["muted"], "{case}");
    }
}

#[test]
fn an_alarm_is_inhibited_by_what_agrees_in_the_equal_labels() {
    let Some(vectors) = vectors("alertmanager.json") else { return };
    let cases = list(&vectors["inhibition"]["has_equal"]["cases"]);
    assert_eq!(cases.len(), 5);
    for case in cases {
        // The vectors look behind the matching of sources, so a label of our own tells the sources.
        let rule = rule("x", &json!({ "side": "source" }), &json!({ "side": "" }), &case["equal"]);
        let marked: Vec<Value> = list(&case["source_alerts"])
            .iter()
            .filter(|it| it["active"] == json!(true))
            .map(|it| {
                let mut labels = it["labels"].clone();
                labels["side"] = json!("source");
                labels
            })
            .collect();
        let firing: Vec<&Value> = marked.iter().collect();
        assert_eq!(json!(muted(&[rule], &firing, &case["target"])), case["muted"], "{case}");
    }
}
