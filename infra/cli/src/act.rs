//! Commands that change incidents: load, decide, commit, say what happened.

mod several;

use crate::addressees::known_responder;
use crate::args::{Ack, DeploymentOptions, Resolve, Snooze};
use crate::deployment::Deployment;
use crate::incidents::Listed;
use crate::mine::pages;
use crate::operator::signature;
use crate::print;
use crate::reason::why;
use crate::to_type::callout;
use anyhow::{Context, Result, bail};
use callout_aws::load_settings;
use callout_domain::ids::ResponderName;
use callout_domain::incident::{self, Actor, Command, Decided, Incident, Refusal, Via};
use callout_domain::settings::Settings;
use callout_domain::severity::Severity;
use callout_domain::timeline::sentence;
use callout_lambda::{Changed, SystemClock, change};
use jiff::Timestamp;
use several::{Outcome, distinct, each_once, one_of};

/// Acknowledges.
const ACKNOWLEDGE: Command = Command::Acknowledge { via: Via::CommandLine };

/// Takes over from whoever has it.
const TAKE_OVER: Command = Command::TakeOver { via: Via::CommandLine };

/// Acknowledges, or takes over.
///
/// # Errors
/// As [`act_on_each`].
pub async fn acknowledge(common: &DeploymentOptions, args: &Ack) -> Result<()> {
    match (args.mine, args.take_over) {
        (true, _) => acknowledge_mine(common).await,
        (false, true) => act_on_each(common, &args.incidents, TAKE_OVER).await,
        (false, false) => act_on_each(common, &args.incidents, ACKNOWLEDGE).await,
    }
}

/// Resolves, with what ended it.
///
/// # Errors
/// As [`act_on_each`].
pub async fn resolve(common: &DeploymentOptions, args: Resolve) -> Result<()> {
    let command = Command::Resolve { via: Via::CommandLine, note: args.note };
    act_on_each(common, &args.which.incidents, command).await
}

/// Snoozes.
///
/// # Errors
/// The moment lies beyond what a clock can show; or as [`act_on_each`].
pub async fn snooze(common: &DeploymentOptions, args: &Snooze, now: Timestamp) -> Result<()> {
    let until = now.checked_add(args.length.0).context("that is too long")?;
    act_on_each(common, &args.which.incidents, Command::Snooze { until }).await
}

/// Reassigns. Whoever names only themselves takes it over: nobody is paged for what they do themselves.
pub fn reassign(to: &[String], by: Option<&str>) -> Command {
    let to: Vec<ResponderName> = to.iter().map(|name| name.trim().into()).collect();
    match to.as_slice() {
        [only] if by == Some(only.as_str()) => TAKE_OVER,
        _ => Command::Reassign { to },
    }
}

/// Adds a responder.
pub fn ask(who: &str) -> Command {
    Command::AddResponder { who: who.into() }
}

/// Adds a note.
pub fn note(text: String) -> Command {
    Command::Note { text }
}

/// Sets the severity.
pub fn severity(to: Severity) -> Command {
    Command::SetSeverity { to }
}

/// Switches to a policy.
pub fn policy(name: Option<&str>) -> Command {
    match name {
        Some(name) => Command::Move { policy: name.into() },
        None => Command::ApplyPolicy,
    }
}

/// Does one thing to one incident.
///
/// # Errors
/// There is no such incident, it refuses, or the table does not answer.
pub async fn act(common: &DeploymentOptions, wanted: &str, command: Command) -> Result<()> {
    let operator = Operator::find(common).await?;
    report(common, &operator.act(wanted, &command).await?)
}

/// What became of an incident, for programs.
pub(crate) fn report(common: &DeploymentOptions, incident: &Incident) -> Result<()> {
    if common.json { print::json(&Listed::of(incident)) } else { Ok(()) }
}

/// Does one thing to each of several incidents: what one of them refuses keeps it from none of the others.
///
/// # Errors
/// One of them failed, or no deployment is meant.
pub async fn act_on_each(common: &DeploymentOptions, wanted: &[String], command: Command) -> Result<()> {
    Operator::find(common).await?.act_on_each(common, wanted, command).await
}

