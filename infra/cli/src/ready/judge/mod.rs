//! Judges the facts: what would keep a page from arriving, what is weaker than it should be, and what to do.
//! Must not look at anything but the facts.

mod people;
mod sms;
#[cfg(test)]
mod tests;

use super::facts::{Facts, Looked};
use super::finding::{About, Finding, Level, worst_first};
use crate::heard::{Heard, Listeners, by_anybody};
use crate::settings::gaps;
use callout_domain::responder::{BUILT_IN_FALLBACK, Channel, Ladder};
use callout_domain::settings::Rules;

/// Every line of the report, worst first.
pub(super) fn judge(facts: &Facts) -> Vec<Finding> {
    let settings = facts.settings.clone().ok().flatten().unwrap_or_default();
    let rules = Rules::build(settings);
    let mut all = of_settings(facts);
    all.extend(unknown(facts));
    all.extend(people::judge(facts, &rules));
    all.push(of_last_resort(facts, &rules));
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
            Level::Weak,
            &about,
            "no settings are in force: every page goes to the last resort",
            "write infra/config, then `callout apply`",
        )],
        Err(why) => vec![Finding::new(
            Level::Broken,
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

fn of_last_resort(facts: &Facts, rules: &Rules) -> Finding {
    let about = About::LastResort;
    let listeners = match &facts.last_resort {
        Ok(listeners) => listeners,
        Err(why) => return Finding::unknown(&about, "who listens to its topic", why),
    };
    // Where the settings name somebody, the template's own contact is needed only when the settings fail.
    let (level, when) = match rules.last_resort().as_str() {
        BUILT_IN_FALLBACK => (Level::Broken, "a page that nobody takes reaches nobody"),
        _ => (Level::Weak, "if the settings cannot be read, a page reaches nobody"),
    };
    let (reached, best) = reached(listeners);
    match best {
        Heard::Yes | Heard::Elsewhere => {
            Finding::new(Level::Fine, &about, format!("reached by {}", reached.join(", ")), "")
        }
        Heard::Unconfirmed => Finding::new(
            level,
            &about,
            format!("waits for a confirmation; until then, {when}"),
            "confirm the mail from AWS to FallbackEmail",
        ),
        Heard::Missing | Heard::Deaf => Finding::new(
            level,
            &about,
            format!("nobody is subscribed: {when}"),
            "deploy with FallbackEmail or FallbackPhone",
        ),
    }
}

/// Over which contacts the last resort is reached, and how well the best of them listens.
fn reached(listeners: &Listeners) -> (Vec<String>, Heard) {
    let ladder = Ladder::of_fallback();
    let heard = ladder.contacts().iter().map(|(name, _)| (name, by_anybody(name, listeners)));
    let heard: Vec<_> = heard.collect();
    let reached = heard.iter().filter(|(_, heard)| *heard == Heard::Yes).map(|(name, _)| name.to_string());
    (reached.collect(), heard.iter().map(|(_, heard)| *heard).max().unwrap_or(Heard::Missing))
}

fn of_schedules(facts: &Facts, rules: &Rules) -> Vec<Finding> {
    let line = |(name, message)| {
        let about = About::Schedule(name);
        Finding::new(
            Level::Weak,
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
    in_settings || facts.settings.is_err() || over_sms(&facts.last_resort)
}

fn over_sms(listeners: &Looked<Listeners>) -> bool {
    listeners.iter().flatten().any(|((protocol, _), _)| protocol == "sms")
}
