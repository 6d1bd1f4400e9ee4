//! Which incidents somebody wants to see, and in which order.
//! Must not read or print anything.

use crate::addressees::known_responder;
use crate::args::{DeploymentOptions, Incidents};
use crate::clock;
use crate::mine::{concerns, pages};
use crate::teams::services_of_team;
use crate::to_type::{callout, word};
use anyhow::{Result, bail};
use callout_domain::ids::{ResponderName, ServiceName};
use callout_domain::incident::{Incident, Standing, under_targets};
use callout_domain::oncall::nearest;
use callout_domain::settings::{MINE, Rules, Settings};
use callout_domain::severity::Severity;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Which incidents are chosen, and by whom.
#[derive(Debug, Default)]
pub(super) struct Choice {
    open: bool,
    mine: bool,
    services: Vec<String>,
    teams: Vec<String>,
    severities: Vec<Severity>,
    standings: Vec<Standing>,
    /// What titles, reasons, services, numbers or alerts that joined hold.
    words: Vec<String>,
    /// Whose: the name or the words by which somebody is called.
    person: Option<String>,
    /// The last day on which they were opened.
    until: Option<Date>,
    me: Option<ResponderName>,
}

impl Choice {
    /// What a command line says.
    ///
    /// # Errors
    /// Somebody wants what is theirs and does not say who they are, or only what is open and what is resolved.
    pub(super) fn of(common: &DeploymentOptions, args: &Incidents) -> Result<Self> {
        if args.mine && common.on_behalf_of.is_none() {
            bail!("say who you are: `{}`", callout("incidents --mine --as NAME"));
        }
        if args.team.iter().any(|team| team == MINE) && common.on_behalf_of.is_none() {
            bail!("say who you are: `{}`", callout("incidents --team mine --as NAME"));
        }
        if (args.open || args.watch) && args.status.contains(&Standing::Resolved) {
            bail!("--open and --watch show nothing that is resolved: leave them out, or `--status resolved`");
        }
        Ok(Self {
            open: args.open || args.watch,
            mine: args.mine,
            services: args.service.clone(),
            teams: args.team.clone(),
            severities: args.severity.clone(),
            standings: args.status.clone(),
            words: args.text.clone(),
            person: args.person.clone(),
            until: args.until,
            me: common.on_behalf_of.as_deref().map(ResponderName::from),
        })
    }

    /// Whether nothing is left out.
    pub(super) fn is_everything(&self) -> bool {
        let Self { mine, services, teams, severities, standings, words, person, until, .. } = self;
        !mine
            && person.is_none()
            && until.is_none()
            && services.is_empty()
            && teams.is_empty()
            && severities.is_empty()
            && standings.is_empty()
            && words.is_empty()
    }

    /// Whether nothing is wanted that is over.
    pub(super) fn only_open(&self) -> bool {
        self.open || (!self.standings.is_empty() && !self.standings.contains(&Standing::Resolved))
    }

    /// Before which time they were opened: the end of the last day, by this machine's clock.
    pub(super) fn end(&self) -> Option<Timestamp> {
        let next = self.until?.tomorrow().and_then(|next| next.to_zoned(clock::zone()));
        Some(next.map_or(Timestamp::MAX, |next| next.timestamp()))
    }

    /// Refuses names that nobody knows. While settings cannot be read, nobody is known: then every name may be right.
    pub(super) fn check(&self, rules: &Rules, incidents: &[Incident]) -> Result<()> {
        if rules.are_unreadable() {
            return Ok(());
        }
        let settings = rules.settings();
        // For the rest the name only says who is called "you".
        if let Some(me) = self.me.as_ref().filter(|_| self.mine || self.teams.iter().any(|team| team == MINE))
        {
            known_responder(settings, me)?;
        }
        if let Some(person) = &self.person {
            known_responder(settings, &called(person, settings))?;
        }
        for team in &self.teams {
            services_of_team(settings, team, self.me.as_ref())?;
        }
        for service in &self.services {
            let is_known = settings.services.keys().any(|name| name.as_str() == service)
                || incidents.iter().any(|incident| incident.service.as_str() == service);
            if !is_known {
                let known = settings.services.keys().map(ServiceName::as_str);
                match nearest(service, known.clone()) {
                    Some(near) => bail!("there is no service `{service}`; did you mean `{near}`?"),
                    None => bail!(
                        "there is no service `{service}`; there are: {}",
                        known.collect::<Vec<_>>().join(", ")
                    ),
                }
            }
        }
        Ok(())
    }

