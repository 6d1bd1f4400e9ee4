//! The words of `callout drill`.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};

/// A drill.
#[derive(Debug, Args)]
pub struct Drill {
    /// The way in for the alarm.
    #[arg(long, value_enum, default_value_t = Way::EventBridge)]
    pub via: Way,
    /// Do not wait until the second level is paged.
    #[arg(long)]
    pub no_escalation: bool,
    /// The key of an integration, for `--via https`. On a local stack: its own.
    #[arg(long, env = "CALLOUT_DRILL_KEY", hide_env_values = true, hide = true, value_parser = NonEmptyStringValueParser::new())]
    pub key: Option<String>,
}

/// A way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Way {
    /// EventBridge, by the rule of the stack.
    EventBridge,
    /// The alarms topic.
    Topic,
    /// The function alarm-intake as the alarm's action.
    Direct,
    /// The public address, as a tool that speaks PagerDuty's Events API; needs `CALLOUT_DRILL_KEY`.
    Https,
}

impl Way {
    /// The word in names, tables, and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EventBridge => "event-bridge",
            Self::Topic => "topic",
            Self::Direct => "direct",
            Self::Https => "https",
        }
    }
}
