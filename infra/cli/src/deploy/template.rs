//! The template as it is deployed: code in the package bucket, and the table named as `ImportExistingResources` needs it.
//! Must not change anything else: what is written down is what is deployed.

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

/// The functions whose code the template names, in its order.
pub(crate) fn functions(template: &str) -> Vec<String> {
    template.lines().filter_map(function_of).map(str::to_owned).collect()
}

/// The template with each function's code found where `code_uri` says.
pub(super) fn deployable(template: &str, table: TableName<'_>, code_uri: impl Fn(&str) -> String) -> String {
    let mut body = String::with_capacity(template.len());
    for line in template.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        match (function_of(line), table) {
            (Some(function), _) => body.push_str(&format!("{indent}CodeUri: {}", code_uri(function))),
            (None, TableName::Literal(name)) if line.trim() == TABLE_NAME => {
                body.push_str(&format!("{indent}TableName: \"{name}\""));
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
        let deployed =
            deployable(template, TableName::Derived, |function| format!("s3://code/1/{function}.zip"));
        assert_eq!(deployed, expected);
    }

    #[test]
    fn the_table_is_named_word_for_word_and_nothing_else_changes() {
        let deployed = deployable(TEMPLATE, TableName::Literal("prod"), |_| "s3://code/x".to_owned());
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
}
