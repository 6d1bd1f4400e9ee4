//! What a page in a folder has beside its first page, so that its address works with and without the name of that file.

use super::object::object;
use askama::Template;
use callout_domain::status::Audience;
use callout_ports::PageObject;

/// The key of a page's folder itself: a file of that name leads into it.
pub(crate) const FOLDER: &str = "/";

/// Leads from the folder's name to the folder.
#[derive(Template)]
#[template(
    source = "<!doctype html>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"refresh\" content=\"0; url={{ folder }}\">\n\
              <title>{{ title }}</title>\n<p><a href=\"{{ folder }}\">{{ title }}</a></p>\n",
    ext = "html"
)]
struct Entrance<'a> {
    folder: &'a str,
    title: &'a str,
}

/// The first page under the folder's own address, and what leads there from the address without a slash.
pub(super) fn entrances(index: &PageObject, page: &Audience) -> Vec<PageObject> {
    let folder = page.folder();
    let lead = Entrance { folder: &folder, title: &page.settings.title }.render().unwrap_or_default();
    vec![PageObject { key: String::new(), ..index.clone() }, object(FOLDER, index.content_type, lead)]
}
