//! The words of `callout oncall`.

use super::Files;
use super::shifts::{AnswerShift, GiveShift, SwapShifts, TakeShift};
use callout_domain::delay::Delay;
use clap::{ArgGroup, Args, Subcommand};
use std::path::PathBuf;

/// Looking at the calendar, and bending it.
#[derive(Debug, Args)]
pub struct Oncall {
    /// What else to do than show it.
    #[command(subcommand)]
    pub command: Option<OncallCommand>,
    /// What to show.
    #[command(flatten)]
    pub show: Show,
}

/// What to show, and how.
#[derive(Debug, Default, PartialEq, Args)]
pub struct Show {
    /// The escalation of this service: whom each level pages now, until when they are on call, how they are reached.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["length", "responder", "ics", "url", "html", "schedule"])]
    pub service: Option<String>,
    /// Then instead of now, e.g. 2026-12-24T18:00Z, or 18:00 for the next such time, by this machine's clock.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// All shifts of this duration, e.g. 14d.
    #[arg(long = "for", value_name = "LENGTH", value_parser = Delay::parse)]
    pub length: Option<Delay>,
    /// Only the schedules by which the services of this team page; `mine` are the teams of whom `--as` names.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["service", "ics", "url", "schedule"])]
    pub team: Option<String>,
    /// Only the shifts of this responder.
    #[arg(long, value_name = "NAME")]
    pub responder: Option<String>,
    /// Write an iCalendar file for calendar programs; `-` writes it to the output. Needs --schedule or --responder.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["length", "html"])]
    pub ics: Option<PathBuf>,
    /// Minutes before a shift at which the iCalendar file reminds of it.
    #[arg(long, value_name = "MINUTES", requires = "ics", value_delimiter = ',')]
    pub remind: Vec<u32>,
    /// Print an address that calendar programs of --responder can subscribe to for a year: their shifts, or everybody's on
    /// --schedule.
    #[arg(long, conflicts_with_all = ["at", "length", "ics", "html", "config"])]
    pub url: bool,
    /// Write a calendar to open in a browser or print: eight weeks, or what --for says.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Whose settings.
    #[command(flatten)]
    pub place: Place,
}

/// Which schedules.
#[derive(Debug, Default, PartialEq, Args)]
pub struct Place {
    /// Only this schedule.
    #[arg(long, value_name = "NAME")]
    pub schedule: Option<String>,
    /// From these files instead of the active settings.
    #[arg(long, value_name = "FOLDER")]
    pub config: Option<PathBuf>,
}

/// What else to do with the calendar.
#[derive(Debug, Subcommand)]
pub enum OncallCommand {
    /// Show how evenly hours, nights, weekends and holidays are shared.
    Fairness(Fairness),
    /// Change who is on call for a time: at once, or with --config in the files.
    #[command(subcommand)]
    Override(Override),
    /// Ask somebody to take your shift, or a part of it; --as says whose it is.
    Give(GiveShift),
    /// Ask somebody for their shift, or a part of it; --as says who takes it.
    Take(TakeShift),
    /// Ask somebody to swap shifts; --as says with whom.
    Swap(SwapShifts),
    /// List the requests for shifts that wait for an answer.
    Requests,
    /// Answer such a request, or take it back; --as says who.
    Answer(AnswerShift),
}

/// The window that is looked at.
#[derive(Debug, Args)]
pub struct Fairness {
    /// Start, e.g. 2026-07-01. Default: now.
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// End.
    #[arg(long, value_name = "TIME", conflicts_with = "length")]
    pub to: Option<String>,
    /// Duration.
    #[arg(long = "for", value_name = "LENGTH", default_value = "90d", value_parser = Delay::parse)]
    pub length: Delay,
    /// Whose settings.
    #[command(flatten)]
    pub place: Place,
}

/// What to do about an override.
#[derive(Debug, Subcommand)]
pub enum Override {
    /// Put somebody else on call for a time.
    Add(AddOverride),
    /// Take an override back.
    Remove(RemoveOverride),
    /// List the overrides of a schedule.
    List {
        /// The schedule. Default: all.
        schedule: Option<String>,
        /// Those of this folder instead of the active ones, with a mark at those that are not active.
        #[arg(long, value_name = "FOLDER")]
        config: Option<PathBuf>,
    },
}

/// An override to write.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).multiple(true).args(["who", "remove", "swap"]))]
#[command(group = ArgGroup::new("end").required(true).args(["to", "length"]))]
pub struct AddOverride {
    /// The schedule.
    pub schedule: String,
    /// Who is on call, e.g. ben or ben,cho: besides the others, or instead of --replace.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', conflicts_with_all = ["remove", "swap"])]
    pub who: Vec<String>,
    /// Whose turns they take.
    #[arg(long, value_name = "NAME", requires = "who")]
    pub replace: Option<String>,
    /// Who is not on call.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', conflicts_with = "swap")]
    pub remove: Vec<String>,
    /// Two who take each other's turns, e.g. ana,ben.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub swap: Vec<String>,
    /// Start: 2026-12-24T18:00 in the schedule's zone, 18:00 for the next such time, or an instant with an offset.
    #[arg(long, value_name = "TIME")]
    pub from: String,
    /// End; 18:00 is the next such time after --from.
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
    /// Duration, e.g. 8h.
    #[arg(long = "for", value_name = "LENGTH", value_parser = Delay::parse)]
    pub length: Option<Delay>,
    /// Why; shown to people.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Save it though it changes nothing, or is over.
    #[arg(long)]
    pub force: bool,
    /// Where it is written.
    #[command(flatten)]
    pub files: Files,
}

/// An override to take back.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("which").required(true).multiple(true).args(["number", "name", "from", "who"]))]
pub struct RemoveOverride {
    /// The schedule.
    pub schedule: String,
    /// Its number as `list --config` prints it.
    #[arg(conflicts_with_all = ["from", "who"])]
    pub number: Option<usize>,
    /// The one of this name, as `add` printed it; of those in no file.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The one that begins then.
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// The one that names this person.
    #[arg(long, value_name = "NAME")]
    pub who: Option<String>,
    /// Where it is written.
    #[command(flatten)]
    pub files: Files,
}
