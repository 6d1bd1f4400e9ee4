//! One thing that is done to several incidents: each of them once, and what became of it.
//! Must not do it.

use crate::incidents::Listed;
use crate::print;
use anyhow::Result;
use callout_domain::incident::Incident;
use serde::Serialize;
use std::collections::BTreeSet;

/// What became of one of several incidents, for programs.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Outcome<'a> {
    Done(Box<Listed>),
    Failed { incident: &'a str, error: String },
}

/// Each incident that is named once, in the order in which they are named.
pub(super) fn each_once(wanted: &[String]) -> Vec<&str> {
    let mut each: Vec<&str> = Vec::new();
    for one in wanted.iter().map(|one| one.trim_start_matches('#')) {
        if !each.contains(&one) {
            each.push(one);
        }
    }
    each
}

/// The same without those that are named by another of their names before: a note is written once.
pub(super) fn distinct(loaded: Vec<(&str, Result<Incident>)>) -> Vec<(&str, Result<Incident>)> {
    let mut seen = BTreeSet::new();
    let is_new = |(_, found): &(&str, Result<Incident>)| match found {
        Ok(incident) => seen.insert(incident.id.clone()),
        Err(_) => true,
    };
    loaded.into_iter().filter(is_new).collect()
}

/// What failed of so many, as one error. The first is its cause, so that a stack that is not there is found out.
pub(super) fn one_of(failures: Vec<anyhow::Error>, all: usize) -> Result<()> {
    let failed = failures.len();
    let mut failures = failures.into_iter();
    let Some(first) = failures.next() else { return Ok(()) };
    if all == 1 {
        return Err(first);
    }
    failures.for_each(|error| print::aside(format!("{error:#}")));
    Err(first.context(format!("{failed} of {all} failed")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_incident::incident;
    use callout_domain::severity::Severity;

    #[test]
    fn an_incident_named_twice_is_acted_on_once() {
        let wanted = ["7", "#9", "#7", "inc_1"].map(str::to_owned);
        assert_eq!(each_once(&wanted), ["7", "9", "inc_1"]);
    }

    #[test]
    fn an_incident_by_two_names_is_acted_on_once() {
        let seven = || incident(7, "payments", Severity::Sev2, "Errors");
        let nine = || incident(9, "search", Severity::Sev2, "Slow");
        let missing = || Err(anyhow::anyhow!("there is no incident"));
        let loaded = vec![("7", Ok(seven())), ("8", missing()), ("inc_7", Ok(seven())), ("9", Ok(nine()))];
        let names: Vec<&str> = distinct(loaded).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["7", "8", "9"]);
    }

    #[test]
    fn whatever_failed_first_stays_the_cause() {
        let failure = |text: &'static str| anyhow::anyhow!(text).context("reach the table");
        let told = |failures, all| format!("{:#}", one_of(failures, all).unwrap_err());
        let two = vec![failure("ResourceNotFound"), failure("later")];
        assert_eq!(told(two, 3), "2 of 3 failed: reach the table: ResourceNotFound");
        assert_eq!(told(vec![failure("ResourceNotFound")], 1), "reach the table: ResourceNotFound");
        assert!(one_of(Vec::new(), 2).is_ok());
    }

    #[test]
    fn what_became_of_each_is_told_to_programs_in_one_list() {
        let failed = Outcome::Failed { incident: "9", error: "there is no incident 9".to_owned() };
        let told = serde_json::to_string(&[failed]).unwrap();
        assert_eq!(told, r#"[{"incident":"9","error":"there is no incident 9"}]"#);
    }
}
