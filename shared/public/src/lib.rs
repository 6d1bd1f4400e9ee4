//! What customers read, in their languages: the words of the status page and of messages to subscribers, and the titles and texts of what is
//! public.
//!
//! Must not take anything that the public page does not show: no private title, no name of the settings, no person.

mod said;
mod text;
mod words;

pub use said::{incident_title, update_note, update_text};
pub use text::{Moment, clean, slug};
pub use words::{ENGLISH, Words, fill};
