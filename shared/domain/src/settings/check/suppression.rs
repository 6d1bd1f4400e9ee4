//! Validates silences, maintenance windows, and inhibitions.
//!
//! Must not depend on the current time: an expired silence is no problem.

use super::problem::{problem, unknown};
use super::routes::check_matches;
use crate::matcher::{Conditions, Matches};
use crate::oncall::Problem;
use crate::settings::Settings;
use crate::suppression::{MaintenanceSettings, Span, Written};
use jiff::Timestamp;
use std::collections::BTreeSet;

pub(super) fn check(settings: &Settings, found: &mut Vec<Problem>) {
    check_silences(settings, found);
    for (name, window) in &settings.maintenance {
        check_window(settings, &["maintenance", name], window, found);
    }
    check_inhibitions(settings, found);
}

fn check_silences(settings: &Settings, found: &mut Vec<Problem>) {
    for (name, silence) in &settings.silences {
        let at = ["silences", name.as_str()];
        check_matches(&[at[0], at[1], "match"], &silence.matches, found);
        if singles_out_nothing(&silence.matches) {
            let message =
                "would silence everything; say which alarms, as in match = { alarm = \"payments-.*\" }";
            found.push(problem(&[at[0], at[1], "match"], message.into()));
        }
        check_span(&at, silence.span(), found);
        if silence.author.trim().is_empty() {
            let message = "says nobody; write author = \"NAME\", so that others know whom to ask";
            found.push(problem(&[at[0], at[1], "author"], message.into()));
        }
        check_reason(&at, &silence.reason, found);
    }
}

fn check_window(settings: &Settings, at: &[&str; 2], window: &MaintenanceSettings, found: &mut Vec<Problem>) {
    for service in window.services.iter().filter(|service| !settings.services.contains_key(service)) {
        let known = settings.services.keys().map(|n| n.as_str());
        found.push(unknown(&[at[0], at[1], "services"], "service", service.as_str(), known));
    }
    check_matches(&[at[0], at[1], "match"], &window.matches, found);
    // One for the page alone holds nothing.
    if window.services.is_empty() && singles_out_nothing(&window.matches) && window.page.is_none() {
        let message = "would hold everything back; write services = [\"NAME\"], or match = { … }";
        found.push(problem(&[at[0], at[1], "services"], message.into()));
    }
    check_span(at, window.span(), found);
    check_reason(at, &window.reason, found);
    check_mirror(at, window, found);
    check_page(settings, at, window, found);
}

fn check_page(settings: &Settings, at: &[&str; 2], window: &MaintenanceSettings, found: &mut Vec<Problem>) {
    let Some(page) = &window.page else { return };
    if page.title.trim().is_empty() {
        let message = "says nothing; write what customers read, like \"Database upgrade\"";
        found.push(problem(&[at[0], at[1], "page", "title"], message.into()));
    }
    let spoken = settings.status_page.as_ref().map(|page| page.spoken()).unwrap_or_default();
    for (key, texts) in [("titles", &page.titles), ("texts", &page.texts)] {
        for (language, text) in texts {
            let path = [at[0], at[1], "page", key];
            if !spoken.contains(language) {
                let message =
                    format!("the page does not speak `{language}`; add it to status_page.languages");
                found.push(problem(&path, message));
            } else if text.trim().is_empty() {
                let message = format!("the text of `{language}` is empty; write what customers read");
                found.push(problem(&path, message));
            }
        }
    }
    let known = || settings.status_page.iter().flat_map(|page| page.components.keys());
    for component in page.components.iter().filter(|name| !known().any(|known| known == *name)) {
        let path = [at[0], at[1], "page", "components"];
        let known = known().map(|name| name.as_str());
        found.push(unknown(&path, "status_page.component", component.as_str(), known));
    }
}

fn check_mirror(at: &[&str; 2], window: &MaintenanceSettings, found: &mut Vec<Problem>) {
    if window.mirror.is_empty() {
        return;
    }
    let path = [at[0], at[1], "mirror"];
    // Without a start it begins when applied, and its length is checked then.
    let start = Span::compile(window.span()).ok().and_then(|span| span.start().or_else(|| span.end()));
    if let Err(message) = window.mute_times(start.unwrap_or(Timestamp::UNIX_EPOCH)) {
        found.push(problem(&path, message));
    }
    if window.mirror.iter().any(|name| name.is_empty() || name.len() > 255 || name.starts_with("arn:")) {
        found.push(problem(&path, "takes names of alarms, of 1 to 255 letters, not their ARNs".into()));
    }
}

