//! The parameters of a deployment: what is asked for now, what the stack has, what the template says.
//! Must not change a value that nobody named.

use super::call::failed;
use super::site::Site;
use anyhow::Result;
use aws_sdk_cloudformation::types::Parameter;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// Values that somebody named.
    pub(crate) given: BTreeMap<String, String>,
    /// Values for parameters that are empty so far.
    pub(crate) where_empty: BTreeMap<String, String>,
}

impl Asked {
    /// The values that somebody named, and those for what is still empty.
    pub(super) fn values(&self, previous: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let is_empty = |name: &String| previous.get(name).is_none_or(String::is_empty);
        let mut values: BTreeMap<String, String> =
            self.where_empty.iter().filter(|(name, _)| is_empty(name)).map(own).collect();
        values.extend(self.given.iter().map(own));
        values
    }

    /// The value that a parameter will have, as far as it is known before the template is read.
    pub(super) fn effective<'a>(
        &self,
        previous: &'a BTreeMap<String, String>,
    ) -> impl Fn(&str) -> String + use<'a> {
        let values = self.values(previous);
        move |name| values.get(name).or_else(|| previous.get(name)).cloned().unwrap_or_default()
    }
}

fn own((name, value): (&String, &String)) -> (String, String) {
    (name.clone(), value.clone())
}

/// The parameters that the template at an address declares.
pub(super) async fn declared(site: &Site, template_url: &str) -> Result<BTreeSet<String>> {
    let answer = site.cloudformation.get_template_summary().template_url(template_url).send().await;
    let answer = answer.map_err(failed("read the template's parameters"))?;
    Ok(answer.parameters().iter().filter_map(|one| one.parameter_key().map(str::to_owned)).collect())
}

/// The parameters to send: values that are asked for; for the rest, that the stack keeps its own. What the template no
/// longer declares is left out, and what the stack does not have yet takes the template's default.
pub(super) fn to_send(
    declared: &BTreeSet<String>,
    asked: &Asked,
    previous: &BTreeMap<String, String>,
) -> Vec<Parameter> {
    let values = asked.values(previous);
    let parameter = |name: &String| {
        let parameter = Parameter::builder().parameter_key(name);
        match values.get(name) {
            Some(value) => Some(parameter.parameter_value(value).build()),
            None if previous.contains_key(name) => Some(parameter.use_previous_value(true).build()),
            None => None,
        }
    };
    declared.iter().filter_map(parameter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn sent(asked: &Asked, previous: &[(&str, &str)]) -> Vec<String> {
        let declared = ["FallbackEmail", "OpsEmail", "RustLog"].map(str::to_owned).into();
        let sent = to_send(&declared, asked, &map(previous));
        let shown = |one: &Parameter| match one.use_previous_value() {
            Some(true) => format!("{} stays", one.parameter_key().unwrap()),
            _ => format!("{}={}", one.parameter_key().unwrap(), one.parameter_value().unwrap()),
        };
        sent.iter().map(shown).collect()
    }

    #[test]
    fn what_nobody_names_stays_as_it_is() {
        let asked = Asked { given: map(&[("RustLog", "debug")]), where_empty: map(&[]) };
        let previous = [("OpsEmail", "ana@example.com"), ("RustLog", "info"), ("Gone", "x")];
        // FallbackEmail is new: it takes the template's default. Gone is no longer declared.
        assert_eq!(sent(&asked, &previous), ["OpsEmail stays", "RustLog=debug"]);
    }

    #[test]
    fn an_address_fills_only_what_is_empty() {
        let email = map(&[("OpsEmail", "ben@example.com"), ("FallbackEmail", "ben@example.com")]);
        let asked = Asked { given: map(&[]), where_empty: email };
        let new = ["FallbackEmail=ben@example.com", "OpsEmail=ben@example.com"];
        assert_eq!(sent(&asked, &[]), new);
        let previous = [("OpsEmail", "ana@example.com"), ("FallbackEmail", "")];
        assert_eq!(sent(&asked, &previous), ["FallbackEmail=ben@example.com", "OpsEmail stays"]);
        let named = Asked { given: map(&[("OpsEmail", "cleo@example.com")]), ..asked };
        assert_eq!(sent(&named, &previous)[1], "OpsEmail=cleo@example.com");
    }
}
