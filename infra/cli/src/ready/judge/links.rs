//! Judges the addresses that links in pages start with: one that does not answer breaks every link.

use crate::ready::facts::LinkAddress;
use crate::ready::finding::{About, Finding, Level};
use crate::to_type::callout;

/// One line for each address.
pub(super) fn judge(link: &LinkAddress) -> Finding {
    let about = About::Links;
    let LinkAddress { parameter, address, in_use, target, answers } = link;
    let waits = !in_use && *parameter == "LinkDomain";
    let mend = match target {
        Some(target) => {
            let name = address.trim_start_matches("https://").trim_end_matches('/');
            format!("make the DNS entry {name} CNAME {target}, or wait until it is known")
        }
        None => {
            "see where your proxy sends requests, and under which Host (output RespondFunctionUrl)".to_owned()
        }
    };
    let now = match in_use {
        true => {
            let deploy = callout(&format!("deploy --parameter {}", without(parameter)));
            format!("; until then: {deploy}")
        }
        false => String::new(),
    };
    let level = if *in_use { Level::Error } else { Level::Warning };
    match answers {
        Ok(true) if waits => Finding::new(
            Level::Warning,
            &about,
            format!("{address} ({parameter}) answers, and links do not use it yet"),
            callout("deploy --parameter LinkDomainReady=true"),
        ),
        Ok(true) => Finding::new(Level::Ok, &about, format!("{address} ({parameter}) answers"), ""),
        Ok(false) => Finding::new(
            level,
            &about,
            format!("something else answers at {address} ({parameter})"),
            format!("{mend}{now}"),
        ),
        Err(why) => Finding::new(
            level,
            &about,
            format!("{address} ({parameter}) does not answer: {why}"),
            format!("{mend}{now}"),
        ),
    }
}

/// What has links start with the function URL.
fn without(parameter: &str) -> &'static str {
    match parameter {
        "LinkDomain" => "LinkDomainReady=false",
        _ => "LinkBaseUrl=",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ready::facts::Checked;

    fn check(in_use: bool, answers: Checked<bool>, level: Level, what: &str, todo: &str) {
        let link = LinkAddress {
            parameter: "LinkDomain",
            address: "https://go.example.com/".to_owned(),
            in_use,
            target: Some("d1.cloudfront.net".to_owned()),
            answers,
        };
        let found = judge(&link);
        assert_eq!(found.level, level, "{found:?}");
        assert!(found.what.contains(what) && found.todo.contains(todo), "{found:?}");
    }

    #[test]
    fn a_short_address_is_used_once_it_answers() {
        let gone = || Err("no such name".to_owned());
        let dns = "go.example.com CNAME d1.cloudfront.net";
        check(false, gone(), Level::Warning, "does not answer: no such name", dns);
        check(
            false,
            Ok(true),
            Level::Warning,
            "do not use it yet",
            "callout deploy --parameter LinkDomainReady=true",
        );
        check(true, Ok(true), Level::Ok, "answers", "");
    }

    #[test]
    fn one_that_links_use_and_that_does_not_answer_is_an_error() {
        check(true, Err("no such name".to_owned()), Level::Error, "does not answer", "LinkDomainReady=false");
        check(true, Ok(false), Level::Error, "something else answers", "CNAME");
    }
}
