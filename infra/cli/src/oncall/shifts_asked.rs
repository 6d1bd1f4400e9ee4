//! Giving a shift away, taking and swapping: whoever is asked must agree, and until then nothing changes.
//! Must not decide who is on call; the domain does.

use super::lookup::{known_responder, known_schedule};
use crate::args::{AnswerShift, DeploymentOptions, GiveShift, PartOfShift, SwapShifts, TakeShift};
use crate::clock::weekday;
use crate::deployment::Deployment;
use crate::operator::signature;
use crate::print;
use crate::to_type::{callout, word};
use crate::typed::Typed;
use anyhow::{Context, Result, bail};
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::live::{Live, LiveEntry, LiveRecord, request_mark};
use callout_domain::notification::quiet_channel;
use callout_domain::oncall::{FURTHEST, Schedule, ShiftOf, ShiftPart, ShiftRequest};
use callout_domain::settings::Rules;
use callout_lambda::{ShiftAnswer, ShiftCommand, change_shift};
use callout_ports::SettingsSource as _;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::sync::Arc;

/// A deployment, its rules, and who asks or answers there.
struct Person {
    deployment: Deployment,
    rules: Arc<Rules>,
    me: ResponderName,
}

impl Person {
    async fn find(common: &DeploymentOptions) -> Result<Self> {
        let deployment = Deployment::find_to_change(common).await?;
        let rules = deployment.table.rules().await.with_context(|| deployment.unreachable())?;
        let Some(me) = &common.on_behalf_of else {
            bail!("say who asks or answers: --as NAME");
        };
        let me = known_responder(&rules, me)?;
        Ok(Self { deployment, rules, me })
    }

    fn schedule(&self, name: &str) -> Result<(ScheduleName, &Schedule)> {
        let name = known_schedule(self.rules.settings(), name)?;
        let schedule = self.rules.schedule(&name).context("the schedule cannot be read; `check` says why")?;
        Ok((name, schedule))
    }

    async fn carry_out(&self, command: &ShiftCommand) -> Result<LiveRecord> {
        let (table, by) = (&self.deployment.table, signature(&self.deployment));
        let done = change_shift(table, command, &by, &callout_lambda::SystemClock).await;
        let done = done.with_context(|| self.deployment.unreachable())?;
        done.map_err(|why| {
            anyhow::anyhow!(why.words(ToString::to_string, weekday).trim_end_matches('.').to_owned())
        })
    }

    async fn ask(
        &self,
        common: &DeploymentOptions,
        request: ShiftRequest,
        reason: Option<&str>,
        now: Timestamp,
    ) -> Result<()> {
        let (asked, reason) = (request.asked.clone(), reason.unwrap_or_default().to_owned());
        let record = self.carry_out(&ShiftCommand::Ask { request, reason }).await?;
        if common.json {
            return print::json(&record);
        }
        let parts = record.entry.request().map(|request| request.parts.clone()).unwrap_or_default();
        table(&parts);
        let reach = match quiet_channel(&asked, &self.rules, now) {
            Ok(channel) => format!("{asked} gets a message by {channel}"),
            Err(_) => format!("No message reaches {asked} now without ringing: tell them yourself. They"),
        };
        print::aside(format!("{reach} and can answer until {}.", weekday(record.entry.until)));
        let withdraw =
            format!("oncall answer {} --withdraw --as {}", word(&record.name), word(self.me.as_str()));
        print::aside(format!("Nothing changes before. `{}` takes it back.", callout(&withdraw)));
        Ok(())
    }
}

/// Asks somebody to take one's own shift.
pub(super) async fn give(common: &DeploymentOptions, args: &GiveShift, now: Timestamp) -> Result<()> {
    let person = Person::find(common).await?;
    let who = known_responder(&person.rules, &args.who)?;
    let (name, schedule) = person.schedule(&args.schedule)?;
    let (start, end) = part(schedule, &person.me, &args.part, now)?;
    let mine = ShiftOf { schedule: &name, responder: &person.me, start, end };
    person.ask(common, ShiftRequest::give(who, mine), args.part.reason.as_deref(), now).await
}

/// Asks somebody for their shift.
pub(super) async fn take(common: &DeploymentOptions, args: &TakeShift, now: Timestamp) -> Result<()> {
    let person = Person::find(common).await?;
    let theirs = known_responder(&person.rules, &args.replace)?;
    let (name, schedule) = person.schedule(&args.schedule)?;
    let (start, end) = part(schedule, &theirs, &args.part, now)?;
    let shift = ShiftOf { schedule: &name, responder: &theirs, start, end };
    let request = ShiftRequest::take(person.me.clone(), shift);
    person.ask(common, request, args.part.reason.as_deref(), now).await
}

