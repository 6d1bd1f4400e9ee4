//! Sentences with which services try a topic when it is set up.
//!
//! Only whole sentences of AWS: anything else might be a real alarm about a test environment.

use crate::aws::envelope::Envelope;
use crate::parsed::{Ignored, Parsed};

/// Beginnings of such sentences, and who writes them.
const SENTENCES: [(&str, &str); 3] = [
    ("Successfully validated SNS topic for Amazon SES", "SES"),
    ("This is a test notification from AWS Budgets", "Budgets"),
    ("Test notification from AWS", "AWS"),
];

/// A test message.
pub(super) fn read(text: &str, _: &Envelope) -> Option<Vec<Parsed>> {
    let (_, from) = SENTENCES.iter().find(|(begin, _)| text.trim().starts_with(begin))?;
    Some(vec![Parsed::Ignored(Ignored::TestMessage { from: (*from).to_owned() })])
}
