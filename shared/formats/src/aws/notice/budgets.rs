//! AWS Budgets: actual or forecasted spending above a threshold.
//!
//! Budgets never sends a resolve: people resolve its alerts.

use super::event::{event, field};
use crate::aws::envelope::Envelope;
use callout_domain::alarm::{AlarmEvent, AlarmKind, Link};
use callout_domain::severity::Severity;

/// The first words of its texts.
const BEGINS: &str = "AWS Budget Notification";

/// Source `aws.budgets`; labels `budget`, `alert` (`ACTUAL` or `FORECASTED`) and `account`. An alert is one threshold
/// of one budget.
pub(super) fn read(text: &str, envelope: &Envelope) -> Option<AlarmEvent> {
    text.trim_start().starts_with(BEGINS).then_some(())?;
    let account = text.lines().find_map(|line| line.trim().strip_prefix("AWS Account ")).map(str::trim);
    let account = account.or(envelope.arn.as_ref().map(|arn| arn.account.as_str())).unwrap_or("unknown");
    let subject = envelope.subject.as_deref();
    let budget = field(text, "Budget Name").or_else(|| subject.and_then(named_in));
    let alert = field(text, "Alert Type").unwrap_or("");
    let threshold = field(text, "Alert Threshold").unwrap_or("");
    let key = ["budget", account, budget.unwrap_or(""), alert, threshold].join("#");
    let mut event = event("aws.budgets", text, envelope, key, AlarmKind::Trigger);
    event.summary = summary(text, budget, alert, threshold)
        .or(subject.map(str::to_owned))
        .unwrap_or_else(|| "AWS Budgets sent an alert".to_owned());
    event.severity = Some(Severity::Sev4);
    event.links = vec![Link {
        text: "Budgets in the console".to_owned(),
        href: "https://console.aws.amazon.com/billing/home#/budgets".to_owned(),
    }];
    let labels = [("account", account), ("budget", budget.unwrap_or("")), ("alert", alert)];
    let labels = labels.into_iter().filter(|(_, value)| !value.is_empty());
    event.labels.extend(labels.map(|(name, value)| (name.to_owned(), value.to_owned())));
    Some(event)
}

/// `Budget payments-monthly: actual $85.00, threshold > $80.00, budgeted $100.00`
fn summary(text: &str, budget: Option<&str>, alert: &str, threshold: &str) -> Option<String> {
    let amount =
        field(text, &format!("{alert} Amount")).map(|amount| format!("{} {amount}", alert.to_lowercase()));
    let threshold = (!threshold.is_empty()).then(|| format!("threshold {threshold}"));
    let budgeted = field(text, "Budgeted Amount").map(|amount| format!("budgeted {amount}"));
    let known: Vec<String> = [amount, threshold, budgeted].into_iter().flatten().collect();
    (!known.is_empty()).then_some(())?;
    Some(format!("Budget {}: {}", budget?, known.join(", ")))
}

/// `AWS Budgets: payments-monthly has exceeded your alert threshold`
fn named_in(subject: &str) -> Option<&str> {
    let (name, _) = subject.strip_prefix("AWS Budgets:")?.split_once(" has ")?;
    Some(name.trim()).filter(|name| !name.is_empty())
}
