//! The words of `callout silence` and `callout maintenance`.

use super::Files;
use super::folder::OtherFolder;
use super::translation::translation;
use callout_domain::delay::Delay;
use callout_domain::suppression::PublicMaintenance;
use clap::{ArgGroup, Args, Subcommand};

/// What to do about silences.
#[derive(Debug, Subcommand)]
pub enum Silence {
    /// Silence alerts for a time, at once; with --config or --apply in the files.
    Add(AddSilence),
    /// End a silence now; with --config or --apply, remove it from the files.
    Remove(Named),
    /// List silences, and which of them hold alarms back now.
    List(Listing),
}

/// What to do about maintenance windows.
#[derive(Debug, Subcommand)]
pub enum Maintenance {
    /// Add a window, at once or in the files: alerts of its services page nobody before it ends.
    Add(Box<AddMaintenance>),
    /// End a window now; with --config or --apply in the files, where one that has not begun is removed.
    End(Named),
    /// List windows, and which of them hold alarms back now.
    List(Listing),
}

/// A silence to write.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("alarms").required(true).args(["matches", "incident"]))]
pub struct AddSilence {
    /// Which alarms, e.g. 'alarm=~"payments-.*", region!="us-east-1"'; several must all hold.
    #[arg(long = "match", value_name = "MATCHERS")]
    pub matches: Vec<String>,
    /// The alarms that fire in this incident. Of too many to name, its whole service: it asks first, unless `--yes`.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["config", "folder", "apply"])]
    pub incident: Option<String>,
    /// When.
    #[command(flatten)]
    pub when: When,
    /// Why; it stands on the timeline of what is held back.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub reason: String,
    /// Who wants it, in files; otherwise it is whoever IAM says.
    #[arg(long, env = "USER", default_value = "operator", value_name = "NAME")]
    pub author: String,
    /// Name in files (default: derived from the matchers).
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The files it is written to, instead of at once.
    #[command(flatten)]
    pub files: Files,
}

/// A maintenance window to write.
#[derive(Debug, Args)]
pub struct AddMaintenance {
    /// What is worked on, e.g. payments or payments,search.
    #[arg(
        long = "service",
        value_name = "NAMES",
        value_delimiter = ',',
        required_unless_present = "components"
    )]
    pub services: Vec<String>,
    /// Components of the status page: customers read of it from now on, and subscribers are told. Without --service, it only tells them.
    #[arg(long = "page", value_name = "COMPONENTS", value_delimiter = ',', requires = "title")]
    pub components: Vec<String>,
    /// What customers read: its title.
    #[arg(long, value_name = "TEXT", requires = "components")]
    pub title: Option<String>,
    /// What customers read: what it means for them.
    #[arg(long, value_name = "TEXT", requires = "components")]
    pub text: Option<String>,
    /// Its text in another language of the page, as LANGUAGE=TEXT. Several times for several.
    #[arg(long = "in", value_name = "LANGUAGE=TEXT", value_parser = translation, requires = "components")]
    pub translations: Vec<(String, String)>,
    /// Its title in another language of the page, as LANGUAGE=TEXT. Several times for several.
    #[arg(long = "title-in", value_name = "LANGUAGE=TEXT", value_parser = translation, requires = "components")]
    pub titles: Vec<(String, String)>,
    /// Tell no subscriber.
    #[arg(long, requires = "components")]
    pub silent: bool,
    /// When.
    #[command(flatten)]
    pub when: When,
    /// What is done.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// CloudWatch alarms that do nothing meanwhile; in files only.
    #[arg(long, value_name = "ALARMS", value_delimiter = ',')]
    pub mirror: Vec<String>,
    /// Name in files (default: derived from the services).
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The files it is written to, instead of at once.
    #[command(flatten)]
    pub files: Files,
}

impl AddMaintenance {
    /// What customers read of it.
    pub(crate) fn page(&self) -> Option<PublicMaintenance> {
        let title = self.title.clone()?;
        let components = self.components.iter().map(|name| name.trim().into()).collect();
        Some(PublicMaintenance {
            components,
            title,
            text: self.text.clone().unwrap_or_default(),
            titles: self.titles.iter().cloned().collect(),
            texts: self.translations.iter().cloned().collect(),
            silent: self.silent,
        })
    }

    /// What it does, in words.
    pub(crate) fn does(&self) -> String {
        let holds = match self.services.as_slice() {
            [] => None,
            services => Some(format!("holds alarms of {} back", services.join(", "))),
        };
        let tells = self.title.as_ref().map(|title| format!("stands on the status page as “{title}”"));
        holds.into_iter().chain(tells).collect::<Vec<_>>().join(" and ")
    }
}

/// From when to when.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("end").required(true).args(["to", "length"]))]
pub struct When {
    /// Start: 2026-12-24T18:00 by the clock of --zone, 18:00 for the next such time, or an instant with an offset.
    #[arg(long, value_name = "TIME", default_value = "now")]
    pub from: String,
    /// End; 18:00 is the next such time after --from.
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
    /// Duration, e.g. 2h.
    #[arg(long = "for", value_name = "LENGTH", value_parser = Delay::parse)]
    pub length: Option<Delay>,
    /// IANA zone of the times. Default: that of this machine's clock.
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
}

/// One of them.
#[derive(Debug, Args)]
pub struct Named {
    /// Its name as `list` prints it.
    pub name: String,
    /// The files it is written to, instead of at once.
    #[command(flatten)]
    pub files: Files,
}

/// Whose to list.
#[derive(Debug, Args)]
pub struct Listing {
    /// Those of a folder instead of the active ones.
    #[command(flatten)]
    pub config: OtherFolder,
}
