//! The commands that a running deployment needs, by somebody with the policy that `callout deploy --policy` prints.

use super::local::Local;
use super::operator::{Operator, done, refused};
use super::replaying::{outcomes, put_dead_letters};
use serde_json::Value;

/// The stack of `callout local`: its functions run.
const STACK: &str = "callout";

/// It is enough for each of them.
pub(crate) fn the_printed_policy_is_enough_for_the_other_commands(local: &Local) {
    let operator = Operator::new(local, STACK);
    settings_are_applied(&operator);
    nothing_is_kept_from_ready(&operator);
    drills_pass(&operator);
    dead_letters_come_back(&operator);
}

/// Numbers that exist, as a stack in AWS asks for them; so every topic of a text message is made anew.
fn settings_are_applied(operator: &Operator<'_>) {
    let folder = operator.local.settings("operator", |_, text| text.replace("\"+15550", "\"+493090182"));
    let words = ["apply", folder.to_str().unwrap(), "--yes"];
    operator.may_not("sns:CreateTopic");
    let told = refused(&operator.run(&words));
    assert!(told.contains("sns:CreateTopic"), "{told}");
    operator.may_again();
    done(&operator.run(&words));
    let active = done(&operator.run(&["settings", "show"]));
    assert!(active["settings"]["responders"]["cho"].to_string().contains("+493090182102"), "{active:#}");
    let by = active["active"]["by"].as_str().unwrap();
    assert!(by.contains(&format!(":user/{STACK}")), "who applied them is whoever AWS says: {by}");
}

/// What is not ready here is the emulator's; that nothing could be looked at would be the policy's.
fn nothing_is_kept_from_ready(operator: &Operator<'_>) {
    let denied = || {
        let output = operator.run(&["ready"]);
        let report: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
        let findings = report["findings"].as_array().unwrap().iter().map(Value::to_string);
        let is_denied = |text: &String| ["not authorized", "AccessDenied"].iter().any(|it| text.contains(it));
        findings.filter(is_denied).collect::<Vec<_>>()
    };
    assert_eq!(denied(), [""; 0]);
    operator.may_not("sns:GetSMSAttributes");
    assert_eq!(denied().len(), 1, "what is denied is seen");
    operator.may_again();
}

fn drills_pass(operator: &Operator<'_>) {
    for way in ["event-bridge", "topic", "direct"] {
        let report = done(&operator.run(&["drill", "--via", way, "--no-escalation"]));
        let mut steps = report["steps"].as_array().unwrap().iter();
        assert!(steps.all(|step| step["ok"] == true), "{report:#}");
    }
}

fn dead_letters_come_back(operator: &Operator<'_>) {
    put_dead_letters(operator.local);
    let output = operator.run(&["replay", "--yes"]);
    assert_eq!(outcomes(&output.stdout), ["sent", "sent", "sent", "unknown"], "{output:?}");
}
