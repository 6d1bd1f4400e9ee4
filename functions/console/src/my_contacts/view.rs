//! What the page of a person's own contacts shows.

use super::form::{Sent, SubmittedForm};
use crate::contacts::{Verified, by_channel, contacts};
use crate::session::Session;
use crate::top::{Place, Top};
use askama::Template;
use callout_domain::ids::ResponderName;
use callout_domain::person::{MOST_ASKED, Person, PersonRefusal, written_hours};
use callout_domain::responder::verification::CODE_LIFE;
use callout_domain::responder::{Channel, Responder};
use callout_web::words::Moment;
use jiff::{SignedDuration, Timestamp};

/// The kinds of contact that people add for themselves.
const CHANNELS: [Channel; 3] = [Channel::Sms, Channel::Voice, Channel::Email];

#[derive(Template)]
#[template(path = "my_contacts.html")]
pub(crate) struct MyContactsPage {
    top: Top,
    as_of: Moment,
    why: Option<String>,
    /// What is on its way.
    sent: Option<&'static str>,
    /// None for an operator, whom nothing can page.
    mine: Option<MyContacts>,
}

struct MyContacts {
    /// The version that the forms carry.
    seen: u64,
    rows: Vec<ContactRow>,
    /// Contacts that are used once their code was entered.
    waiting: Vec<WaitingRow>,
    rings: bool,
    zone: String,
    hours: String,
    has_own_hours: bool,
    /// Who changed something last, and when.
    changed: Option<(String, Moment)>,
    is_changed: bool,
    asked: usize,
    most_asked: usize,
    channels: Vec<ChannelChoice>,
    name: String,
    address: String,
}

/// A contact that is used.
struct ContactRow {
    name: String,
    words: String,
    verified: String,
    is_verified: bool,
    is_own: bool,
    is_first: bool,
    /// Until when the code works that was sent.
    code_until: Option<Moment>,
}

struct WaitingRow {
    name: String,
    words: String,
    is_mail: bool,
    replaces: bool,
    code_until: Option<Moment>,
}

struct ChannelChoice {
    value: &'static str,
    words: String,
    is_chosen: bool,
}

impl MyContactsPage {
    pub(super) fn of_nobody(session: &Session, now: Timestamp) -> Self {
        let as_of = session.reader().moment(now);
        Self { top: Top::below(session, Place::Mine), as_of, why: None, sent: None, mine: None }
    }

    /// The same after something was sent.
    pub(super) fn after(self, sent: Option<Sent>) -> Self {
        let sent = sent.map(|sent| match sent {
            Sent::Test => "A test page is on its way: it says TEST, and comes within a minute.",
            Sent::Code => "A code is on its way: enter it below within 15 minutes.",
        });
        Self { sent, ..self }
    }

    pub(super) fn of(
        session: &Session,
        (who, person): (&ResponderName, &Responder),
        verified: &Verified,
        now: Timestamp,
        refused: Option<(&PersonRefusal, &SubmittedForm)>,
    ) -> Self {
        let none = Person::default();
        let own = session.rules.changed_by_people().person(who).unwrap_or(&none);
        let filled = refused.map(|(_, form)| form);
        let adding = filled.filter(|form| form.adds());
        let hours = filled.and_then(SubmittedForm::hours);
        let shown = Shown { session, own, now };
        let mine = MyContacts {
            seen: own.version,
            rows: shown.rows(who, person, verified),
            waiting: shown.waiting(person),
            rings: person.contacts.iter().any(|contact| contact.channel.rings()),
            zone: person.zone.clone().unwrap_or_default(),
            hours: hours.map_or_else(|| written_hours(&person.quiet), str::to_owned),
            has_own_hours: own.quiet.is_some(),
            changed: own.changed.as_ref().map(|changed| (changed.by.clone(), shown.moment(changed.at))),
            is_changed: own.is_changed(),
            asked: own
                .asked
                .iter()
                .filter(|at| now.duration_since(**at) < SignedDuration::from_hours(24))
                .count(),
            most_asked: MOST_ASKED,
            channels: channels(adding.and_then(|form| form.channel)),
            name: adding.map(|form| form.name.clone()).unwrap_or_default(),
            address: adding.map(|form| form.address.clone()).unwrap_or_default(),
        };
        let why = refused.map(|(why, _)| format!("{}.", sentence(&why.to_string())));
        Self {
            top: Top::below(session, Place::Mine),
            as_of: shown.moment(now),
            why,
            sent: None,
            mine: Some(mine),
        }
    }
}

/// What is shown of whom.
struct Shown<'a> {
    session: &'a Session,
    own: &'a Person,
    now: Timestamp,
}

impl Shown<'_> {
    fn rows(&self, who: &ResponderName, person: &Responder, verified: &Verified) -> Vec<ContactRow> {
        let all = contacts(who, person, verified, &self.session.reader(), self.now);
        let row = |(nth, (view, contact)): (
            usize,
            (crate::contacts::ContactView, &callout_domain::responder::Contact),
        )| {
            let own = self.own.verified(&contact.name());
            ContactRow {
                name: contact.name().to_string(),
                words: view.words,
                verified: view.verified,
                is_verified: view.is_verified,
                is_own: own.is_some(),
                is_first: nth == 0,
                code_until: own.and_then(|own| self.code_until(&own.mark)),
            }
        };
        all.into_iter().zip(&person.contacts).enumerate().map(row).collect()
    }

    fn waiting(&self, person: &Responder) -> Vec<WaitingRow> {
        let row = |own: &callout_domain::person::OwnContact| WaitingRow {
            name: own.name.to_string(),
            words: match own.name.as_str() == own.channel.as_str() {
                true => by_channel(own.channel.as_str()),
                false => format!("{} ({})", own.name, by_channel(own.channel.as_str())),
            },
            is_mail: own.channel == Channel::Email,
            replaces: person.contact(&own.name).is_some(),
            code_until: self.code_until(&own.mark),
        };
        self.own.waiting().map(row).collect()
    }

    fn code_until(&self, mark: &str) -> Option<Moment> {
        let sent = self.own.code.as_ref().filter(|sent| sent.mark == mark)?;
        let until = sent.at.checked_add(CODE_LIFE).ok()?;
        (until > self.now).then(|| self.moment(until))
    }

    fn moment(&self, at: Timestamp) -> Moment {
        self.session.reader().moment(at)
    }
}

fn channels(chosen: Option<Channel>) -> Vec<ChannelChoice> {
    let choice = |channel: Channel| ChannelChoice {
        value: channel.as_str(),
        words: by_channel(channel.as_str()),
        is_chosen: chosen == Some(channel),
    };
    CHANNELS.map(choice).into()
}

/// The same with a capital letter.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
