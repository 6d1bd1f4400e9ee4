//! The template as it is deployed: code in the package bucket, and the table named as `ImportExistingResources` needs it.
//! Must not change anything else: what is written down is what is deployed.

/// The table's place in the template.
const TABLE: &str = "  Table:";

/// What becomes of the table with the stack, as the template has it: deleted if the first try fails.
const DELETED_IF_NEW: &str = "DeletionPolicy: RetainExceptOnCreate";

/// What becomes of one that was there before: a first try that fails must not delete it. `ImportExistingResources` takes
/// both (CloudFormation user guide, "Import AWS resources into a CloudFormation stack automatically").
const KEPT: &str = "DeletionPolicy: Retain";

/// How the template names the table.
const TABLE_NAME: &str = "TableName: !Ref AWS::StackName";

/// How the table's name is spelled in what is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TableName<'a> {
    /// As in the template: derived from the stack.
    Derived,
    /// Word for word. A table that is there already is adopted only by such a name (CloudFormation user guide, "Import AWS
    /// resources into a CloudFormation stack automatically": dynamic names are not supported).
    Literal(&'a str),
}

impl<'a> TableName<'a> {
    /// As the stack's own template has it: spelled otherwise, a change set might take the table for renamed.
    pub(super) fn as_in(deployed: Option<&str>, stack: &'a str) -> Self {
        match deployed {
            Some(template) if template.contains(TABLE_NAME) => Self::Derived,
            _ => Self::Literal(stack),
        }
    }
}

/// The table as it is spelled in what is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Table<'a> {
    name: TableName<'a>,
    /// Whether it was there before the stack.
    is_adopted: bool,
}

impl<'a> Table<'a> {
    /// As the stack's own template has it; of a new stack, as it adopts one or not.
    pub(super) fn as_in(deployed: Option<&str>, stack: &'a str, adopts: bool) -> Self {
        let kept = deployed.is_some_and(|template| of_table(template).any(|line| line.trim() == KEPT));
        Self { name: TableName::as_in(deployed, stack), is_adopted: adopts || kept }
    }
}

/// The lines of the template about the table.
fn of_table(template: &str) -> impl Iterator<Item = &str> {
    let lines = template.lines().skip_while(|line| *line != TABLE).skip(1);
    lines.take_while(|line| line.is_empty() || line.starts_with("   "))
}

/// The functions whose code the template names, in its order.
pub(crate) fn functions(template: &str) -> Vec<String> {
    template.lines().filter_map(function_of).map(str::to_owned).collect()
}

/// The template with each function's code found where `code_uri` says.
pub(super) fn deployable(template: &str, table: Table<'_>, code_uri: impl Fn(&str) -> String) -> String {
    let mut body = String::with_capacity(template.len());
    let mut in_table = false;
    for line in template.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        if indent.len() == 2 {
            in_table = line == TABLE;
        }
        match (function_of(line), table.name) {
            (Some(function), _) => body.push_str(&format!("{indent}CodeUri: {}", code_uri(function))),
            (None, TableName::Literal(name)) if line.trim() == TABLE_NAME => {
                body.push_str(&format!("{indent}TableName: \"{name}\""));
            }
            _ if in_table && table.is_adopted && line.trim() == DELETED_IF_NEW => {
                body.push_str(&format!("{indent}{KEPT}"));
            }
            _ => body.push_str(line),
        }
        body.push('\n');
    }
    body
}

/// `CodeUri: ../target/lambda/triage/bootstrap.zip` is about `triage`.
fn function_of(line: &str) -> Option<&str> {
    let path = line.trim().strip_prefix("CodeUri: ")?;
    path.strip_suffix("/bootstrap.zip")?.rsplit('/').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = include_str!("../../../template.yaml");

    #[test]
    fn the_template_names_every_function() {
        let found = functions(TEMPLATE);
        assert!(found.len() >= 10, "{found:?}");
        ["alarm-intake", "triage", "notify"]
            .into_iter()
            .for_each(|name| assert!(found.iter().any(|function| function == name), "{found:?}"));
    }

    #[test]
    fn code_is_found_where_it_was_uploaded() {
        let template = "  A:\n    CodeUri: ../target/lambda/triage/bootstrap.zip\n    Timeout: 15\n";
        let expected = "  A:\n    CodeUri: s3://code/1/triage.zip\n    Timeout: 15\n";
        let table = Table { name: TableName::Derived, is_adopted: false };
        let deployed = deployable(template, table, |function| format!("s3://code/1/{function}.zip"));
        assert_eq!(deployed, expected);
    }

    #[test]
    fn the_table_is_named_word_for_word_and_nothing_else_changes() {
        let deployed = deployable(TEMPLATE, Table::as_in(None, "prod", false), |_| "s3://code/x".to_owned());
        assert!(deployed.contains("      TableName: \"prod\"\n"));
        assert!(!deployed.contains("../target") && !deployed.contains(TABLE_NAME));
        let differs =
            TEMPLATE.lines().zip(deployed.lines()).filter(|(before, after)| before != after).count();
        assert_eq!(differs, functions(TEMPLATE).len() + 1);
    }

    #[test]
    fn a_deployed_stack_keeps_the_spelling_that_it_has() {
        assert_eq!(TableName::as_in(Some(TEMPLATE), "prod"), TableName::Derived, "deployed with the AWS CLI");
        assert_eq!(TableName::as_in(Some("TableName: \"prod\""), "prod"), TableName::Literal("prod"));
        assert_eq!(TableName::as_in(None, "prod"), TableName::Literal("prod"));
    }

    #[test]
    fn a_table_that_was_there_before_outlives_a_first_try_that_fails() {
        let deployed = |table| deployable(TEMPLATE, table, |_| "s3://code/x".to_owned());
        let kept = |template: &str| of_table(template).filter(|line| line.trim() == KEPT).count();
        let adopted = deployed(Table::as_in(None, "prod", true));
        assert_eq!(kept(&adopted), 1);
        assert_eq!(
            adopted.matches(DELETED_IF_NEW).count() + 1,
            TEMPLATE.matches(DELETED_IF_NEW).count(),
            "of nothing else"
        );
        assert_eq!(kept(&deployed(Table::as_in(None, "prod", false))), 0);
        let again = deployed(Table::as_in(Some(&adopted), "prod", false));
        assert_eq!(again, adopted, "the next deployment changes nothing");
    }
}
