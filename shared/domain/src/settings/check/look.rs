//! Validates how a status page looks: its heading, its links, its colour, logo and style.

use super::problem::problem;
use crate::oncall::Problem;
use crate::settings::{AudiencePage, FooterLink, StatusPageSettings};

/// The most characters of a logo and of style: both are stored with the settings, and every reader loads them.
const MOST: usize = 16_000;
/// The least contrast of text (WCAG 2.2 AA, 1.4.3).
const LEAST_CONTRAST: f64 = 4.5;

/// What each page has of its own.
pub(super) struct Look<'a> {
    title: &'a str,
    home: Option<&'a str>,
    footer: &'a [FooterLink],
    colour: Option<&'a str>,
    logo: Option<&'a str>,
    css: Option<&'a str>,
}

impl<'a> Look<'a> {
    pub(super) fn of(page: &'a StatusPageSettings) -> Self {
        Self {
            title: &page.title,
            home: page.home.as_deref(),
            footer: &page.footer,
            colour: page.colour.as_deref(),
            logo: page.logo.as_deref(),
            css: page.css.as_deref(),
        }
    }

    pub(super) fn of_audience(page: &'a AudiencePage) -> Self {
        Self {
            title: &page.title,
            home: page.home.as_deref(),
            footer: page.footer.as_deref().unwrap_or_default(),
            colour: page.colour.as_deref(),
            logo: page.logo.as_deref(),
            css: page.css.as_deref(),
        }
    }
}

/// Checks the page at a place in the settings.
pub(super) fn check(at: &[&str], look: &Look<'_>, found: &mut Vec<Problem>) {
    let mut wrong = |key: &str, message: String| {
        let path: Vec<&str> = at.iter().copied().chain([key]).collect();
        found.push(problem(&path, message));
    };
    let titles = [("title", look.title)].into_iter();
    let titles = titles.chain(look.footer.iter().map(|link| ("footer", link.title.as_str())));
    for (key, _) in titles.filter(|(_, text)| text.trim().is_empty()) {
        wrong(key, "is empty; write what customers read".into());
    }
    let addresses = look.home.map(|home| ("home", home)).into_iter();
    let addresses = addresses.chain(look.footer.iter().map(|link| ("footer", link.href.as_str())));
    for (key, address) in addresses.filter(|(_, address)| !is_https(address)) {
        wrong(key, format!("`{address}` is not an https address"));
    }
    check_brand(look, &mut wrong);
}

fn is_https(address: &str) -> bool {
    let rest = address.strip_prefix("https://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    !host.is_empty() && !address.contains(char::is_whitespace)
}

fn check_brand(look: &Look<'_>, wrong: &mut impl FnMut(&str, String)) {
    let is_colour = |text: &str| {
        let digits = text.strip_prefix('#').unwrap_or_default();
        matches!(digits.len(), 3 | 6) && digits.chars().all(|digit| digit.is_ascii_hexdigit())
    };
    match look.colour {
        Some(colour) if !is_colour(colour) => {
            wrong("colour", format!("`{colour}` is no colour; write one like #0b57b8"));
        }
        Some(colour) if contrast_to_white(colour) < LEAST_CONTRAST => {
            let message = format!(
                "`{colour}` cannot be read on white; write a darker one (contrast 4.5 or more, WCAG 2.2)"
            );
            wrong("colour", message);
        }
        _ => {}
    }
    let kinds = ["data:image/svg+xml;base64,", "data:image/png;base64,", "data:image/webp;base64,"];
    let is_base64 = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
    };
    let is_image = |logo: &str| kinds.iter().any(|kind| logo.strip_prefix(kind).is_some_and(is_base64));
    if look.logo.is_some_and(|logo| !is_image(logo)) {
        let message = "is no image: write it as data:image/svg+xml;base64,… (or png, webp), since the page loads nothing \
                       from elsewhere";
        wrong("logo", message.into());
    }
    if look.css.is_some_and(|css| css.contains("@import") || css.contains("url(")) {
        let message = "loads something; the page loads nothing from elsewhere, so leave @import and url( out";
        wrong("css", message.into());
    }
    for (key, text) in [("logo", look.logo), ("css", look.css)] {
        let length = text.map_or(0, str::len);
        if length > MOST {
            wrong(key, format!("has {length} characters; write at most {MOST}"));
        }
    }
}

/// The contrast of a colour to white (WCAG 2.2, "contrast ratio").
fn contrast_to_white(colour: &str) -> f64 {
    let digits = colour.trim_start_matches('#');
    let part = |at: usize| {
        let text = match digits.len() {
            3 => digits.get(at..=at).unwrap_or_default().repeat(2),
            _ => digits.get(at * 2..at * 2 + 2).unwrap_or_default().to_owned(),
        };
        let value = f64::from(u8::from_str_radix(&text, 16).unwrap_or_default()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    1.05 / (0.2126 * part(0) + 0.7152 * part(1) + 0.0722 * part(2) + 0.05)
}
