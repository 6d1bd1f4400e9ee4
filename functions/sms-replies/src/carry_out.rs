//! Finds the incident that a reply means, applies the command and returns the answer.
//!
//! Never guesses between two incidents: it asks which one. Changes nothing without the code of a text.

use crate::deps::Deps;
use crate::sender::Sender;
use crate::text::Text;
use crate::words;
use anyhow::{Context, Result};
use callout_domain::ids::{IncidentId, ResponderName};
use callout_domain::incident::{Actor, Command, Event, Incident, PageReason, Status, Via};
use callout_domain::link::{LinkKeys, ReplyCode};
use callout_domain::notification::{Act, Reply, how_to_answer};
use callout_domain::settings::Rules;
use callout_lambda::{ChangeRequest, Changed, Patience, change, change_incident};
use callout_ports::{Clock, IncidentStore, LinkKeySource, SettingsSource};

/// The most open incidents looked at for one text, the newest: what fits into this function's memory many times.
const MOST_READ: usize = 1_000;
/// The most incidents that one text acknowledges: the function has only seconds.
const MOST: usize = 20;
/// How many timeline events are searched for what a text already did.
const NEWEST: usize = 20;

/// Carries out a reply; returns the answer's text.
pub(crate) async fn carry_out<T, K, M, C>(
    reply: Reply,
    text: &Text,
    senders: &[Sender],
    rules: &Rules,
    deps: &Deps<'_, T, K, M, C>,
) -> Result<String>
where
    T: IncidentStore + SettingsSource,
    K: LinkKeySource,
    C: Clock,
{
    let (table, clock) = (deps.table, deps.clock);
    let keys = deps.keys.link_keys().await.context("read the keys of the codes")?;
    let replier = Replier { keys, code: reply.code, text, senders, rules, table, clock };
    match (reply.act, reply.number) {
        (Act::Help, _) => Ok(replier.help(&replier.open_incidents().await?)),
        (Act::AcknowledgeAll, _) => replier.acknowledge_all(&replier.open_incidents().await?).await,
        (act, Some(number)) => replier.numbered(act, number).await,
        (act, None) => replier.unnumbered(act, &replier.open_incidents().await?).await,
    }
}

/// The sender, and what carries out what they ask.
struct Replier<'a, T, C> {
    keys: LinkKeys,
    /// The code that the reply has.
    code: Option<ReplyCode>,
    text: &'a Text,
    senders: &'a [Sender],
    rules: &'a Rules,
    table: &'a T,
    clock: &'a C,
}

