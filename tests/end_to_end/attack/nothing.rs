//! With nothing: strangers, link scanners, and a web page that somebody opens beside a local stack.

use super::Scale;
use super::report::Report;
use super::web::{FORM, JSON, get, many, post, raw};
use crate::end_to_end::local::Local;

const WHO: &str = "nothing";

pub(super) fn attack(local: &Local, link: &str, scale: Scale, report: &mut Report) {
    forged_tokens(local, link, scale, report);
    a_scanner_opens_a_link(local, link, scale, report);
    events_without_a_key(local, report);
    bodies(local, link, report);
    query_strings(local, link, report);
    a_web_page_beside_a_local_stack(local, report);
}

/// Tokens of the right and of other lengths: bits turned, ends cut off, digits at random.
fn forged_tokens(local: &Local, link: &str, scale: Scale, report: &mut Report) {
    let (base, good) = link.rsplit_once("/a/").unwrap();
    let paths = ["a/TOKEN", "c/TOKEN", "m/TOKEN", "cal/TOKEN.ics"];
    let outcomes = many(scale.tokens, |nth| {
        let path = paths[nth % paths.len()].replace("TOKEN", &forged(good, nth / paths.len()));
        let address = format!("{base}/{path}");
        if nth % 7 == 0 { post(&address, &[FORM], "") } else { get(&address, &[]) }
    });
    let broke = outcomes.iter().map(|answer| answer.taken().or_else(|| answer.broke()));
    report.note((WHO, "S13", "forged or truncated tokens: links, bundles, console, calendars"), broke);
    let still = local
        .incidents()
        .into_iter()
        .find(|incident| incident["title"].as_str().unwrap().contains("payments-attacked"));
    let status = still.unwrap()["status"].as_str().unwrap().to_owned();
    report.note(
        (WHO, "S13", "… and whether one of them acknowledged"),
        [(status != "triggered").then_some(status)],
    );
}

/// One way of many to be wrong.
fn forged(good: &str, nth: usize) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let at = nth % good.len();
    match nth % 3 {
        0 => good[..at].to_owned() + "x",
        1 => {
            let mut bytes = good.as_bytes().to_vec();
            let place = DIGITS.iter().position(|digit| *digit == bytes[at]).unwrap();
            // Not into a neighbour: the last digit of a token carries two bits that count for nothing.
            bytes[at] = DIGITS[(place + 16 + nth % 31) % 64];
            String::from_utf8(bytes).unwrap()
        }
        _ => {
            (0..good.len()).map(|step| char::from(DIGITS[(nth * 7 + step * step * 13 + step) % 64])).collect()
        }
    }
}

fn a_scanner_opens_a_link(local: &Local, link: &str, scale: Scale, report: &mut Report) {
    let opened = many(scale.visits, |_| get(link, &[("user-agent", "a scanner of links in mails")]));
    let refused = opened.iter().map(|answer| answer.broke());
    report.note((WHO, "", "visits of a link by a scanner of mails: a function that breaks"), refused);
    let of_page = local
        .incidents()
        .into_iter()
        .find(|one| one["title"].as_str().unwrap().contains("payments-attacked"));
    let status = of_page.unwrap()["status"].as_str().unwrap().to_owned();
    report.note(
        (WHO, "", "… and whether one of them acknowledged"),
        [(status != "triggered").then_some(status)],
    );
}

fn events_without_a_key(local: &Local, report: &mut Report) {
    let base = local.at("events_url").strip_suffix("v2/enqueue").unwrap();
    let event = r#"[{"summary":"attack without a key","severity":"sev1"}]"#;
    let mut outcomes = Vec::new();
    for tool in ["events", "alertmanager", "grafana", "datadog", "sns"] {
        for key in ["", "/", "/x", "/00000000000000000000000000000000", "/%00", "/..%2f..%2f"] {
            outcomes.push(post(&format!("{base}v1/{tool}{key}"), &[JSON], event).taken());
        }
        for key in ["Bearer x", "Basic Og==", "Bearer ", "Bearer \u{7f}"] {
            let key = key.trim_end_matches('\u{7f}');
            outcomes.push(post(&format!("{base}v1/{tool}"), &[JSON, ("authorization", key)], event).taken());
        }
    }
    for body in [
        r#"{"routing_key":"x","event_action":"trigger","payload":{"summary":"s","source":"s","severity":"error"}}"#,
        "{}",
        "",
        "null",
        "[]",
    ] {
        outcomes.push(post(&format!("{base}v2/enqueue"), &[JSON], body).taken());
        outcomes.push(post(&format!("{base}v2/change/enqueue"), &[JSON], body).taken());
    }
    outcomes.extend(["x", "backup", "%00"].map(|key| get(&format!("{base}heartbeat/{key}"), &[]).taken()));
    report.note((WHO, "", "events and signs of life without a key, or with one of nobody"), outcomes);
}

