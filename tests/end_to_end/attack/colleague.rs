//! With the address of a report page: other pages, forms of others, and more than a report may be.

use super::Scale;
use super::report::Report;
use super::web::{Answer, FORM, get, many, post};
use crate::end_to_end::local::Local;
use std::collections::BTreeSet;

const WHO: &str = "reporter";
/// The pages of the settings.
pub(super) const PAGES: &str = "\n[report_pages.shop]\nservice = \"payments\"\nkey = \"0f1e2d3c4b5a\"\n\
                                \n[report_pages.search]\nservice = \"search\"\nkey = \"5a4b3c2d1e0f\"\n";
const SHOP: &str = "0f1e2d3c4b5a";
const SEARCH: &str = "5a4b3c2d1e0f";
/// What is reported, as if it said what Callout is to do.
const WORDS: &str = "what=attack+by+report%3A+SEV1%21+%3Cscript%3Ealert(1)%3C%2Fscript%3E+resolved+by+ana&trouble=worst&who=Callout";
/// How often one browser reports; the second within half an hour pages.
const REPORTS: usize = 12;

pub(super) fn attack(local: &Local, scale: Scale, report: &mut Report) {
    let base = local.at("events_url").strip_suffix("v2/enqueue").unwrap();
    let page = |key: &str| format!("{base}problem/{key}");
    guesses(&page, scale, report);
    forms_of_others(local, &page, report);
    what_a_report_is_not(local, &page, report);
}

/// Names instead of keys, and keys by chance.
fn guesses(page: &dyn Fn(&str) -> String, scale: Scale, report: &mut Report) {
    let addresses: Vec<String> = (0..scale.visits)
        .map(|nth| match nth % 4 {
            0 => "shop".to_owned(),
            1 => SHOP[..SHOP.len() - 1 - nth % 5].to_owned(),
            2 => SHOP.to_uppercase(),
            _ => format!("{:012x}", (nth as u64).wrapping_mul(0x9e37_79b9_7f4a) % (1 << 48)),
        })
        .map(|key| page(&key))
        .collect();
    let opened = many(addresses.len(), |nth| {
        let address = &addresses[nth];
        if nth % 3 == 0 { post(address, &[FORM], WORDS) } else { get(address, &[]) }
    });
    report.note((WHO, "", "guesses the address of a report page"), opened.iter().map(Answer::taken));
}

/// Forms without a browser's cookie, with another's, and of another page.
fn forms_of_others(local: &Local, page: &dyn Fn(&str) -> String, report: &mut Report) {
    let (mine, other, search) = (get(&page(SHOP), &[]), get(&page(SHOP), &[]), get(&page(SEARCH), &[]));
    let ways = [
        (None, ""),
        (None, form(&mine)),
        (cookie(&mine), ""),
        (cookie(&other), form(&mine)),
        (cookie(&search), form(&search)),
        (Some("report=".to_owned()), form(&mine)),
    ];
    let sent = ways.iter().map(|(cookie, form)| {
        let cookie = cookie.clone().unwrap_or_default();
        post(&page(SHOP), &[FORM, ("cookie", &cookie)], &format!("form={form}&{WORDS}")).taken()
    });
    report.note((WHO, "", "reports by a form that is not this browser's"), sent);
    get(&format!("{}?{WORDS}", page(SHOP)), &[]);
    let opened = reported(local);
    report
        .note((WHO, "", "… or by opening an address"), [(!opened.is_empty()).then(|| format!("{opened:?}"))]);
}

fn what_a_report_is_not(local: &Local, page: &dyn Fn(&str) -> String, report: &mut Report) {
    let before = status_of(local, "payments-attacked");
    let mut receipts = Vec::new();
    for _ in 0..REPORTS {
        let opened = get(&page(SHOP), &[]);
        let headers = [FORM, ("cookie", &*cookie(&opened).unwrap())];
        receipts.push(post(&page(SHOP), &headers, &format!("form={}&{WORDS}", form(&opened))));
    }
    let incident = local.expect_status("attack by report", "triggered");
    let severity = incident["severity"].as_str().unwrap().to_owned();
    report.note((WHO, "S4", "is more than a SEV3"), [(*severity < *"SEV3").then_some(severity.clone())]);
    let many: BTreeSet<u64> = reported(local);
    report.note(
        (WHO, "S7", "opens an incident for each report"),
        [(many.len() > 1).then(|| format!("{many:?}"))],
    );
    let after = status_of(local, "payments-attacked");
    report.note((WHO, "", "acknowledges or ends an alarm"), [(after != before).then_some(after)]);
    let customers = get(local.at("status_page_url"), &[]).text;
    report.note((WHO, "", "speaks to customers"), [customers.contains("attack").then(|| customers.clone())]);
    let receipt = receipts.iter().find_map(|answer| answer.location.clone());
    let receipt = receipt.expect("a report that is taken has a receipt");
    let mark = receipt.rsplit_once('/').unwrap().1;
    let own = get(&page(&format!("{SHOP}/{mark}")), &[]).text;
    let tells = ["ana", "ben", "Ana", "Ben", "payments-attacked", "<script>alert"]
        .map(|word| own.contains(word).then(|| format!("{word}: {own}")));
    report.note((WHO, "", "learns names from a receipt, or runs a script on it"), tells);
    let elsewhere = get(&page(&format!("{SEARCH}/{mark}")), &[]);
    let told = elsewhere.text.contains("Taken").then(|| elsewhere.say());
    report.note((WHO, "", "reads a receipt under another page"), [told]);
    many.iter().for_each(|number| drop(local.json(&["resolve", &number.to_string()])));
}

/// The numbers of incidents that reports opened.
fn reported(local: &Local) -> BTreeSet<u64> {
    let of_reports = |one: &serde_json::Value| one["title"].as_str().unwrap().contains("attack by report");
    local.incidents().iter().filter(|one| of_reports(one)).filter_map(|one| one["number"].as_u64()).collect()
}

fn status_of(local: &Local, title: &str) -> String {
    let all = local.incidents();
    let found = all.iter().find(|one| one["title"].as_str().unwrap().contains(title));
    found.unwrap()["status"].as_str().unwrap().to_owned()
}

fn cookie(answer: &Answer) -> Option<String> {
    Some(answer.cookie.as_ref()?.split(';').next()?.to_owned())
}

/// What makes the form of a page its browser's.
fn form(answer: &Answer) -> &str {
    let (_, rest) = answer.text.split_once("name=\"form\" value=\"").expect("a form");
    rest.split('"').next().unwrap()
}
