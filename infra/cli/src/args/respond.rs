//! The words of whatever works on incidents.

use callout_domain::delay::Delay;
use callout_domain::incident::Standing;
use callout_domain::severity::Severity;
use clap::builder::{NonEmptyStringValueParser, PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args};
use jiff::civil::Date;

/// Which incidents to list.
#[derive(Debug, Args)]
pub struct Incidents {
    /// Only those whose title, reason, service, number or alerts hold each of these words.
    #[arg(value_name = "WORD")]
    pub text: Vec<String>,
    /// Only those that are not resolved.
    #[arg(long)]
    pub open: bool,
    /// Only those of these services.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub service: Vec<String>,
    /// Only those of the services of these teams; `mine` are the teams of whom `--as` names.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub team: Vec<String>,
    /// Only those of these severities, e.g. SEV1,SEV2.
    #[arg(long, value_name = "SEVERITIES", value_delimiter = ',', value_parser = severity)]
    pub severity: Vec<Severity>,
    /// Only those that stand like this.
    #[arg(long, value_parser = standings(), value_delimiter = ',')]
    pub status: Vec<Standing>,
    /// Only those that paged the responder whom `--as` names, or that they have.
    #[arg(long)]
    pub mine: bool,
    /// Only those that paged this responder, or that they have.
    #[arg(long, value_name = "NAME")]
    pub person: Option<String>,
    /// Only those that were opened on this day or earlier, e.g. 2026-11-21.
    #[arg(long, value_name = "DATE", conflicts_with = "watch", value_parser = day)]
    pub until: Option<Date>,
    /// Keep what is open on the screen, up to date, until you press q.
    #[arg(long)]
    pub watch: bool,
    /// How many days back what is over goes, from today or from `--until`. What is open is listed whatever its age.
    #[arg(long, default_value_t = 30, value_name = "DAYS")]
    pub days: u16,
}

/// The words for how an incident stands, with what each means.
fn standings() -> impl TypedValueParser<Value = Standing> {
    let word = |standing: Standing| {
        PossibleValue::new(standing.as_str()).help(match standing {
            Standing::Triggered => "Nobody has it",
            Standing::Held => "Nobody is paged yet: a silence, a window or a pause holds it",
            Standing::Acknowledged => "Somebody has it",
            Standing::Merged => "It is part of another incident, which pages for it",
            Standing::Resolved => "It is over",
        })
    };
    let known = |word: String| Standing::from_word(&word).ok_or("no status");
    PossibleValuesParser::new(Standing::ALL.map(word)).try_map(known)
}

fn severity(text: &str) -> Result<Severity, String> {
    Severity::from_word(text).ok_or_else(|| "write a severity like SEV2".to_owned())
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a day as in 2026-11-21".to_owned())
}

/// One incident.
#[derive(Debug, Args)]
pub struct OneIncident {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
}

/// One incident, or none in particular.
#[derive(Debug, Args)]
pub struct OptionalIncident {
    /// Its number (`12` or `#12`) or identity (`inc_…`). Left out: all that are open.
    pub incident: Option<String>,
}

/// One incident or several.
#[derive(Debug, Args)]
pub struct SeveralIncidents {
    /// Their numbers (`12` or `#12`) or identities (`inc_…`).
    #[arg(value_name = "INCIDENT", required = true)]
    pub incidents: Vec<String>,
}