/// Acknowledges whatever pages the person whom `--as` names.
///
/// # Errors
/// Nobody is named, one of them failed, or the table does not answer.
async fn acknowledge_mine(common: &DeploymentOptions) -> Result<()> {
    let Some(name) = &common.on_behalf_of else {
        bail!("say who you are: `{}`", callout("ack --mine --as NAME"))
    };
    let operator = Operator::find(common).await?;
    let name = ResponderName::from(name.as_str());
    let open = operator.deployment.open_worst_first().await?.into_iter();
    let mine = open.filter(|incident| pages(incident, &name));
    let mine: Vec<String> = mine.map(|incident| incident.number.to_string()).collect();
    if mine.is_empty() {
        print::aside(format!("Nothing pages {name}."));
    }
    operator.act_on_each(common, &mine, ACKNOWLEDGE).await
}

/// Whoever works on the incidents of a deployment.
pub(crate) struct Operator {
    pub(crate) deployment: Deployment,
    pub(crate) actor: Actor,
}

impl Operator {
    /// Whoever works on the deployment that the command line means.
    ///
    /// # Errors
    /// No deployment is meant, or there is no such responder.
    pub(crate) async fn find(common: &DeploymentOptions) -> Result<Self> {
        let deployment = Deployment::find_to_change(common).await?;
        if let Some(name) = &deployment.on_behalf_of {
            let settings = load_settings(&deployment.table).await;
            let known = settings.context("the settings cannot be read").map(Option::unwrap_or_default);
            doubt(name, known, common.is_named_by_environment)?.into_iter().for_each(print::aside);
        }
        let actor = Actor::operator(&signature(&deployment));
        Ok(Self { deployment, actor })
    }

    async fn act_on_each(
        &self,
        common: &DeploymentOptions,
        wanted: &[String],
        command: Command,
    ) -> Result<()> {
        self.change_each(common, wanted, async |incident| self.change(incident, &command).await).await
    }

    /// Changes each of several incidents: what one of them refuses keeps it from none of the others.
    pub(crate) async fn change_each(
        &self,
        common: &DeploymentOptions,
        wanted: &[String],
        change: impl AsyncFn(&Incident) -> Result<Incident>,
    ) -> Result<()> {
        let mut loaded = Vec::new();
        for one in each_once(wanted) {
            loaded.push((one, self.deployment.incident(one).await));
        }
        let (mut outcomes, mut failures) = (Vec::new(), Vec::new());
        for (one, incident) in distinct(loaded) {
            let done = match incident {
                Ok(incident) => change(&incident).await,
                Err(error) => Err(error),
            };
            match done {
                Ok(incident) => outcomes.push(Outcome::Done(Box::new(Listed::of(&incident)))),
                Err(error) => {
                    outcomes.push(Outcome::Failed { incident: one, error: format!("{error:#}") });
                    failures.push(error);
                }
            }
        }
        if common.json {
            print::json(&outcomes)?;
        }
        one_of(failures, outcomes.len())
    }

    /// Does one thing to one incident, and says what happened.
    pub(crate) async fn act(&self, wanted: &str, command: &Command) -> Result<Incident> {
        self.change(&self.deployment.incident(wanted).await?, command).await
    }

    /// Does one thing to one incident, and says what happened; returns what became of it.
    async fn change(&self, incident: &Incident, command: &Command) -> Result<Incident> {
        let Self { deployment, actor } = self;
        let changed = change(&deployment.table, &incident.id, command, actor, &SystemClock).await;
        match changed.with_context(|| deployment.unreachable())? {
            Changed::Done(decided) => {
                told(incident, command, &decided).into_iter().for_each(print::aside);
                Ok(decided.incident)
            }
            // Whoever asks for what is so already has what they want.
            Changed::Refused(
                incident,
                why @ (Refusal::AlreadyAcknowledged(_) | Refusal::AlreadyResolved(_) | Refusal::AlreadyDone),
            ) => {
                print::aside(format!("#{}: {why}", incident.number));
                Ok(*incident)
            }
            Changed::Refused(incident, why) => bail!("#{}: {why}", incident.number),
            Changed::Unknown => bail!("there is no incident #{} any more", incident.number),
        }
    }
}

