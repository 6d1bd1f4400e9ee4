//! A file of the page for the bucket.

use callout_ports::PageObject;

/// A file with its text.
pub(super) fn object(key: &str, content_type: &'static str, text: String) -> PageObject {
    PageObject { key: key.to_owned(), content_type, body: text.into_bytes() }
}
