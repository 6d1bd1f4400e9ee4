//! What makes a form one form: sent twice, it is done once.

use crate::session::Session;
use callout_domain::ids::{digest, hex};
use jiff::Timestamp;

/// A token of ours is shorter.
const LONGEST: usize = 64;

/// The token of a new form.
pub(crate) fn form_token(of: &str, session: &Session, now: Timestamp) -> String {
    hex(&digest(&[of, &session.csrf, &now.as_nanosecond().to_string()])[..8])
}

/// Whether it may be one of ours.
pub(crate) fn is_form_token(token: &str) -> bool {
    !token.is_empty() && token.len() <= LONGEST
}
