//! Judges the facts: what would keep a page from arriving, what is weaker than it should be, and what to do.
//! Must not look at anything but the facts.

mod links;
mod mail;
mod numbers;
mod own;
mod passwords;
mod people;
mod report_pages;
mod schedules;
mod sms;
#[cfg(test)]
mod tests;
mod topic;

use super::facts::Facts;
use super::finding::{About, Finding, Level, worst_first};
use crate::to_type::{aws, callout};
use callout_domain::responder::Channel;
use callout_domain::settings::Rules;

/// Every line of the report, worst first.
pub(super) fn judge(facts: &Facts) -> Vec<Finding> {
    let settings = facts.settings.clone().ok().flatten().unwrap_or_default();
    let rules = Rules::build(settings);
    let mut all = of_settings(facts);
    all.extend(unknown(facts));
    all.extend(people::judge(facts, &rules));
    all.extend(own::fallback(facts, &rules));
    all.extend(own::ops(facts));
    all.extend(schedules::judge(facts, &rules));
    all.extend(of_concurrency(facts));
    all.extend(facts.links.iter().map(links::judge));
    all.extend(report_pages::judge(&facts.report_pages));
    all.extend(facts.numbers.iter().flat_map(numbers::judge));
    all.extend(facts.mail.iter().flat_map(mail::judge));
    all.extend(of_the_status_page(facts));
    all.extend(passwords::judge(&facts.status_pages, rules.settings()));
    if texts_anybody(facts, &rules) {
        all.extend(sms::judge(&facts.sms));
    }
    worst_first(all)
}

/// What customers read, and is no longer true.
fn of_the_status_page(facts: &Facts) -> Vec<Finding> {
    let about = About::StatusPage;
    let told = |number: &u64| {
        let end = callout(&format!("status post {number} --phase resolved '…'"));
        let todo = format!("`{}` or `{end}`", callout(&format!("status publish {number}")));
        let what = format!("#{number} is over, and customers read that it goes on");
        Finding::new(Level::Warning, &about, what, todo)
    };
    match &facts.read_as_open {
        Ok(numbers) => numbers.iter().map(told).collect(),
        Err(why) => vec![Finding::unknown(&about, "what customers read", why)],
    }
}

fn of_settings(facts: &Facts) -> Vec<Finding> {
    let about = About::Settings;
    match &facts.settings {
        Ok(Some(_)) => Vec::new(),
        Ok(None) => vec![Finding::new(
            Level::Warning,
            &about,
            "no settings are active: every page goes to the fallback contact",
            format!("write infra/config, then `{}`", callout("apply")),
        )],
        Err(why) if is_denied(why) => vec![Finding::new(
            Level::Warning,
            &about,
            format!("you may not read the active settings: {why}"),
            format!(
                "ask whoever applies the settings to run `{}`, or get dynamodb:GetItem, BatchGetItem and Query on the table",
                callout("ready")
            ),
        )],
        Err(why) => vec![Finding::new(
            Level::Error,
            &about,
            format!("the active settings cannot be read: {why}"),
            format!("if the table answers, run `{}` to activate them again", callout("apply")),
        )],
    }
}

/// Whether IAM refused a look: that says nothing about the table.
fn is_denied(why: &str) -> bool {
    why.contains("AccessDenied") || why.contains("not authorized to perform")
}

/// What nobody could look at, a line each.
fn unknown(facts: &Facts) -> Vec<Finding> {
    let looks: [(&str, Option<&String>); 3] = [
        ("which contacts were verified", facts.verifications.as_ref().err()),
        ("who is subscribed to the responders' topics", facts.topics.as_ref().err()),
        ("at the latest pages", facts.attempts.as_ref().err()),
    ];
    let line = |(what, why): (&str, Option<&String>)| Some(Finding::unknown(&About::Settings, what, why?));
    looks.into_iter().filter_map(line).collect()
}

/// How many functions may run at once. A new account may run ten: a storm, or strangers at the public address, throttle
/// the functions that page (Lambda developer guide, "Lambda quotas").
fn of_concurrency(facts: &Facts) -> Option<Finding> {
    let about = About::Lambda;
    let found = match &facts.concurrency {
        Ok(found) => (*found)?,
        Err(why) => return Some(Finding::unknown(&about, "how many functions may run at once", why)),
    };
    let few = found.limit < ENOUGH || found.unreserved < ENOUGH;
    few.then(|| {
        let what = format!(
            "{} functions may run at once in this account and region, {} of them unreserved: a storm throttles pages",
            found.limit, found.unreserved
        );
        Finding::new(Level::Warning, &about, what, aws(MORE))
    })
}

/// As many as AWS itself keeps unreserved.
const ENOUGH: u32 = 100;
const MORE: &str = "service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 \
                    --desired-value 1000";

/// Whether anybody is reached by text message, as far as is known.
fn texts_anybody(facts: &Facts, rules: &Rules) -> bool {
    let mut contacts = rules.settings().responders.values().flat_map(|responder| &responder.contacts);
    let in_settings = contacts.any(|contact| contact.channel == Channel::Sms);
    let fallback = facts.own.iter().flat_map(|own| own.fallback_phone.subscriptions.keys());
    in_settings || facts.settings.is_err() || fallback.into_iter().any(|(protocol, _)| protocol == "sms")
}
