//! `callout status`: what customers read.

use crate::act::{Operator, act, report};
use crate::args::{Backfill, DeploymentOptions, Phase, PostUpdate, StatusCommand};
use crate::print;
use crate::show::shown_on;
use crate::to_type::callout;
use crate::token::token;
use crate::typed::instant;
use anyhow::{Context as _, Result, bail};
use callout_domain::ids::ComponentName;
use callout_domain::incident::{self, Command, Incident, NewUpdate, PublicOnly};
use callout_domain::settings::{Rules, StatusPageSettings};
use callout_domain::status::PageDocument;
use callout_lambda::{Declared, SystemClock};
use callout_ports::{Clock as _, PageDocuments as _, SettingsSource as _};
use jiff::Timestamp;

/// The command.
///
/// # Errors
/// As [`act`].
pub async fn command(common: &DeploymentOptions, what: StatusCommand) -> Result<()> {
    let change = |seq, text| Command::ChangeUpdate { seq, text };
    match what {
        StatusCommand::Post(args) => post(common, args).await,
        StatusCommand::Backfill(args) => backfill(common, args).await,
        StatusCommand::Publish(which) => act(common, &which.incident, Command::PublishDraft).await,
        StatusCommand::Discard(which) => act(common, &which.incident, Command::DiscardDraft).await,
        StatusCommand::Edit(args) => act(common, &args.incident, change(args.update, Some(args.text))).await,
        StatusCommand::Withdraw(args) => act(common, &args.incident, change(args.update, None)).await,
    }
}

/// Publishes an update.
///
/// # Errors
/// As [`act`].
pub async fn post(common: &DeploymentOptions, args: PostUpdate) -> Result<()> {
    let operator = Operator::find(common).await?;
    let (incident, text) = args.words();
    let phase = match (args.phase, incident) {
        (Some(phase), _) => of_word(phase),
        (None, Some(incident)) => phase_so_far(&operator.deployment.incident(incident).await?)?,
        (None, None) => incident::Phase::Investigating,
    };
    let update = NewUpdate {
        phase,
        text: text.to_owned(),
        impact: args.impact,
        states: args.components.iter().cloned().collect(),
        after_end: args.after_end,
        silent: args.silent,
        translations: args.translations.iter().cloned().collect(),
    };
    match incident {
        Some(incident) => {
            let told = operator.act(incident, &Command::PublishUpdate(update)).await?;
            say_where(&operator, &told).await;
            report(common, &told)
        }
        None => publish(common, &operator, PublicOnly { token: token()?, was: None, update }).await,
    }
}

/// Tells customers of what is over.
async fn backfill(common: &DeploymentOptions, args: Backfill) -> Result<()> {
    let operator = Operator::find(common).await?;
    let now = SystemClock.now();
    let was = Some((instant(Some(&args.from), now)?, instant(Some(&args.to), now)?));
    let update = NewUpdate {
        states: args.components.into_iter().collect(),
        translations: args.translations.into_iter().collect(),
        silent: true,
        ..NewUpdate::saying(incident::Phase::Identified, &args.text)
    };
    publish(common, &operator, PublicOnly { token: token()?, was, update }).await
}

/// Publishes what is on the status page only.
async fn publish(common: &DeploymentOptions, operator: &Operator, told: PublicOnly) -> Result<()> {
    let Operator { deployment, actor } = operator;
    let rules = deployment.table.rules().await.with_context(|| deployment.unreachable())?;
    let opened = callout_lambda::declare(&deployment.table, &told, actor, &rules, &SystemClock).await;
    let incident = match opened.with_context(|| deployment.unreachable())? {
        Declared::Opened(decided) => decided.incident,
        Declared::Before(incident) => *incident,
        Declared::Refused(incident::Refusal::NothingAffected) => bail!(
            "nothing was published: say what customers notice with --component NAME=STATUS, or how bad it is with --impact"
        ),
        Declared::Refused(why) => bail!("nothing was published: {why}"),
    };
    let number = incident.number;
    print::aside(format!("#{number}: On the status page only; it pages nobody."));
    if incident.is_open() {
        let end = callout(&format!("status post {number} --phase resolved '…'"));
        print::aside(format!("#{number}: Tell customers when it is over: `{end}`"));
    }
    say_where(operator, &incident).await;
    if let Some((began, _)) = told.was {
        say_uncounted(operator, &rules, &incident, began).await;
    }
    report(common, &incident)
}

/// Says of which components the page counts less than somebody just told.
async fn say_uncounted(operator: &Operator, rules: &Rules, incident: &Incident, began: Timestamp) {
    let Some(page) = &rules.settings().status_page else { return };
    // Without the document only the settings say since when.
    let document = operator.deployment.table.page().await.unwrap_or_default();
    let uncounted = uncounted(&document, page, &incident.components, began);
    uncounted.iter().for_each(|said| print::aside(format!("#{}: {said}", incident.number)));
}

