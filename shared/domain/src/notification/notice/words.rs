//! The text of a notice. The first sentence says what it means for the reader, in the reader's time zone.
//!
//! Must not decide whom to notify.

use super::shift_words::ShiftText;
use super::{NoticeMessage, Part};
use crate::alarm::clip;
use crate::ids::ResponderName;
use crate::incident::Incident;
use crate::notification::gsm::{TWO_PARTS, cut_to, gsm7, septets};
use crate::notification::text::subject;
use crate::notification::{Words, machine};
use crate::oncall::{Notice, NoticeKind};
use crate::responder::Channel;
use crate::settings::{ConsoleAddress, Rules};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

/// The most open incidents that a message lists. The rest are counted.
const MOST_LISTED: usize = 10;
/// The maximum length of an incident's title in a text message.
const SHORT_TITLE: usize = 40;
/// The maximum length of an incident's title elsewhere.
const TITLE: usize = 120;
/// Up to so many days after the notice a weekday alone is enough: further on it may be read as one of this week.
const TOMORROW: i32 = 1;

/// Writes one message of a notice. `open` lists the open incidents that concern the schedule; `link` is where the reader answers a
/// request.
pub fn notice_words(
    message: &NoticeMessage,
    notice: &Notice,
    open: &[Incident],
    link: Option<&str>,
    rules: &Rules,
) -> Words {
    let mut open: Vec<&Incident> = open.iter().collect();
    open.sort_by_key(|incident| (incident.severity, incident.number));
    // Whoever opened it in a room would answer as one person.
    let link = link.filter(|_| !matches!(message.channel, Channel::Chat | Channel::Voice));
    let text = Text { message, notice, open, link, rules };
    let body = match message.channel {
        Channel::Sms => text.sms(),
        Channel::Voice => format!("This is Callout. {0} I repeat: {0}", text.spoken()),
        Channel::Email => text.email(),
        Channel::Https | Channel::Lambda => text.document(),
        Channel::Chat => text.chat(),
    };
    Words { subject: subject(&text.lead()), body }
}

struct Text<'a> {
    message: &'a NoticeMessage,
    notice: &'a Notice,
    /// The worst first.
    open: Vec<&'a Incident>,
    link: Option<&'a str>,
    rules: &'a Rules,
}

