//! Silences and maintenance windows that are active at once, beside the files.
//! Must not decide what they hold back; the domain does.

use super::edit::unknown;
use super::when::{times, words, zone_of};
use super::{before, of_incident, preview};
use crate::apply::active::Active;
use crate::args::{AddMaintenance, AddSilence, DeploymentOptions};
use crate::live::{Decider, live};
use crate::to_type::{callout, word};
use crate::{clock, print};
use anstyle::AnsiColor;
use anyhow::{Context, Result, bail};
use callout_domain::audit::Audited;
use callout_domain::ids::{ComponentName, ServiceName};
use callout_domain::incident::{Refusal, Status};
use callout_domain::live::{EndedEarly, LiveChange, LiveRecord, Over, decision_behind, end_of, state_of};
use callout_domain::matcher::{Conditions, Matcher, Matches};
use callout_domain::settings::{Settings, StatusPageSettings};
use callout_domain::suppression::{PublicMaintenance, SpanState};
use callout_ports::AuditLog as _;
use jiff::Timestamp;

/// How many of the last things that people did are looked through for an end.
const LOOKED_THROUGH: usize = 50;

/// Adds a silence.
///
/// # Errors
/// It may not be added, or no deployment answers.
pub(super) async fn add_silence(common: &DeploymentOptions, args: &AddSilence, now: Timestamp) -> Result<()> {
    refuse_name(args.name.as_deref())?;
    let decider = Decider::find(common).await?;
    let incident = match &args.incident {
        Some(wanted) => Some(decider.deployment.incident(wanted).await?),
        None => None,
    };
    let each = match &incident {
        Some(incident) => of_incident::silenced(&decider.deployment, incident, args.files.yes).await?,
        None => vec![Matches::Texts(args.matches.clone())],
    };
    let about = (incident.as_ref().map(|incident| incident.number), now);
    for matches in each {
        add_one(common, args, (&decider, matches), about).await?;
    }
    incident
        .iter()
        .filter(|incident| {
            incident.status == Status::Triggered && incident.hold.is_none() && !incident.is_merged()
        })
        .for_each(|incident| {
            let acknowledge = callout(&format!("ack {}", incident.number));
            let text = format!(
                "#{} goes on paging: a silence holds what fires from now on. `{acknowledge}` stops it.",
                incident.number
            );
            print::aside(print::coloured(text, AnsiColor::Yellow));
        });
    Ok(())
}

async fn add_one(
    common: &DeploymentOptions,
    args: &AddSilence,
    (decider, matches): (&Decider, Matches),
    about: (Option<u64>, Timestamp),
) -> Result<()> {
    let shown = matches.matchers().map_err(anyhow::Error::msg)?;
    let settings = Active::load(&decider.deployment).await?.settings;
    Conditions::compile(&matches).map_err(|(_, why)| anyhow::Error::msg(why))?;
    let zone = zone_of(&args.when);
    let (from, to) = times(&args.when, &zone, about.1)?;
    let what = LiveChange::Silence { matches };
    decider.check(&what, (from.at, to.at), &args.reason, about.1)?;
    doubt(&shown, &settings)?;
    if !common.json
        && let Some(preview) = preview::preview(common, &shown).await
    {
        print::aside(preview);
    }
    let record = decider.make(what, (from.at, to.at), &args.reason, about).await?;
    let said = format!(
        "Silence {} holds alarms with {} back {}.",
        record.name,
        list(&shown),
        words(&from, &to, &zone)
    );
    report(common, &record, said, ("silence remove", about.1))
}

/// Adds a window.
///
/// # Errors
/// It may not be added, or no deployment answers.
pub(super) async fn add_window(
    common: &DeploymentOptions,
    args: &AddMaintenance,
    now: Timestamp,
) -> Result<()> {
    refuse_name(args.name.as_deref())?;
    if !args.mirror.is_empty() {
        bail!("--mirror is for windows in files; add --config FOLDER and --apply")
    }
    let decider = Decider::find(common).await?;
    let settings = Active::load(&decider.deployment).await?.settings;
    let services: Vec<ServiceName> = args.services.iter().map(|name| name.trim().into()).collect();
    if let Some(name) = services.iter().find(|name| !settings.services.contains_key(*name)) {
        let known: Vec<String> = settings.services.keys().map(ToString::to_string).collect();
        bail!("{}", unknown("service", name.as_str(), known.iter()))
    }
    let page = args.page();
    page.iter().try_for_each(|page| check_page(page, &settings))?;
    let zone = zone_of(&args.when);
    let (from, to) = times(&args.when, &zone, now)?;
    let what = LiveChange::Maintenance { services, page };
    let record = decider.make(what, (from.at, to.at), &args.reason, (None, now)).await?;
    let said = format!("Maintenance {} {} {}.", record.name, args.does(), words(&from, &to, &zone));
    report(common, &record, said, ("maintenance end", now))
}

/// Whether the status page has all components and languages that are named.
fn check_page(told: &PublicMaintenance, settings: &Settings) -> Result<(), Refusal> {
    let page = settings.status_page.as_ref();
    let known: Vec<ComponentName> =
        page.map(|page| page.components.keys().cloned().collect()).unwrap_or_default();
    if let Some(name) = told.components.iter().find(|name| !known.contains(name)) {
        return Err(Refusal::UnknownComponent(name.clone(), known));
    }
    let spoken = page.map(StatusPageSettings::spoken).unwrap_or_default();
    let mut languages = told.titles.keys().chain(told.texts.keys());
    match languages.find(|language| !spoken.contains(language)) {
        Some(language) => Err(Refusal::UnknownLanguage(language.clone(), spoken)),
        None => Ok(()),
    }
}