fn check_inhibitions(settings: &Settings, found: &mut Vec<Problem>) {
    let mut names = BTreeSet::new();
    for (index, rule) in settings.inhibitions.iter().enumerate() {
        let index = index.to_string();
        let at = ["inhibitions", index.as_str()];
        if !names.insert(rule.name.as_str()) {
            let message = format!("`{}` is the name of another rule too; each needs its own", rule.name);
            found.push(problem(&[at[0], at[1], "name"], message));
        }
        check_matches(&[at[0], at[1], "source"], &rule.source, found);
        check_matches(&[at[0], at[1], "target"], &rule.target, found);
        if singles_out_nothing(&rule.source) {
            let message =
                "would let every alarm explain others; say which, as in source = { alarm = \"switch-.*\" }";
            found.push(problem(&[at[0], at[1], "source"], message.into()));
        }
        if rule.target.is_empty() {
            let message =
                "would explain every alarm away; say which, as in target = { alarm = \"server-.*\" }";
            found.push(problem(&[at[0], at[1], "target"], message.into()));
        }
    }
}

/// Whether an alarm without any field matches too (Alertmanager's rule for silences).
fn singles_out_nothing(matches: &Matches) -> bool {
    Conditions::compile(matches).is_ok_and(|conditions| conditions.hold_for_nothing())
}

fn check_span(at: &[&str; 2], span: Written<'_>, found: &mut Vec<Problem>) {
    let compiled = Span::compile(span);
    if compiled.as_ref().is_ok_and(Span::never_stops) {
        let message = "never stops; write times = [\"22:00-06:00\"], fewer days, or an `end`";
        found.push(problem(&[at[0], at[1], "recurring"], message.into()));
    }
    for Problem { path, message } in compiled.err().unwrap_or_default() {
        let path = at.iter().map(|&part| part.to_owned()).chain(path).collect();
        found.push(Problem { path, message });
    }
}

