//! One change of a change set, and which changes are always refused.
//! Must not let through what could cost the table, the buckets or the link key.

use anyhow::{Result, bail};
use aws_sdk_cloudformation::types::{
    ChangeAction, Replacement, RequiresRecreation, ResourceAttribute, ResourceChange,
};
use serde::Serialize;

/// Holds what nobody can make again: incidents and settings, pages and postmortems, and the key of links already sent.
const IRREPLACEABLE: [&str; 3] = ["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SecretsManager::Secret"];

/// A new index changes both. Change sets then say that the table may be replaced, for they do not see whether an attribute
/// is added, which replaces nothing, or edited (CloudFormation template reference, `AWS::DynamoDB::Table`,
/// `AttributeDefinitions`: "Replacement if you edit an existing `AttributeDefinition`"). CloudFormation cannot replace a table
/// of a fixed name, and the stack policy forbids it.
const OF_INDEXES: [&str; 2] = ["AttributeDefinitions", "GlobalSecondaryIndexes"];

/// What happens to a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    /// It is deleted, or let go of.
    Remove,
    /// Another takes its place.
    Replace,
    /// Another may take its place; CloudFormation knows only when it does it.
    MayReplace,
    /// It changes.
    Change,
    /// One that is there already becomes the stack's.
    Adopt,
    /// It is made.
    Add,
}

impl Action {
    /// As people read it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Remove => "remove",
            Self::Replace => "replace",
            Self::MayReplace => "may replace",
            Self::Change => "change",
            Self::Adopt => "adopt",
            Self::Add => "add",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Change {
    pub(crate) action: Action,
    /// The resource's name in the template.
    pub(crate) logical_id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// The properties and attributes that change; one that is why the resource is replaced ends in an exclamation mark.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) what: Vec<String>,
}

impl Change {
    /// As AWS tells it.
    pub(crate) fn of(change: &ResourceChange) -> Self {
        let action = match (change.action(), change.replacement()) {
            (Some(ChangeAction::Add), _) => Action::Add,
            (Some(ChangeAction::Import), _) => Action::Adopt,
            (Some(ChangeAction::Remove), _) => Action::Remove,
            (_, Some(Replacement::True)) => Action::Replace,
            (Some(ChangeAction::Modify), None | Some(Replacement::False)) => Action::Change,
            (Some(ChangeAction::Modify), Some(Replacement::Conditional)) if is_of_indexes(change) => {
                Action::Change
            }
            // Conditional, or an action that is settled while it runs.
            _ => Action::MayReplace,
        };
        Self {
            action,
            logical_id: change.logical_resource_id().unwrap_or_default().to_owned(),
            kind: change.resource_type().unwrap_or_default().to_owned(),
            what: what(change),
        }
    }

    fn is_refused(&self) -> bool {
        let loses = matches!(self.action, Action::Remove | Action::Replace | Action::MayReplace);
        loses && IRREPLACEABLE.contains(&self.kind.as_str())
    }
}

/// Whether nothing but indexes of a table is why it might be replaced.
fn is_of_indexes(change: &ResourceChange) -> bool {
    let targets = change.details().iter().filter_map(|detail| detail.target());
    let mut causes = targets
        .filter(|target| target.requires_recreation().is_none_or(|it| *it != RequiresRecreation::Never))
        .peekable();
    change.resource_type() == Some("AWS::DynamoDB::Table")
        && causes.peek().is_some()
        && causes.all(|cause| {
            cause.attribute() == Some(&ResourceAttribute::Properties)
                && cause.name().is_some_and(|name| OF_INDEXES.contains(&name))
        })
}

fn what(change: &ResourceChange) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for target in change.details().iter().filter_map(|detail| detail.target()) {
        let attribute = target.attribute().unwrap_or(&ResourceAttribute::Properties);
        let name = match target.name() {
            Some(name) if *attribute == ResourceAttribute::Properties => name,
            _ => attribute.as_str(),
        };
        let replaces = target.requires_recreation().is_some_and(|it| *it != RequiresRecreation::Never);
        let shown = if replaces { format!("{name}!") } else { name.to_owned() };
        if !all.contains(&shown) {
            all.push(shown);
        }
    }
    all
}

/// Refuses changes that could cost what cannot be made again, whoever agrees to them.
///
/// # Errors
/// There are such, with what to do.
pub(crate) fn check(changes: &[Change]) -> Result<()> {
    let refused: Vec<String> = changes.iter().filter(|change| change.is_refused()).map(sentence).collect();
    if refused.is_empty() {
        return Ok(());
    }
    bail!(
        "nothing was changed: this would {}. The table holds every incident and setting, the buckets hold the status \
         page and postmortems, the link key opens every page already sent: this command never replaces or removes \
         them. Undo that part of the change; to move to a new table, deploy a second stack beside this one",
        refused.join(", and ")
    )
}