/// Ends a silence or a window: one beside the files for good, one of the files until its next time.
///
/// # Errors
/// There is none of that name that holds anything, or no deployment answers.
pub(super) async fn end(common: &DeploymentOptions, of: Over, name: &str, now: Timestamp) -> Result<()> {
    let decider = Decider::find(common).await?;
    let live = live(&decider.deployment).await?.live;
    let settings = live.merged(Active::load(&decider.deployment).await?.settings);
    if let Some((behind, entry)) =
        decision_behind(&settings, &live, of, name).filter(|(_, entry)| entry.until > now)
    {
        let from = entry.from;
        let record = decider.end(behind).await?;
        return say(common, &record, ended(of, name, (from, now)));
    }
    let until = match running_until(of, name, &settings, now) {
        Ok(until) => until,
        Err(error) => return Err(ended_by(&decider, of, (name, &settings, now)).await.unwrap_or(error)),
    };
    let what = LiveChange::Ended(EndedEarly { of, name: name.to_owned() });
    let record = decider.make(what, (now, until), "", (None, now)).await?;
    let said = format!(
        "Ended {} {name} of the settings files, which would have lasted until {}. What still fires pages within a minute.",
        kind(of),
        clock::minute(until)
    );
    say(common, &record, said)
}

/// Who ended it before, if somebody did; what is still to begin nobody ended.
async fn ended_by(
    decider: &Decider,
    of: Over,
    (name, settings, now): (&str, &Settings, Timestamp),
) -> Option<anyhow::Error> {
    if matches!(state_of(settings, of, name, now), Some(SpanState::Pending(_))) {
        return None;
    }
    let done = decider.deployment.table.audit(None, LOOKED_THROUGH).await.ok()?;
    let records = done.entries.iter().filter_map(|entry| match &entry.done {
        Audited::Decision(record) => Some(record),
        _ => None,
    });
    let record = end_of(records, name)?;
    Some(anyhow::anyhow!("{} ended `{name}` at {}", record.by, clock::minute(record.at)))
}

/// Until when one of the files would last.
fn running_until(of: Over, name: &str, settings: &Settings, now: Timestamp) -> Result<Timestamp> {
    let known: Vec<&String> = match of {
        Over::Silence => settings.silences.keys().collect(),
        Over::Maintenance => settings.maintenance.keys().collect(),
    };
    let state = state_of(settings, of, name, now);
    match state.with_context(|| unknown(kind(of), name, known.into_iter()))? {
        SpanState::Active(until) => Ok(until),
        SpanState::Pending(from) => {
            let begins = clock::minute(from);
            bail!("{name} begins at {begins}; take it out of the files with --config FOLDER --apply")
        }
        SpanState::Over => bail!("{name} is over already"),
    }
}

/// That it ended; of what had not begun nothing was held back.
fn ended(of: Over, name: &str, (from, now): (Timestamp, Timestamp)) -> String {
    match from > now {
        true => format!("Removed {} {name}, which had not begun.", kind(of)),
        false => format!("Ended {} {name}. What still fires pages within a minute.", kind(of)),
    }
}

fn kind(of: Over) -> &'static str {
    match of {
        Over::Silence => "silence",
        Over::Maintenance => "maintenance window",
    }
}

fn doubt(matchers: &[Matcher], settings: &Settings) -> Result<()> {
    let doubts = before::doubts(matchers, settings)?;
    doubts.into_iter().for_each(|doubt| print::aside(print::coloured(doubt, AnsiColor::Yellow)));
    Ok(())
}

fn refuse_name(name: Option<&str>) -> Result<()> {
    match name {
        Some(_) => bail!("--name is for files; add --config FOLDER, or leave it out"),
        None => Ok(()),
    }
}

fn list(matchers: &[Matcher]) -> String {
    matchers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn report(
    common: &DeploymentOptions,
    record: &LiveRecord,
    said: String,
    (end, now): (&str, Timestamp),
) -> Result<()> {
    say(common, record, said)?;
    if !common.json {
        let end = callout(&format!("{end} {}", word(&record.name)));
        print::aside(format!("{} `{end}` ends it.", clock::begins(record.entry.from, now)));
    }
    Ok(())
}

fn say(common: &DeploymentOptions, record: &LiveRecord, said: String) -> Result<()> {
    if common.json {
        return print::json(record);
    }
    print::line(said);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_customers_read_names_what_the_page_has() {
        let page =
            "[status_page]\ntitle = 'Acme'\n[status_page.components]\ncheckout = { title = 'Checkout' }";
        let settings: Settings = toml::from_str(page).unwrap();
        let of = |component: &str, language: &str| PublicMaintenance {
            components: vec![component.into()],
            texts: [(language.to_owned(), "words".to_owned())].into(),
            ..PublicMaintenance::default()
        };
        let why = |told| check_page(&told, &settings).unwrap_err().to_string();
        assert!(why(of("ledger", "en")).ends_with("no component `ledger`; its components are `checkout`"));
        assert_eq!(why(of("checkout", "de")), "the status page does not speak `de`; it speaks en");
        assert_eq!(check_page(&of("checkout", "en"), &settings), Ok(()));
    }

    #[test]
    fn what_had_not_begun_pages_nobody_at_its_end() {
        let (earlier, later) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
        let told = ended(Over::Maintenance, "payments", (later, earlier));
        assert_eq!(told, "Removed maintenance window payments, which had not begun.");
        assert!(ended(Over::Silence, "search", (earlier, later)).contains("within a minute"));
    }
}