fn check_reason(at: &[&str; 2], reason: &str, found: &mut Vec<Problem>) {
    if reason.trim().is_empty() {
        let message =
            "says no reason; write reason = \"…\", for it stands on the timeline of what is held back";
        found.push(problem(&[at[0], at[1], "reason"], message.into()));
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Settings, problems};

    const SOUND: &str = r#"
        fallback = "ana"
        responders.ana = { name = "Ana", contacts = [{ channel = "sms", address = "+15550100" }] }
        services.web = { title = "Web", policy = "web" }
        policies.web.levels = [{ page = ["responder:ana"], delay = "5m" }]
        routes = [{ name = "all", service = "web" }]
    "#;

    /// Checks that settings with this addition have exactly these problems.
    fn check(more: &str, expected: &[&str]) {
        let settings: Settings = toml::from_str(&format!("{SOUND}\n{more}")).unwrap();
        let found: Vec<String> = problems(&settings).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_sound_silence_window_and_rule_have_nothing_wrong() {
        check(
            r#"
            [silences.nights]
            match = 'alarm=~"batch-.*", service="web"'
            zone = "Europe/Lisbon"
            recurring = [{ times = [{ from = "22:00", to = "24:00" }], days_of_month = [-1, "1:3"], months = ["jan:mar", 12] }]
            author = "ana"
            reason = "Month-end closing."

            [maintenance.move]
            services = ["web"]
            start = "2027-01-16T22:00+00:00"
            end = "2027-01-17T02:00"
            reason = "Moving house."
            mirror = ["web-errors"]

            [[inhibitions]]
            name = "switch"
            source = { alarm = "switch-.*" }
            target = { alarm = "server-.*" }
            equal = ["tag.rack"]
            "#,
            &[],
        );
    }

    #[test]
    fn a_silence_needs_alarms_an_end_an_author_and_a_reason() {
        check(
            "[silences.all]\nmatch = { alarm = '.*' }",
            &[
                "silences.all.match: would silence everything; say which alarms, as in match = { alarm = \"payments-.*\" }",
                "silences.all: never ends; write end = \"2027-01-15T18:00\", or recurring = [{ … }]",
                "silences.all.author: says nobody; write author = \"NAME\", so that others know whom to ask",
                "silences.all.reason: says no reason; write reason = \"…\", for it stands on the timeline of what is held back",
            ],
        );
    }

    #[test]
    fn invalid_times_are_reported_with_their_path() {
        let silence = "match = { alarm = 'a' }\nauthor = 'ana'\nreason = 'so'";
        check(
            &format!("[silences.a]\n{silence}\nstart = '2027-01-02T00:00'\nend = '2027-01-01T00:00'"),
            &["silences.a.end: is not after `start`"],
        );
        check(
            &format!("[silences.a]\n{silence}\nstart = '2027-01-02T00:00'\nend = '2029-01-01T00:00'"),
            &["silences.a.end: is more than 400 days after `start`; whoever reads it then has forgotten why"],
        );
        check(
            &format!("[silences.a]\n{silence}\nrecurring = [{{ months = ['februry'] }}]"),
            &["silences.a.recurring.0.months.0: `februry` is no month; did you mean `february`?"],
        );
        check(
            &format!("[silences.a]\n{silence}\nrecurring = [{{ months = [2], days_of_month = ['30:31'] }}]"),
            &["silences.a.recurring.0: never comes; no day is all of this"],
        );
        check(
            &format!(
                "[silences.a]\n{silence}\nrecurring = [{{ times = [{{ from = '22:00', to = '06:00' }}] }}]"
            ),
            &[
                "silences.a.recurring.0.times.0: ends before it begins; for a night write { from = \"22:00\", to = \"24:00\" } and { from = \"00:00\", to = \"06:00\" }",
            ],
        );
    }

    #[test]
    fn a_window_needs_services_that_exist_and_alarms_that_can_be_muted() {
        check(
            "[status_page]\ntitle = 'x'\ncomponents = { shop = { title = 'Shop' } }\n[maintenance.a]\nreason = 'so'\n\
             end = '2027-01-01T00:00'\npage = { components = ['shop'], title = 'Move', titles = { fr = 'x' }, texts = { en = ' ' } }",
            &[
                "maintenance.a.page.titles: the page does not speak `fr`; add it to status_page.languages",
                "maintenance.a.page.texts: the text of `en` is empty; write what customers read",
            ],
        );
        check(
            "[maintenance.a]\nservices = ['wev']\nend = '2027-01-01T00:00'\nreason = 'so'",
            &["maintenance.a.services: there is no service `wev`; did you mean `web`?"],
        );
        check(
            "[maintenance.a]\nreason = 'so'\nend = '2027-01-01T00:00'",
            &[
                "maintenance.a.services: would hold everything back; write services = [\"NAME\"], or match = { … }",
            ],
        );
        check(
            "[maintenance.a]\nservices = ['web']\nreason = 'so'\nmirror = ['x']\nrecurring = [{ days_of_month = [-1] }]",
            &["maintenance.a.mirror: CloudWatch's mute rules count no days from the end of the month"],
        );
        check(
            "[maintenance.a]\nservices = ['web']\nreason = 'so'\nmirror = ['x']\nstart = '2027-01-01T00:00'\nend = '2027-02-01T00:00'",
            &[
                "maintenance.a.mirror: CloudWatch mutes for 15 days at most; split the window, or leave `mirror` out",
            ],
        );
    }

    #[test]
    fn an_inhibition_must_not_explain_everything_away() {
        check(
            "inhibitions = [{ name = 'a', source = { alarm = '.*' }, target = {} }, \
             { name = 'a', source = { alarm = 'x' }, target = { alarm = '(' } }]",
            &[
                "inhibitions.0.source: would let every alarm explain others; say which, as in source = { alarm = \"switch-.*\" }",
                "inhibitions.0.target: would explain every alarm away; say which, as in target = { alarm = \"server-.*\" }",
                "inhibitions.1.name: `a` is the name of another rule too; each needs its own",
                "inhibitions.1.target.alarm: `(` is not a regular expression: unclosed group",
            ],
        );
    }
}
