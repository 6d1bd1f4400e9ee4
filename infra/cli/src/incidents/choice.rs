//! Which incidents somebody wants to see, and in which order.
//! Must not read or print anything.

use crate::addressees::known_responder;
use crate::args::{DeploymentOptions, Incidents, Standing};
use crate::mine::{concerns, pages};
use crate::to_type::{callout, word};
use anyhow::{Result, bail};
use callout_domain::ids::{ResponderName, ServiceName};
use callout_domain::incident::{Incident, Status};
use callout_domain::oncall::nearest;
use callout_domain::settings::Rules;
use callout_domain::severity::Severity;
use clap::ValueEnum as _;

/// Which incidents are chosen, and by whom.
#[derive(Debug, Default)]
pub(super) struct Choice {
    open: bool,
    mine: bool,
    services: Vec<String>,
    severities: Vec<Severity>,
    standings: Vec<Standing>,
    /// What titles, services or numbers hold, in small letters.
    words: Vec<String>,
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
        if (args.open || args.watch) && args.status.contains(&Standing::Resolved) {
            bail!("--open and --watch show nothing that is resolved: leave them out, or `--status resolved`");
        }
        Ok(Self {
            open: args.open || args.watch,
            mine: args.mine,
            services: args.service.clone(),
            severities: args.severity.clone(),
            standings: args.status.clone(),
            words: args.text.iter().map(|word| word.to_lowercase()).collect(),
            me: common.on_behalf_of.as_deref().map(ResponderName::from),
        })
    }

    /// Whether nothing is left out.
    pub(super) fn is_everything(&self) -> bool {
        let Self { mine, services, severities, standings, words, .. } = self;
        !mine && services.is_empty() && severities.is_empty() && standings.is_empty() && words.is_empty()
    }

    /// Whether nothing is wanted that is over.
    pub(super) fn only_open(&self) -> bool {
        self.open || (!self.standings.is_empty() && !self.standings.contains(&Standing::Resolved))
    }

    /// Refuses names that nobody knows. While settings cannot be read, nobody is known: then every name may be right.
    pub(super) fn check(&self, rules: &Rules, incidents: &[Incident]) -> Result<()> {
        if rules.are_unreadable() {
            return Ok(());
        }
        let settings = rules.settings();
        // For the rest the name only says who is called "you".
        if let Some(me) = self.me.as_ref().filter(|_| self.mine) {
            known_responder(settings, me)?;
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
    pub(super) fn apply(&self, incidents: &mut Vec<Incident>) {
        incidents.retain(|incident| self.takes(incident));
        incidents.sort_by_key(|incident| match incident.is_open() {
            // Whoever waits longest comes first, and of what is over the newest.
            true => (self.urgency(incident), incident.severity, incident.opened_at.as_nanosecond()),
            false => (Urgency::Over, Severity::Sev1, -incident.opened_at.as_nanosecond()),
        });
    }

    fn takes(&self, incident: &Incident) -> bool {
        let text = format!("#{} {} {}", incident.number, incident.service, incident.service_title);
        let text = format!("{text} {}", incident.title).to_lowercase();
        let is_mine = || self.me.as_ref().is_some_and(|me| concerns(incident, me));
        (!self.open || incident.is_open())
            && (!self.mine || is_mine())
            && among(&self.services, |service| incident.service.as_str() == service)
            && among(&self.severities, |severity| incident.severity == *severity)
            && among(&self.standings, |standing| stands(incident, *standing))
            && self.words.iter().all(|word| text.contains(word))
    }

    fn urgency(&self, incident: &Incident) -> Urgency {
        match incident.status {
            _ if self.me.as_ref().is_some_and(|me| pages(incident, me)) => Urgency::Mine,
            Status::Triggered if incident.hold.is_none() => Urgency::NobodyHasIt,
            _ => Urgency::CanWait,
        }
    }

    /// A person as the reader calls them.
    pub(super) fn name(&self, name: &str) -> String {
        if self.me.as_ref().is_some_and(|me| me.as_str() == name) { "you" } else { name }.to_owned()
    }

    /// How many are shown of those that are open, and how many of them nobody has.
    pub(super) fn counted(&self, shown: &[Incident], open: usize) -> String {
        let waiting = shown.iter().filter(|incident| stands(incident, Standing::Triggered)).count();
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
        let standing = |it: &Standing| it.to_possible_value().map(|it| it.get_name().to_owned());
        let option = |name: &str, values: Vec<String>| {
            (!values.is_empty()).then(|| format!("--{name} {}", word(&values.join(","))))
        };
        let who = self.me.as_ref().filter(|_| self.mine);
        let options = [
            self.open.then(|| "--open".to_owned()),
            option("service", self.services.clone()),
            option("severity", self.severities.iter().map(Severity::to_string).collect()),
            option("status", self.standings.iter().filter_map(standing).collect()),
            who.map(|me| format!("--mine --as {}", word(me.as_str()))),
        ];
        let words = self.words.iter().map(|text| word(text)).chain(options.into_iter().flatten());
        words.map(|one| format!(" {one}")).collect()
    }

    /// What is said if there are none.
    pub(super) fn nothing(&self, days: u16) -> String {
        match (self.is_everything(), self.only_open()) {
            (true, true) => "No open incidents.".to_owned(),
            (true, false) => format!("No open incidents, and none in the last {days} days."),
            (false, true) => "No open incident matches.".to_owned(),
            (false, false) => format!("No open incident matches, and none of the last {days} days."),
        }
    }
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

fn stands(incident: &Incident, standing: Standing) -> bool {
    match standing {
        Standing::Triggered => incident.status == Status::Triggered && incident.hold.is_none(),
        Standing::Held => incident.status == Status::Triggered && incident.hold.is_some(),
        Standing::Acknowledged => incident.status == Status::Acknowledged,
        Standing::Resolved => incident.status == Status::Resolved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Cli, Command};
    use crate::sample_incident::incident;
    use callout_domain::incident::{Hold, HoldReason};
    use clap::Parser as _;

    /// The numbers of what is chosen, in order.
    fn chosen(choice: &Choice) -> Vec<u64> {
        let mut all = vec![
            incident(1, "payments", Severity::Sev2, "Errors at checkout"),
            incident(2, "search", Severity::Sev1, "Search is slow"),
            incident(3, "payments", Severity::Sev3, "Disk of db-1 fills"),
            incident(4, "search", Severity::Sev1, "Index is old"),
        ];
        all[0].paged = ["ana".into()].into();
        all[2].paged = ["ben".into()].into();
        all[3].status = Status::Resolved;
        choice.apply(&mut all);
        all.iter().map(|incident| incident.number).collect()
    }

    #[test]
    fn what_waits_for_me_comes_first_then_the_worst() {
        assert_eq!(chosen(&Choice::default()), [2, 1, 3, 4]);
        let ben = Choice { me: Some("ben".into()), ..Choice::default() };
        assert_eq!(chosen(&ben), [3, 2, 1, 4]);
        assert_eq!(chosen(&Choice { mine: true, ..ben }), [3]);
    }

    #[test]
    fn people_choose_by_service_severity_status_and_text() {
        let services = Choice { services: vec!["payments".to_owned()], ..Choice::default() };
        assert_eq!(chosen(&services), [1, 3]);
        let severities = Choice { severities: vec![Severity::Sev1], open: true, ..Choice::default() };
        assert_eq!(chosen(&severities), [2]);
        let standings = Choice { standings: vec![Standing::Resolved], ..Choice::default() };
        assert_eq!(chosen(&standings), [4]);
        assert!(!standings.only_open());
        let words = |words: &[&str]| Choice {
            words: words.iter().map(|&it| it.to_owned()).collect(),
            ..Choice::default()
        };
        assert_eq!(chosen(&words(&["search", "slow"])), [2]);
        assert_eq!(chosen(&words(&["#3"])), [3]);
    }

    #[test]
    fn what_is_held_waits_for_nobody_and_what_is_not_chosen_is_counted_too() {
        let mut all = [1, 2, 3].map(|number| incident(number, "payments", Severity::Sev2, "Errors"));
        let until = all[1].opened_at;
        all[1].hold = Some(Hold { until, by: HoldReason::Mute { why: "night".to_owned() } });
        all[2].status = Status::Acknowledged;
        assert_eq!(Choice::default().counted(&all, 3), "3 open incidents, 1 not acknowledged.");
        let some = Choice { services: vec!["payments".to_owned()], ..Choice::default() };
        assert_eq!(some.counted(&all[..2], 10), "2 of 10 open incidents match, 1 not acknowledged.");
        assert_eq!(some.counted(&all[..1], 1), "1 of 1 open incident matches, 1 not acknowledged.");
    }

    /// The choice of a command line.
    fn choice(words: &str) -> Result<Choice> {
        let cli = Cli::try_parse_from(["callout", "incidents"].into_iter().chain(words.split_whitespace()))?;
        let Command::Incidents(args) = &cli.command else { bail!("no list") };
        Choice::of(&cli.common, args)
    }

    #[test]
    fn a_hint_to_list_more_chooses_the_same() {
        for words in [
            "",
            " checkout --service payments,search --severity SEV1,SEV2 --status triggered,held",
            " --open",
            " --mine --as ana",
        ] {
            assert_eq!(choice(words).unwrap().words().replace("'", ""), words);
        }
    }

    #[test]
    fn what_is_open_and_resolved_is_nothing() {
        assert!(choice("--status resolved").is_ok());
        for words in ["--open --status resolved", "--watch --status triggered,resolved"] {
            assert!(choice(words).unwrap_err().to_string().contains("nothing that is resolved"), "{words}");
        }
    }

    #[test]
    fn a_service_that_nobody_knows_is_refused_with_what_may_be_meant() {
        let settings =
            toml::from_str("[services.payments]\ntitle = \"Payments\"\npolicy = \"payments\"").unwrap();
        let rules = Rules::build(settings);
        let choice = Choice { services: vec!["paymets".to_owned()], ..Choice::default() };
        let told = choice.check(&rules, &[]).unwrap_err().to_string();
        assert_eq!(told, "there is no service `paymets`; did you mean `payments`?");
        assert!(choice.check(&Rules::unreadable(), &[]).is_ok());
    }

    #[test]
    fn only_what_is_mine_needs_a_name_that_is_known() {
        let rules = Rules::build(callout_domain::settings::Settings::default());
        let choice = |mine| Choice { me: Some("ana".into()), mine, ..Choice::default() };
        assert!(choice(false).check(&rules, &[]).is_ok(), "the whole list is there for everybody");
        assert!(choice(true).check(&rules, &[]).is_err());
        assert!(choice(true).check(&Rules::unreadable(), &[]).is_ok());
    }
}
