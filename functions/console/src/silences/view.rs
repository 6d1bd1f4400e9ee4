//! Silences, windows and overrides, prepared for the template.

use super::form::SubmittedForm;
use super::preview::Preview;
use crate::choice::MOST_CHOICES;
use crate::session::Session;
use crate::top::{Place, Top};
use askama::Template;
use callout_domain::access::{Act, may};
use callout_domain::ids::ServiceName;
use callout_domain::live::{
    EndedEarly, Live, LiveChange, LiveEntry, LiveOverride, Made, Over, alarms_named, decision_behind,
    state_of,
};
use callout_domain::oncall::settings::Names;
use callout_domain::settings::Settings;
use callout_domain::suppression::SpanState;
use callout_web::parts::Reader;
use callout_web::words::Moment;
use jiff::Timestamp;

/// The most that are listed: those that end first.
const MOST: usize = 50;
/// For how long something is held back.
const LENGTHS: [(u32, &str); 6] = [
    (60, "1 hour"),
    (120, "2 hours"),
    (240, "4 hours"),
    (480, "8 hours"),
    (1_440, "1 day"),
    (30, "30 minutes"),
];

/// The page.
#[derive(Template)]
#[template(path = "silences.html")]
pub(crate) struct SilencesPage {
    top: Top,
    as_of: Moment,
    /// Why nothing was changed.
    why: Option<String>,
    /// What was typed.
    typed: String,
    rows: Vec<Row>,
    /// How many are not shown.
    more: usize,
    /// Whether the reader may change anything.
    acts: bool,
    service: String,
    /// Empty where there are too many to choose from: then a name is typed.
    services: Vec<(String, String)>,
    lengths: [(u32, &'static str); 6],
    /// When it begins, as it was filled in.
    from: String,
    /// The clock of the form.
    zone: String,
    /// The length that was chosen.
    minutes: Option<u32>,
    /// What was asked for before deciding.
    preview: Option<Preview>,
}

/// One of them.
struct Row {
    kind: &'static str,
    name: String,
    /// Untrusted text.
    what: String,
    reason: String,
    /// Whose it is.
    whose: String,
    /// The incident it was made in.
    incident: Option<u64>,
    begins: Option<Moment>,
    ends: Option<Moment>,
    /// The same as a field takes it, if it can be moved.
    end_field: String,
    /// What the form that ends it calls its kind; none for an override.
    of: Option<&'static str>,
    /// Whether it can end later: it lies in no file.
    is_of_people: bool,
    /// What its button says, and what it ends.
    end: (&'static str, String),
    order: (bool, Timestamp),
    /// When it ends, as its forms carry it: whoever moves or ends it must know of the last move.
    seen: String,
}

impl SilencesPage {
    pub(super) fn of(session: &Session, now: Timestamp, refused: Option<(String, &SubmittedForm)>) -> Self {
        let (rules, reader) = (&session.rules, session.reader());
        let mut rows = held(rules.settings(), &rules.live().live, &reader, now);
        rows.extend(rules.live().live.entries().filter_map(|it| shift(it, &reader, now)));
        rows.extend(rules.live().live.entries().filter_map(|it| ended(it, &reader, now)));
        rows.sort_by_key(|row| row.order);
        let more = rows.len().saturating_sub(MOST);
        rows.truncate(MOST);
        let services = rules.settings().services.iter();
        let (why, form) = refused.unzip();
        let (typed, service) = form.map_or(("", ""), |form| (form.text.as_str(), form.service.as_str()));
        Self {
            top: Top::of(session, Place::Silences),
            as_of: reader.moment(now),
            why,
            typed: typed.to_owned(),
            rows,
            more,
            acts: may(&session.actor, Act::Suppress, rules).is_ok(),
            service: service.to_owned(),
            services: match services.len() > MOST_CHOICES {
                true => Vec::new(),
                false => services.map(|(name, service)| (name.to_string(), service.title.clone())).collect(),
            },
            lengths: LENGTHS,
            from: form.map(|form| form.from.clone()).unwrap_or_default(),
            zone: reader.zone().iana_name().unwrap_or("UTC").to_owned(),
            minutes: form.and_then(|form| form.minutes),
            preview: None,
        }
    }

    /// The same with what a silence would hold back, and the form as it was filled in.
    pub(super) fn previewing(self, preview: Preview, filled: &SubmittedForm) -> Self {
        let (typed, service) = (filled.text.clone(), filled.service.clone());
        let (from, minutes) = (filled.from.clone(), filled.minutes);
        Self { preview: Some(preview), typed, service, from, minutes, ..self }
    }
}

/// What holds alarms back, now or later.
fn held(settings: &Settings, live: &Live, reader: &Reader<'_>, now: Timestamp) -> Vec<Row> {
    let silences = settings.silences.iter().map(|(name, it)| {
        (
            Over::Silence,
            name,
            alarms_named(&it.matches).map_or_else(|| it.matches.to_string(), |names| names.join(", ")),
            &it.reason,
            Some(&it.author).filter(|it| !it.is_empty()),
        )
    });
    let windows = settings.maintenance.iter().map(|(name, it)| {
        let services: Vec<&str> = it.services.iter().map(ServiceName::as_str).collect();
        let told = it.page.as_ref().map(|page| format!("status page “{}”", page.title)).unwrap_or_default();
        let what = [services.join(", "), it.matches.to_string(), told];
        let what: Vec<String> = what.into_iter().filter(|part| !part.is_empty()).collect();
        (Over::Maintenance, name, what.join(": "), &it.reason, None)
    });
    // Of what is to come, the end of its first time.
    let ends = |of, name: &str, state| match state {
        SpanState::Active(until) => Some(until),
        SpanState::Pending(from) => match state_of(settings, of, name, from) {
            Some(SpanState::Active(until)) => Some(until),
            _ => None,
        },
        SpanState::Over => None,
    };
    let row = |(of, name, what, reason, author): (Over, &String, String, &String, Option<&String>)| {
        let state = state_of(settings, of, name, now)?;
        let behind = decision_behind(settings, live, of, name);
        let made = behind.map(|(_, entry)| &entry.made);
        let author = author
            .map_or_else(|| "settings files".to_owned(), |author| format!("{author}, in the settings files"));
        let (kind, word) = match of {
            Over::Silence => ("Silence", "silence"),
            Over::Maintenance => ("Maintenance", "maintenance"),
        };
        Some(Row {
            kind,
            name: name.clone(),
            what,
            reason: reason.clone(),
            whose: made.map_or(author, |made| made.by.clone()),
            incident: made.and_then(|made| made.incident),
            begins: begins(state, reader),
            ends: ends(of, name, state).map(|at| reader.moment(at).with_weekday()),
            end_field: ends(of, name, state).map(|at| field(at, reader)).unwrap_or_default(),
            of: Some(word),
            is_of_people: made.is_some(),
            end: (end_word(state), name.clone()),
            order: order(state)?,
            seen: behind.map(|(_, entry)| entry.until.to_string()).unwrap_or_default(),
        })
    };
    silences.chain(windows).filter_map(row).collect()
}

/// What somebody ended early of the files: it can be undone until it would have ended.
fn ended((name, entry): (&str, &LiveEntry), reader: &Reader<'_>, now: Timestamp) -> Option<Row> {
    let LiveChange::Ended(EndedEarly { name: what, .. }) = &entry.what else { return None };
    (entry.until > now).then(|| Row {
        kind: "Ended early",
        name: what.clone(),
        what: "a rule of the settings files".to_owned(),
        reason: String::new(),
        whose: entry.made.by.clone(),
        incident: None,
        begins: None,
        ends: Some(reader.moment(entry.until).with_weekday()),
        end_field: String::new(),
        of: None,
        is_of_people: true,
        end: ("Undo", name.to_owned()),
        order: (true, entry.until),
        seen: entry.until.to_string(),
    })
}

/// A shift that somebody takes.
fn shift((name, entry): (&str, &LiveEntry), reader: &Reader<'_>, now: Timestamp) -> Option<Row> {
    let LiveEntry { what, from, until, reason, made } = entry;
    let LiveChange::Override { schedule, change } = what else { return None };
    let Made { by, incident, .. } = made;
    let state = match (*from <= now, now < *until) {
        (_, false) => SpanState::Over,
        (true, true) => SpanState::Active(*until),
        (false, true) => SpanState::Pending(*from),
    };
    Some(Row {
        kind: "Override",
        name: name.to_owned(),
        what: format!("{schedule}: {}", who(change, reader)),
        reason: reason.clone(),
        whose: by.clone(),
        incident: *incident,
        begins: begins(state, reader),
        ends: Some(reader.moment(*until).with_weekday()),
        end_field: String::new(),
        of: None,
        is_of_people: true,
        end: (end_word(state), name.to_owned()),
        order: order(state)?,
        seen: until.to_string(),
    })
}

fn who(change: &LiveOverride, reader: &Reader<'_>) -> String {
    let names =
        |names: &Names| names.0.iter().map(|name| reader.responder(name)).collect::<Vec<_>>().join(", ");
    match &change.replace {
        Some(replaced) => format!("{} for {}", names(&change.by), reader.responder(replaced)),
        None if !change.swap.is_empty() => format!("{} swap", names(&change.swap)),
        None if change.add.is_empty() => format!("without {}", names(&change.remove)),
        None => format!("also {}", names(&change.add)),
    }
}

/// What holds comes first, and of these what ends first; `None`: it is over.
fn order(state: SpanState) -> Option<(bool, Timestamp)> {
    match state {
        SpanState::Active(until) => Some((false, until)),
        SpanState::Pending(from) => Some((true, from)),
        SpanState::Over => None,
    }
}

fn begins(state: SpanState, reader: &Reader<'_>) -> Option<Moment> {
    match state {
        SpanState::Pending(from) => Some(reader.moment(from).with_weekday()),
        _ => None,
    }
}

/// What the button says that ends it.
fn end_word(state: SpanState) -> &'static str {
    match state {
        SpanState::Pending(_) => "Cancel",
        SpanState::Active(_) | SpanState::Over => "End now",
    }
}

/// A time as a browser's field takes it, by the reader's clock.
fn field(at: Timestamp, reader: &Reader<'_>) -> String {
    at.to_zoned(reader.zone().clone()).strftime("%Y-%m-%dT%H:%M").to_string()
}
