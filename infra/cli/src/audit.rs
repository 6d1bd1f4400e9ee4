//! Who did what, newest first, for people and programs.
//! Must not leave anything out without a word.

use crate::args::{Audit, DeploymentOptions};
use crate::deployment::Deployment;
use crate::print::Layout;
use crate::to_type::callout;
use crate::{clock, print};
use anyhow::{Context, Result};
use callout_domain::audit::{AuditEntry, AuditKind, AuditPlace, Audited};
use callout_domain::incident::ActorKind;
use callout_domain::settings::Rules;
use callout_lambda::SystemClock;
use callout_ports::{AuditLog, Clock as _, PortError, SettingsSource as _};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// How many entries are read at once.
const AT_ONCE: usize = 200;

/// The column of what was done.
const WHAT: usize = 3;

/// What one person did. Programs rely on these names.
#[derive(Debug, PartialEq, Serialize)]
struct Listed {
    /// Its place among all entries: `--before` reads on from here.
    place: AuditPlace,
    at: Timestamp,
    by: String,
    about: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<u64>,
    what: String,
}

/// Lists what people did.
///
/// # Errors
/// The table does not answer.
pub(crate) async fn list(common: &DeploymentOptions, args: &Audit) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let since = SystemClock.now().saturating_sub(SignedDuration::from_hours(24 * i64::from(args.days)))?;
    let zone = if common.json { TimeZone::UTC } else { clock::zone() };
    let rules = deployment.table.rules().await.with_context(|| deployment.unreachable())?;
    let found = read(&deployment.table, args, since, (&zone, &rules)).await;
    let (found, more) = found.with_context(|| deployment.unreachable())?;
    if common.json {
        return print::json(&found);
    }
    if found.is_empty() {
        print::line(format!("Nobody did any such thing in the last {} days.", args.days));
        return Ok(());
    }
    print::line(table(&found));
    if let Some(last) = found.last().filter(|_| more) {
        let command = callout(&format!("audit --days {} --before '{}'", args.days, last.place));
        print::aside(format!("There is more: `{command}`, or --limit."));
    }
    Ok(())
}

/// What is wanted of what was done since a time, and whether there may be more.
async fn read(
    log: &impl AuditLog,
    args: &Audit,
    since: Timestamp,
    (zone, rules): (&TimeZone, &Rules),
) -> Result<(Vec<Listed>, bool), PortError> {
    let (mut found, mut before) = (Vec::new(), args.before.clone().map(AuditPlace));
    loop {
        let part = log.audit(before.as_ref(), AT_ONCE).await?;
        for entry in part.entries {
            if entry.done.at() < since {
                return Ok((found, false));
            }
            let listed = Listed::of(entry, zone, rules);
            if !listed.is_wanted(args) {
                continue;
            }
            if found.len() == args.limit {
                return Ok((found, true));
            }
            found.push(listed);
        }
        match part.older {
            Some(older) => before = Some(older),
            None => return Ok((found, false)),
        }
    }
}

impl Listed {
    fn of(AuditEntry { place, done }: AuditEntry, zone: &TimeZone, rules: &Rules) -> Self {
        let (about, what) = (done.kind().as_str(), done.sentence(zone));
        let responder = done.actor().filter(|actor| actor.kind == ActorKind::Responder);
        let known = responder.and_then(|actor| rules.responder(&actor.name.as_str().into()));
        // Elsewhere people are recorded by the names that they are known by.
        let by = known.map_or_else(|| done.by(), |person| person.name.clone());
        Self { place, at: done.at(), by, about, incident: Audited::incident(&done), what }
    }

    fn is_wanted(&self, args: &Audit) -> bool {
        let number = self.incident.map(|number| format!("#{number}")).unwrap_or_default();
        let texts = [&self.by, &self.what, &number].map(|text| text.to_lowercase());
        let has = |word: &String| texts.iter().any(|text| text.contains(&word.to_lowercase()));
        args.about.is_none_or(|about| AuditKind::from(about).as_str() == self.about)
            && args.text.iter().all(has)
    }
}

fn table(found: &[Listed]) -> String {
    let rows = found.iter().map(|listed| {
        let about = listed.incident.map_or_else(|| listed.about.to_owned(), |number| format!("#{number}"));
        [clock::bare_minute(listed.at), listed.by.clone(), about, listed.what.clone()]
    });
    let when = clock::heading("when");
    let layout = Layout { widest: Some(WHAT), whole: &[0], lines: None, ..Layout::default() };
    print::table_text([when.as_str(), "who", "about", "what"], rows, layout)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::AuditAbout;
    use callout_domain::audit::SignedOut;
    use callout_ports::Sessions as _;
    use callout_ports::fakes::Fakes;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    async fn log(entries: i64) -> Fakes {
        let fakes = Fakes::at(at(0));
        for minute in 0..entries {
            let by = if minute % 2 == 0 { "Ana" } else { "Ben" }.to_owned();
            let done = SignedOut { responder: "cho".into(), by, at: at(minute) };
            fakes.end_sessions_before(&done).await.unwrap();
        }
        fakes
    }

    fn rules() -> Rules {
        let ana = "[responders]\nana = { name = 'Ana Silva', contacts = [] }";
        Rules::build(toml::from_str(ana).unwrap())
    }

    fn args(text: &[&str], limit: usize) -> Audit {
        let text = text.iter().map(|&word| word.to_owned()).collect();
        Audit { text, about: None, days: 30, limit, before: None }
    }

    async fn found(log: &Fakes, args: &Audit, since: i64) -> (Vec<Timestamp>, bool) {
        let (found, more) = read(log, args, at(since), (&TimeZone::UTC, &rules())).await.unwrap();
        (found.iter().map(|listed| listed.at).collect(), more)
    }

    #[tokio::test]
    async fn the_newest_come_first_and_the_rest_is_said() {
        let log = log(450).await;
        assert_eq!(found(&log, &args(&[], 2), 0).await, (vec![at(449), at(448)], true));
        assert_eq!(found(&log, &args(&[], 2), 448).await, (vec![at(449), at(448)], false));
        let (all, more) = found(&log, &args(&["ben"], 1_000), 0).await;
        assert_eq!((all.len(), more), (225, false), "all parts are looked through");
        assert_eq!(found(&log, &args(&["ben", "nothing"], 9), 0).await.0, []);
    }

    #[tokio::test]
    async fn one_reads_on_from_a_place() {
        let log = log(5).await;
        let (first, _) = read(&log, &args(&[], 2), at(0), (&TimeZone::UTC, &rules())).await.unwrap();
        let before = Some(first[1].place.0.clone());
        let rest = found(&log, &Audit { before, ..args(&[], 9) }, 0).await;
        assert_eq!(rest, (vec![at(2), at(1), at(0)], false));
    }

    #[tokio::test]
    async fn only_what_it_is_about_is_listed() {
        let log = log(1).await;
        for (about, many) in [(AuditAbout::People, 1), (AuditAbout::Settings, 0)] {
            let wanted = Audit { about: Some(about), ..args(&[], 9) };
            assert_eq!(found(&log, &wanted, 0).await.0.len(), many);
        }
    }
}
