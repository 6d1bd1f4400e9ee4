//! What search engines may read: all of it. Names no page for one audience: whoever reads this would know of it, and those pages
//! say themselves that they are not to be listed.

use super::object::object;
use callout_ports::PageObject;

/// The file.
pub(super) fn robots() -> PageObject {
    object("robots.txt", "text/plain; charset=utf-8", "User-agent: *\nAllow: /\n".to_owned())
}
