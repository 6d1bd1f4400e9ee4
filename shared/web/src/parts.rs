//! The parts of pages about one incident, prepared for the templates. Untrusted text stays text: the templates
//! escape it, and only https addresses become links.

use crate::words::{self, Moment};
use callout_domain::alarm::clip;
use callout_domain::change::Change;
use callout_domain::context::{Graph, IncidentContext};
use callout_domain::ids::ResponderName;
use callout_domain::incident::{
    Actor, ActorKind, Command, CommandInfo, Event, EventRecord, Incident, Lapse, Refusal, Status, decide,
};
use callout_domain::settings::Rules;
use callout_domain::severity::Severity;
use callout_domain::timeline::sentence;
use jiff::Timestamp;

/// The most characters of a title at the top of a page: about four lines on a phone. The rest stands under the reason.
const TITLE: usize = 200;

/// Why it fired, beginning with a title that is too long for the top of the page; untrusted text.
pub fn reason(incident: &Incident) -> String {
    match incident.title.chars().nth(TITLE) {
        Some(_) => format!("{}\n\n{}", incident.title, incident.detail).trim_end().to_owned(),
        None => incident.detail.clone(),
    }
}

/// The top of every page.
pub struct IncidentHeader {
    /// Its number.
    pub number: u64,
    /// Its severity.
    pub severity: Level,
    /// Its title; untrusted text.
    pub title: String,
    /// The title of its service.
    pub service: String,
    /// When it opened.
    pub since: Moment,
    /// How long ago that was, in words.
    pub ago: String,
    /// How many alerts it has and how many fire, in words.
    pub alerts: String,
}

impl IncidentHeader {
    /// Of an incident, now.
    pub fn of(incident: &Incident, now: Timestamp) -> Self {
        Self {
            number: incident.number,
            severity: Level(incident.severity),
            title: clip(&incident.title, TITLE),
            service: incident.service_title.clone(),
            since: Moment(incident.opened_at),
            ago: words::ago(incident.opened_at, now),
            alerts: words::standing(incident),
        }
    }

    /// The same with a title of at most this many characters, for lists.
    pub fn with_title_of(self, most: usize) -> Self {
        Self { title: clip(&self.title, most), ..self }
    }
}

/// A severity with its CSS class.
pub struct Level(Severity);

impl Level {
    /// The name of its colours.
    pub fn class(&self) -> String {
        self.0.to_string().to_lowercase()
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A text and the time it refers to.
pub struct Fact {
    /// What happened or will.
    pub words: String,
    /// When.
    pub at: Moment,
}

impl Fact {
    fn new(words: impl Into<String>, at: Timestamp) -> Self {
        Self { words: words.into(), at: Moment(at) }
    }
}

/// Whether somebody has the incident, worded for one reader.
pub struct StatusLine {
    /// The name of its colours.
    pub class: &'static str,
    /// The state in a few words.
    pub headline: String,
    /// Who made it so, and when.
    pub fact: Option<Fact>,
    /// What happens next, and when.
    pub next: Option<Fact>,
}

impl StatusLine {
    /// Of an incident, for a reader.
    pub fn of(incident: &Incident, reader: &Actor, names: &Names<'_>) -> Self {
        let class = incident.status.as_str();
        match (incident.status, &incident.acknowledgement) {
            (Status::Resolved, _) => {
                let fact = incident.resolved_at.map(|at| Fact::new("At", at));
                Self { class, headline: "Resolved".to_owned(), fact, next: None }
            }
            (_, Some(acknowledgement)) => {
                let who = names.of(&acknowledgement.by);
                let mine = acknowledgement.by == *reader;
                let headline = format!("Acknowledged by {}", if mine { "you" } else { &who });
                let fact = Some(Fact::new(format!("{who},"), acknowledgement.at));
                let next = incident.lapse.filter(|lapse| mine || lapse.snoozed).map(|lapse| match lapse {
                    Lapse { snoozed: true, at, .. } => Fact::new("Snoozed until", at),
                    Lapse { reminded: false, .. } => {
                        Fact::new("You'll be asked to confirm at", lapse.remind_at())
                    }
                    Lapse { at, .. } => Fact::new("Acknowledgement expires at", at),
                });
                Self { class, headline, fact, next }
            }
            _ => {
                let next = incident.escalation.next_at.map(|at| Fact::new("Next page at", at));
                Self { class, headline: "Not acknowledged".to_owned(), fact: None, next }
            }
        }
    }
}

/// Display names; the names in the settings if those cannot be read.
pub struct Names<'a>(pub Option<&'a Rules>);

impl Names<'_> {
    /// The name of whoever did something.
    pub fn of(&self, actor: &Actor) -> String {
        match actor.kind {
            ActorKind::Responder => self.responder(&actor.name.as_str().into()),
            ActorKind::Operator => format!("{} (operator)", actor.name),
            ActorKind::Source | ActorKind::System => actor.to_string(),
        }
    }

    /// A responder's name.
    pub fn responder(&self, name: &ResponderName) -> String {
        let known = self.0.and_then(|rules| rules.responder(name));
        known.map_or_else(|| name.to_string(), |responder| responder.name.clone())
    }
}

/// A person whom an incident can be given to.
pub struct Person {
    /// Their name in the settings.
    pub value: String,
    /// Their name.
    pub name: String,
}

