//! Validates the status page.

use super::look::{self, Look};
use super::problem::{problem, unknown};
use crate::oncall::{Problem, find_zone, nearest};
use crate::settings::{COMPONENTS, LANGUAGES, Settings, StatusPageSettings};
use crate::severity::Severity;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(settings: &Settings, found: &mut Vec<Problem>) {
    let Some(page) = &settings.status_page else { return };
    check_words(page, found);
    check_titles(page, found);
    look::check(&["status_page"], &Look::of(page), found);
    check_clock(page, found);
    check_languages(page, found);
    check_texts(page, found);
    if let Some(Err(message)) = page.zone.as_deref().map(find_zone) {
        found.push(problem(&["status_page", "zone"], message));
    }
    for (name, component) in &page.components {
        if let Some(group) = component.group.as_ref().filter(|group| !page.groups.contains_key(*group)) {
            let path = ["status_page", "components", name.as_str(), "group"];
            let known = page.groups.keys().map(String::as_str);
            found.push(unknown(&path, "status_page.group", group, known));
        }
    }
}

/// What has no words is a link without a name, or shows the name in the settings.
fn check_words(page: &StatusPageSettings, found: &mut Vec<Problem>) {
    let mut words = |path: &[&str], text: &str| {
        if text.trim().is_empty() {
            found.push(problem(path, "is empty; write what customers read".into()));
        }
    };
    for (name, component) in &page.components {
        words(&["status_page", "components", name.as_str(), "title"], &component.title);
    }
    for (name, group) in &page.groups {
        words(&["status_page", "groups", name, "title"], &group.title);
    }
}

/// Customers could not tell two of one title apart.
fn check_titles(page: &StatusPageSettings, found: &mut Vec<Problem>) {
    let mut seen = BTreeMap::new();
    for (name, component) in &page.components {
        let of = (component.group.as_deref(), component.title.trim());
        if let Some(other) = seen.insert(of, name).filter(|_| !of.1.is_empty()) {
            let path = ["status_page", "components", name.as_str(), "title"];
            found.push(problem(&path, format!("`{}` has the same title", other.as_str())));
        }
    }
    let mut seen = BTreeMap::new();
    for (name, group) in &page.groups {
        let title = group.title.trim();
        if let Some(other) = seen.insert(title, name).filter(|_| !title.is_empty()) {
            found.push(problem(
                &["status_page", "groups", name, "title"],
                format!("`{other}` has the same title"),
            ));
        }
    }
}

fn check_clock(page: &StatusPageSettings, found: &mut Vec<Problem>) {
    for (severity, delay) in &page.clock.after {
        let name = severity.to_string();
        let path = ["status_page", "clock", "after", name.as_str()];
        if *severity > Severity::Sev3 {
            let message = "has no effect: the page knows SEV1 (critical), SEV2 (major) and SEV3 (minor)";
            found.push(problem(&path, message.into()));
        } else if delay.is_zero() {
            found.push(problem(&path, "is no time; write one like 30m, or show = false".into()));
        }
    }
}

fn check_languages(page: &StatusPageSettings, found: &mut Vec<Problem>) {
    for (index, language) in page.languages.iter().enumerate() {
        let path = ["status_page", "languages"];
        if !LANGUAGES.contains(&language.as_str()) {
            let near = nearest(language, LANGUAGES.iter().copied());
            let hint = near.map(|near| format!("did you mean `{near}`?"));
            let hint = hint.unwrap_or_else(|| format!("the page speaks {}", LANGUAGES.join(", ")));
            found.push(problem(&path, format!("there is no language `{language}`; {hint}")));
        } else if page.languages[..index].contains(language) {
            found.push(problem(&path, format!("`{language}` stands there twice")));
        }
    }
}