/// What happened, in sentences; and whom paging the next level took it from, who believes that it is theirs.
fn told(before: &Incident, command: &Command, decided: &Decided) -> Vec<String> {
    let number = before.number;
    let taken = decided.takes_from(before).filter(|_| matches!(command, Command::Escalate));
    let taken = taken.map(|holder| format!("#{number}: Taken from {holder}, who had it."));
    let events = decided.events.iter().map(|event| format!("#{number}: {}", sentence(event)));
    let is_drafted =
        decided.events.iter().any(|record| matches!(record.event, incident::Event::UpdateDrafted(_)));
    let waits = is_drafted.then(|| {
        let publish = callout(&format!("status publish {number}"));
        format!("#{number}: Customers read nothing of it before somebody publishes the draft: `{publish}`")
    });
    taken.into_iter().chain(events).chain(waits).collect()
}

/// What is said of a name that may be wrong. Whom the environment names for good must not be kept from acting by settings
/// that are broken or not applied yet; a name that somebody types is checked where it can be.
fn doubt(name: &str, settings: Result<Settings>, is_by_environment: bool) -> Result<Option<String>> {
    let wrong = match settings {
        Err(error) => {
            return Ok(Some(format!("Whether {name} is a responder was not checked: {}", why(error))));
        }
        Ok(settings) => known_responder(&settings, &name.into()).err(),
    };
    match wrong {
        Some(error) if is_by_environment => Ok(Some(format!("CALLOUT_RESPONDER: {error:#}"))),
        Some(error) => Err(error),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_incident::incident;

    #[test]
    fn broken_settings_keep_nobody_from_acting() {
        let settings = || Settings {
            responders: [("ana".into(), toml::from_str("name = 'Ana'\ncontacts = []").unwrap())].into(),
            ..Settings::default()
        };
        let broken = || Err(anyhow::anyhow!("the settings cannot be read"));
        assert_eq!(doubt("ana", Ok(settings()), false).unwrap(), None);
        for is_by_environment in [true, false] {
            let told = doubt("ana", broken(), is_by_environment).unwrap().unwrap();
            assert_eq!(told, "Whether ana is a responder was not checked: the settings cannot be read");
        }
        let unknown = doubt("anna", Ok(settings()), true).unwrap().unwrap();
        assert!(unknown.starts_with("CALLOUT_RESPONDER: there is no responder `anna`"), "{unknown}");
        let typed = doubt("anna", Ok(settings()), false).unwrap_err().to_string();
        assert!(typed.ends_with("did you mean `ana`?"), "{typed}");
    }

    #[test]
    fn whoever_reassigns_to_themselves_takes_it_over() {
        let to =
            |names: &[&str], by| reassign(&names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>(), by);
        assert_eq!(to(&[" ben "], Some("ben")), TAKE_OVER);
        let others = [to(&["ben"], Some("ana")), to(&["ben"], None), to(&["ana", "ben"], Some("ben"))];
        assert!(others.iter().all(|it| matches!(it, Command::Reassign { .. })), "{others:?}");
    }

    #[test]
    fn paging_the_next_level_says_whom_it_takes_the_incident_from() {
        let rules = callout_domain::settings::Rules::build(Settings::default());
        let mut incident = incident(7, "payments", Severity::Sev2, "Errors");
        let info = incident::CommandInfo { by: Actor::operator("operator"), now: incident.opened_at };
        let escalated = |before: &Incident| {
            let decided = incident::decide(before, &Command::Escalate, &rules, &info).unwrap();
            told(before, &Command::Escalate, &decided)
        };
        assert!(!escalated(&incident).concat().contains("Taken from"));
        let by = Actor::responder(&"cho".into());
        incident.acknowledgement = Some(incident::Acknowledgement { by, at: incident.opened_at });
        assert_eq!(escalated(&incident)[0], "#7: Taken from cho, who had it.");
    }
}
