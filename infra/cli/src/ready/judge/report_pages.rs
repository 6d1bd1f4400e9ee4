//! Shows where colleagues report problems. An address that can be guessed is no fault: nothing rings by one report for ten minutes.

use crate::ready::facts::Checked;
use crate::ready::finding::{About, Finding, Level};
use crate::report_pages::Listed;

/// One line for each page.
pub(super) fn judge(pages: &Checked<Vec<Listed>>) -> Vec<Finding> {
    let about = About::ReportPages;
    match pages {
        Ok(pages) => pages.iter().map(|page| of(page, &about)).collect(),
        Err(why) => vec![Finding::unknown(&about, "where the report pages are", why)],
    }
}

fn of(page: &Listed, about: &About) -> Finding {
    let Listed { name, service, address, has_key } = page;
    let guessed = if *has_key { "" } else { ", can be guessed" };
    Finding::new(Level::Ok, about, format!("{name} (service {service}): {address}{guessed}"), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_is_shown_with_its_address() {
        let page = |has_key| Listed {
            name: "checkout".to_owned(),
            service: "shop".to_owned(),
            address: "https://x.example/problem/checkout".to_owned(),
            has_key,
        };
        let found = judge(&Ok(vec![page(false), page(true)]));
        assert_eq!(
            found[0].what,
            "checkout (service shop): https://x.example/problem/checkout, can be guessed"
        );
        assert!(found.iter().all(|one| one.level == Level::Ok) && !found[1].what.contains("guessed"));
        assert_eq!(judge(&Err("denied".to_owned()))[0].level, Level::Unknown);
    }
}