/// Everybody but the reader.
pub fn people(reader: &Actor, rules: &Rules) -> Vec<Person> {
    let others = rules.settings().responders.iter().filter(|(name, _)| name.as_str() != reader.name);
    others.map(|(value, person)| Person { value: value.to_string(), name: person.name.clone() }).collect()
}

/// Whom a command would page, by deciding it: nothing is committed.
///
/// # Errors
/// Why it is not possible now, in words.
pub fn whom(
    incident: &Incident,
    command: &Command,
    reader: &Actor,
    rules: &Rules,
    now: Timestamp,
) -> Result<String, String> {
    let info = CommandInfo { by: reader.clone(), now };
    let decided =
        decide(incident, command, rules, &info).map_err(|why| format!("Not possible now: {why}."))?;
    let paged = decided.events.iter().find_map(|record| match &record.event {
        Event::Paged { responders, .. } => Some(responders),
        _ => None,
    });
    let names = Names(Some(rules));
    let people: Vec<String> = paged.into_iter().flatten().map(|name| names.responder(name)).collect();
    Ok(match people.is_empty() {
        true => "This pages nobody now.".to_owned(),
        false => format!("This pages {} now.", people.join(", ")),
    })
}

/// Tells the reader why nothing was changed.
pub fn not_done(refusal: &Refusal, names: &Names<'_>) -> String {
    match refusal {
        Refusal::AlreadyAcknowledged(acknowledgement) => {
            format!("{} acknowledged it at {}.", names.of(&acknowledgement.by), Moment(acknowledgement.at))
        }
        Refusal::AlreadyResolved(at) => format!("It was resolved at {}.", Moment(*at)),
        Refusal::Overtaken(record) => {
            let did = match record.event {
                Event::Resolved { .. } => "resolved it",
                Event::Snoozed { .. } => "acknowledged and snoozed it",
                Event::Paged { .. } => "reassigned it",
                _ => "acknowledged it",
            };
            format!("{} {did} at {}, after this page was made.", names.of(&record.actor), Moment(record.at))
        }
        other => format!("{other}."),
    }
}

/// A link with its label.
pub struct NamedLink {
    /// Its label; untrusted text.
    pub text: String,
    /// Its address, which begins with `https://`.
    pub href: String,
    /// Where it leads, shown where the text does not say so.
    pub host: Option<String>,
}

impl NamedLink {
    fn new(text: &str, href: &str) -> Self {
        let host = host(href);
        let host = (!text.contains(host)).then(|| host.to_owned());
        Self { text: text.to_owned(), href: href.to_owned(), host }
    }
}

/// The host of an address, as a browser takes it: what stands before an `@` is a user's name.
fn host(href: &str) -> &str {
    let authority = href.split_once("://").map_or(href, |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

/// The runbook first, then the incident's other links; each address once, and only https.
pub fn links(incident: &Incident) -> Vec<NamedLink> {
    let runbook = incident.runbook.iter().map(|href| NamedLink::new("Runbook", href));
    let others = incident.links.iter().map(|link| NamedLink::new(&link.text, &link.href));
    let mut links: Vec<NamedLink> = Vec::new();
    for door in runbook.chain(others).filter(|door| door.href.starts_with("https://")) {
        if links.iter().all(|known| known.href != door.href) {
            links.push(door);
        }
    }
    links
}

/// The context of an incident when it opened.
pub struct ContextView {
    /// Rendered graphs, in which all text is escaped.
    pub drawings: Vec<String>,
    /// Changes shortly before.
    pub changes: Vec<Changed>,
    /// Other alarms that fired.
    pub siblings: Vec<String>,
    /// What could not be read in time.
    pub missing: String,
}

/// A change shortly before the incident.
pub struct Changed {
    /// When.
    pub at: Moment,
    /// What changed.
    pub words: String,
    /// Where to read more.
    pub href: Option<String>,
}

/// Prepares the context of an incident for the template.
pub fn context_view(found: IncidentContext) -> ContextView {
    let missing: Vec<&str> = found.missing.iter().map(|part| part.title()).collect();
    let changed = |change: Change| Changed {
        at: Moment(change.at),
        words: change.summary,
        href: change.links.into_iter().map(|link| link.href).find(|href| href.starts_with("https://")),
    };
    ContextView {
        drawings: found.graphs.iter().filter_map(Graph::svg).collect(),
        changes: found.changes.into_iter().map(changed).collect(),
        siblings: found.siblings,
        missing: missing.join(", "),
    }
}

/// One line of a timeline.
pub struct TimelineEntry {
    /// When.
    pub at: Moment,
    /// What happened.
    pub words: String,
}

/// The timeline lines of some events, in their order.
pub fn timeline<'a>(events: impl IntoIterator<Item = &'a EventRecord>) -> Vec<TimelineEntry> {
    events
        .into_iter()
        .map(|record| TimelineEntry { at: Moment(record.at), words: sentence(record) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, href: &str, host: Option<&str>) {
        assert_eq!(NamedLink::new(text, href).host.as_deref(), host, "{href}");
    }

    #[test]
    fn a_link_says_where_it_leads() {
        check("Runbook", "https://wiki.example.com/payments", Some("wiki.example.com"));
        check("Runbook", "https://wiki.example.com@evil.example/", Some("evil.example"));
        check("Runbook", "https://evil.example\\@wiki.example.com/", Some("evil.example"));
        check("Link of the alarm (evil.example)", "https://evil.example/a", None);
        check("Logs", "https://logs.example:8443?q", Some("logs.example:8443"));
    }
}