impl<T: IncidentStore + SettingsSource, C: Clock> Replier<'_, T, C> {
    fn help(&self, all: &[Incident]) -> String {
        let open = self.meant(all);
        let Some((incident, sender)) = open.iter().find(|(incident, _)| !incident.is_merged()) else {
            return words::nothing();
        };
        how_to_answer(incident.number, self.code_of(incident, sender))
    }

    async fn numbered(&self, act: Act, number: u64) -> Result<String> {
        let found = self.table.numbered(number).await.context("find the incident of a text")?;
        let Some(incident) = found else { return Ok(words::unknown(number)) };
        match self.paged(&incident) {
            Some(sender) => self.act_if_it_is_them(act, &incident, sender).await,
            None => Ok(words::not_yours(&incident)),
        }
    }

    async fn unnumbered(&self, act: Act, all: &[Incident]) -> Result<String> {
        let open = self.meant(all);
        if let Some((incident, sender)) =
            open.iter().find(|(incident, sender)| self.has_code(incident, sender))
        {
            return self.act(act, incident, sender).await;
        }
        let unacknowledged: Vec<_> =
            open.iter().filter(|(incident, _)| is_waiting(incident)).copied().collect();
        let candidates =
            if act == Act::Acknowledge && !unacknowledged.is_empty() { unacknowledged } else { open };
        let candidates: Vec<_> =
            candidates.into_iter().filter(|(incident, _)| !incident.is_merged()).collect();
        match candidates.as_slice() {
            [] => Ok(words::nothing()),
            [(incident, sender)] => self.act_if_it_is_them(act, incident, sender).await,
            several => {
                let several = several.iter().map(|(it, sender)| (*it, self.code_of(it, sender)));
                Ok(words::which(act, several))
            }
        }
    }

    /// The code of any of their incidents is proof enough.
    async fn acknowledge_all(&self, all: &[Incident]) -> Result<String> {
        let open = self.meant(all);
        let unacknowledged: Vec<_> =
            open.iter().filter(|(incident, _)| is_waiting(incident)).copied().collect();
        if let Some((incident, sender)) = unacknowledged.first()
            && !open.iter().any(|(incident, sender)| self.has_code(incident, sender))
        {
            return Ok(words::all_with_code(unacknowledged.len(), self.code_of(incident, sender)));
        }
        let mut acknowledged = Vec::new();
        for (incident, sender) in unacknowledged.iter().take(MOST) {
            let by = Actor::responder(&sender.name);
            let command = Command::Acknowledge { via: Via::Sms };
            if let Changed::Done(_) = change(self.table, &incident.id, &command, &by, self.clock).await? {
                acknowledged.push(incident.number);
            }
        }
        Ok(words::all(&acknowledged, unacknowledged.len().saturating_sub(MOST)))
    }

    /// Without the code, the answer is what to reply: only the owner of the number reads it.
    async fn act_if_it_is_them(&self, act: Act, incident: &Incident, sender: &Sender) -> Result<String> {
        match self.has_code(incident, sender) {
            true => self.act(act, incident, sender).await,
            false => Ok(words::with_code(act, incident, self.code_of(incident, sender))),
        }
    }

    fn code_of(&self, incident: &Incident, sender: &Sender) -> ReplyCode {
        self.keys.reply_code(&incident.id, &sender.name)
    }

    fn has_code(&self, incident: &Incident, sender: &Sender) -> bool {
        self.code.is_some_and(|code| self.keys.is_reply_code(code, &incident.id, &sender.name))
    }

    async fn act(&self, act: Act, incident: &Incident, sender: &Sender) -> Result<String> {
        let command = match act {
            Act::Resolve => Command::Resolve { via: Via::Sms, note: None },
            Act::Escalate => Command::Escalate,
            Act::Acknowledge | Act::AcknowledgeAll | Act::Help => Command::Acknowledge { via: Via::Sms },
        };
        let by = Actor::responder(&sender.name);
        if command == Command::Escalate
            && let Some(paged) = self.escalated(&incident.id).await?
        {
            return Ok(words::escalated(incident, &paged));
        }
        let seen = match command {
            Command::Resolve { .. } => Some(self.seen(incident).await?),
            _ => None,
        };
        let (rules, patience) = (self.rules, Patience::BRIEF);
        let asked = ChangeRequest { command: &command, by: &by, rules, seen, patience };
        let changed = change_incident(self.table, incident.clone(), &asked, self.clock).await?;
        let reader = words::Reader { name: &sender.name, rules: self.rules };
        Ok(match changed {
            Changed::Done(decided) => words::done(act, &decided, self.code_of(incident, sender)),
            Changed::Refused(incident, refusal) => words::refused(&incident, &refusal, &reader),
            Changed::Unknown => words::unknown(incident.number),
        })
    }

    /// The responders whom the sender escalated to since the text was sent: unlike other commands, escalating is not
    /// idempotent when the text is delivered again.
    async fn escalated(&self, id: &IncidentId) -> Result<Option<Vec<ResponderName>>> {
        let newest = self.table.newest_events(id, NEWEST).await.context("read the newest events")?;
        let since = newest.into_iter().filter(|record| record.at >= self.text.sent_at);
        Ok(since.filter_map(|record| by_hand(record.event)).next())
    }

    /// The version of the incident when the text was sent: what somebody else did since is not to be undone.
    async fn seen(&self, incident: &Incident) -> Result<u64> {
        let newest =
            self.table.newest_events(&incident.id, NEWEST).await.context("read the newest events")?;
        let newer = newest.iter().filter(|record| record.at > self.text.sent_at);
        let first = newer.map(|record| record.seq).min();
        Ok(first.map_or(incident.version, |first| first.saturating_sub(1)))
    }

    /// What is open, however old it is.
    async fn open_incidents(&self) -> Result<Vec<Incident>> {
        let open = self.table.open_incidents(MOST_READ).await.context("list the open incidents")?;
        Ok(open.incidents)
    }

    /// Open incidents that the sender can mean without a number: not those that opened after they wrote.
    fn meant<'b>(&'b self, all: &'b [Incident]) -> Vec<(&'b Incident, &'b Sender)> {
        let known = all.iter().filter(|incident| incident.opened_at <= self.text.sent_at);
        known.filter_map(|incident| Some((incident, self.paged(incident)?))).collect()
    }

    /// The sender with this number who was paged for an incident.
    fn paged(&self, incident: &Incident) -> Option<&Sender> {
        self.senders.iter().find(|sender| incident.paged.contains(&sender.name))
    }
}

fn by_hand(event: Event) -> Option<Vec<ResponderName>> {
    match event {
        Event::Paged { reason: PageReason::Escalated, responders, .. } => Some(responders),
        _ => None,
    }
}

fn is_waiting(incident: &Incident) -> bool {
    incident.status == Status::Triggered && !incident.is_merged()
}
