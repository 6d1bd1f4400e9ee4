//! Adds the subscribers of a CSV file, such as Statuspage's. Whoever left stays away: a list is no wish of theirs.

use crate::args::{DeploymentOptions, ImportSubscribers};
use crate::deployment::Deployment;
use crate::print;
use crate::to_type::callout;
use anyhow::{Context, Result, bail};
use callout_aws::load_settings;
use callout_domain::ids::hex;
use callout_domain::settings::StatusPageSettings;
use callout_domain::status::Audience;
use callout_domain::subscriber::{SignUp, Standing, Subscriber, imported};
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, CommitError, Subscribers as _};
use serde::Serialize;

/// What became of the rows. Outside programs rely on these names.
#[derive(Debug, Default, Serialize)]
struct Outcome {
    /// Told from now on.
    added: usize,
    /// Asked to confirm.
    asked: usize,
    /// Subscribed already.
    known: usize,
    /// Left before, bounced, or had three mails today.
    kept_away: usize,
    /// Left out: their lines, and why.
    left_out: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    line: usize,
    why: String,
}

/// Imports a file.
///
/// # Errors
/// It cannot be read, there is no status page, or the deployment does not answer. Importing it again goes on.
pub(super) async fn import(common: &DeploymentOptions, args: &ImportSubscribers) -> Result<()> {
    let text = std::fs::read_to_string(&args.file)
        .with_context(|| format!("read {}, a CSV in UTF-8", args.file.display()))?;
    let deployment = Deployment::find_to_change(common).await?;
    let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
    // They are told what the main page shows.
    let Some(Audience { settings: page, .. }) = settings.and_then(|settings| Audience::main(&settings))
    else {
        bail!("the settings have no status page: add [status_page], then `{}`", callout("apply"));
    };
    let language = language(&page, args)?;
    let mut outcome = Outcome::default();
    for row in imported(&text, &page) {
        match row.read {
            Ok((address, wanted)) => {
                let sign_up = SignUp { address, wanted, language: language.clone(), contact: None };
                match add(&deployment, &sign_up, args.confirmed).await? {
                    Fate::Added => outcome.added += 1,
                    Fate::Asked => outcome.asked += 1,
                    Fate::Known => outcome.known += 1,
                    Fate::KeptAway => outcome.kept_away += 1,
                }
            }
            Err(why) => outcome.left_out.push(Line { line: row.line, why: why.to_string() }),
        }
    }
    show(common, &outcome)
}

fn language(page: &StatusPageSettings, args: &ImportSubscribers) -> Result<String> {
    let spoken = page.spoken();
    match &args.language {
        None => Ok(spoken.first().cloned().unwrap_or_default()),
        Some(code) if spoken.contains(code) => Ok(code.clone()),
        Some(code) => bail!("the page does not speak {code}; it speaks {}", spoken.join(", ")),
    }
}

/// What became of one row.
enum Fate {
    Added,
    Asked,
    Known,
    KeptAway,
}

async fn add(deployment: &Deployment, sign_up: &SignUp, is_confirmed: bool) -> Result<Fate> {
    let (table, now) = (&deployment.table, SystemClock.now());
    let known = table.subscriber(&sign_up.address.id()).await.with_context(|| deployment.unreachable())?;
    let mut one = match known {
        Some(one) if one.is_active() => return Ok(Fate::Known),
        Some(one) if one.standing != Standing::Pending => return Ok(Fate::KeptAway),
        Some(one) => one,
        None => Subscriber::new(&sign_up.address, random()?, random()?, now),
    };
    let event = match is_confirmed {
        true => {
            one.admit(sign_up, now);
            None
        }
        false => match one.ask(sign_up, now) {
            Some(event) => Some(event),
            None => return Ok(Fate::KeptAway),
        },
    };
    match table.save_subscriber(&one, event.as_ref()).await {
        Ok(()) => Ok(if is_confirmed { Fate::Added } else { Fate::Asked }),
        // They subscribe at this moment.
        Err(CommitError::Conflict) => Ok(Fate::Known),
        Err(CommitError::Port(error)) => Err(error).with_context(|| deployment.unreachable()),
    }
}

fn random() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).context("ask the system for random bytes")?;
    Ok(hex(&bytes))
}

fn show(common: &DeploymentOptions, outcome: &Outcome) -> Result<()> {
    if common.json {
        return print::json(outcome);
    }
    let Outcome { added, asked, known, kept_away, left_out } = outcome;
    print::line(format!(
        "{added} added, {asked} asked to confirm, {known} subscribed already, {kept_away} left as they are because they left, bounced or \
         were asked three times today, {} left out.",
        left_out.len()
    ));
    for Line { line, why } in left_out {
        print::line(format!("  line {line}: {why}"));
    }
    Ok(())
}
