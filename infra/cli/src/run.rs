//! From words to work.

use crate::args::{Command, DeploymentOptions, Local, LocalAlarm, help};
use crate::deployment::Deployment;
use crate::links::Links;
use crate::{
    act, active_settings, alerts, apply, audit, changes, check, confirm, contact, declare, deploy, drill,
    heartbeats, incidents, integrations, key, local, merge, oncall, open, people, print, ready, replay,
    report_pages, route, services, settings, show, sign_out, simulate, status, subscriber, suppress,
    test_page, verify,
};
use anyhow::{Context, Result};
use callout_domain::incident;
use callout_lambda::SystemClock;
use callout_ports::Clock as _;

/// Carries out a command line.
///
/// # Errors
/// Whatever went wrong, with what to do about it.
pub async fn run(common: &DeploymentOptions, command: Command) -> Result<()> {
    let needs_stack = !matches!(command, Command::Deploy(_) | Command::Destroy(_) | Command::Local(_));
    match carry_out(common, command).await {
        Err(error) if needs_stack && may_lack_its_stack(&error) => {
            Deployment::find(common).await?.check_exists().await?;
            Err(error)
        }
        done => done,
    }
}

/// Whether a table is not there, or may not be read, as DynamoDB says it: perhaps there is no such stack.
fn may_lack_its_stack(error: &anyhow::Error) -> bool {
    let says_so = |said: String| ["ResourceNotFound", "AccessDenied"].iter().any(|code| said.contains(code));
    error.chain().any(|cause| says_so(cause.to_string()))
}

async fn carry_out(common: &DeploymentOptions, command: Command) -> Result<()> {
    match command {
        Command::Local(args) => run_local(common, args).await,
        Command::Deploy(args) => deploy::command(common, &args).await,
        Command::Destroy(args) => deploy::destroy(common, &args).await,
        Command::Check { folder, strict } => check::check(common, &folder, strict).await,
        Command::Apply(args) => apply::command(common, &args).await,
        Command::Settings(what) => active_settings::command(common, &what).await,
        Command::Simulate(args) => simulate::simulate(common, &args),
        Command::Route(what) => route::command(common, &what),
        Command::Silence(what) => suppress::silence(common, what, SystemClock.now()).await,
        Command::Maintenance(what) => suppress::maintenance(common, what, SystemClock.now()).await,
        Command::Incidents(args) => incidents::list(common, &args).await,
        Command::Show(which) => show::show(common, &which.incident).await,
        Command::Alerts(which) => alerts::list(common, which.incident.as_deref()).await,
        Command::Ack(args) => act::acknowledge(common, &args).await,
        Command::Resolve(args) => act::resolve(common, args).await,
        Command::Reopen(which) => act::act(common, &which.incident, incident::Command::Reopen).await,
        Command::Escalate(which) => act::act(common, &which.incident, incident::Command::Escalate).await,
        Command::Snooze(args) => act::snooze(common, &args, SystemClock.now()).await,
        Command::Reassign(args) => {
            act::act(common, &args.incident, act::reassign(&args.to, common.on_behalf_of.as_deref())).await
        }
        Command::Ask(args) => act::act(common, &args.incident, act::ask(&args.responder)).await,
        Command::Merge(args) => merge::merge(common, &args).await,
        Command::Split(which) => merge::split(common, &which.incidents).await,
        Command::Policy(args) => act::act(common, &args.incident, act::policy(args.policy.as_deref())).await,
        Command::Severity(args) => act::act(common, &args.incident, act::severity(args.severity)).await,
        Command::Note(args) => act::act_on_each(common, &args.which.incidents, act::note(args.text)).await,
        Command::Declare(args) => declare::declare(common, args).await,
        Command::Tell(args) => status::post(common, args).await,
        Command::Status(what) => status::command(common, what).await,
        Command::Subscriber(what) => subscriber::command(common, what).await,
        Command::Oncall(args) => oncall::command(common, *args).await,
        Command::TestPage(whom) => test_page::test_page(common, &whom).await,
        Command::Verify { whom, code: None } => verify::send(common, &whom).await,
        Command::Verify { whom, code: Some(code) } => verify::answer(common, &whom, &code).await,
        Command::Contact(what) => contact::command(common, what).await,
        Command::Confirm(args) => confirm::confirm(common, &args).await,
        Command::Drill(args) => drill::command(common, &args).await,
        Command::Ready => ready::ready(common).await,
        Command::Replay(args) => replay::replay(common, &args).await,
        Command::Changes { service, hours } => changes::list(common, service.as_deref(), hours).await,
        Command::Audit(args) => audit::list(common, &args).await,
        Command::People => people::list(common).await,
        Command::Services => services::list(common).await,
        Command::Integrations => integrations::list(common).await,
        Command::Heartbeats => heartbeats::list(common).await,
        Command::ReportPage => report_pages::list(common).await,
        Command::Key(args) => key::command(common, args.command.as_ref()).await,
        Command::Open(which) => open::open(common, which.incident.as_deref()).await,
        Command::Console { responder } => open::console(common, &responder).await,
        Command::SignOut { responder } => sign_out::sign_out(common, &responder).await,
        Command::Schema => print::json(&schemars::schema_for!(callout_domain::settings::Settings)),
        Command::Completions { shell } => completions(shell),
    }
}

fn completions(shell: clap_complete::Shell) -> Result<()> {
    // Into memory first: a reader that goes away early is no error.
    let mut completions = Vec::new();
    clap_complete::generate(shell, &mut help::command(), "callout", &mut completions);
    print::raw(&String::from_utf8_lossy(&completions))
}

async fn run_local(common: &DeploymentOptions, args: Local) -> Result<()> {
    let (folder, port) = (common.local_folder.as_deref(), common.local_port()?);
    let (name, state) = match args.alarm {
        Some(LocalAlarm::Alarm { name }) => (name, local::AlarmState::Alarm),
        Some(LocalAlarm::Ok { name }) => (name, local::AlarmState::Ok),
        None => {
            let port = port.unwrap_or(local::DEFAULT_PORT);
            let options = local::Options { port, keep: args.keep, folder: common.local_folder.clone() };
            return local::run(options, apply_sample).await;
        }
    };
    let endpoints = port.map_or_else(|| local::running(folder), |port| local::on_port(folder, port))?;
    print::line(local::set_alarm(&endpoints, name.as_deref(), state).await?);
    Ok(())
}

/// Applies the sample settings to a stack on this machine.
async fn apply_sample(deployed: local::Deployed) -> Result<local::Applied> {
    let folder = &deployed.settings;
    let wanted = apply::plan::with_local_key(settings::read_sound(folder)?, &deployed.routing_key);
    let deployment = Deployment::new(deployed.stack.clone(), deployed.sdk.clone(), None);
    apply::first(&deployment, &wanted, folder, &deployed.inbox_url).await?;
    let first = wanted.fallback.clone().context("the sample settings name no fallback")?;
    let secret = deployed.outputs.get("LinkKeySecret")?;
    let links = Links::new(&deployment, secret, &deployed.console_url).await?;
    Ok(local::Applied { console_url: links.console(first.as_str()) })
}
