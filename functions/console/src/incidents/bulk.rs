//! Acknowledges many at once.
//!
//! Must not acknowledge what the reader has not seen: each row carries the version and the severity that it showed.

use crate::deps::Ports;
use crate::session::Session;
use callout_domain::incident::{Command, Incident, Refusal, Via};
use callout_domain::severity::Severity;
use callout_ports::IncidentStore as _;
use callout_web::act::{ActionRequest, Outcome, act};
use callout_web::error::PageError;
use callout_web::parts::Names;
use callout_web::words::Moment;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use std::collections::BTreeMap;

/// How many are acknowledged at the same time.
const AT_ONCE: usize = 8;

/// What a row showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    number: u64,
    version: u64,
    severity: Severity,
}

/// The rows that were selected.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Selection(Vec<Seen>);

/// The field of a row that is selected by its box, and of one that is the reader's.
pub(crate) fn field(prefix: char, incident: &Incident) -> (String, String) {
    (format!("{prefix}{}", incident.number), format!("{}-{}", incident.version, incident.severity))
}

impl Selection {
    /// Of a form: `do=mine` takes the rows that page the reader, else those that were ticked. `None`: it is none of ours.
    pub(crate) fn read(form: &BTreeMap<String, String>) -> Option<Self> {
        let prefix = match form.get("do").map(String::as_str) {
            Some("mine") => 'm',
            Some("selected") => 'i',
            _ => return None,
        };
        let rows = form.iter().filter_map(|(key, value)| Some((key.strip_prefix(prefix)?, value)));
        rows.map(|(number, shown)| {
            let (version, severity) = shown.split_once('-')?;
            Some(Seen {
                number: number.parse().ok()?,
                version: version.parse().ok()?,
                severity: Severity::from_word(severity)?,
            })
        })
        .collect::<Option<Vec<_>>>()
        .map(Self)
    }

    /// Acknowledges them; returns a sentence for each that was left out.
    pub(crate) async fn acknowledge<P: Ports>(
        self,
        deps: &P,
        session: &Session,
    ) -> Result<Vec<String>, PageError> {
        let tried = stream::iter(self.0.into_iter().map(|seen| acknowledge_one(deps, session, seen)));
        let left_out: Vec<Option<String>> = tried.buffered(AT_ONCE).try_collect().await?;
        Ok(left_out.into_iter().flatten().collect())
    }
}

async fn acknowledge_one<P: Ports>(
    deps: &P,
    session: &Session,
    seen: Seen,
) -> Result<Option<String>, PageError> {
    let number = seen.number;
    let Some(incident) = deps.table().numbered(number).await? else {
        return Ok(Some(format!("There is no incident #{number}.")));
    };
    if incident.severity < seen.severity {
        return Ok(Some(format!("#{number} is {} now; it was {}.", incident.severity, seen.severity)));
    }
    let asked = ActionRequest {
        command: Command::Acknowledge { via: Via::Console },
        by: session.actor.clone(),
        rules: &session.rules,
        seen: Some(seen.version),
    };
    let names = Names(Some(&session.rules));
    let why = match act(deps, incident, &asked).await? {
        Outcome::Done => return Ok(None),
        Outcome::Refused(_, Refusal::AlreadyAcknowledged(acknowledgement))
            if acknowledgement.by == session.actor =>
        {
            return Ok(None);
        }
        Outcome::Refused(_, Refusal::AlreadyAcknowledged(acknowledgement)) => {
            format!("{} acknowledged it at {}", names.of(&acknowledgement.by), Moment(acknowledgement.at))
        }
        Outcome::Refused(_, Refusal::AlreadyResolved(at)) => format!("it was resolved at {}", Moment(at)),
        Outcome::Refused(_, Refusal::Overtaken(record)) => {
            format!("{} resolved it at {}", names.of(&record.actor), Moment(record.at))
        }
        Outcome::Refused(_, other) => other.to_string(),
    };
    Ok(Some(format!("#{number}: {why}.")))
}
