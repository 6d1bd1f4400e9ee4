//! Judges the facts: what would keep a page from arriving, what is weaker than it should be, and what to do.
//! Must not look at anything but the facts.

mod people;
mod sms;
#[cfg(test)]
mod tests;

use super::facts::{Checked, Facts};
use super::finding::{About, Finding, Level, worst_first};
use crate::settings::gaps;
use crate::subscription_status::{SubscriptionStatus, Subscriptions, of_any_subscription};
use callout_domain::responder::{BUILT_IN_FALLBACK, Channel, NotificationRules};
use callout_domain::settings::Rules;

/// Every line of the report, worst first.
pub(super) fn judge(facts: &Facts) -> Vec<Finding> {
    let settings = facts.settings.clone().ok().flatten().unwrap_or_default();
    let rules = Rules::build(settings);
    let mut all = of_settings(facts);
    all.extend(unknown(facts));
    all.extend(people::judge(facts, &rules));
    all.push(of_fallback(facts, &rules));
    all.extend(of_schedules(facts, &rules));
    if texts_anybody(facts, &rules) {
        all.extend(sms::judge(&facts.sms));
    }
    worst_first(all)
}

fn of_settings(facts: &Facts) -> Vec<Finding> {
    let about = About::Settings;
    match &facts.settings {
        Ok(Some(_)) => Vec::new(),
        Ok(None) => vec![Finding::new(
            Level::Warning,
            &about,
            "no settings are in force: every page goes to the fallback contact",
            "write infra/config, then `callout apply`",
        )],
        Err(why) => vec![Finding::new(
            Level::Error,
            &about,
            format!("the settings in force cannot be read: {why}"),
            "if the table answers, `callout apply` puts them in force again",
        )],
    }
}

/// What nobody could look at, a line each.
fn unknown(facts: &Facts) -> Vec<Finding> {
    let looks: [(&str, Option<&String>); 3] = [
        ("which contacts were verified", facts.verifications.as_ref().err()),
        ("who listens to the responders' topics", facts.topics.as_ref().err()),
        ("at the latest pages", facts.attempts.as_ref().err()),
    ];
    let line = |(what, why): (&str, Option<&String>)| Some(Finding::unknown(&About::Settings, what, why?));
    looks.into_iter().filter_map(line).collect()
}

fn of_fallback(facts: &Facts, rules: &Rules) -> Finding {
    let about = About::Fallback;
    let subscriptions = match &facts.fallback {
        Ok(subscriptions) => subscriptions,
        Err(why) => return Finding::unknown(&about, "who listens to its topic", why),
    };
    // Where the settings name somebody, the template's own contact is needed only when the settings fail.
    let (level, when) = match rules.fallback_responder().as_str() {
        BUILT_IN_FALLBACK => (Level::Error, "a page that nobody takes reaches nobody"),
        _ => (Level::Warning, "if the settings cannot be read, a page reaches nobody"),
    };
    let (reached, best) = reached(subscriptions);
    match best {
        SubscriptionStatus::Active | SubscriptionStatus::NotNeeded => {
            Finding::new(Level::Ok, &about, format!("reached by {}", reached.join(", ")), "")
        }
        SubscriptionStatus::Unconfirmed => Finding::new(
            level,
            &about,
            format!("waits for a confirmation; until then, {when}"),
            "confirm the mail from AWS to FallbackEmail",
        ),
        SubscriptionStatus::Missing | SubscriptionStatus::FilteredOut => Finding::new(
            level,
            &about,
            format!("nobody is subscribed: {when}"),
            "deploy with FallbackEmail or FallbackPhone",
        ),
    }
}

/// Over which contacts the fallback contact is reached, and how well the best of them listens.
fn reached(subscriptions: &Subscriptions) -> (Vec<String>, SubscriptionStatus) {
    let notification_rules = NotificationRules::of_fallback();
    let heard = notification_rules
        .contacts()
        .iter()
        .map(|(name, _)| (name, of_any_subscription(name, subscriptions)));
    let heard: Vec<_> = heard.collect();
    let reached = heard
        .iter()
        .filter(|(_, heard)| *heard == SubscriptionStatus::Active)
        .map(|(name, _)| name.to_string());
    (reached.collect(), heard.iter().map(|(_, heard)| *heard).max().unwrap_or(SubscriptionStatus::Missing))
}

fn of_schedules(facts: &Facts, rules: &Rules) -> Vec<Finding> {
    let line = |(name, message)| {
        let about = About::Schedule(name);
        Finding::new(
            Level::Warning,
            &about,
            message,
            "give somebody that time in schedules.toml, then `callout apply`",
        )
    };
    gaps(rules, facts.now).into_iter().map(line).collect()
}

/// Whether anybody is reached by text message, as far as is known.
fn texts_anybody(facts: &Facts, rules: &Rules) -> bool {
    let mut contacts = rules.settings().responders.values().flat_map(|responder| &responder.contacts);
    let in_settings = contacts.any(|contact| contact.channel == Channel::Sms);
    in_settings || facts.settings.is_err() || over_sms(&facts.fallback)
}

fn over_sms(subscriptions: &Checked<Subscriptions>) -> bool {
    subscriptions.iter().flatten().any(|((protocol, _), _)| protocol == "sms")
}
