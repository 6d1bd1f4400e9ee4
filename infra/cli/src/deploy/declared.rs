//! The parameters that a template declares, and whether values keep to them: CloudFormation says so only after everything was
//! uploaded, and of a pattern shows nothing but the pattern.
//! Must not refuse what CloudFormation would take.

use super::parameters::Asked;
use anyhow::{Context, Result, bail};
use regex::Regex;
use saphyr::{LoadableYamlNode as _, Scalar, Yaml};
use std::collections::BTreeMap;

/// What a template says of a parameter's values.
#[derive(Debug, Default)]
struct Parameter {
    pattern: Option<String>,
    allowed: Vec<String>,
    least: Option<f64>,
    most: Option<f64>,
    shortest: Option<usize>,
    longest: Option<usize>,
    is_number: bool,
    /// What a value must be, in words.
    constraint: Option<String>,
}

/// Checks the values that somebody named.
///
/// # Errors
/// The template cannot be read, it has no such parameter, or the parameter takes no such value.
pub(super) fn check_values(template: &str, asked: &Asked, previous: &BTreeMap<String, String>) -> Result<()> {
    let declared = parameters(template).context("read the template's parameters")?;
    let unknown: Vec<&str> =
        asked.given.keys().filter(|name| !declared.contains_key(*name)).map(String::as_str).collect();
    if !unknown.is_empty() {
        bail!(
            "nothing was changed: the template has no parameter {}; it has {}",
            unknown.join(", "),
            declared.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
        );
    }
    let values = asked.values(previous);
    let refused = values.iter().filter_map(|(name, value)| {
        let parameter = declared.get(name).filter(|parameter| !parameter.takes(value))?;
        Some(format!("{name} {}, and `{value}` is not", parameter.rule()))
    });
    let refused: Vec<String> = refused.collect();
    match refused.is_empty() {
        true => Ok(()),
        false => bail!("nothing was changed: {}", refused.join("; ")),
    }
}

impl Parameter {
    fn of(node: &Yaml<'_>) -> Self {
        let text = |name| field(node, name).and_then(text_of);
        let number = |name| text(name).and_then(|text| text.parse().ok());
        let length = |name| text(name).and_then(|text| text.parse().ok());
        let allowed = field(node, "AllowedValues").and_then(|list| list.as_sequence());
        Self {
            pattern: text("AllowedPattern"),
            allowed: allowed.into_iter().flatten().filter_map(text_of).collect(),
            least: number("MinValue"),
            most: number("MaxValue"),
            shortest: length("MinLength"),
            longest: length("MaxLength"),
            is_number: text("Type").as_deref() == Some("Number"),
            constraint: text("ConstraintDescription"),
        }
    }

    fn takes(&self, value: &str) -> bool {
        // CloudFormation matches the whole value. What this cannot read, CloudFormation judges.
        let pattern = self.pattern.as_ref().and_then(|pattern| Regex::new(&format!("^(?:{pattern})$")).ok());
        let number: Option<f64> = value.parse().ok();
        let length = value.chars().count();
        pattern.is_none_or(|pattern| pattern.is_match(value))
            && (self.allowed.is_empty() || self.allowed.iter().any(|allowed| allowed == value))
            && (!self.is_number || number.is_some())
            && self.least.is_none_or(|least| number.is_some_and(|number| number >= least))
            && self.most.is_none_or(|most| number.is_some_and(|number| number <= most))
            && self.shortest.is_none_or(|shortest| length >= shortest)
            && self.longest.is_none_or(|longest| length <= longest)
    }

    fn rule(&self) -> String {
        match &self.constraint {
            Some(constraint) => constraint.clone(),
            None if !self.allowed.is_empty() => format!("must be one of {}", self.allowed.join(", ")),
            None => "must be what its Description says".to_owned(),
        }
    }
}

fn parameters(template: &str) -> Result<BTreeMap<String, Parameter>> {
    let documents = Yaml::load_from_str(template)?;
    let all = documents.first().and_then(|document| field(document, "Parameters"));
    let all = all.and_then(|all| all.as_mapping()).context("it has no Parameters")?;
    let named = all.iter().filter_map(|(name, node)| Some((name.as_str()?.to_owned(), Parameter::of(node))));
    Ok(named.collect())
}

fn field<'a, 'b>(node: &'a Yaml<'b>, name: &str) -> Option<&'a Yaml<'b>> {
    let mut all = node.as_mapping()?.iter();
    all.find(|(key, _)| key.as_str() == Some(name)).map(|(_, value)| value)
}

fn text_of(node: &Yaml<'_>) -> Option<String> {
    match node {
        Yaml::Value(Scalar::String(text)) => Some(text.to_string()),
        Yaml::Value(Scalar::Integer(number)) => Some(number.to_string()),
        Yaml::Value(Scalar::FloatingPoint(number)) => Some(number.to_string()),
        Yaml::Value(Scalar::Boolean(is)) => Some(is.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = include_str!("../../../template.yaml");

    fn told(name: &str, value: &str) -> String {
        let given = [(name.to_owned(), value.to_owned())].into();
        let asked = Asked { given, ..Asked::default() };
        check_values(TEMPLATE, &asked, &BTreeMap::new())
            .map_or_else(|error| error.to_string(), |()| String::new())
    }

    #[test]
    fn values_that_cloudformation_would_refuse_are_told_in_words() {
        for (name, value) in [
            ("FallbackPhone", "0171 234567"),
            ("FallbackEmail", "team"),
            ("DrillSchedule", "at night"),
            ("LinkBaseUrl", "http://go.example.com/"),
            ("LogRetentionDays", "45"),
            ("SmsSpendWarning", "much"),
            ("WebhooksReservedConcurrency", "-1"),
            ("StatusPageCdn", "yes"),
            ("StatusPageDomain", "https://status.example.com"),
        ] {
            let told = told(name, value);
            assert!(told.contains(&format!("{name} must be ")) && told.contains(value), "{told}");
        }
    }

    #[test]
    fn values_that_it_takes_pass() {
        for (name, value) in [
            ("FallbackPhone", "+12125551234"),
            ("FallbackPhone", ""),
            ("OpsEmail", "ops@example.com"),
            ("DrillSchedule", "cron(0 3 * * ? *)"),
            ("LogRetentionDays", "30"),
            ("SmsSpendWarning", "2.5"),
            ("VoiceOriginationIdentity", "arn:aws:sms-voice:eu-west-1:111122223333:pool/pool-1"),
            ("RustLog", "info,triage=debug"),
        ] {
            assert_eq!(told(name, value), "", "{name}={value}");
        }
    }

    #[test]
    fn a_parameter_that_does_not_exist_is_refused_with_those_that_do() {
        let told = told("OpsMail", "x");
        assert!(told.contains("no parameter OpsMail; it has AlarmNamePrefix, Architecture"), "{told}");
    }
}