/// Asks somebody to swap shifts.
pub(super) async fn swap(common: &DeploymentOptions, args: &SwapShifts, now: Timestamp) -> Result<()> {
    let person = Person::find(common).await?;
    let with = known_responder(&person.rules, &args.with)?;
    let (name, schedule) = person.schedule(&args.schedule)?;
    let find = |who: &ResponderName, at: Option<&String>| {
        let at = at.map(|text| Typed::read(text, schedule.zone(), now)).transpose()?;
        shift(schedule, who, at.map(|at| at.at), now)
    };
    let ((my_start, my_end), (start, end)) =
        (find(&person.me, args.mine.as_ref())?, find(&with, args.theirs.as_ref())?);
    let mine = ShiftOf { schedule: &name, responder: &person.me, start: my_start, end: my_end };
    let theirs = ShiftOf { schedule: &name, responder: &with, start, end };
    person.ask(common, ShiftRequest::swap(mine, theirs), args.reason.as_deref(), now).await
}

/// Answers a request, or takes it back.
pub(super) async fn answer(common: &DeploymentOptions, args: &AnswerShift, now: Timestamp) -> Result<()> {
    let person = Person::find(common).await?;
    let live = &person.rules.live().live;
    let (name, entry) = waiting(live, &args.name, &person.me, now)?;
    let answer = match (args.take, args.refuse) {
        (true, _) => ShiftAnswer::Take,
        (_, true) => ShiftAnswer::Refuse,
        _ => ShiftAnswer::Withdraw,
    };
    let mark = request_mark(name, entry);
    let record = person.carry_out(&ShiftCommand::Answer { mark, who: person.me.clone(), answer }).await?;
    if common.json {
        return print::json(&record);
    }
    print::line(match answer {
        ShiftAnswer::Take => "Taken: it is active now, and both hear of it.",
        ShiftAnswer::Refuse => "Refused: nothing changes, and whoever asked hears of it.",
        ShiftAnswer::Withdraw => "Taken back: nothing changes, and whoever was asked hears of it.",
    });
    Ok(())
}

/// The request of a name; or the only one that waits for somebody on a schedule, which is what its name usually is.
fn waiting<'a>(
    live: &'a Live,
    wanted: &str,
    me: &ResponderName,
    now: Timestamp,
) -> Result<(&'a str, &'a LiveEntry)> {
    if let Some((name, entry, _)) = live.requests(now).find(|(name, _, _)| *name == wanted) {
        return Ok((name, entry));
    }
    let theirs = |request: &ShiftRequest| request.asker == *me || request.asked == *me;
    let on_it = |request: &ShiftRequest| request.parts.iter().any(|part| part.schedule.as_str() == wanted);
    let found: Vec<_> = live.requests(now).filter(|(_, _, it)| theirs(it) && on_it(it)).collect();
    match found.as_slice() {
        [(name, entry, _)] => Ok((name, entry)),
        [] => bail!("no request `{wanted}` waits for an answer; `{}` lists them", callout("oncall requests")),
        several => {
            let names: Vec<&str> = several.iter().map(|(name, ..)| *name).collect();
            bail!("several requests for {wanted} wait: say which of {}", names.join(", "))
        }
    }
}

#[derive(Serialize)]
struct Waiting<'a> {
    name: &'a str,
    #[serde(flatten)]
    request: &'a ShiftRequest,
    answer_by: Timestamp,
    reason: &'a str,
    by: &'a str,
}

/// Lists the requests that wait for an answer.
pub(super) async fn list(common: &DeploymentOptions, now: Timestamp) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let rules = deployment.table.rules().await.with_context(|| deployment.unreachable())?;
    let mut found: Vec<_> = rules.live().live.requests(now).collect();
    found.sort_by_key(|(_, entry, _)| entry.until);
    if common.json {
        let waiting = |(name, entry, request): &(&str, &LiveEntry, &ShiftRequest)| -> serde_json::Value {
            let LiveEntry { until, reason, made, .. } = entry;
            serde_json::json!(Waiting { name, request, answer_by: *until, reason, by: &made.by })
        };
        return print::json(&found.iter().map(waiting).collect::<Vec<_>>());
    }
    if found.is_empty() {
        print::line("No request for a shift waits for an answer.");
        return Ok(());
    }
    let rows = found.iter().flat_map(|(name, entry, request)| {
        request.parts.iter().map(move |part| {
            let change = format!("{} instead of {}", part.to, part.from);
            let asked = request.asked.to_string();
            let span = [weekday(part.start), weekday(part.end)];
            let [start, end] = span;
            [(*name).to_owned(), asked, weekday(entry.until), part.schedule.to_string(), change, start, end]
        })
    });
    print::table(["request", "asked", "answer by", "schedule", "what", "from", "until"], rows);
    Ok(())
}

