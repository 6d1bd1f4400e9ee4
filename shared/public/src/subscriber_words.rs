//! What the pages of subscriptions and the messages to subscribers say besides, in the languages of `messages/subscribers`.

use anyhow::{Context, Result, bail};
use callout_domain::status::{MaintenancePhase, MaintenanceUpdate};
use serde::Deserialize;

/// Code and file of each language.
const LANGUAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/subscribers.rs"));

/// The words of a language. `{0}` stands for what is filled in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "each field is named after what it says, as in the files of `messages/subscribers`"
)]
pub struct SubscriberWords {
    pub subscribe_to: String,
    pub intro: String,
    pub intro_incident: String,
    pub by_mail: String,
    pub by_webhook: String,
    pub mail_address: String,
    pub webhook_address: String,
    pub contact: String,
    pub about: String,
    pub about_hint: String,
    pub leave_empty: String,
    pub subscribe: String,
    pub webhook_hint: String,
    pub back: String,
    pub not_taken: String,
    pub bad_mail: String,
    pub bad_webhook: String,
    pub too_many: String,
    pub look: String,
    pub look_mail: String,
    pub look_webhook: String,
    pub confirm_title: String,
    pub confirm_text: String,
    pub confirm: String,
    pub confirmed: String,
    pub confirmed_text: String,
    pub manage: String,
    pub manage_title: String,
    pub manage_text: String,
    pub everything: String,
    pub following: String,
    pub language: String,
    pub save: String,
    pub saved: String,
    pub key_title: String,
    pub key_text: String,
    pub key_new: String,
    pub key_hint: String,
    pub leave_title: String,
    pub leave_text: String,
    pub leave: String,
    pub left: String,
    pub left_text: String,
    pub no_link: String,
    pub no_link_text: String,
    pub no_page: String,
    pub away: String,
    pub away_text: String,
    pub mail_confirm_subject: String,
    pub mail_confirm_text: String,
    pub mail_confirm_known: String,
    pub mail_confirm_after: String,
    pub mail_confirm_after_known: String,
    pub mail_subject: String,
    pub mail_subject_several: String,
    pub mail_subject_mixed: String,
    maintenance_announced: String,
    maintenance_moved: String,
    maintenance_end_moved: String,
    pub maintenance_soon: String,
    maintenance_begun: String,
    maintenance_completed: String,
    maintenance_cancelled: String,
    pub maintenance_reminder: String,
    pub mail_withdrawn: String,
    pub mail_open: String,
    pub mail_open_maintenance: String,
    pub mail_manage: String,
    pub mail_leave: String,
    pub mail_why: String,
    pub mail_disabled_subject: String,
    pub mail_disabled_text: String,
}

impl SubscriberWords {
    /// The words of a language.
    ///
    /// # Errors
    /// There is no file of it, or a broken one.
    pub fn of(code: &str) -> Result<Self> {
        let Some((_, text)) = LANGUAGES.iter().find(|(known, _)| *known == code) else {
            bail!("there are no words for subscribers in `{code}`");
        };
        serde_json::from_str(text).with_context(|| format!("read messages/subscribers/{code}.json"))
    }

    /// What an update of maintenance says, as the subject of a mail.
    pub fn maintenance(&self, update: &MaintenanceUpdate) -> &str {
        match update.phase {
            MaintenancePhase::Completed => &self.maintenance_completed,
            MaintenancePhase::Cancelled => &self.maintenance_cancelled,
            MaintenancePhase::Scheduled if update.moved.is_some() => &self.maintenance_moved,
            MaintenancePhase::Scheduled => &self.maintenance_announced,
            MaintenancePhase::InProgress if update.moved.is_some() => &self.maintenance_end_moved,
            MaintenancePhase::InProgress => &self.maintenance_begun,
        }
    }
}

/// The language of a page that somebody wants, or the page's first.
pub fn language_of<'a>(page: &'a [String], wanted: impl IntoIterator<Item = &'a str>) -> &'a str {
    let has = |code: &&str| LANGUAGES.iter().any(|(known, _)| known == code);
    let page: Vec<&str> = page.iter().map(String::as_str).filter(has).collect();
    let first = page.first().copied().unwrap_or(crate::words::ENGLISH);
    let primary = |code: &'a str| code.split('-').next().unwrap_or(code);
    wanted.into_iter().map(primary).find(|code| page.contains(code)).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_of_the_page_says_everything_to_subscribers() {
        for code in callout_domain::settings::LANGUAGES {
            SubscriberWords::of(code).unwrap();
        }
        assert!(SubscriberWords::of("xx").is_err());
    }

    #[test]
    fn a_reader_gets_a_language_of_the_page() {
        let page = ["de".to_owned(), "en".to_owned()];
        assert_eq!(language_of(&page, ["fr", "en-GB", "de"]), "en");
        assert_eq!(language_of(&page, ["fr"]), "de");
        assert_eq!(language_of(&[], ["de"]), "en", "the page has English only");
    }
}
