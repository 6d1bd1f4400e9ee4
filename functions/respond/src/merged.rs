//! Where the incident of a link was merged into another: the page is about that one, and so is what its forms ask for.
//!
//! Must not let a form act on another incident than the page showed.

use crate::form::SubmittedForm;
use callout_domain::alarm::clip;
use callout_domain::incident::{Incident, MergedInto};
use callout_web::act::working;
use callout_web::deps::Ports;
use callout_web::error::PageError;
use callout_web::parts::Reader;

/// The most characters of a title that is no longer the page's.
const TITLE: usize = 120;

/// The incident that the page is about.
pub(crate) struct Followed {
    pub(crate) incident: Incident,
    /// The number of the link's own, its title, and its merge, if it was merged.
    own: Option<(u64, String, MergedInto)>,
}

/// Follows the merges of a link's incident.
pub(crate) async fn follow<P: Ports>(deps: &P, own: Incident) -> Result<Followed, PageError> {
    let merged = own.merged_into.clone().map(|into| (own.number, clip(&own.title, TITLE), into));
    Ok(Followed { incident: working(deps, own).await?, own: merged })
}

impl Followed {
    /// The same with a newer state.
    pub(crate) fn with(&self, incident: Incident) -> Self {
        Self { incident, own: self.own.clone() }
    }

    /// What the page says it shows.
    pub(crate) fn seen(&self) -> String {
        match self.own {
            Some(_) => format!("{}.{}", self.incident.number, self.incident.version),
            None => self.incident.version.to_string(),
        }
    }

    /// What became of the link's incident, in words.
    pub(crate) fn words(&self, reader: &Reader<'_>) -> Option<String> {
        let (number, title, into) = self.own.as_ref()?;
        let (by, at, target) = (reader.name_of(&into.by), reader.moment(into.at), self.incident.number);
        Some(format!(
            "{by} merged incident {number} ({title}) into {} at {at}. What you do here is about incident {target}.",
            into.number
        ))
    }

    /// Why a form must not act: its page was about another incident.
    pub(crate) fn moved(&self, form: &SubmittedForm) -> Option<String> {
        let shown = form.seen?.number;
        match &self.own {
            Some((number, ..)) if shown != Some(self.incident.number) => Some(format!(
                "Incident {number} was merged into {} after this page was made.",
                self.incident.number
            )),
            None if shown.is_some_and(|shown| shown != self.incident.number) => {
                Some(format!("Incident {} was split off after this page was made.", self.incident.number))
            }
            _ => None,
        }
    }
}
