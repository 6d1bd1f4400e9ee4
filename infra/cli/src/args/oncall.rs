//! The words of `callout oncall`.

use callout_domain::delay::Delay;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use std::path::PathBuf;

/// Looking at the calendar.
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
    /// At this instant instead of now, e.g. 2026-12-24T18:00:00Z.
    #[arg(long, value_name = "TIME")]
    pub at: Option<Timestamp>,
    /// All shifts of this length of time, e.g. 14d.
    #[arg(long = "for", value_name = "LENGTH", value_parser = Delay::parse)]
    pub length: Option<Delay>,
    /// Only the shifts of this responder.
    #[arg(long, value_name = "NAME")]
    pub responder: Option<String>,
    /// Write an iCalendar file for calendar programs; `-` writes it to the output. Needs --schedule or --responder.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["length", "html"])]
    pub ics: Option<PathBuf>,
    /// Minutes before a shift at which the iCalendar file reminds of it.
    #[arg(long, value_name = "MINUTES", requires = "ics", value_delimiter = ',')]
    pub remind: Vec<u32>,
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
    /// From these files instead of the settings in force.
    #[arg(long, value_name = "FOLDER")]
    pub config: Option<PathBuf>,
}

/// What else to do with the calendar.
#[derive(Debug, Subcommand)]
pub enum OncallCommand {
    /// Show how evenly hours, nights, weekends and holidays are shared.
    Fairness(Fairness),
}

/// The window that is looked at.
#[derive(Debug, Args)]
pub struct Fairness {
    /// From this time on, e.g. 2026-07-01; from now on if left out.
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Up to this time.
    #[arg(long, value_name = "TIME", conflicts_with = "length")]
    pub to: Option<String>,
    /// So long.
    #[arg(long = "for", value_name = "LENGTH", default_value = "90d", value_parser = Delay::parse)]
    pub length: Delay,
    /// Whose settings.
    #[command(flatten)]
    pub place: Place,
}
