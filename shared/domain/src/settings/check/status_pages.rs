//! Validates the status pages for one audience each.

use super::look::{self, Look};
use super::problem::{problem, unknown};
use crate::ids::ComponentName;
use crate::oncall::{Problem, nearest};
use crate::settings::{AudiencePage, MOST_AUDIENCE_PAGES, Settings, StatusPageSettings};

/// What stands at the address of the main page already, or says where something is.
const TAKEN: [&str; 7] = ["api", "components", "history", "incidents", "main", "maintenance", "subscribe"];
/// The longest name: it is a part of each address.
const LONGEST: usize = 40;

pub(super) fn check(settings: &Settings, found: &mut Vec<Problem>) {
    let pages = &settings.status_pages;
    if pages.len() > MOST_AUDIENCE_PAGES {
        let message =
            format!("{} are more than are published; write at most {MOST_AUDIENCE_PAGES}", pages.len());
        found.push(problem(&["status_pages"], message));
    }
    for (name, page) in pages {
        check_name(name, found);
        look::check(&["status_pages", name], &Look::of_audience(page), found);
        match &settings.status_page {
            Some(main) => check_page(name, page, main, found),
            None => {
                let message = "shows components of [status_page], which is missing";
                found.push(problem(&["status_pages", name], message.into()));
            }
        }
    }
    for (name, component) in settings.status_page.iter().flat_map(|page| &page.components) {
        let is_shown = component.main || pages.values().any(|page| page.components.contains(name));
        if !is_shown {
            let path = ["status_page", "components", name.as_str(), "main"];
            let message =
                "leaves it on no page; name it in `components` of one of [status_pages], or take it out";
            found.push(problem(&path, message.into()));
        }
    }
}

/// A name is a folder of the address, beside what the main page has there.
fn check_name(name: &str, found: &mut Vec<Problem>) {
    let mut wrong = |message: String| found.push(problem(&["status_pages", name], message));
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || name.len() > LONGEST || !name.chars().all(is_plain) {
        let plain: String =
            name.to_lowercase().chars().map(|c| if is_plain(c) { c } else { '-' }).take(LONGEST).collect();
        let plain = if plain.is_empty() { "partners".to_owned() } else { plain };
        wrong(format!(
            "is a part of the page's address: small letters, digits and - only; write [status_pages.{plain}]"
        ));
    } else if name.len() == 2 {
        wrong(format!(
            "two letters are for languages, like /de/; write a longer name like [status_pages.{name}-page]"
        ));
    } else if TAKEN.contains(&name) {
        wrong(format!("is taken by the main page; write another name like [status_pages.{name}-page]"));
    }
}

fn check_page(name: &str, page: &AudiencePage, main: &StatusPageSettings, found: &mut Vec<Problem>) {
    let path = ["status_pages", name, "components"];
    if page.components.is_empty() {
        found.push(problem(&path, "is empty; name what its readers use, or take the page out".into()));
    }
    for component in page.components.iter().filter(|name| !main.components.contains_key(*name)) {
        let known = main.components.keys().map(ComponentName::as_str);
        found.push(unknown(&path, "status_page.component", component.as_str(), known));
    }
    let spoken = main.spoken();
    for (index, language) in page.languages.iter().enumerate() {
        let path = ["status_pages", name, "languages"];
        if !spoken.contains(language) {
            let near = nearest(language, spoken.iter().map(String::as_str));
            let hint = near.map(|near| format!("did you mean `{near}`?"));
            let hint =
                hint.unwrap_or_else(|| "add it to status_page.languages, whose texts it shows".to_owned());
            found.push(problem(&path, format!("the main page does not speak `{language}`; {hint}")));
        } else if page.languages[..index].contains(language) {
            found.push(problem(&path, format!("`{language}` stands there twice")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let settings: Settings = toml::from_str(text).unwrap();
        let mut found = Vec::new();
        check(&settings, &mut found);
        found.iter().map(|one| format!("{}: {}", one.path.join("."), one.message)).collect()
    }

    const MAIN: &str = r#"
        [status_page]
        title = "Acme"
        languages = ["en", "de"]
        components = { checkout = { title = "Checkout" }, ledger = { title = "Ledger", main = false } }
    "#;

    #[test]
    fn pages_with_all_that_they_can_say_are_sound() {
        let pages = r##"
            [status_pages.partners]
            title = "Acme for partners"
            components = ["checkout"]
            home = "https://partners.acme.example"
            languages = ["de"]
            colour = "#0b57b8"
            footer = []
            css = "h1 { color: red }"
            [status_pages.internal-2]
            title = "Acme inside"
            components = ["checkout", "ledger"]
        "##;
        assert_eq!(problems(&format!("{MAIN}{pages}")), [] as [&str; 0]);
    }

    #[test]
    fn a_name_is_an_address_of_its_own() {
        let of = |name: &str| {
            let page =
                format!("[status_pages.\"{name}\"]\ntitle = \"x\"\ncomponents = [\"checkout\", \"ledger\"]");
            problems(&format!("{MAIN}{page}")).join("\n")
        };
        for taken in ["api", "incidents", "components", "maintenance", "history", "main"] {
            let found = of(taken);
            assert!(
                found.contains(&format!("write another name like [status_pages.{taken}-page]")),
                "{found}"
            );
        }
        assert!(of("de").contains("two letters are for languages") && of("fr").contains("languages"));
        assert!(of("Our Partners").contains("write [status_pages.our-partners]"));
        assert!(of("a/../b").contains("write [status_pages.a----b]") && !of("").is_empty());
        assert!(of(&"x".repeat(41)).contains("small letters"));
        assert_eq!(of("partners"), "");
    }

    #[test]
    fn each_slip_says_what_to_write() {
        let pages = r#"
            [status_pages.partners]
            title = " "
            components = ["checkuot"]
            languages = ["fr", "en", "en"]
            logo = "https://acme.example/logo.png"
            [status_pages.empty]
            title = "x"
            components = []
            footer = [{ title = "Imprint", href = "http://acme.example" }]
        "#;
        let found = problems(&format!("{MAIN}{pages}")).join("\n");
        for words in [
            "status_pages.partners.title: is empty",
            "status_pages.partners.components: there is no status_page.component `checkuot`; did you mean `checkout`?",
            "status_pages.partners.languages: the main page does not speak `fr`; add it to status_page.languages",
            "status_pages.partners.languages: `en` stands there twice",
            "status_pages.partners.logo: is no image",
            "status_pages.empty.components: is empty; name what its readers use",
            "status_pages.empty.footer: `http://acme.example` is not an https address",
            "status_page.components.ledger.main: leaves it on no page",
        ] {
            assert!(found.contains(words), "no `{words}` in\n{found}");
        }
    }

    #[test]
    fn pages_need_the_main_one_and_are_not_without_number() {
        let page = |nth: usize| {
            format!("[status_pages.page-{nth}]\ntitle = \"x\"\ncomponents = [\"checkout\", \"ledger\"]\n")
        };
        let many: String = (0..21).map(page).collect();
        let found = problems(&format!("{MAIN}{many}"));
        assert_eq!(found, ["status_pages: 21 are more than are published; write at most 20"]);
        assert_eq!(
            problems(&page(1)),
            ["status_pages.page-1: shows components of [status_page], which is missing"]
        );
    }
}
