//! What other AWS services tell, from their opening words to their closing ones.

use crate::samples::{event, events, fixture, received_at};
use callout_domain::alarm::AlarmKind::{self, Change, Resolve, Trigger};
use callout_domain::severity::Severity::{self, Sev1, Sev2, Sev3, Sev4, Sev5};
use callout_formats::payload::parse;
use callout_formats::{Ignored, Parsed};

#[track_caller]
fn severity(name: &str, expected: Severity) {
    assert_eq!(event(&fixture(name)).severity, Some(expected), "{name}");
}

#[track_caller]
fn ignored(name: &str) {
    let parsed = parse(&fixture(name), received_at());
    assert!(matches!(parsed.as_slice(), [Parsed::Ignored(Ignored::AllWell { .. })]), "{name}: {parsed:?}");
}

fn kinds(name: &str) -> Vec<AlarmKind> {
    events(&fixture(name)).iter().map(|event| event.kind).collect()
}

/// The alert that one event opens is the one that another closes.
#[track_caller]
fn closes(opening: &str, closing: &str) {
    let (opening, closing) = (fixture(opening), fixture(closing));
    let opened = events(&opening).into_iter().find(|event| event.kind == Trigger).unwrap();
    let closed = events(&closing).into_iter().find(|event| event.kind == Resolve).unwrap();
    assert_eq!(opened.alert_key(), closed.alert_key());
}

#[test]
fn a_health_event_is_one_alert_from_opening_to_closing() {
    closes("eventbridge-health", "eventbridge-health-closed");
    let health = event(&fixture("eventbridge-health"));
    let copy = event(&fixture("eventbridge-health-backup-copy"));
    assert_eq!(health.identity(), copy.identity(), "the backup region's copy is the same event");
    let more = event(&fixture("eventbridge-health-page-two"));
    assert_eq!(health.alert_key(), more.alert_key(), "a second page is no second alert");
    assert!(more.detail.contains("i-0a1b2c3d4e5f60704"), "and what it adds is not lost: {}", more.detail);
}

#[test]
fn health_is_as_bad_as_it_concerns_us() {
    severity("eventbridge-health", Sev2);
    severity("eventbridge-health-public", Sev3);
    severity("eventbridge-health-scheduled", Sev4);
    severity("eventbridge-health-abuse", Sev2);
    severity("eventbridge-health-2016", Sev2);
    let scheduled = event(&fixture("eventbridge-health-scheduled"));
    assert!(scheduled.detail.contains("Your database"), "English where there is some: {}", scheduled.detail);
    assert!(scheduled.summary.contains("(upcoming)"), "{}", scheduled.summary);
}

#[test]
fn a_finding_is_one_alert_however_often_it_is_seen() {
    severity("eventbridge-guardduty-critical", Sev1);
    severity("eventbridge-guardduty-high", Sev2);
    severity("eventbridge-guardduty-medium", Sev3);
    severity("eventbridge-guardduty-low", Sev5);
    let straight = event(&fixture("eventbridge-guardduty-high"));
    let wrapped = event(&fixture("sns-guardduty"));
    assert_eq!(straight.identity(), wrapped.identity(), "though the wrapped one names no source");
    assert!(straight.detail.contains("Seen 17 times"));
    assert!(event(&fixture("eventbridge-guardduty-archived")).muted.is_some());
    severity("eventbridge-malware-found", Sev2);
    ignored("eventbridge-malware-clean");
}

#[test]
fn a_rule_is_broken_until_it_is_kept_or_no_longer_applies() {
    closes("eventbridge-config-rule-broken", "eventbridge-config-rule-kept");
    closes("eventbridge-config-rule-broken", "eventbridge-config-rule-gone");
    severity("eventbridge-config-rule-broken", Sev4);
    assert_eq!(kinds("eventbridge-config-rule-not-checked"), [AlarmKind::NoData]);
    assert_eq!(kinds("eventbridge-config-item"), [Change]);
    ignored("eventbridge-config-rule-still-kept");
}

#[test]
fn a_deployment_is_a_change_and_a_failed_one_an_alert_too() {
    assert_eq!(kinds("eventbridge-codedeploy-start"), [Change]);
    assert_eq!(kinds("eventbridge-codedeploy-stop"), [Change]);
    assert_eq!(kinds("eventbridge-codedeploy-failure"), [Change, Trigger]);
    assert_eq!(kinds("eventbridge-codedeploy-success"), [Change, Resolve]);
    closes("eventbridge-codedeploy-failure", "eventbridge-codedeploy-success");
    closes("eventbridge-codepipeline-failed", "eventbridge-codepipeline-succeeded");
    ignored("eventbridge-codepipeline-action-succeeded");
    assert_eq!(kinds("eventbridge-codebuild-failed"), [Change, Trigger]);
    assert_eq!(kinds("eventbridge-ecs-deployment-failed"), [Change, Trigger]);
    let [change, alert] = &events(&fixture("eventbridge-codedeploy-failure"))[..] else { panic!("two") };
    assert_eq!((change.severity, alert.severity), (None, Some(Sev4)));
    assert_ne!(change.identity(), alert.identity(), "the queue keeps both");
    assert_eq!(change.labels["name"], "storefront/blue-green");
}

#[test]
fn a_stack_that_rolled_back_is_an_alert_until_it_is_updated() {
    assert_eq!(kinds("eventbridge-stack-started"), [Change]);
    assert_eq!(kinds("eventbridge-stack-rolled-back"), [Change, Trigger]);
    closes("eventbridge-stack-rolled-back", "eventbridge-stack-updated");
    closes("eventbridge-stack-failed", "eventbridge-stack-updated");
    assert_eq!(event(&fixture("eventbridge-stack-drifted")).severity, Some(Sev5));
}

#[test]
fn everyday_work_is_reported_when_it_fails_and_when_it_succeeds_again() {
    closes("eventbridge-autoscaling-launch-failed", "eventbridge-autoscaling-launch-well");
    closes("eventbridge-ecs-service-impaired", "eventbridge-ecs-service-steady");
    closes("sns-backup-failed", "sns-backup-completed");
    ignored("eventbridge-glue-running");
    assert_eq!(kinds("eventbridge-rds-failover"), [Trigger]);
    assert_eq!(kinds("eventbridge-rds-backup"), [Change]);
}

#[test]
fn a_budget_s_letter_is_read_and_kept() {
    let events = event(&fixture("sns-budget"));
    assert_eq!(
        events.summary,
        "Budget harbor-monthly: actual $812.40, threshold > $800.00, budgeted $1,000.00"
    );
    assert_eq!(events.labels["budget"], "harbor-monthly");
    assert!(events.detail.starts_with("AWS Budget Notification"));
    let unknown = event(&fixture("sns-budget-unknown-wording"));
    assert_eq!((unknown.severity, unknown.source.as_str()), (Some(Sev4), "aws.budgets"));
}
