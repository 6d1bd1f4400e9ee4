//! The status as an image, for other pages.

use super::view::Light;
use anyhow::Result;
use askama::Template;
use callout_public::clean;

#[derive(Template)]
#[template(path = "badge.svg", escape = "html")]
struct Badge {
    title: String,
    light: Light,
    width: usize,
}

/// The badge of the page or of a component, by its title.
pub(super) fn badge(title: &str, light: Light) -> Result<String> {
    // A character of 11-pixel Verdana is about 7 pixels wide.
    let width = light.words.chars().count() * 7 + 16;
    Ok(Badge { title: clean(title), light, width }.render()?)
}
