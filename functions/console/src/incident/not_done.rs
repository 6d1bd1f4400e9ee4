//! Why a form changed nothing, with what was typed and the way to ask for it all the same.

use super::form::{SubmittedForm, TypedUpdate};
use callout_domain::incident::{Event, Refusal};
use callout_web::parts::{Reader, not_done};

/// Why nothing was changed, with what was typed.
pub(crate) struct NotDone {
    pub(super) title: &'static str,
    pub(super) why: String,
    /// What was typed as a note, or into a form that is no more.
    pub(super) note: String,
    /// What was typed for customers.
    pub(super) update: Option<TypedUpdate>,
    pub(super) again: Option<Again>,
    /// What customers would read, to be found again at once: the form may stand far below. Untrusted text.
    pub(super) wrote: String,
}

/// What asks for the same from the state as it is now.
pub(super) struct Again {
    /// What its button says.
    pub(super) label: String,
    /// The fields of the form.
    pub(super) fields: Vec<(String, String)>,
}

impl NotDone {
    /// For something that was not asked of the incident itself.
    pub(crate) fn saying(title: &'static str, why: String, typed: &str) -> Self {
        Self { title, why, note: typed.to_owned(), update: None, again: None, wrote: String::new() }
    }

    /// For a form in which something is missing.
    pub(super) fn incomplete(why: &str, form: &SubmittedForm) -> Self {
        let update = form.update();
        Self {
            title: "Nothing was changed",
            why: why.to_owned(),
            note: String::new(),
            wrote: update.as_ref().map(|update| update.text.clone()).unwrap_or_default(),
            update,
            again: None,
        }
    }

    pub(super) fn of(refusal: &Refusal, reader: &Reader<'_>, form: &SubmittedForm) -> Self {
        let update = form.update();
        // Until it is resolved, whoever has read what somebody did meanwhile may ask for it all the same.
        let again = match refusal {
            Refusal::Overtaken(record) if !matches!(record.event, Event::Resolved { .. }) => {
                Some(Again { label: format!("{} all the same", form.asks(reader)), fields: form.fields() })
            }
            // Reopening stands in the page's head; whoever wants neither says so.
            Refusal::OverForCustomers(_) => Some(Again {
                label: format!("{} all the same", form.asks(reader)),
                fields: form.fields().into_iter().chain([("over".to_owned(), "1".to_owned())]).collect(),
            }),
            _ => None,
        };
        Self {
            title: "Nothing was changed",
            why: not_done(refusal, reader),
            note: if update.is_none() { form.text.clone() } else { String::new() },
            wrote: update.as_ref().map(|update| update.text.clone()).unwrap_or_default(),
            update,
            again,
        }
    }
}
