//! `CloudFormation`'s texts to a stack's topic: lines like `ResourceStatus='CREATE_FAILED'`.
//!
//! A failed stack opens an alert, its next success ends it; each end of a stack is a change. What happens to its resources is
//! left to the stack's own end. Source:
//! <https://repost.aws/knowledge-center/cloudformation-rollback-email>

use super::event::event;
use crate::aws::envelope::Envelope;
use crate::aws::outcome::{self, Outcome};
use crate::parsed::{Ignored, Parsed};
use callout_domain::alarm::AlarmKind::{self, Change, Resolve, Trigger};
use callout_domain::severity::Severity;

/// Source `aws.cloudformation`; labels `name` and `state`.
pub(super) fn read(text: &str, envelope: &Envelope) -> Option<Vec<Parsed>> {
    let (id, name) = (value(text, "StackId")?, value(text, "StackName")?);
    let state = value(text, "ResourceStatus")?;
    let is_stack = value(text, "ResourceType") == Some("AWS::CloudFormation::Stack")
        && value(text, "PhysicalResourceId").is_none_or(|resource| resource == id);
    if !is_stack {
        return Some(vec![Parsed::Ignored(Ignored::AllWell {
            what: format!("a part of stack {name}: {state}"),
        })]);
    }
    let kinds: &[AlarmKind] = match outcome::of(state) {
        Some(Outcome::Failure) | None => &[Change, Trigger],
        Some(Outcome::Success) => &[Change, Resolve],
        Some(Outcome::Unfinished) => &[Change],
    };
    let why = value(text, "ResourceStatusReason").map(|why| format!(": {why}")).unwrap_or_default();
    let one = |kind: &AlarmKind| {
        let mut event = event("aws.cloudformation", text, envelope, id.to_owned(), *kind);
        event.summary = format!("CloudFormation {name}: {}{why}", state.replace('_', " ").to_lowercase());
        event.severity = (*kind == Trigger).then_some(Severity::Sev4);
        event.labels.insert("name".to_owned(), name.to_owned());
        event.labels.insert("state".to_owned(), state.to_owned());
        event.into()
    };
    Some(kinds.iter().map(one).collect())
}

/// The value on a line `name='value'`.
fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut values = text.lines().filter_map(|line| {
        let value = line.trim().strip_prefix(name)?.strip_prefix("='")?;
        Some(value.strip_suffix('\'').unwrap_or(value))
    });
    values.find(|value| !value.is_empty())
}