fn check_texts(page: &StatusPageSettings, found: &mut Vec<Problem>) {
    let spoken = page.spoken();
    let mut seen = BTreeSet::new();
    let mut wrong = |message: String| found.push(problem(&["status_page", "texts"], message));
    for text in &page.texts {
        let language = text.language.as_ref().unwrap_or(&spoken[0]);
        let phase = text.phase.title().to_lowercase();
        if !spoken.contains(language) {
            wrong(format!("the page does not speak `{language}`; add it to status_page.languages"));
        } else if !seen.insert((text.phase, text.severity, language.clone())) {
            wrong(format!("two texts of `{language}` are for {phase} and the same severity"));
        }
        if text.text.trim().is_empty() {
            wrong(format!("the text for {phase} is empty; write what customers read"));
        }
        let rest = text.text.replace(COMPONENTS, "");
        if let Some(field) = rest.split('{').nth(1).and_then(|rest| rest.split_once('}')) {
            wrong(format!("the text for {phase} has `{{{}}}`; it can name {COMPONENTS} only", field.0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn problems(page: serde_json::Value) -> Vec<String> {
        let settings: Settings = serde_json::from_value(json!({ "status_page": page })).unwrap();
        let mut found = Vec::new();
        check(&settings, &mut found);
        found.iter().map(|one| format!("{}: {}", one.path.join("."), one.message)).collect()
    }

    #[test]
    fn a_full_page_is_sound() {
        let page = json!({
            "title": "Acme", "home": "https://acme.example", "zone": "Europe/Berlin", "languages": ["en", "de"],
            "colour": "#0b57b8", "logo": "data:image/png;base64,AAAA", "css": "h1 { color: red }",
            "footer": [{ "title": "Imprint", "href": "https://acme.example/imprint" }],
            "groups": { "core": { "title": "Core" } },
            "components": { "api": { "title": "API", "group": "core", "since": "2026-01-01", "description": "For programs." } },
        });
        assert_eq!(problems(page), [] as [&str; 0]);
    }

    #[test]
    fn what_would_show_nothing_or_load_something_is_named() {
        let page = json!({
            "title": " ", "home": "https://exa mple", "logo": "data:image/png;base64,not base64",
            "css": "@import url(https://evil.example/x.css);", "clock": { "after": { "SEV1": "0m", "SEV5": "1h" } },
            "footer": [{ "title": "", "href": "https://" }], "components": { "api": { "title": "" } },
        });
        let found = problems(page).join("\n");
        for words in [
            "status_page.title: is empty",
            "status_page.components.api.title: is empty",
            "status_page.footer: is empty",
            "`https://exa mple` is not an https address",
            "`https://` is not an https address",
            "status_page.logo: is no image",
            "status_page.css: loads something",
            "status_page.clock.after.SEV1: is no time",
            "status_page.clock.after.SEV5: has no effect",
        ] {
            assert!(found.contains(words), "no `{words}` in\n{found}");
        }
    }

    #[test]
    fn titles_and_texts_are_told_apart() {
        let page = json!({
            "title": "Acme", "components": { "api": { "title": "API" }, "api-2": { "title": "API " } },
            "groups": { "a": { "title": "Core" }, "b": { "title": "Core" } },
            "texts": [
                { "phase": "resolved", "text": "Over." }, { "phase": "resolved", "text": "Over, too." },
                { "phase": "identified", "text": " " }, { "phase": "monitoring", "text": "{component} works." },
                { "phase": "monitoring", "language": "de", "text": "Gut." },
            ],
        });
        let found = problems(page).join("\n");
        for words in [
            "status_page.components.api-2.title: `api` has the same title",
            "status_page.groups.b.title: `a` has the same title",
            "two texts of `en` are for resolved and the same severity",
            "the text for identified is empty",
            "has `{component}`; it can name {components} only",
            "the page does not speak `de`",
        ] {
            assert!(found.contains(words), "no `{words}` in\n{found}");
        }
    }

    #[test]
    fn a_colour_must_be_read_on_white() {
        let colour = |colour: &str| problems(json!({ "title": "Acme", "components": {}, "colour": colour }));
        assert_eq!(colour("#767676"), [] as [&str; 0], "4.54 to 1");
        for pale in ["#787878", "#fc0", "#ffffff"] {
            assert!(colour(pale)[0].contains("cannot be read on white"), "{pale}");
        }
    }

    #[test]
    fn each_slip_says_what_to_write() {
        let page = json!({
            "title": "Acme", "home": "http://acme.example", "zone": "Europe/Berlim", "languages": ["en", "en", "klingon"],
            "colour": "blue", "logo": "https://acme.example/logo.png", "css": "x".repeat(20_000),
            "groups": { "core": { "title": "Core" } }, "components": { "api": { "title": "API", "group": "cor" } },
        });
        let found = problems(page).join("\n");
        for words in [
            "status_page.home: `http://acme.example` is not an https address",
            "`blue` is no colour; write one like #0b57b8",
            "status_page.logo: is no image",
            "has 20000 characters",
            "there is no language `klingon`; the page speaks de, en",
            "`en` stands there twice",
            "status_page.zone",
            "there is no status_page.group `cor`; did you mean `core`?",
        ] {
            assert!(found.contains(words), "no `{words}` in\n{found}");
        }
    }
}
