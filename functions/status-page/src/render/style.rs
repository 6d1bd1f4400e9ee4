//! Style and script of the page, and what the settings add to them.

use super::object::object;
use super::site::Site;
use callout_ports::PageObject;

const STYLE: &str = include_str!("../../templates/page.css");
const SCRIPT: &str = include_str!("../../templates/page.js");

/// The files that pages load.
pub(super) fn files(site: &Site<'_>) -> Vec<PageObject> {
    let css = "text/css; charset=utf-8";
    let mut files = vec![
        object("page.css", css, STYLE.to_owned()),
        object("page.js", "text/javascript; charset=utf-8", SCRIPT.to_owned()),
    ];
    let own = own(site);
    if !own.is_empty() {
        files.push(object("own.css", css, own));
    }
    files
}

/// The colour and the style of the settings.
fn own(site: &Site<'_>) -> String {
    let colour = site.settings.colour.as_deref().filter(|colour| is_colour(colour));
    let links = colour
        .map(|colour| format!("@media not (prefers-color-scheme: dark) {{ :root {{ --link: {colour} }} }}\n"))
        .unwrap_or_default();
    links + site.settings.css.as_deref().unwrap_or_default()
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 6) && digits.chars().all(|digit| digit.is_ascii_hexdigit())
    })
}

/// The icon in a browser's tab: a disc in the colour of the status.
pub(super) fn favicon(colour: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"7\" \
         fill=\"#{colour}\"/></svg>\n"
    )
}