/// Bodies that are too large, or nested too deeply, for whoever reads them before looking at the key.
fn bodies(local: &Local, link: &str, report: &mut Report) {
    let base = local.at("events_url").strip_suffix("v2/enqueue").unwrap();
    let bodies = [
        "[".repeat(100_000),
        r#"{"a":"#.repeat(100_000),
        "x".repeat(600_000),
        format!("\"{}\"", "é".repeat(250_000)),
    ];
    let mut outcomes = Vec::new();
    for body in &bodies {
        for path in ["v2/enqueue", "v1/events", "v1/alertmanager", "v1/sns"] {
            let answer = post(&format!("{base}{path}"), &[JSON], body);
            outcomes.push(answer.taken().or_else(|| answer.broke()));
        }
    }
    let console = local.at("console_url").split("/c/").next().unwrap().to_owned();
    for (body, path) in
        bodies.iter().flat_map(|body| ["c/x", "incidents", "incidents/1"].map(|path| (body, path)))
    {
        let answer = post(&format!("{console}/{path}"), &[FORM], body);
        outcomes.push(answer.taken().or_else(|| answer.broke()));
    }
    for body in &bodies {
        let answer = post(&format!("{link}x"), &[FORM], body);
        outcomes.push(answer.taken().or_else(|| answer.broke()));
    }
    report.note((WHO, "S2", "bodies that are too large or nested 100,000 times"), outcomes);
}

fn query_strings(local: &Local, link: &str, report: &mut Report) {
    let queries = ["a%20b", "%3C", "a=\"b\"", "<", "a=%", "a=%zz", "&&&&", "x=\\"];
    let (_, path) = link.trim_start_matches("http://").split_once('/').unwrap();
    let events = local.at("events_url");
    let (_, enqueue) = events.trim_start_matches("http://").split_once('/').unwrap();
    let outcomes = queries.iter().flat_map(|query| {
        [raw(link, &format!("GET /{path}?{query}")), raw(events, &format!("POST /{enqueue}?{query}"))]
    });
    report.note(
        (WHO, "S18", "query strings that a library cannot read"),
        outcomes.map(|answer| answer.broke()),
    );
}

/// A page in the browser of whoever runs a local stack.
fn a_web_page_beside_a_local_stack(local: &Local, report: &mut Report) {
    let home = local.at("inbox_url").strip_suffix("inbox").unwrap().to_owned();
    let evil = ("host", "evil.example");
    let mut outcomes = vec![
        get(&home, &[evil]).taken(),
        get(&format!("{home}inbox"), &[evil]).taken(),
        get(&format!("{home}inbox"), &[("host", "127.0.0.1.evil.example")]).taken(),
        get(&format!("{home}inbox"), &[("origin", "https://evil.example")]).taken(),
        post(&format!("{home}deliver/ana/sms"), &[("origin", "https://evil.example")], "{}").taken(),
        get(local.at("console_url"), &[evil]).taken(),
    ];
    let emulator = local.aws("endpoint_url");
    for path in ["_ministack/reset", "_ministack/config"] {
        let address = format!("{emulator}/{path}");
        outcomes.push(post(&address, &[JSON, ("origin", "https://evil.example")], "{}").taken());
        outcomes.push(post(&address, &[JSON, evil], "{}").taken());
    }
    report.note((WHO, "S22", "a web page, or a name that points here, beside a local stack"), outcomes);
}
