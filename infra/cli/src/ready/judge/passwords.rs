//! Judges who can read the status pages: one without a password is read by anybody who knows its address.

use crate::ready::facts::{Checked, StatusPages};
use crate::ready::finding::{About, Finding, Level};
use crate::to_type::callout;
use callout_domain::settings::Settings;

/// One line for each page of the settings for one audience, and for each password without a page.
pub(super) fn judge(pages: &Checked<Option<StatusPages>>, settings: &Settings) -> Vec<Finding> {
    let about = About::StatusPage;
    if settings.status_pages.is_empty() {
        return Vec::new();
    }
    let pages = match pages {
        Ok(Some(pages)) => pages,
        Ok(None) => return Vec::new(),
        Err(why) => return vec![Finding::unknown(&about, "which status pages ask for a password", why)],
    };
    let each = settings.status_pages.keys().map(|name| {
        let address = format!("{}{name}/", pages.address);
        if pages.private.contains(name) {
            return Finding::new(
                Level::Ok,
                &about,
                format!("{name} asks for its own password: {address}"),
                "",
            );
        }
        if pages.is_private {
            return Finding::new(
                Level::Ok,
                &about,
                format!("{name} asks for the main page's password: {address}"),
                "",
            );
        }
        let what = format!("{name} has no password: anybody who knows the address reads {address}");
        let todo = format!(
            "if it is not for everybody: `{}`",
            callout(&format!("deploy --parameter AudiencePasswordHashes={name}=…"))
        );
        Finding::new(Level::Warning, &about, what, todo)
    });
    let unknown = pages.private.iter().filter(|name| !settings.status_pages.contains_key(*name));
    let unknown = unknown.map(|name| {
        let what = format!("AudiencePasswordHashes names {name}, and the settings have no such page");
        Finding::new(Level::Warning, &about, what, "name a page of [status_pages], or take it out")
    });
    each.chain(unknown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        toml::from_str(
            r#"
            [status_page]
            title = "Acme"
            components = { checkout = { title = "Checkout" } }
            [status_pages.partners]
            title = "For partners"
            components = ["checkout"]
            "#,
        )
        .unwrap()
    }

    fn judged(is_private: bool, private: &[&str]) -> Vec<(Level, String)> {
        let private = private.iter().map(|name| (*name).to_owned()).collect();
        let pages = StatusPages { address: "https://status.example.com/".to_owned(), is_private, private };
        judge(&Ok(Some(pages)), &settings()).into_iter().map(|one| (one.level, one.what)).collect()
    }

    #[test]
    fn a_page_that_anybody_can_read_is_named_with_its_address() {
        let open = judged(false, &[]);
        let words = "partners has no password: anybody who knows the address reads https://status.example.com/partners/";
        assert_eq!(open, [(Level::Warning, words.to_owned())]);
        assert_eq!(judged(false, &["partners"])[0].0, Level::Ok);
        assert_eq!(judged(true, &[])[0].0, Level::Ok);
        let wrong = judged(true, &["partner"]);
        assert!(wrong[1].0 == Level::Warning && wrong[1].1.contains("names partner"), "{wrong:?}");
        assert_eq!(judge(&Ok(None), &settings()), [], "on this machine");
        assert_eq!(judge(&Err("denied".to_owned()), &settings())[0].level, Level::Unknown);
        assert_eq!(judge(&Err("denied".to_owned()), &Settings::default()), []);
    }
}
