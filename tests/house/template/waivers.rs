//! What checkov may not complain about has a reason beside it.

use super::super::repository;
use super::Template;
use crate::house::hold;

#[test]
fn each_waiver_has_a_reason_beside_it() {
    let text = repository::text(".checkov.yaml");
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_waiver = |line: &&str| line.starts_with("- CKV");
    let explained = |before: &[&str]| {
        before.iter().rev().find(|line| !is_waiver(line)).is_some_and(|line| line.starts_with('#'))
    };
    let broken = lines
        .iter()
        .enumerate()
        .filter(|(place, line)| is_waiver(line) && !explained(&lines[..*place]))
        .map(|(_, line)| (*line).to_owned());
    assert!(lines.iter().any(is_waiver), ".checkov.yaml waives something");
    hold("Write the reason above the check in .checkov.yaml.", broken);
}

#[test]
fn a_waiver_of_one_resource_has_a_comment() {
    let template = Template::load();
    let mut broken = Vec::new();
    for (name, resource) in template.section("Resources") {
        let waived = resource["Metadata"]["checkov"]["skip"].as_array().into_iter().flatten();
        let bare = waived.filter(|one| one["comment"].as_str().is_none_or(|comment| comment.len() < 20));
        broken.extend(bare.map(|one| format!("{name}: {}", one["id"])));
    }
    hold("Write a comment beside the id (checkov, suppressing and skipping policies).", broken);
}
