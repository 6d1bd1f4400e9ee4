//! What is looked at before a silence is written: whether it can hold anything, and whether one like it is there.
//!
//! Must not write anything.

use anyhow::{Result, bail};
use callout_domain::matcher::{Matcher, Op, Pattern};
use callout_domain::oncall::nearest;
use callout_domain::settings::Settings;
use callout_domain::severity::Severity;
use callout_domain::suppression::{SilenceSettings, Span, SpanState};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Refuses matchers that hold for no alarm, and returns what may be meant otherwise.
pub(super) fn doubts(matchers: &[Matcher], settings: &Settings) -> Result<Vec<String>> {
    let known = labels(settings);
    let mut doubts = Vec::new();
    for matcher in matchers {
        refuse(matcher, settings)?;
        let label = matcher.field.strip_prefix("label.").unwrap_or(&matcher.field);
        if known.contains(label) || PREFIXES.iter().any(|prefix| label.starts_with(prefix)) {
            continue;
        }
        let near = nearest(label, known.iter().map(String::as_str));
        let meant = near.map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
        doubts.push(format!(
            "Neither AWS's alarms nor your routes have a label `{label}`: if no tool sends it, this silence holds nothing.{meant}"
        ));
    }
    Ok(doubts)
}

/// Refuses a service that does not exist, and the severity, which routes give an alarm after it was matched.
fn refuse(matcher: &Matcher, settings: &Settings) -> Result<()> {
    let value = matcher.value.as_str();
    let matches = |text: &str| match matcher.op {
        Op::Equal => text == value,
        Op::Like => Pattern::compile(value).is_ok_and(|pattern| pattern.matches(text)),
        Op::NotEqual | Op::NotLike => true,
    };
    let severities = [Severity::Sev1, Severity::Sev2, Severity::Sev3, Severity::Sev4, Severity::Sev5];
    match matcher.field.as_str() {
        "service" if !settings.services.keys().any(|name| matches(name.as_str())) => {
            match nearest(value, settings.services.keys().map(|name| name.as_str())) {
                Some(near) => bail!("there is no service `{value}`; did you mean `{near}`?"),
                None => bail!("there is no service `{value}`"),
            }
        }
        "severity"
            if value.to_ascii_uppercase().starts_with("SEV")
                && severities.iter().any(|it| matches(&it.to_string())) =>
        {
            bail!(
                "a silence cannot match the severity that routes give an alarm; match its service, as in service=\"NAME\", or what \
                 its source says"
            )
        }
        _ => Ok(()),
    }
}

/// What matchers can name beside labels.
const FIELDS: [&str; 5] = ["source", "summary", "dedup_key", "detail", "service"];
/// Labels that have names of their own behind a dot.
const PREFIXES: [&str; 2] = ["tag.", "dimension."];
/// Labels of AWS's alarms and events, and those that nearly every tool has.
const USUAL: [&str; 22] = [
    "account",
    "alarm",
    "alertname",
    "application",
    "cluster",
    "environment",
    "event",
    "format",
    "from",
    "host",
    "instance",
    "job",
    "metric",
    "name",
    "namespace",
    "reason",
    "region",
    "severity",
    "state",
    "status",
    "subject",
    "urgency",
];

/// What a matcher can name, as far as it is known: fields, the usual labels, and those of the settings' routes and tests.
fn labels(settings: &Settings) -> BTreeSet<String> {
    let usual = FIELDS.into_iter().chain(USUAL).map(str::to_owned);
    let tests = settings.tests.iter().filter_map(|test| test.event.as_ref());
    let tested = tests.flat_map(|event| event.labels.0.keys().cloned());
    let routes = settings.routes.iter().flat_map(|route| route.matches.matchers().unwrap_or_default());
    usual.chain(tested).chain(routes.map(|matcher| matcher.field)).collect()
}

/// A silence that is there already.
#[derive(Debug)]
pub(super) struct Same<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// The zone of its times.
    pub(super) zone: &'a str,
    /// When it ends.
    pub(super) until: Timestamp,
}

/// A silence that holds the same alarms when another is to begin, and is not over.
pub(super) fn same<'a>(
    matchers: &[Matcher],
    settings: &'a Settings,
    (from, now): (Timestamp, Timestamp),
) -> Option<Same<'a>> {
    settings.silences.iter().filter(|(_, silence)| is_same(silence, matchers)).find_map(|(name, silence)| {
        let span = Span::compile(silence.span()).ok().filter(|span| span.state(now) != SpanState::Over)?;
        // What begins later leaves a time in which nothing is held.
        let has_begun = span.start().is_none_or(|start| start <= from);
        let until = span.end().filter(|until| has_begun && *until >= from)?;
        Some(Same { name, zone: silence.zone.as_deref().unwrap_or("UTC"), until })
    })
}

fn is_same(silence: &SilenceSettings, matchers: &[Matcher]) -> bool {
    let sorted = |all: &[Matcher]| all.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    let theirs = silence.matches.matchers().unwrap_or_default();
    silence.recurring.is_empty() && sorted(&theirs) == sorted(matchers)
}
