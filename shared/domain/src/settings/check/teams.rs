//! Validates teams.

use super::problem::{problem, unknown};
use crate::oncall::Problem;
use crate::settings::{MINE, Settings, Team};

pub(super) fn check(settings: &Settings, found: &mut Vec<Problem>) {
    for (name, team) in &settings.teams {
        let name = name.as_str();
        if name == MINE {
            let message = "means the teams of whoever asks; give the team another name";
            found.push(problem(&["teams", name], message.into()));
        }
        check_members(name, team, settings, found);
        check_services(name, team, settings, found);
    }
}

fn check_members(name: &str, team: &Team, settings: &Settings, found: &mut Vec<Problem>) {
    let path = ["teams", name, "members"];
    if team.members.is_empty() {
        found.push(problem(&path, "nobody belongs to it; write members = [\"NAME\"] with responders".into()));
    }
    for (index, member) in team.members.iter().enumerate() {
        let path = [path[0], path[1], path[2], &index.to_string()];
        if team.members[..index].contains(member) {
            found.push(problem(&path, format!("`{member}` stands there twice; leave one out")));
        }
        if !settings.responders.contains_key(member) {
            let known = settings.responders.keys().map(|name| name.as_str());
            found.push(unknown(&path, "responder", member.as_str(), known));
        }
    }
}

fn check_services(name: &str, team: &Team, settings: &Settings, found: &mut Vec<Problem>) {
    for (index, service) in team.services.iter().enumerate() {
        let path = ["teams", name, "services", &index.to_string()];
        if team.services[..index].contains(service) {
            found.push(problem(&path, format!("`{service}` stands there twice; leave one out")));
        }
        if !settings.services.contains_key(service) {
            let known = settings.services.keys().map(|name| name.as_str());
            found.push(unknown(&path, "service", service.as_str(), known));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Settings, problems};

    fn check(team: &str, expected: &[&str]) {
        let text = format!(
            "fallback = 'ana'\nroutes = [{{ name = 'all', service = 'web' }}]\n\
             services.web = {{ title = 'Web', policy = 'web' }}\n\
             policies.web = {{ levels = [{{ page = ['responder:ana'], delay = '5m' }}] }}\n\
             [responders.ana]\nname = 'Ana'\ncontacts = [{{ channel = 'sms', address = '+15550100' }}]\n[teams]\n{team}"
        );
        let settings: Settings = toml::from_str(&text).unwrap();
        let found: Vec<String> = problems(&settings).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{team}");
    }

    #[test]
    fn a_team_names_people_and_services_that_there_are() {
        check("web = { members = ['ana'], services = ['web'] }", &[]);
        check("web = { members = ['ana'] }", &[]);
        check(
            "web = { members = ['anna', 'ana', 'ana'], services = ['wep', 'web', 'web'] }",
            &[
                "teams.web.members.0: there is no responder `anna`; did you mean `ana`?",
                "teams.web.members.2: `ana` stands there twice; leave one out",
                "teams.web.services.0: there is no service `wep`; did you mean `web`?",
                "teams.web.services.2: `web` stands there twice; leave one out",
            ],
        );
        check(
            "mine = { services = ['web'] }",
            &[
                "teams.mine: means the teams of whoever asks; give the team another name",
                "teams.mine.members: nobody belongs to it; write members = [\"NAME\"] with responders",
            ],
        );
    }
}
