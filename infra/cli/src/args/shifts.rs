//! The words of `callout oncall give`, `take`, `swap`, and of what became of these requests.

use callout_domain::delay::Delay;
use clap::{ArgGroup, Args};

/// The part of a shift that is asked for.
#[derive(Debug, Args)]
pub struct PartOfShift {
    /// Start of the part, by the schedule's clock; 18:00 for the next such time. Default: that of the shift.
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// End of the part. Default: that of the shift.
    #[arg(long, value_name = "TIME", conflicts_with = "length")]
    pub to: Option<String>,
    /// Duration of the part, e.g. 8h.
    #[arg(long = "for", value_name = "LENGTH", value_parser = Delay::parse)]
    pub length: Option<Delay>,
    /// Why; whoever is asked reads it.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// Giving a shift away.
#[derive(Debug, Args)]
pub struct GiveShift {
    /// The schedule.
    pub schedule: String,
    /// Who is asked to take it.
    #[arg(long, value_name = "NAME")]
    pub who: String,
    /// Which part; the next shift of whoever --as names, if left out.
    #[command(flatten)]
    pub part: PartOfShift,
}

/// Taking a shift.
#[derive(Debug, Args)]
pub struct TakeShift {
    /// The schedule.
    pub schedule: String,
    /// Whose shift it is; they are asked.
    #[arg(long, value_name = "NAME")]
    pub replace: String,
    /// Which part; their next shift, if left out.
    #[command(flatten)]
    pub part: PartOfShift,
}

/// Swapping two shifts.
#[derive(Debug, Args)]
pub struct SwapShifts {
    /// The schedule.
    pub schedule: String,
    /// With whom; they are asked.
    #[arg(long = "with", value_name = "NAME")]
    pub with: String,
    /// A time in their shift. Default: their next one.
    #[arg(long, value_name = "TIME")]
    pub theirs: Option<String>,
    /// A time in the shift of whoever --as names. Default: the next one.
    #[arg(long, value_name = "TIME")]
    pub mine: Option<String>,
    /// Why; whoever is asked reads it.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// Answering a request, for whoever --as names.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("answer").required(true).args(["take", "refuse", "withdraw"]))]
pub struct AnswerShift {
    /// The request, as `callout oncall requests` names it.
    #[arg(value_name = "REQUEST")]
    pub name: String,
    /// Take what is asked for; it is active at once.
    #[arg(long)]
    pub take: bool,
    /// Do not.
    #[arg(long)]
    pub refuse: bool,
    /// Take the request back; for whoever made it.
    #[arg(long)]
    pub withdraw: bool,
}
