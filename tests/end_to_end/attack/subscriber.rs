//! With the public page of subscriptions: whoever wants its list, somebody else's subscription, or a request to an inner address.

use super::Scale;
use super::report::Report;
use super::web::{Answer, FORM, get, many, post};
use crate::end_to_end::local::{Local, SOON, eventually};

const WHO: &str = "nothing";
/// As many as one source may in an hour; the attack's own sign-up is one of them.
const MOST: usize = 20;

pub(super) fn attack(local: &Local, scale: Scale, report: &mut Report) {
    let form = local.at("subscribe_url").trim_end_matches('/').to_owned();
    let link = a_link(local, &form);
    a_scanner_confirms_nothing(local, &link, scale, report);
    forged_links(&link, scale, report);
    inner_addresses(&form, report);
    bodies(&form, &link, report);
    // Last: afterwards nobody signs up for an hour.
    a_flood_of_sign_ups(&form, report);
}

/// The link in a mail to somebody who did not ask.
fn a_link(local: &Local, form: &str) -> String {
    let answer = post(&format!("{form}/"), &[FORM], "email=victim%40customers.example");
    assert_eq!(answer.status, 200, "{answer:?}");
    let mail = eventually(
        SOON,
        || local.inbox().into_iter().find(|message| message.address == "victim@customers.example"),
        || format!("no mail to confirm; there are {:#?}", local.inbox()),
    );
    mail.link()
}

fn a_scanner_confirms_nothing(local: &Local, link: &str, scale: Scale, report: &mut Report) {
    let paths = ["confirm", "manage", "unsubscribe", "key"];
    let broke = many(scale.visits, |nth| {
        get(&link.replace("/confirm/", &format!("/{}/", paths[nth % paths.len()])), &[]).broke()
    });
    report.note((WHO, "S14", "visits of a scanner to the links of a subscription"), broke);
    let all = local.json(&["subscriber", "list"]);
    let active = all.as_array().unwrap().iter().filter(|one| one["standing"] == "active").count();
    let outcome = (active > 0).then(|| format!("{all:#}"));
    report.note((WHO, "S14", "… and whether one of them confirmed"), [outcome]);
}

/// Other subscribers, other tokens, and what is neither.
fn forged_links(link: &str, scale: Scale, report: &mut Report) {
    let (base, rest) = link.split_once("/confirm/").unwrap();
    let (id, token) = rest.split_once('/').unwrap();
    let outcomes = many(scale.tokens, |nth| {
        let other = format!("{:032x}", nth * 7_919 + 1);
        let path = match nth % 5 {
            0 => format!("{id}/{other}"),
            1 => format!("sub_{other}/{token}"),
            2 => format!("{id}/{}", &token[..nth % token.len()]),
            3 => format!("{}/{token}", &id[..nth % id.len()]),
            _ => format!("..%2f{other}/%00{token}"),
        };
        let action = ["confirm", "manage", "unsubscribe", "key"][nth % 4];
        let address = format!("{base}/{action}/{path}");
        let answer = if nth % 2 == 0 { post(&address, &[FORM], "") } else { get(&address, &[]) };
        answer.taken().or_else(|| answer.broke())
    });
    report.note((WHO, "S14", "forged links of subscriptions"), outcomes);
}

/// A local stack takes receivers on its own machine; no stack takes these.
fn inner_addresses(form: &str, report: &mut Report) {
    let addresses = [
        "https://169.254.169.254/latest/meta-data/",
        "https://[fd00:ec2::254]/",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://metadata.internal/",
        "https://customers.example@169.254.169.254/",
        "https://customers.example:22/",
        "http://customers.example/",
        "file:///etc/passwd",
    ];
    let outcomes = addresses.map(|address| {
        let encoded: String = address.bytes().map(|byte| format!("%{byte:02X}")).collect();
        post(&format!("{form}/"), &[FORM], &format!("webhook={encoded}")).taken()
    });
    report.note((WHO, "S15", "receivers of webhooks at inner addresses"), outcomes);
}

fn bodies(form: &str, link: &str, report: &mut Report) {
    let bodies = ["x".repeat(600_000), "component=a&".repeat(20_000), "%".repeat(15_000)];
    let places = [format!("{form}/"), format!("{form}/incident/x"), format!("{link}x")];
    let all = bodies.iter().flat_map(|body| places.iter().map(move |place| post(place, &[FORM], body)));
    let outcomes: Vec<_> = all.map(|answer| answer.taken().or_else(|| answer.broke())).collect();
    report.note((WHO, "S2", "forms of subscriptions that are too large or no forms"), outcomes);
}

fn a_flood_of_sign_ups(form: &str, report: &mut Report) {
    let answers: Vec<Answer> = many(2 * MOST, |nth| {
        post(&format!("{form}/"), &[FORM], &format!("email=flood-{nth}%40customers.example"))
    });
    let taken = answers.iter().filter(|answer| answer.is_taken()).count();
    let beyond = (taken > MOST).then(|| format!("{taken} sign-ups of one source"));
    report.note((WHO, "S14", "more sign-ups of one source than an hour takes"), [beyond]);
    report.note((WHO, "S14", "… and what broke"), answers.iter().map(Answer::broke));
}