/// Before a component is watched, the page shows no uptime of it.
fn uncounted(
    document: &PageDocument,
    page: &StatusPageSettings,
    components: &[ComponentName],
    began: Timestamp,
) -> Vec<String> {
    let day = began.to_zoned(page.time_zone()).date();
    let early = components.iter().filter_map(|name| {
        let since = document.watched_since(name, page).filter(|since| day < *since)?;
        let title = &page.components.get(name)?.title;
        Some(format!(
            "{title} is watched since {}: the page counts nothing before; `since` in [status_page.components.{name}] moves that day",
            since.strftime("%-d %B %Y")
        ))
    });
    early.collect()
}

/// Says on which status pages it is read, where there are several.
async fn say_where(operator: &Operator, incident: &Incident) {
    let rules = operator.deployment.table.rules().await.ok();
    let pages = rules.and_then(|rules| shown_on(incident, rules.settings()));
    pages.into_iter().for_each(|pages| print::aside(format!("#{}: {pages}", incident.number)));
}

fn of_word(phase: Phase) -> incident::Phase {
    match phase {
        Phase::Investigating => incident::Phase::Investigating,
        Phase::Identified => incident::Phase::Identified,
        Phase::Monitoring => incident::Phase::Monitoring,
        Phase::Resolved => incident::Phase::Resolved,
        Phase::Postmortem => incident::Phase::Postmortem,
    }
}

/// Where the work stands by what customers read last.
///
/// # Errors
/// It is resolved: what comes after it is either a correction or no longer the end.
fn phase_so_far(incident: &Incident) -> Result<incident::Phase> {
    if !incident.is_open() {
        let number = incident.number;
        bail!(
            "#{number} is resolved; to correct what customers read write --phase resolved, to tell what happened --phase postmortem, to go on with it `{}`",
            callout(&format!("reopen {number}"))
        );
    }
    Ok(incident.told_last().map_or(incident::Phase::Investigating, |update| update.phase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_incident::incident;
    use callout_domain::incident::{Impact, StatusUpdate};
    use callout_domain::severity::Severity;
    use clap::Parser as _;

    #[test]
    fn one_word_is_an_incident_or_what_customers_read() {
        let words = |line: &[&str]| {
            let line = ["callout", "tell"].iter().chain(line);
            let crate::args::Command::Tell(args) = crate::args::Cli::try_parse_from(line).unwrap().command
            else {
                panic!("no update")
            };
            let (incident, text) = args.words();
            (incident.map(str::to_owned), text.to_owned())
        };
        assert_eq!(words(&["12", "Orders fail."]), (Some("12".into()), "Orders fail.".into()));
        assert_eq!(words(&["#12"]), (Some("#12".into()), String::new()), "the text of the settings");
        assert_eq!(words(&["Orders fail."]), (None, "Orders fail.".into()), "on the status page only");
    }

    #[test]
    fn whoever_tells_of_days_that_the_page_does_not_count_hears_so() {
        let settings: callout_domain::settings::Settings = toml::from_str(
            "[status_page]\ntitle = 'Acme'\nzone = 'Asia/Tokyo'\n[status_page.components]\n\
             checkout = { title = 'Checkout' }\nsearch = { title = 'Search', since = '2026-01-01' }",
        )
        .unwrap();
        let since = [("checkout".into(), "2026-11-30".parse().unwrap())].into();
        let document = PageDocument { since, ..PageDocument::default() };
        let said = |began: &str| {
            let page = settings.status_page.as_ref().unwrap();
            uncounted(&document, page, &["checkout".into(), "search".into()], began.parse().unwrap())
        };
        assert_eq!(
            said("2026-11-29T14:00:00Z"),
            ["Checkout is watched since 30 November 2026: the page counts nothing before; `since` in \
              [status_page.components.checkout] moves that day"]
        );
        assert_eq!(said("2026-11-29T15:30:00Z"), [] as [&str; 0], "it is the day of the page's zone");
    }

    #[test]
    fn an_update_without_a_phase_keeps_the_one_before() {
        let mut incident = incident(7, "payments", Severity::Sev2, "Errors");
        assert_eq!(phase_so_far(&incident).unwrap(), incident::Phase::Investigating);
        let at = incident.opened_at;
        let update = |phase| StatusUpdate {
            seq: 1,
            at,
            phase,
            text: String::new(),
            impact: Impact::Major,
            components: Vec::new(),
            states: Default::default(),
            added_at: None,
            named: Vec::new(),
            generic: false,
            translations: Default::default(),
            changed: None,
            automatic: false,
            silent: false,
        };
        incident.updates = vec![update(incident::Phase::Investigating), update(incident::Phase::Monitoring)];
        assert_eq!(phase_so_far(&incident).unwrap(), incident::Phase::Monitoring);
    }
}
