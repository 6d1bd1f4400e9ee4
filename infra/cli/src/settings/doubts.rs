//! What is no fault of settings, and seldom what somebody meant.
//! Must not complain about what others report: a fault, a gap, an empty level.

use callout_domain::delay::Delay;
use callout_domain::escalation::{Level, Target};
use callout_domain::ids::{PolicyName, ResponderName};
use callout_domain::oncall::read_instant;
use callout_domain::responder::{Access, Responder, Urgency};
use callout_domain::settings::Settings;
use callout_domain::severity::Severity;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A doubt, with its place in the settings.
pub(super) type Doubt = (Vec<String>, String);

/// All of them.
pub(super) fn doubts(settings: &Settings, now: Timestamp) -> Vec<Doubt> {
    let late = late_rules(settings).into_iter().chain(future_layers(settings, now));
    let late = late.chain(shadowed_routes(settings)).chain(conditional_policies(settings));
    late.chain(observers_on_call(settings)).collect()
}

fn path(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|&key| key.to_owned()).collect()
}

/// Rules by which somebody hears of a page only when their level is over.
fn late_rules(settings: &Settings) -> Vec<Doubt> {
    let late = |(name, responder): (&ResponderName, &Responder)| {
        let rules = responder.notify.rules(Urgency::High).iter();
        let first = rules.map(|rule| rule.after).min()?;
        let (policy, level, delay) = shortest_level_of(settings, name)?;
        (first >= delay).then(|| {
            let message = format!(
                "{name} hears of a page only after {:#}, when level {} of policy {policy} is over (after {:#}); give one contact no \
                 `after`",
                first.0,
                level + 1,
                delay.0
            );
            (path(&["responders", name.as_str(), "notify", "high"]), message)
        })
    };
    settings.responders.iter().filter_map(late).collect()
}

/// Of the levels that page somebody, the one that goes on first.
fn shortest_level_of<'a>(
    settings: &'a Settings,
    who: &ResponderName,
) -> Option<(&'a PolicyName, usize, Delay)> {
    let mentions = |target: &Target| match target {
        Target::Responder(name) => name == who,
        Target::Schedule(name) | Target::Next(name) | Target::Everyone(name) => {
            let schedule = settings.schedules.get(name);
            schedule.is_some_and(|it| it.mentions().iter().any(|(_, mentioned)| *mentioned == who))
        }
        Target::Policy(_) => false,
    };
    let levels = settings.policies.iter().flat_map(|(name, policy)| {
        policy.levels.iter().enumerate().map(move |(index, level)| (name, index, level))
    });
    let theirs = levels.filter(|(_, _, level): &(_, _, &Level)| level.page.iter().any(mentions));
    theirs.map(|(name, index, level)| (name, index, level.delay)).min_by_key(|(_, _, delay)| *delay)
}

/// Layers whose first turn is still to come, and which have people on call before it.
fn future_layers(settings: &Settings, now: Timestamp) -> Vec<Doubt> {
    let mut found = Vec::new();
    for (name, schedule) in &settings.schedules {
        let zone = TimeZone::get(&schedule.zone).unwrap_or(TimeZone::UTC);
        for (index, layer) in schedule.layers.iter().enumerate() {
            let start = layer.start.as_deref().filter(|_| layer.effective_from.is_none());
            let Some(start) = start.filter(|start| read_instant(start, &zone).is_ok_and(|at| at > now))
            else {
                continue;
            };
            let message = format!(
                "begins in the future, and is on call already: earlier turns are counted backwards. If it is to begin then, \
                 write effective_from = \"{start}\" beside it"
            );
            found.push((path(&["schedules", name.as_str(), "layers", &index.to_string(), "start"]), message));
        }
    }
    found
}

/// Routes after one that takes every alarm.
fn shadowed_routes(settings: &Settings) -> Option<Doubt> {
    let takes_all = settings
        .routes
        .iter()
        .position(|route| route.matches.is_empty() && route.service.is_some() && !route.continues)?;
    let after = settings.routes.len() - takes_all - 1;
    (after > 0).then(|| {
        let name = &settings.routes[takes_all].name;
        let message =
            format!("`{name}` takes every alarm, so that the {after} after it take none; put it last, or give it a match");
        (path(&["routes", &takes_all.to_string()]), message)
    })
}

/// Policies that page nobody of their own for most severities.
fn conditional_policies(settings: &Settings) -> Vec<Doubt> {
    let least = |level: &Level| level.condition.as_ref().and_then(|condition| condition.severity);
    let conditional = settings.policies.iter().filter_map(|(name, policy)| {
        let all: Option<Vec<Severity>> = policy.levels.iter().map(least).collect();
        let least = all?.into_iter().max().filter(|least| *least < Severity::Sev5)?;
        let message = format!(
            "every level is for {least} or worse: anything smaller goes straight to the fallback contact; leave `when` out of one"
        );
        Some((path(&["policies", name.as_str(), "levels"]), message))
    });
    conditional.collect()
}