/// What to resolve.
#[derive(Debug, Args)]
pub struct Resolve {
    /// What is over.
    #[command(flatten)]
    pub which: SeveralIncidents,
    /// What ended it.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// What to acknowledge.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("which").required(true).args(["incidents", "mine"]))]
pub struct Ack {
    /// Their numbers (`12` or `#12`) or identities (`inc_…`).
    #[arg(value_name = "INCIDENT")]
    pub incidents: Vec<String>,
    /// All that page the responder whom `--as` names.
    #[arg(long)]
    pub mine: bool,
    /// Take them over from whoever has them: nobody is paged, and whoever had one is told.
    #[arg(long, conflicts_with = "mine")]
    pub take_over: bool,
}

/// A snooze.
#[derive(Debug, Args)]
pub struct Snooze {
    /// What is snoozed.
    #[command(flatten)]
    pub which: SeveralIncidents,
    /// Duration, e.g. 2h; it pages again then.
    #[arg(long = "for", value_name = "LENGTH", value_parser = Delay::parse)]
    pub length: Delay,
}

/// A merge.
#[derive(Debug, Args)]
pub struct Merge {
    /// What is merged.
    #[command(flatten)]
    pub which: SeveralIncidents,
    /// The incident that pages for them from now on: its number (`12` or `#12`) or identity (`inc_…`).
    #[arg(long, value_name = "INCIDENT")]
    pub into: String,
}

/// New assignees.
#[derive(Debug, Args)]
pub struct Reassign {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
    /// New assignee; several are separated by commas.
    #[arg(long, value_name = "RESPONDER", value_delimiter = ',', required = true)]
    pub to: Vec<String>,
}

/// One more responder.
#[derive(Debug, Args)]
pub struct Ask {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
    /// Responder.
    pub responder: String,
}

/// Another policy.
#[derive(Debug, Args)]
pub struct Policy {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
    /// The other policy; it starts at its first level. Default: the service's.
    pub policy: Option<String>,
}

/// A problem that no monitor sees.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("about").required(true).args(["service", "join"]))]
pub struct Declare {
    /// What is wrong, in a line.
    pub title: String,
    /// What it is about.
    #[arg(long, value_name = "NAME")]
    pub service: Option<String>,
    /// How bad it is, e.g. SEV2. Default: as the routes say, else SEV2.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub severity: Option<Severity>,
    /// Page this responder besides whom the policy pages.
    #[arg(long, value_name = "RESPONDER")]
    pub page: Option<String>,
    /// Report it to an open incident instead; whoever has that is told.
    #[arg(long, value_name = "INCIDENT", conflicts_with_all = ["severity", "page", "new", "token"])]
    pub join: Option<String>,
    /// Do not ask whether it is one that is open.
    #[arg(long)]
    pub new: bool,
    /// For programs that may try twice: with the same token and the same words it is one incident.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub token: Option<String>,
}

/// A severity that a person sets.
#[derive(Debug, Args)]
pub struct Rate {
    /// Its number (`12` or `#12`) or identity (`inc_…`).
    pub incident: String,
    /// The severity, e.g. SEV2.
    #[arg(value_parser = severity)]
    pub severity: Severity,
}

/// A note.
#[derive(Debug, Args)]
pub struct Note {
    /// What it is about.
    #[command(flatten)]
    pub which: SeveralIncidents,
    /// The note.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Cli, Command};
    use clap::Parser as _;

    fn read(words: &[&str]) -> Result<Command, clap::Error> {
        Cli::try_parse_from(["callout"].iter().chain(words)).map(|cli| cli.command)
    }

    #[test]
    fn what_is_done_to_one_is_done_to_several() {
        let Ok(Command::Note(note)) = read(&["note", "7", "#9", "rolled back"]) else { panic!("no note") };
        assert_eq!(
            (note.which.incidents, note.text.as_str()),
            (vec!["7".into(), "#9".into()], "rolled back")
        );
        let Ok(Command::Snooze(snooze)) = read(&["snooze", "7", "9", "--for", "2h"]) else {
            panic!("no snooze")
        };
        assert_eq!(snooze.which.incidents, ["7", "9"]);
        let Ok(Command::Resolve(resolve)) = read(&["resolve", "7", "9", "--note", "rolled back"]) else {
            panic!("no end")
        };
        assert_eq!((resolve.which.incidents.len(), resolve.note.as_deref()), (2, Some("rolled back")));
        assert!(read(&["note", "rolled back"]).is_err(), "a note needs an incident and a text");
        assert!(
            read(&["declare", "prices"]).is_err() && read(&["declare", "prices", "--join", "12"]).is_ok()
        );
        assert!(read(&["declare", "prices", "--join", "12", "--severity", "SEV1"]).is_err());
        let told = read(&["incidents", "--until", "tomorrow"]).unwrap_err().to_string();
        assert!(told.contains("'tomorrow' for '--until <DATE>': write a day as in 2026-11-21"), "{told}");
        assert!(read(&["ack"]).is_err() && read(&["ack", "7", "--mine"]).is_err());
        assert!(matches!(read(&["ack", "--mine"]), Ok(Command::Ack(Ack { mine: true, .. }))));
    }
}
