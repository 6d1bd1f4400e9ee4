//! Acknowledges many at once.
//!
//! Must not acknowledge what the reader has not seen: each row carries the version that it showed, and what changed hands or got
//! worse since is left out. One that fails stops no other.

use crate::deps::Ports;
use crate::session::Session;
use callout_domain::incident::{Command, Incident, Refusal, Via};
use callout_ports::IncidentStore as _;
use callout_web::act::{ActionRequest, Outcome, act};
use callout_web::error::PageError;
use callout_web::parts::not_done;
use futures::{StreamExt as _, stream};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How many are acknowledged at the same time.
const AT_ONCE: usize = 8;
/// How long new ones are begun: an answer must come before the function's time is over.
const LONGEST: Duration = Duration::from_secs(5);

/// What a row showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    number: u64,
    version: u64,
}

/// The rows that were selected.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Selection(Vec<Seen>);

/// The field of a row that is selected by its box, and of one that is the reader's.
pub(crate) fn field(prefix: char, incident: &Incident) -> (String, u64) {
    (format!("{prefix}{}", incident.number), incident.version)
}

impl Selection {
    /// Of a form: `do=mine` takes the rows that page the reader, else those that were ticked. `None`: it is none of ours.
    pub(crate) fn read(form: &BTreeMap<String, String>) -> Option<Self> {
        let prefix = match form.get("do").map(String::as_str) {
            Some("mine") => 'm',
            Some("selected") => 'i',
            _ => return None,
        };
        let rows = form.iter().filter_map(|(key, version)| Some((key.strip_prefix(prefix)?, version)));
        let seen = |(number, version): (&str, &String)| {
            Some(Seen { number: number.parse().ok()?, version: version.parse().ok()? })
        };
        // `mine` is a field, too, but the reader's only choice: rows are numbers.
        rows.map(seen).collect::<Option<Vec<_>>>().map(Self)
    }

    /// Whether nothing was selected.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Acknowledges them; returns a sentence for each that was left out.
    pub(crate) async fn acknowledge<P: Ports>(self, deps: &P, session: &Session) -> Vec<String> {
        let started = Instant::now();
        let each = self.0.into_iter().map(|seen| async move {
            if started.elapsed() > LONGEST {
                return Some(format!("#{}: not tried, there are too many; do it again.", seen.number));
            }
            acknowledge_one(deps, session, seen).await.unwrap_or_else(|error| {
                tracing::warn!(?error, number = seen.number, "one of many was not acknowledged");
                Some(format!("#{}: it could not be reached; do it again.", seen.number))
            })
        });
        stream::iter(each).buffered(AT_ONCE).filter_map(async |left_out| left_out).collect().await
    }
}

async fn acknowledge_one<P: Ports>(
    deps: &P,
    session: &Session,
    Seen { number, version }: Seen,
) -> Result<Option<String>, PageError> {
    let Some(incident) = deps.table().numbered(number).await? else {
        return Ok(Some(format!("#{number}: there is no such incident.")));
    };
    let asked = ActionRequest {
        command: Command::Acknowledge { via: Via::Console },
        by: session.actor.clone(),
        rules: &session.rules,
        seen: Some(version),
    };
    Ok(match act(deps, incident, &asked).await? {
        Outcome::Done => None,
        Outcome::Refused(_, Refusal::AlreadyAcknowledged(it)) if it.by == session.actor => None,
        Outcome::Refused(_, why) => Some(format!("#{number}: {}", not_done(&why, &session.reader()))),
    })
}
