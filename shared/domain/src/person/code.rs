//! The code that shows that a contact's owner reads it. It follows from the key of links, so that a request that is handled twice
//! sends the same code, and nobody stores it.
//!
//! Must not be known to whoever asks for it: only the contact gets it.

use super::SentCode;
use crate::ids::ResponderName;
use crate::link::LinkKeys;
use crate::responder::verification::Code;

impl SentCode {
    /// The code to send.
    pub fn code(&self, keys: &LinkKeys, who: &ResponderName) -> Code {
        keys.codes(&self.text(who)).next().unwrap_or_else(|| Code::of_random([0; 8]))
    }

    /// Whether this is the code, sent with any of the keys.
    pub(super) fn is_right(&self, entered: &Code, keys: &LinkKeys, who: &ResponderName) -> bool {
        keys.codes(&self.text(who)).any(|code| code == *entered)
    }

    fn text(&self, who: &ResponderName) -> String {
        format!("contact code {who} {} {}", self.mark, self.at)
    }
}
