//! What belongs to which team.
//!
//! Must not page anybody: that is a policy's.

use super::Settings;
use super::team::Team;
use crate::escalation::Target;
use crate::ids::{PolicyName, ResponderName, ScheduleName, ServiceName, TeamName};
use std::collections::BTreeSet;

/// The word for the teams of whoever asks.
pub const MINE: &str = "mine";

impl Settings {
    /// The teams that somebody belongs to.
    pub fn teams_of(&self, who: &ResponderName) -> impl Iterator<Item = (&TeamName, &Team)> {
        self.teams.iter().filter(move |(_, team)| team.members.contains(who))
    }

    /// The teams that answer for a service.
    pub fn teams_of_service(&self, service: &ServiceName) -> impl Iterator<Item = (&TeamName, &Team)> {
        self.teams.iter().filter(move |(_, team)| team.services.contains(service))
    }

    /// The services of a team; with the word `mine`, of all teams of whoever asks. None if there is no such team.
    pub fn services_of_team(&self, team: &str, me: Option<&ResponderName>) -> Option<BTreeSet<ServiceName>> {
        if team == MINE {
            let mine = me.into_iter().flat_map(|me| self.teams_of(me));
            return Some(mine.flat_map(|(_, team)| team.services.iter().cloned()).collect());
        }
        let team = self.teams.get(&TeamName::from(team))?;
        Some(team.services.iter().cloned().collect())
    }

    /// The schedules by which people are paged for some services.
    pub fn schedules_of_services(&self, services: &BTreeSet<ServiceName>) -> BTreeSet<ScheduleName> {
        let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
        for service in services.iter().filter_map(|name| self.services.get(name)) {
            self.find_schedules(&service.policy, &mut seen, &mut found);
        }
        found
    }

    /// Visits policies that refer to each other in a circle only once.
    fn find_schedules<'a>(
        &'a self,
        policy: &'a PolicyName,
        seen: &mut BTreeSet<&'a PolicyName>,
        found: &mut BTreeSet<ScheduleName>,
    ) {
        if !seen.insert(policy) {
            return;
        }
        let levels = self.policies.get(policy).into_iter().flat_map(|policy| &policy.levels);
        for target in levels.flat_map(|level| &level.page) {
            match target {
                Target::Schedule(name) | Target::Next(name) | Target::Everyone(name) => {
                    found.insert(name.clone());
                }
                Target::Policy(name) => self.find_schedules(name, seen, found),
                Target::Responder(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: &str = "
        [teams]
        pay = { title = 'Payments', members = ['ana', 'ben'], services = ['checkout', 'cards'] }
        find = { members = ['ben'], services = ['search'] }
        [services]
        checkout = { title = 'Checkout', policy = 'day' }
        search = { title = 'Search', policy = 'loop' }
        [policies]
        day = { levels = [{ page = ['schedule:first', 'responder:ana'], delay = '5m' }, { page = ['policy:loop'], delay = '5m' }] }
        loop = { levels = [{ page = ['next:second'], delay = '5m' }, { page = ['policy:day'], delay = '5m' }] }
    ";

    fn check(team: &str, me: Option<&str>, expected: Option<&[&str]>) {
        let settings: Settings = toml::from_str(SETTINGS).unwrap();
        let found = settings.services_of_team(team, me.map(ResponderName::from).as_ref());
        let expected = expected.map(|names| names.iter().map(|name| ServiceName::from(*name)).collect());
        assert_eq!(found, expected, "{team} {me:?}");
    }

    #[test]
    fn a_team_answers_for_its_services_and_mine_are_those_of_all_my_teams() {
        check("pay", None, Some(&["cards", "checkout"]));
        check(MINE, Some("ana"), Some(&["cards", "checkout"]));
        check(MINE, Some("ben"), Some(&["cards", "checkout", "search"]));
        check(MINE, Some("cho"), Some(&[]));
        check(MINE, None, Some(&[]));
        check("payments", None, None);
    }

    #[test]
    fn the_schedules_of_services_are_found_through_policies_that_name_each_other() {
        let settings: Settings = toml::from_str(SETTINGS).unwrap();
        let of = |service: &str| settings.schedules_of_services(&[service.into()].into());
        assert_eq!(of("checkout"), ["first".into(), "second".into()].into());
        assert_eq!(of("cards"), [].into(), "it is in no settings");
    }
}