fn sentence(change: &Change) -> String {
    let why = if change.what.is_empty() { String::new() } else { format!(": {}", change.what.join(", ")) };
    let verb = if change.action == Action::MayReplace { "perhaps replace" } else { change.action.word() };
    format!("{verb} {} ({}{why})", change.logical_id, change.kind)
}

/// The kinds of resources that are never replaced or removed.
pub(crate) fn is_irreplaceable(kind: &str) -> bool {
    IRREPLACEABLE.contains(&kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_cloudformation::types::{ResourceChangeDetail, ResourceTargetDefinition};

    fn told(action: ChangeAction, replacement: Option<Replacement>, kind: &str) -> Change {
        of(action, replacement, kind, &[("KeySchema", RequiresRecreation::Always)])
    }

    fn of(
        action: ChangeAction,
        replacement: Option<Replacement>,
        kind: &str,
        causes: &[(&str, RequiresRecreation)],
    ) -> Change {
        let detail = |(name, recreates): &(&str, RequiresRecreation)| {
            let target = ResourceTargetDefinition::builder().attribute(ResourceAttribute::Properties);
            let target = target.name(*name).requires_recreation(recreates.clone());
            ResourceChangeDetail::builder().target(target.build()).build()
        };
        let change = ResourceChange::builder().action(action).set_replacement(replacement);
        let change = change.set_details(Some(causes.iter().map(detail).collect()));
        Change::of(&change.logical_resource_id("It").resource_type(kind).build())
    }

    /// Whether a table that may be replaced for these properties is let through.
    fn check_table(causes: &[(&str, RequiresRecreation)], expected: bool) {
        let conditional = Some(Replacement::Conditional);
        let change = of(ChangeAction::Modify, conditional.clone(), "AWS::DynamoDB::Table", causes);
        assert_eq!(check(&[change]).is_ok(), expected, "{causes:?}");
        for (action, kind) in
            [(ChangeAction::Dynamic, "AWS::DynamoDB::Table"), (ChangeAction::Modify, "AWS::S3::Bucket")]
        {
            assert!(check(&[of(action, conditional.clone(), kind, causes)]).is_err(), "{kind} {causes:?}");
        }
    }

    #[test]
    fn a_new_index_is_let_through_and_nothing_else_that_may_replace_the_table() {
        use RequiresRecreation::{Always, Conditionally, Never};
        let attributes = ("AttributeDefinitions", Conditionally);
        let indexes = ("GlobalSecondaryIndexes", Conditionally);
        check_table(std::slice::from_ref(&attributes), true);
        check_table(&[attributes.clone(), indexes], true);
        check_table(&[attributes.clone(), ("GlobalSecondaryIndexes", Never), ("Tags", Never)], true);
        check_table(&[attributes.clone(), ("KeySchema", Always)], false);
        check_table(&[attributes, ("TableName", Conditionally)], false);
        check_table(&[("Tags", Never)], false);
        check_table(&[], false);
    }

    #[test]
    fn nothing_may_cost_what_cannot_be_made_again() {
        for kind in IRREPLACEABLE {
            for lost in [
                told(ChangeAction::Modify, Some(Replacement::True), kind),
                told(ChangeAction::Modify, Some(Replacement::Conditional), kind),
                told(ChangeAction::Remove, None, kind),
                told(ChangeAction::Dynamic, None, kind),
                told(ChangeAction::from("SomethingNew"), None, kind),
            ] {
                let refusal = check(&[lost]).unwrap_err().to_string();
                assert!(refusal.contains("nothing was changed") && refusal.contains(kind), "{refusal}");
            }
            for kept in [
                told(ChangeAction::Add, None, kind),
                told(ChangeAction::Import, None, kind),
                told(ChangeAction::Modify, Some(Replacement::False), kind),
            ] {
                check(&[kept]).unwrap();
            }
        }
        check(&[told(ChangeAction::Remove, None, "AWS::SQS::Queue")]).unwrap();
    }

    #[test]
    fn what_replaces_a_resource_is_marked() {
        let change = told(ChangeAction::Modify, Some(Replacement::True), "AWS::SQS::Queue");
        assert_eq!((change.action, change.what), (Action::Replace, vec!["KeySchema!".to_owned()]));
    }
}