/// People who only look, and are paged.
fn observers_on_call(settings: &Settings) -> Vec<Doubt> {
    let on_call = |(name, responder): (&ResponderName, &Responder)| {
        let is_observer = responder.access == Access::Observer;
        let place = is_observer.then(|| where_on_call(settings, name)).flatten()?;
        let message = format!(
            "{name} is in {place} and has access = \"observer\": pages reach them, and the link in a page works, but the console shows \
             them no button; write access = \"responder\", or put somebody else on call"
        );
        Some((path(&["responders", name.as_str(), "access"]), message))
    };
    settings.responders.iter().filter_map(on_call).collect()
}

fn where_on_call(settings: &Settings, who: &ResponderName) -> Option<String> {
    let mut schedules = settings.schedules.iter();
    let schedule = schedules.find(|(_, it)| it.mentions().iter().any(|(_, mentioned)| *mentioned == who));
    let is_paged = |level: &Level| level.page.contains(&Target::Responder(who.clone()));
    let policy = || settings.policies.iter().find(|(_, policy)| policy.levels.iter().any(is_paged));
    let schedule = schedule.map(|(name, _)| format!("schedule {name}"));
    schedule.or_else(|| policy().map(|(name, _)| format!("policy {name}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: &str = r#"
        fallback = "ana"
        [responders.ana]
        name = "Ana"
        contacts = [{ channel = "sms", address = "+15550100" }]
        notify.high = [{ contact = "sms", after = "2h" }]
        [schedules.web]
        zone = "UTC"
        layers = [{ name = "all", turns = ["ana"], every = "1 week", start = "2027-06-07T09:00" }]
        [policies.web]
        levels = [{ page = ["schedule:web"], delay = "5m", when = { severity = "SEV1" } }]
        [services.web]
        title = "Web"
        policy = "web"
        [[routes]]
        name = "all"
        service = "web"
        [[routes]]
        name = "never"
        service = "web"
        match = { alarm = "x" }
    "#;

    #[test]
    fn what_was_hardly_meant_is_said_with_its_place() {
        let settings: Settings = toml::from_str(SETTINGS).unwrap();
        let now = "2026-11-29T03:00:00Z".parse().unwrap();
        let found = doubts(&settings, now);
        let places: Vec<String> = found.iter().map(|(path, _)| path.join(".")).collect();
        let expected =
            ["responders.ana.notify.high", "schedules.web.layers.0.start", "routes.0", "policies.web.levels"];
        assert_eq!(places, expected);
        assert!(
            found[0].1.contains("only after 2h, when level 1 of policy web is over (after 5m)"),
            "{}",
            found[0].1
        );
        let sound = SETTINGS
            .replace(", after = \"2h\"", "")
            .replace("2027-06-07T09:00", "2026-06-01T09:00")
            .replace(", when = { severity = \"SEV1\" }", "")
            .replace("[[routes]]\n        name = \"never\"\n        service = \"web\"\n        match = { alarm = \"x\" }", "");
        assert_eq!(doubts(&toml::from_str(&sound).unwrap(), now), []);
        let of_all = sound.replace("delay = \"5m\"", "delay = \"5m\", when = { severity = \"SEV5\" }");
        assert_ne!(of_all, sound);
        assert_eq!(doubts(&toml::from_str(&of_all).unwrap(), now), [], "SEV5 or worse is everything");
    }

    #[test]
    fn whoever_only_looks_is_hardly_meant_to_be_on_call() {
        let settings = |page: &str| -> Settings {
            let text = format!(
                "[responders]\nana = {{ name = 'Ana', contacts = [] }}\nobi = {{ name = 'Obi', contacts = [], access = 'observer' }}\n\
                 [policies.web]\nlevels = [{{ page = ['responder:{page}'], delay = '5m' }}]"
            );
            toml::from_str(&text).unwrap()
        };
        let now = "2026-11-29T03:00:00Z".parse().unwrap();
        assert_eq!(doubts(&settings("ana"), now), []);
        let found = doubts(&settings("obi"), now);
        assert_eq!(found[0].0.join("."), "responders.obi.access");
        assert!(
            found[0].1.starts_with("obi is in policy web and has access = \"observer\""),
            "{}",
            found[0].1
        );
        let mut on_schedule = settings("ana");
        let text = "zone = 'UTC'\nlayers = [{ name = 'all', turns = ['obi'], every = '1 week', start = '2026-06-01T09:00' }]";
        on_schedule.schedules.insert("web".into(), toml::from_str(text).unwrap());
        assert!(doubts(&on_schedule, now)[0].1.starts_with("obi is in schedule web"));
    }
}
