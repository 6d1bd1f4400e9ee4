//! Maintenance windows in CloudWatch as well: its alarm mute rules, for the alarms that a window mirrors.
//!
//! Must not touch a rule that this stack did not make, and must not keep settings from coming into force: where CloudWatch
//! cannot be told, alarms still wait in Callout.

#[cfg(test)]
mod stand_in;

use anyhow::{Context, Result};
use aws_config::SdkConfig;
use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::operation::get_alarm_mute_rule::GetAlarmMuteRuleOutput;
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{MuteTargets, Rule, Schedule};
use callout_domain::alarm::clip;
use callout_domain::ids::{digest, hex};
use callout_domain::settings::Settings;
use callout_domain::suppression::{MaintenanceSettings, MuteTimes, Span, SpanState};
use jiff::Timestamp;
use std::fmt;

/// The most alarms that a rule takes.
const MOST_ALARMS: usize = 100;

/// The most letters of a reason that a rule carries.
const MOST_REASON: usize = 200;

/// A rule as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mute {
    name: String,
    description: String,
    times: MuteTimes,
    alarms: Vec<String>,
}

/// What is to be done about one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Put(Mute),
    Delete(String),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Put(mute) => write!(
                f,
                "mute {} in CloudWatch, {} {} for {}",
                mute.alarms.join(", "),
                mute.times.expression,
                mute.times.zone,
                mute.times.duration
            ),
            Self::Delete(name) => write!(f, "remove the mute rule {name} from CloudWatch"),
        }
    }
}

