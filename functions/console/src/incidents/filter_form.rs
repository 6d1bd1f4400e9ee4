//! The form above the list: what can be chosen, and what is.

use super::filter::Filter;
use crate::choice::{Choice, MOST_CHOICES};
use crate::session::Session;
use callout_domain::ids::TeamName;
use callout_domain::incident::Standing;
use callout_domain::settings::{MINE, Team};
use callout_domain::severity::Severity;

/// The form above the list.
pub(super) struct FilterForm {
    /// What is chosen, in words; nothing where nothing is left out.
    pub(super) chosen: Vec<String>,
    pub(super) services: Vec<Choice>,
    /// The teams, the reader's own first. None where there are none.
    pub(super) teams: Vec<Choice>,
    pub(super) severities: Vec<Choice>,
    pub(super) statuses: Vec<Choice>,
    pub(super) mine: bool,
    /// Empty where a name is typed.
    pub(super) people: Vec<Choice>,
    pub(super) person: String,
    /// The day as the browser's own field has it; empty for today.
    pub(super) until: String,
    pub(super) text: String,
}

impl FilterForm {
    pub(super) fn of(filter: &Filter, session: &Session) -> Self {
        let services = session.rules.settings().services.iter().map(|(name, service)| Choice {
            value: name.to_string(),
            label: service.title.clone(),
            chosen: name.as_str() == filter.service,
        });
        let team = |(name, team): (&TeamName, &Team)| Choice {
            value: name.to_string(),
            label: team.called(name).to_owned(),
            chosen: name.as_str() == filter.team,
        };
        let mut teams: Vec<Choice> = session.rules.settings().teams.iter().map(team).collect();
        let me = session.actor.name.as_str().into();
        if session.rules.settings().teams_of(&me).next().is_some() {
            let (value, label, chosen) = (MINE.to_owned(), "My team".to_owned(), filter.team == MINE);
            teams.insert(0, Choice { value, label, chosen });
        }
        let severities = Severity::ALL.into_iter().map(|severity| Choice {
            value: severity.to_string(),
            label: severity.to_string(),
            chosen: filter.severity == Some(severity),
        });
        let statuses = Standing::ALL.map(|status| Choice {
            value: status.as_str().to_owned(),
            label: title(status).to_owned(),
            chosen: filter.status == Some(status),
        });
        let all = &session.rules.settings().responders;
        let people = all.iter().filter(|_| all.len() <= MOST_CHOICES).map(|(name, person)| Choice {
            value: name.to_string(),
            label: person.name.clone(),
            chosen: name.as_str() == filter.person,
        });
        let form = Self {
            chosen: Vec::new(),
            services: services.collect(),
            teams,
            severities: severities.collect(),
            statuses: statuses.into(),
            mine: filter.mine,
            people: people.collect(),
            person: filter.person.clone(),
            until: filter.until.map(|until| until.to_string()).unwrap_or_default(),
            text: filter.text.clone(),
        };
        Self { chosen: form.in_words(filter), ..form }
    }

    fn in_words(&self, filter: &Filter) -> Vec<String> {
        let label = |choices: &[Choice], value: &str| {
            let known = choices.iter().find(|choice| choice.chosen).map(|choice| choice.label.clone());
            known.or_else(|| (!value.is_empty()).then(|| value.to_owned()))
        };
        let person = label(&self.people, &self.person);
        let until = filter.until.map(|until| format!("opened until {}", until.strftime("%-d %b %Y")));
        let all = [
            self.mine.then(|| "Mine".to_owned()),
            label(&self.teams, &filter.team),
            label(&self.services, &filter.service),
            label(&self.severities, ""),
            label(&self.statuses, ""),
            person.map(|person| format!("paged {person} or theirs")),
            until,
            (!self.text.is_empty()).then(|| format!("“{}”", self.text)),
        ];
        all.into_iter().flatten().collect()
    }
}

fn title(status: Standing) -> &'static str {
    match status {
        Standing::Triggered => "Triggered",
        Standing::Held => "Held",
        Standing::Acknowledged => "Acknowledged",
        Standing::Merged => "Merged",
        Standing::Resolved => "Resolved",
    }
}
