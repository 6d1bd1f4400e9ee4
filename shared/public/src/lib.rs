//! What customers read, in their languages: the words of the status page and of messages to subscribers, and the titles and texts of what is
//! public.
//!
//! Must not take anything that the public page does not show: no private title, no name of the settings, no person.

mod said;
mod subscriber_words;
mod text;
mod words;

pub use said::{incident_title, maintenance_status, maintenance_text, titles_of, update_note, update_text};
pub use subscriber_words::{SubscriberWords, language_of};
pub use text::{Moment, clean, slug};
pub use words::{ENGLISH, Words, fill};
