//! The words of `callout audit`.

use callout_domain::audit::AuditKind;
use clap::{Args, ValueEnum};

/// What people did.
#[derive(Debug, Args)]
pub struct Audit {
    /// Only entries with each of these words, in who it was, what, or the incident's number.
    #[arg(value_name = "WORD")]
    pub text: Vec<String>,
    /// Only what is about this.
    #[arg(long, value_enum)]
    pub about: Option<AuditAbout>,
    /// How many days back.
    #[arg(long, default_value_t = 7, value_name = "DAYS")]
    pub days: u16,
    /// The most entries.
    #[arg(long, default_value_t = 100, value_name = "ENTRIES")]
    pub limit: usize,
    /// Only what was done before this `place`, as --json lists it.
    #[arg(long, value_name = "PLACE")]
    pub before: Option<String>,
}

/// What entries are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AuditAbout {
    /// What was done in incidents.
    Incidents,
    /// Silences and maintenance windows.
    Silences,
    /// Overrides and requests for shifts.
    Oncall,
    /// Contacts and sessions.
    People,
    /// Settings that were applied.
    Settings,
}

impl From<AuditAbout> for AuditKind {
    fn from(about: AuditAbout) -> Self {
        match about {
            AuditAbout::Incidents => Self::Incidents,
            AuditAbout::Silences => Self::Silences,
            AuditAbout::Oncall => Self::OnCall,
            AuditAbout::People => Self::People,
            AuditAbout::Settings => Self::Settings,
        }
    }
}