    /// Leaves what is chosen, the most pressing first.
    pub(super) fn apply(&self, incidents: &mut Vec<Incident>, rules: &Rules) {
        let of_team = |team: &String| rules.settings().services_of_team(team, self.me.as_ref());
        let of_teams: BTreeSet<ServiceName> = self.teams.iter().filter_map(of_team).flatten().collect();
        let is_of_team = |incident: &Incident| self.teams.is_empty() || of_teams.contains(&incident.service);
        let person = self.person.as_ref().map(|person| called(person, rules.settings()));
        let is_of_person =
            |incident: &Incident| person.as_ref().is_none_or(|person| concerns(incident, person));
        incidents.retain(|incident| is_of_team(incident) && is_of_person(incident) && self.takes(incident));
        incidents.sort_by_key(|incident| match incident.is_open() {
            // Whoever waits longest comes first, and of what is over the newest.
            true => (self.urgency(incident), incident.severity, incident.opened_at.as_nanosecond()),
            false => (Urgency::Over, Severity::Sev1, -incident.opened_at.as_nanosecond()),
        });
        *incidents = under_targets(std::mem::take(incidents));
    }

    fn takes(&self, incident: &Incident) -> bool {
        let is_mine = || self.me.as_ref().is_some_and(|me| concerns(incident, me));
        (!self.open || incident.is_open())
            && self.end().is_none_or(|end| incident.opened_at < end)
            && (!self.mine || is_mine())
            && among(&self.services, |service| incident.service.as_str() == service)
            && among(&self.severities, |severity| incident.severity == *severity)
            && among(&self.standings, |standing| incident.standing() == *standing)
            && self.words.iter().all(|word| incident.mentions(word))
    }

    fn urgency(&self, incident: &Incident) -> Urgency {
        match incident.standing() {
            _ if self.me.as_ref().is_some_and(|me| pages(incident, me)) => Urgency::Mine,
            Standing::Triggered => Urgency::NobodyHasIt,
            _ => Urgency::CanWait,
        }
    }

    /// A person as the reader calls them.
    pub(super) fn name(&self, name: &str) -> String {
        if self.me.as_ref().is_some_and(|me| me.as_str() == name) { "you" } else { name }.to_owned()
    }

    /// How many are shown of those that are open, and how many of them nobody has.
    pub(super) fn counted(&self, shown: &[Incident], open: usize) -> String {
        let waiting = shown.iter().filter(|incident| incident.standing() == Standing::Triggered).count();
        let incidents = if open == 1 { "incident" } else { "incidents" };
        let matching = if shown.len() == 1 { "matches" } else { "match" };
        match self.is_everything() {
            true => format!("{open} open {incidents}, {waiting} not acknowledged."),
            false => {
                format!("{} of {open} open {incidents} {matching}, {waiting} not acknowledged.", shown.len())
            }
        }
    }

    /// The words of a command line that chooses the same.
    pub(super) fn words(&self) -> String {
        let standing = |it: &Standing| it.as_str().to_owned();
        let option = |name: &str, values: Vec<String>| {
            (!values.is_empty()).then(|| format!("--{name} {}", word(&values.join(","))))
        };
        let who = self.me.as_ref().filter(|_| self.mine);
        let team = self.me.as_ref().filter(|_| !self.mine && self.teams.iter().any(|team| team == MINE));
        let options = [
            self.open.then(|| "--open".to_owned()),
            option("service", self.services.clone()),
            option("team", self.teams.clone()),
            option("severity", self.severities.iter().map(Severity::to_string).collect()),
            option("status", self.standings.iter().map(standing).collect()),
            who.map(|me| format!("--mine --as {}", word(me.as_str()))),
            team.map(|me| format!("--as {}", word(me.as_str()))),
            option("person", self.person.iter().cloned().collect()),
            option("until", self.until.iter().map(ToString::to_string).collect()),
        ];
        let words = self.words.iter().map(|text| word(text)).chain(options.into_iter().flatten());
        words.map(|one| format!(" {one}")).collect()
    }

    /// What is said if there are none.
    pub(super) fn nothing(&self, days: u16) -> String {
        if let Some(until) = self.until.filter(|_| !self.only_open()) {
            return format!("No incident matches of those opened in the {days} days until {until}.");
        }
        match (self.is_everything(), self.only_open()) {
            (true, true) => "No open incidents.".to_owned(),
            (true, false) => format!("No open incidents, and none in the last {days} days."),
            (false, true) => "No open incident matches.".to_owned(),
            (false, false) => format!("No open incident matches, and none of the last {days} days."),
        }
    }
}

/// The name of somebody who is called like this. What is in no settings is a name.
fn called(person: &str, settings: &Settings) -> ResponderName {
    settings.person_called(person).cloned().unwrap_or_else(|| person.into())
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    Mine,
    NobodyHasIt,
    CanWait,
    Over,
}

/// Whether one of several wanted things is there, if any is wanted.
fn among<T>(wanted: &[T], is_there: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(is_there)
}

#[cfg(test)]
mod tests;
