//! Who is on call at an instant, and until when.

use crate::args::DeploymentOptions;
use crate::clock::weekday;
use crate::print;
use crate::to_type::callout;
use anyhow::Result;
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::oncall::Schedule;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// How far ahead the end of a shift is looked for.
const HORIZON: SignedDuration = SignedDuration::from_hours(24 * 62);

#[derive(Serialize)]
struct Held {
    schedule: String,
    responders: Vec<String>,
    until: Option<Timestamp>,
}

/// Shows who is on call on each schedule, or on which schedules somebody is.
pub(super) fn show(
    common: &DeploymentOptions,
    schedules: &[(&ScheduleName, &Schedule)],
    responder: Option<&ResponderName>,
    at: Timestamp,
) -> Result<()> {
    let all = schedules.iter().map(|(name, schedule)| held(name, schedule, at));
    let all: Vec<_> = all
        .filter(|held| responder.is_none_or(|r| held.responders.iter().any(|it| it == r.as_str())))
        .collect();
    if common.json {
        return print::json(&all);
    }
    if let (true, Some(responder)) = (all.is_empty(), responder) {
        print::line(format!("{responder} is not on call then."));
        return Ok(());
    }
    if all.is_empty() {
        let apply = callout("apply");
        print::line(format!("There are no schedules; write one into the settings and run `{apply}`."));
        return Ok(());
    }
    let me = common.on_behalf_of.as_deref();
    let called = |name: &str| if me == Some(name) { "you".to_owned() } else { name.to_owned() };
    let rows = all.into_iter().map(|held| {
        let who = match held.responders.as_slice() {
            [] => "nobody".to_owned(),
            some => some.iter().map(|name| called(name)).collect::<Vec<_>>().join(", "),
        };
        let until = held.until.map_or("further than two months".to_owned(), weekday);
        [held.schedule, who, until]
    });
    print::table(["schedule", "on call", "until"], rows);
    Ok(())
}

fn held(name: &ScheduleName, schedule: &Schedule, at: Timestamp) -> Held {
    let end = at.checked_add(HORIZON).unwrap_or(at);
    let until = schedule.next_handoff(at).map(|handoff| handoff.at).filter(|until| *until < end);
    Held {
        schedule: name.to_string(),
        responders: schedule.on_call(at).iter().map(ToString::to_string).collect(),
        until,
    }
}
