//! `callout contact`: how somebody is reached, changed beside the settings files.
//! Must not show an address.

use crate::addressees::known_responder;
use crate::args::{AddContact, Contact, DeploymentOptions, OneContact, OwnChannel};
use crate::clock;
use crate::deployment::Deployment;
use crate::links::link_keys;
use crate::operator::signature;
use crate::own_contacts::people;
use crate::print;
use crate::to_type::{callout, word};
use anyhow::{Context, Result, bail};
use callout_aws::load_settings;
use callout_domain::ids::ResponderName;
use callout_domain::person::{Person, PersonCommand, PersonEvent, written_hours};
use callout_domain::responder::verification::Code;
use callout_domain::responder::{Channel, Responder};
use callout_domain::settings::Settings;
use callout_lambda::{PersonChange, SystemClock, change_person};
use serde::Serialize;

/// One contact. Outside programs rely on these names.
#[derive(Debug, Serialize)]
struct Listed {
    contact: String,
    channel: Channel,
    /// `settings`, or `own`.
    from: &'static str,
    /// Whether a page uses it.
    used: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_at: Option<jiff::Timestamp>,
}

/// Carries out `callout contact`.
///
/// # Errors
/// There is no such responder, it may not be changed, or the deployment does not answer.
pub(crate) async fn command(common: &DeploymentOptions, what: Contact) -> Result<()> {
    match what {
        Contact::List { responder } => list(common, &responder).await,
        Contact::Add(args) => add(common, args).await,
        Contact::Verify { which, code: None } => {
            change(common, &which.responder, PersonCommand::SendCode(which.contact.as_str().into())).await
        }
        Contact::Verify { which, code: Some(code) } => {
            let code = Code::parse(&code).context("a code is six digits, like 123456")?;
            change(common, &which.responder, PersonCommand::Enter(which.contact.as_str().into(), code)).await
        }
        Contact::Remove(OneContact { responder, contact }) => {
            change(common, &responder, PersonCommand::Remove(contact.as_str().into())).await
        }
        Contact::Earlier(OneContact { responder, contact }) => {
            change(common, &responder, PersonCommand::Raise(contact.as_str().into())).await
        }
        Contact::Quiet { responder, hours } => change(common, &responder, PersonCommand::Quiet(hours)).await,
        Contact::Reset { responder } => change(common, &responder, PersonCommand::Reset).await,
    }
}

async fn list(common: &DeploymentOptions, responder: &str) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let (name, settings) = known(&deployment, responder).await?;
    let person = people(&deployment, &settings).await?.person(&name).cloned().unwrap_or_default();
    let reached = settings.responders.get(&name).map(|of_files| person.merged(of_files)).unwrap_or_default();
    let all = listed(&person, &reached);
    if common.json {
        let quiet = written_hours(&reached.quiet);
        return print::json(&serde_json::json!({ "responder": name, "contacts": all, "quiet": quiet }));
    }
    let row = |one: &Listed| {
        let state = match (one.used, one.verified_at) {
            (false, _) => "waits for its code".to_owned(),
            (true, Some(at)) => format!("verified {}", clock::minute(at)),
            (true, None) => String::new(),
        };
        [one.contact.clone(), one.channel.to_string(), one.from.to_owned(), state]
    };
    print::table(["contact", "channel", "from", ""], all.iter().map(row));
    match reached.quiet.is_empty() {
        true => print::line("No quiet hours."),
        false => print::line(format!("Quiet hours: {}.", written_hours(&reached.quiet))),
    }
    Ok(())
}

fn listed(person: &Person, reached: &Responder) -> Vec<Listed> {
    let used = reached.contacts.iter().map(|contact| {
        let own = person.verified(&contact.name());
        Listed {
            contact: contact.name().to_string(),
            channel: contact.channel,
            from: if own.is_some() { "own" } else { "settings" },
            used: true,
            verified_at: own.and_then(|own| own.verified_at),
        }
    });
    let waiting = person.waiting().map(|own| Listed {
        contact: own.name.to_string(),
        channel: own.channel,
        from: "own",
        used: false,
        verified_at: None,
    });
    used.chain(waiting).collect()
}

async fn add(common: &DeploymentOptions, args: AddContact) -> Result<()> {
    let AddContact { responder, channel, address, name } = args;
    let channel = match channel {
        OwnChannel::Sms => Channel::Sms,
        OwnChannel::Voice => Channel::Voice,
        OwnChannel::Email => Channel::Email,
    };
    let deployment = Deployment::find_to_change(common).await?;
    let command = PersonCommand::Add { name: name.as_deref().map(Into::into), channel, address };
    carry_out(common, &deployment, &responder, command).await
}

async fn change(common: &DeploymentOptions, responder: &str, command: PersonCommand) -> Result<()> {
    let deployment = Deployment::find_to_change(common).await?;
    carry_out(common, &deployment, responder, command).await
}

async fn carry_out(
    common: &DeploymentOptions,
    deployment: &Deployment,
    responder: &str,
    command: PersonCommand,
) -> Result<()> {
    let (name, _) = known(deployment, responder).await?;
    let (keys, by) = (link_keys(deployment).await?, signature(deployment));
    let change = PersonChange { who: &name, command: &command, by: &by, seen: None };
    let done = change_person(&deployment.table, &keys, change, &SystemClock).await;
    let event = match done.with_context(|| deployment.unreachable())? {
        Ok(event) => event,
        Err(refusal) => bail!("{refusal}"),
    };
    report(common, &event, &command)
}

fn report(common: &DeploymentOptions, event: &PersonEvent, command: &PersonCommand) -> Result<()> {
    let PersonEvent { responder, what, version, .. } = event;
    if common.json {
        return print::json(
            &serde_json::json!({ "responder": responder, "changed": what, "version": version }),
        );
    }
    print::line(format!("{responder}: {what}."));
    let code_for = match command {
        PersonCommand::Add { name, channel, .. } => {
            Some(name.as_ref().map_or(channel.as_str(), |name| name.as_str()))
        }
        PersonCommand::SendCode(name) => Some(name.as_str()),
        _ => None,
    };
    if let Some(contact) = code_for {
        let enter = callout(&format!("contact verify {responder} {} --code …", word(contact)));
        print::aside(format!(
            "A code is on its way: `{enter}`. AWS first asks a mail address for a confirmation; send a new code after that."
        ));
    }
    Ok(())
}

/// The responder, if the active settings have them.
async fn known(deployment: &Deployment, responder: &str) -> Result<(ResponderName, Settings)> {
    let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
    let (name, settings) = (ResponderName::from(responder), settings.unwrap_or_default());
    known_responder(&settings, &name)?;
    Ok((name, settings))
}