fn table(parts: &[ShiftPart]) {
    let rows = parts.iter().map(|part| {
        let change = format!("{} instead of {}", part.to, part.from);
        [part.schedule.to_string(), change, weekday(part.start), weekday(part.end)]
    });
    print::table(["schedule", "what is asked", "from", "until"], rows);
}

/// From when to when, as typed or as somebody's next shift has it.
fn part(
    schedule: &Schedule,
    whose: &ResponderName,
    typed: &PartOfShift,
    now: Timestamp,
) -> Result<(Timestamp, Timestamp)> {
    let zone = schedule.zone();
    let from = typed.from.as_ref().map(|text| Typed::read(text, zone, now)).transpose()?;
    let (start, end) = shift(schedule, whose, from.as_ref().map(|from| from.at), now)?;
    let start = from.map_or(start, |from| from.at);
    let end = match (&typed.to, typed.length) {
        (Some(text), _) => Typed::read(text, zone, start)?.at,
        (None, Some(length)) => start.saturating_add(length.0).unwrap_or(end),
        (None, None) => end,
    };
    Ok((start, end))
}

/// Somebody's shift at a time, or the one that runs or is next.
fn shift(
    schedule: &Schedule,
    whose: &ResponderName,
    at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(Timestamp, Timestamp)> {
    let (from, to) = match at {
        Some(at) => (at, at.saturating_add(SignedDuration::from_secs(1)).unwrap_or(at)),
        None => (now, now.saturating_add(FURTHEST).unwrap_or(now)),
    };
    let found = schedule.whole_shifts(from, to);
    let found = found.into_iter().filter(|shift| shift.responder == *whose).min_by_key(|shift| shift.start);
    match (found, at) {
        // What was before is nobody's any more.
        (Some(shift), _) => Ok((shift.start.max(minute(now)), shift.end)),
        (None, Some(at)) => bail!("{whose} is not on call on this schedule at {}", weekday(at)),
        (None, None) => bail!("{whose} has no shift on this schedule in the next two weeks"),
    }
}

fn minute(at: Timestamp) -> Timestamp {
    let seconds = at.as_second();
    Timestamp::from_second(seconds - seconds.rem_euclid(60)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use callout_domain::live::{LONGEST_OF_RESPONDER, LiveChange, Made};

    fn at(text: &str) -> Timestamp {
        format!("2026-11-{text}:00Z").parse().unwrap()
    }

    /// Ana asks somebody to take a shift of hers.
    fn asked(live: &Live, to: &str, from: &str) -> Live {
        let (schedule, ana) = ("payments".into(), ResponderName::from("ana"));
        let shift = ShiftOf { schedule: &schedule, responder: &ana, start: at(from), end: at("30T18:00") };
        let made = Made { by: "Ana".to_owned(), at: at("29T01:00"), incident: None };
        let what = LiveChange::ShiftRequest { request: ShiftRequest::give(to.into(), shift), end: None };
        let until = at("29T20:00");
        let entry = LiveEntry { what, from: at("29T01:00"), until, reason: String::new(), made };
        live.with(entry, LONGEST_OF_RESPONDER, at("29T01:00"), |name| name == "payments").unwrap().0
    }

    #[test]
    fn a_request_is_answered_by_its_schedule_while_only_one_waits() {
        let one = asked(&Live::default(), "ben", "29T21:00");
        let ben = ResponderName::from("ben");
        let found = |live: &Live, wanted: &str, me: &ResponderName| {
            waiting(live, wanted, me, at("29T02:00"))
                .map(|(name, _)| name.to_owned())
                .map_err(|it| it.to_string())
        };
        assert_eq!(found(&one, "payments", &ben), Ok("payments-2".to_owned()), "a file took the name");
        assert_eq!(found(&one, "payments-2", &ben), Ok("payments-2".to_owned()));
        assert!(found(&one, "payments", &"cho".into()).unwrap_err().contains("no request"), "of others");
        let two = asked(&one, "ben", "30T01:00");
        let several = "several requests for payments wait: say which of payments-2, payments-3";
        assert_eq!(found(&two, "payments", &ben), Err(several.to_owned()));
    }
}