/// What CloudWatch has to be told. Says nothing to an account that no window mirrors to and that cannot be asked.
///
/// # Errors
/// CloudWatch does not answer, or does not know mute rules.
pub(super) async fn plan(
    sdk: &SdkConfig,
    stack: &str,
    settings: &Settings,
    now: Timestamp,
) -> Result<Vec<Step>> {
    let wanted = wanted(stack, settings, now);
    let there = there(&Client::new(sdk), stack).await;
    match there {
        Ok(there) => Ok(steps(wanted, &there)),
        Err(_) if wanted.is_empty() => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Tells CloudWatch.
///
/// # Errors
/// CloudWatch refuses a step; those after it were not tried.
pub(super) async fn carry_out(sdk: &SdkConfig, steps: Vec<Step>) -> Result<()> {
    let cloudwatch = Client::new(sdk);
    for step in steps {
        let said = step.to_string();
        match step {
            Step::Put(mute) => put(&cloudwatch, mute).await.with_context(|| said)?,
            Step::Delete(name) => {
                cloudwatch.delete_alarm_mute_rule().alarm_mute_rule_name(name).send().await.context(said)?;
            }
        }
    }
    Ok(())
}

/// Whether any window mirrors alarms.
pub(super) fn mirrors(settings: &Settings) -> bool {
    settings.maintenance.values().any(|window| !window.mirror.is_empty())
}

/// What a person does where CloudWatch cannot be told.
pub(super) fn warning(error: &anyhow::Error) -> String {
    format!(
        "the mute rules for windows with `mirror` could not be changed ({error:#}). Callout itself still holds these alarms; allow \
         cloudwatch:ListAlarmMuteRules, GetAlarmMuteRule, PutAlarmMuteRule and DeleteAlarmMuteRule and run apply again, or \
         mute the alarms by hand."
    )
}

async fn put(cloudwatch: &Client, mute: Mute) -> Result<()> {
    let MuteTimes { expression, duration, zone, start, expires } = mute.times;
    let schedule = Schedule::builder().expression(expression).duration(duration).timezone(zone).build();
    let date = |at: Timestamp| DateTime::from_secs(at.as_second());
    cloudwatch
        .put_alarm_mute_rule()
        .name(mute.name)
        .description(mute.description)
        .rule(Rule::builder().schedule(schedule).build())
        .mute_targets(MuteTargets::builder().set_alarm_names(Some(mute.alarms)).build())
        .set_start_date(start.map(date))
        .set_expire_date(expires.map(date))
        .send()
        .await?;
    Ok(())
}

/// The rules that should be there: those of all windows that are not over.
fn wanted(stack: &str, settings: &Settings, now: Timestamp) -> Vec<Mute> {
    let windows = settings.maintenance.iter().filter(|(_, window)| !window.mirror.is_empty());
    windows.flat_map(|(name, window)| mutes(stack, name, window, now)).collect()
}

fn mutes(stack: &str, name: &str, window: &MaintenanceSettings, now: Timestamp) -> Vec<Mute> {
    let over = Span::compile(window.span()).is_ok_and(|span| span.state(now) == SpanState::Over);
    // What cannot be said was refused by `check`.
    let times = if over { Vec::new() } else { window.mute_times(now).unwrap_or_default() };
    let description = format!(
        "{} {name}, {} to {} {}: {}",
        owner(stack),
        window.start.as_deref().unwrap_or("now"),
        window.end.as_deref().unwrap_or("ever"),
        window.zone.as_deref().unwrap_or("UTC"),
        clip(&window.reason, MOST_REASON)
    );
    let each =
        times.iter().flat_map(|times| window.mirror.chunks(MOST_ALARMS).map(move |alarms| (times, alarms)));
    each.zip(1..)
        .map(|((times, alarms), number)| Mute {
            name: rule_name(stack, name, number),
            description: description.clone(),
            times: times.clone(),
            alarms: alarms.to_vec(),
        })
        .collect()
}

/// A window's own name where it can be, and one that no other window has where it takes several rules or is spelled with
/// more than a rule's name may be.
fn rule_name(stack: &str, window: &str, number: u32) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let base = format!("{}{}", prefix(stack), window.replace(|c| !is_plain(c), "-"));
    if number == 1 && window.chars().all(is_plain) {
        return base;
    }
    format!("{base}-{}", hex(&digest(&["mute rule", window, &number.to_string()])[..4]))
}

fn prefix(stack: &str) -> String {
    format!("callout-{stack}-")
}

/// How a rule says whose it is: a name could be that of another stack whose name only begins alike.
fn owner(stack: &str) -> String {
    format!("Made by the Callout stack {stack}. Maintenance")
}

/// This stack's rules that are there.
async fn there(cloudwatch: &Client, stack: &str) -> Result<Vec<GetAlarmMuteRuleOutput>> {
    let mut found = Vec::new();
    let mut next = None;
    loop {
        let page = cloudwatch.list_alarm_mute_rules().set_next_token(next).send().await;
        let page = page.context("ask CloudWatch for its alarm mute rules")?;
        for summary in page.alarm_mute_rule_summaries() {
            let arn = summary.alarm_mute_rule_arn().unwrap_or_default();
            let name = arn.rsplit(':').next().unwrap_or_default();
            if name.starts_with(&prefix(stack)) {
                let rule = cloudwatch.get_alarm_mute_rule().alarm_mute_rule_name(name).send().await;
                found.push(rule.with_context(|| format!("ask CloudWatch for the alarm mute rule {name}"))?);
            }
        }
        next = page.next_token().map(str::to_owned);
        if next.is_none() {
            found.retain(|rule| rule.description().is_some_and(|it| it.starts_with(&owner(stack))));
            return Ok(found);
        }
    }
}

fn steps(wanted: Vec<Mute>, there: &[GetAlarmMuteRuleOutput]) -> Vec<Step> {
    let found = |name: &str| there.iter().find(|rule| rule.name() == Some(name));
    let names: Vec<String> = wanted.iter().map(|mute| mute.name.clone()).collect();
    let stale = there.iter().filter_map(|rule| rule.name()).filter(|name| !names.iter().any(|it| it == name));
    let deletes: Vec<Step> = stale.map(|name| Step::Delete(name.to_owned())).collect();
    let puts = wanted.into_iter().filter(|mute| !found(&mute.name).is_some_and(|rule| is_same(mute, rule)));
    puts.map(Step::Put).chain(deletes).collect()
}

/// Whether a rule says what it should. One that comes once was made at another instant, and its description says the
/// whole.
fn is_same(mute: &Mute, rule: &GetAlarmMuteRuleOutput) -> bool {
    let sorted = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort();
        names
    };
    let alarms = rule.mute_targets().map(MuteTargets::alarm_names).unwrap_or_default();
    let Some(schedule) = rule.rule().and_then(Rule::schedule) else { return false };
    let once = |expression: &str| expression.starts_with("at(");
    let times = (once(&mute.times.expression) && schedule.expression().is_some_and(once))
        || (schedule.expression() == Some(mute.times.expression.as_str())
            && schedule.duration() == Some(mute.times.duration.as_str())
            && schedule.timezone() == Some(mute.times.zone.as_str()));
    times && rule.description() == Some(mute.description.as_str()) && sorted(alarms) == sorted(&mute.alarms)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOWS: &str = r#"
        [maintenance.once]
        services = ["shop"]
        start = "2027-01-10T22:00"
        end = "2027-01-11T02:00"
        reason = "Moving."
        mirror = ["shop-errors"]

        [maintenance."every week"]
        services = ["shop"]
        recurring = [{ weekdays = ["sun"], times = [{ from = "02:00", to = "04:00" }] }]
        reason = "Patches."
        mirror = ["shop-errors", "shop-slow"]
    "#;

    fn wanted_at(now: &str) -> Vec<Mute> {
        wanted("callout", &toml::from_str(WINDOWS).unwrap(), now.parse().unwrap())
    }

    /// A rule as CloudWatch would have it once it was put.
    fn made(mute: &Mute) -> GetAlarmMuteRuleOutput {
        let schedule = Schedule::builder()
            .expression(&mute.times.expression)
            .duration(&mute.times.duration)
            .timezone(&mute.times.zone)
            .build();
        GetAlarmMuteRuleOutput::builder()
            .name(&mute.name)
            .description(&mute.description)
            .rule(Rule::builder().schedule(schedule).build())
            .mute_targets(MuteTargets::builder().set_alarm_names(Some(mute.alarms.clone())).build())
            .build()
    }

    #[test]
    fn each_window_that_mirrors_alarms_is_a_rule() {
        let steps = steps(wanted_at("2027-01-10T00:00:00Z"), &[]);
        let said: Vec<String> = steps.iter().map(Step::to_string).collect();
        assert_eq!(
            said,
            [
                "mute shop-errors, shop-slow in CloudWatch, cron(0 2 * * SUN) UTC for PT120M",
                "mute shop-errors in CloudWatch, at(2027-01-10T22:00) UTC for PT240M",
            ]
        );
    }

    #[test]
    fn rules_that_are_there_are_not_made_again_and_those_of_windows_that_are_over_go() {
        let there: Vec<_> = wanted_at("2027-01-10T00:00:00Z").iter().map(made).collect();
        assert_eq!(steps(wanted_at("2027-01-10T23:00:30Z"), &there), []);
        let gone = [Step::Delete("callout-callout-once".to_owned())];
        assert_eq!(steps(wanted_at("2027-01-12T00:00:00Z"), &there), gone);
    }

    #[test]
    fn no_two_rules_have_one_name() {
        let window = |name: &str, recurring: &str| {
            format!(
                "[maintenance.\"{name}\"]\nservices = ['shop']\nrecurring = [{recurring}]\nreason = 'Patches.'\n\
                 mirror = ['shop-errors']\n"
            )
        };
        let on =
            |day: &str| format!("{{ weekdays = ['{day}'], times = [{{ from = '02:00', to = '04:00' }}] }}");
        let twice = [on("sun"), on("wed")].join(", ");
        let text =
            [window("shop", &twice), window("shop-2", &on("mon")), window("shop 2", &on("tue"))].concat();
        let all = wanted("callout", &toml::from_str(&text).unwrap(), "2027-01-10T00:00:00Z".parse().unwrap());
        let names: std::collections::BTreeSet<&str> = all.iter().map(|mute| mute.name.as_str()).collect();
        assert_eq!((all.len(), names.len()), (4, 4), "{names:?}");
    }

    #[test]
    fn more_alarms_than_a_rule_takes_are_several_rules() {
        let mut settings: Settings = toml::from_str(WINDOWS).unwrap();
        if let Some(window) = settings.maintenance.get_mut("once") {
            window.mirror = (0..250).map(|number| format!("alarm-{number}")).collect();
        }
        let all = wanted("callout", &settings, "2027-01-10T00:00:00Z".parse().unwrap());
        let names: Vec<&str> = all.iter().map(|mute| mute.name.as_str()).collect();
        assert!(names[0].starts_with("callout-callout-every-week-"), "{names:?}");
        assert_eq!((names.len(), names[1]), (4, "callout-callout-once"));
        assert!(names[2..].iter().all(|name| name.starts_with("callout-callout-once-")), "{names:?}");
    }
}