impl Text<'_> {
    /// The sentence that says what the notice means for its reader.
    fn lead(&self) -> String {
        let schedule = &self.notice.schedule;
        match self.message.part {
            Part::Leaves => format!("You are no longer on call for {schedule}."),
            Part::Comes { until } | Part::IsOnCall { until } => match until {
                Some(until) => format!("You are on call for {schedule} until {}.", self.at(until)),
                None => format!("You are on call for {schedule}."),
            },
            Part::WillCome { from, until } => {
                let until = until.map(|until| format!(", until {}", self.at(until))).unwrap_or_default();
                format!("You go on call for {schedule} {}{until}.", self.at(from))
            }
            Part::IsAsked { .. } | Part::HearsOfShift => {
                self.of_shift(|text| text.lead()).unwrap_or_default()
            }
        }
    }

    /// What a notice about a request for a shift says.
    fn of_shift<T>(&self, said: impl FnOnce(&ShiftText<'_>) -> T) -> Option<T> {
        let NoticeKind::Shift { request, news, reason, .. } = &self.notice.kind else { return None };
        let (name, at) = (|name: &ResponderName| self.names(&[name]), |at| self.at(at));
        let reader = &self.message.responder;
        Some(said(&ShiftText { request, news: *news, reason, reader, name: &name, at: &at }))
    }

    /// Where the reader answers, if they are asked anything.
    fn answer(&self) -> Option<String> {
        match (self.message.part, self.link) {
            (Part::IsAsked { .. }, Some(link)) => Some(format!("Agree or refuse: {link}")),
            (Part::IsAsked { .. }, None) => Some("Answer in the console, under My pages.".to_owned()),
            _ => None,
        }
    }

    /// The lead, and who else starts, ends, or stays.
    fn summary(&self) -> String {
        [self.lead()].into_iter().chain(self.others()).collect::<Vec<_>>().join(" ")
    }

    fn spoken(&self) -> String {
        [self.summary()].into_iter().chain(self.answer()).collect::<Vec<_>>().join(" ")
    }

    fn others(&self) -> Vec<String> {
        let line = |words: &str, names: Vec<&ResponderName>| {
            (!names.is_empty()).then(|| format!("{words} {}.", self.names(&names)))
        };
        let reader = &self.message.responder;
        match &self.notice.kind {
            NoticeKind::HandedOver { on_call, .. } if self.message.part == Part::Leaves => {
                let now = line("Now on call:", on_call.iter().collect());
                vec![now.unwrap_or_else(|| "Nobody is on call now.".to_owned())]
            }
            NoticeKind::HandedOver { leaving, on_call, .. } => {
                let from = line("You take over from", leaving.iter().collect());
                let with = line("With you:", on_call.iter().filter(|name| *name != reader).collect());
                from.into_iter().chain(with).collect()
            }
            NoticeKind::Before { coming: people, .. } | NoticeKind::Summary { on_call: people } => {
                let others = people.iter().map(|duty| &duty.responder).filter(|name| *name != reader);
                line("With you:", others.collect()).into_iter().collect()
            }
            NoticeKind::Shift { .. } => self.of_shift(|text| text.others()).unwrap_or_default(),
        }
    }

    /// As many incidents as fit into two parts, the worst first. The rest are counted.
    fn sms(&self) -> String {
        if let Some(answer) = self.answer() {
            // The link must arrive whole, whatever the names.
            let answer = gsm7(&answer);
            let lead = cut_to(&gsm7(&self.lead()), TWO_PARTS.saturating_sub(septets(&answer) + 1));
            return cut_to(&format!("{lead}\n{answer}\n{}", gsm7(&self.others().join(" "))), TWO_PARTS);
        }
        let summary = gsm7(&self.summary());
        let fitting = (0..=self.open.len().min(MOST_LISTED)).rev().find_map(|listed| {
            let lines = self.incidents(listed, SHORT_TITLE).into_iter().map(|line| gsm7(&line));
            let text = [summary.clone()].into_iter().chain(lines).collect::<Vec<_>>().join("\n");
            (septets(&text) <= TWO_PARTS).then_some(text)
        });
        fitting.unwrap_or_else(|| cut_to(&summary, TWO_PARTS))
    }

    fn email(&self) -> String {
        let schedule = &self.notice.schedule;
        let mut text = self.summary() + "\n\n";
        if matches!(self.notice.kind, NoticeKind::Shift { .. }) {
            text.extend(self.answer().map(|answer| answer + "\n\n"));
        } else if self.open.is_empty() {
            text.push_str("No incident is open.\n");
        } else {
            text.push_str("Open now:\n");
            for line in self.incidents(MOST_LISTED, TITLE) {
                text.push_str(&format!("  {line}\n"));
            }
            let console =
                self.rules.console().map_or("callout console".to_owned(), ConsoleAddress::incidents);
            text.push_str(&format!("\nThe console: {console}\n"));
        }
        text + &format!("The roster: callout oncall --schedule {schedule} --for 14d\n")
    }

    fn chat(&self) -> String {
        let others = self.others().into_iter().chain(self.answer());
        let text = others.chain(self.incidents(MOST_LISTED, TITLE)).collect::<Vec<_>>();
        let (id, lead, kind) = (self.notice.id(), self.lead(), self.notice.kind.name());
        machine::custom(&lead, &text.join("\n"), id.as_str(), &lead, kind)
    }

    /// The document for programs. Its shape is part of the interface: fields are only added.
    fn document(&self) -> String {
        let listed = self.open.iter().take(MOST_LISTED);
        let open: Vec<_> = listed.map(|incident| machine::incident_document(incident)).collect();
        json!({
            "id": self.message.id,
            "kind": self.notice.kind.name(),
            "to": self.message.responder,
            "text": self.summary(),
            "notice": { "id": self.notice.id(), "schedule": self.notice.schedule, "at": self.notice.at },
            "open": open,
            "open_total": self.open.len(),
            "link": self.link,
        })
        .to_string()
    }

    fn incidents(&self, listed: usize, title: usize) -> Vec<String> {
        let line = |incident: &&Incident| {
            let Incident { number, severity, status, .. } = incident;
            format!("#{number} {severity} {}: {}", status.as_str(), clip(&incident.title, title))
        };
        let more = self.open.len().saturating_sub(listed);
        let counted = match listed {
            0 => format!("{more} incidents open"),
            _ => format!("and {more} more open"),
        };
        self.open.iter().take(listed).map(line).chain((more > 0).then_some(counted)).collect()
    }

    fn names(&self, names: &[&ResponderName]) -> String {
        let full = |name: &&ResponderName| {
            let known = self.rules.responder(name);
            known.map_or_else(|| name.to_string(), |person| person.name.clone())
        };
        names.iter().map(full).collect::<Vec<_>>().join(", ")
    }

    /// A time in the reader's zone, with what that is called then. Omits the date if the weekday is enough.
    fn at(&self, at: Timestamp) -> String {
        let (at, notified_at) = (at.to_zoned(self.zone()), self.notice.at.to_zoned(self.zone()));
        let days = notified_at.date().until(at.date()).map_or(i32::MAX, |span| span.get_days());
        let is_near = (0..=TOMORROW).contains(&days);
        let zone = at.strftime("%Z").to_string();
        // A zone without letters reads like a part of the time.
        let zone = if zone.starts_with(['+', '-']) { format!("UTC{zone}") } else { zone };
        format!("{} {zone}", at.strftime(if is_near { "%a %H:%M" } else { "%a %-d %b %H:%M" }))
    }

    fn zone(&self) -> TimeZone {
        let person = self.rules.responder(&self.message.responder);
        person.and_then(|person| TimeZone::get(person.zone.as_deref()?).ok()).unwrap_or(TimeZone::UTC)
    }
}
