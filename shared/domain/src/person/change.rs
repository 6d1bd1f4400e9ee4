//! Decides what somebody may change about how they are reached, and whom that is told.

use super::event::{PersonEvent, PersonMessage, Told};
use super::quiet::{read_hours, written_hours};
use super::refusal::{MOST_ASKED, MOST_CONTACTS, PersonRefusal};
use super::{Changed, OwnContact, Person, SentCode};
use crate::ids::{ContactName, ResponderName, digest, hex};
use crate::link::LinkKeys;
use crate::responder::verification::{CODE_LIFE, Code, MOST_TRIES};
use crate::responder::{Channel, Contact, NotificationRules, Responder, Urgency};
use jiff::{SignedDuration, Timestamp};

/// The most letters of a contact's name.
const LONGEST_NAME: usize = 40;
/// What is counted of codes and tests.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What somebody wants to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonCommand {
    /// A contact more, and a code to it. It is used once the code was entered, in place of the one that has its name.
    Add {
        /// Its name; that of its channel if none.
        name: Option<ContactName>,
        /// The kind of address.
        channel: Channel,
        /// The address.
        address: String,
    },
    /// A new code to a contact that waits for one.
    SendCode(ContactName),
    /// The code that arrived.
    Enter(ContactName, Code),
    /// A contact is used no more.
    Remove(ContactName),
    /// A contact is used before the one that was before it.
    Raise(ContactName),
    /// Quiet hours, as people type them; none at all if empty.
    Quiet(String),
    /// Everything as the settings say.
    Reset,
    /// A test page to a contact.
    Test(ContactName),
}

/// What a decision leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What the person changed, with this.
    pub next: Person,
    /// The mark and the address of a contact that was added.
    pub address: Option<(String, String)>,
    /// What follows.
    pub event: PersonEvent,
    /// Why it was not done, though it counts: a wrong code is a try.
    pub refused: Option<PersonRefusal>,
}

/// Who decides, about whom.
#[derive(Debug, Clone, Copy)]
pub struct Deciding<'a> {
    /// The person.
    pub who: &'a ResponderName,
    /// The person as the settings files say.
    pub of_files: &'a Responder,
    /// What answers codes.
    pub keys: &'a LinkKeys,
    /// Who does it, for people.
    pub by: &'a str,
    /// When.
    pub now: Timestamp,
}

impl Person {
    /// What a command leads to.
    ///
    /// # Errors
    /// Why nothing is changed.
    pub fn decide(&self, command: &PersonCommand, of: Deciding<'_>) -> Result<Change, PersonRefusal> {
        let decision = Decision { before: self, reached: self.merged(of.of_files), of };
        match command {
            PersonCommand::Add { name, channel, address } => {
                decision.add(name.as_ref(), *channel, address.trim())
            }
            PersonCommand::SendCode(name) => decision.send_code(name),
            PersonCommand::Enter(name, code) => decision.enter(name, code),
            PersonCommand::Remove(name) => decision.remove(name),
            PersonCommand::Raise(name) => decision.raise(name),
            PersonCommand::Quiet(text) => decision.quiet(text.trim()),
            PersonCommand::Reset => decision.reset(),
            PersonCommand::Test(name) => decision.test(name),
        }
    }
}

/// A decision about one person.
struct Decision<'a> {
    before: &'a Person,
    /// The person as they are reached until now.
    reached: Responder,
    of: Deciding<'a>,
}

impl Decision<'_> {
    fn add(
        self,
        name: Option<&ContactName>,
        channel: Channel,
        address: &str,
    ) -> Result<Change, PersonRefusal> {
        if !matches!(channel, Channel::Sms | Channel::Voice | Channel::Email) {
            return Err(PersonRefusal::Channel(channel.as_str()));
        }
        let name = name.filter(|name| !name.as_str().trim().is_empty());
        let name: ContactName = name.map_or(channel.as_str(), |name| name.as_str().trim()).into();
        self.check_name(&name, channel)?;
        let mark = self.mark(&name);
        let own = OwnContact { name, channel, mark, verified_at: None, address: address.to_owned() };
        if let Some(problem) = own.contact().problem() {
            return Err(PersonRefusal::Address(problem));
        }
        let mut next = self.asking()?;
        next.contacts.retain(|one| one.verified_at.is_some() || one.name != own.name);
        if next.contacts.len() >= MOST_CONTACTS {
            return Err(PersonRefusal::Full);
        }
        let (code, what) =
            (self.code_to(&own, &mut next), format!("`{}` over {channel} waits for its code", own.name));
        next.contacts.push(own.clone());
        Ok(Change { address: Some((own.mark, own.address)), ..self.change(next, what, vec![code]) })
    }

    fn check_name(&self, name: &ContactName, channel: Channel) -> Result<(), PersonRefusal> {
        let is_sound = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
        if name.as_str().chars().count() > LONGEST_NAME || !name.as_str().chars().all(is_sound) {
            return Err(PersonRefusal::Name);
        }
        let known = self.reached.contact(name).map(|known| known.channel);
        match known.filter(|known| *known != channel) {
            Some(known) => Err(PersonRefusal::NameTaken(name.clone(), known.as_str())),
            None => Ok(()),
        }
    }

    /// Names an address so that nothing of it can be read off.
    fn mark(&self, name: &ContactName) -> String {
        let version = self.before.version.to_string();
        let at = self.of.now.as_nanosecond().to_string();
        hex(&digest(&["own contact", self.of.who.as_str(), name.as_str(), &version, &at])[..8])
    }

    fn send_code(self, name: &ContactName) -> Result<Change, PersonRefusal> {
        let own = self.own(name)?.clone();
        let mut next = self.asking()?;
        let code = self.code_to(&own, &mut next);
        Ok(self.change(next, format!("a new code for `{name}`"), vec![code]))
    }

    /// A contact of their own: the one that waits, before the one that is used.
    fn own(&self, name: &ContactName) -> Result<&OwnContact, PersonRefusal> {
        let waiting = self.before.waiting().find(|own| own.name == *name);
        waiting.or_else(|| self.before.verified(name)).ok_or_else(|| match self.reached.contact(name) {
            Some(_) => PersonRefusal::OfSettings(name.clone()),
            None => PersonRefusal::Unknown(name.clone()),
        })
    }

    fn code_to(&self, own: &OwnContact, next: &mut Person) -> PersonMessage {
        let code = SentCode { mark: own.mark.clone(), at: self.of.now, tries: 0 };
        next.code = Some(code.clone());
        let (contact, channel, mark) = (own.name.clone(), own.channel, Some(own.mark.clone()));
        PersonMessage { contact, channel, mark, told: Told::Code(code) }
    }

    fn enter(self, name: &ContactName, code: &Code) -> Result<Change, PersonRefusal> {
        let own = self.own(name)?;
        let sent = self.before.code.as_ref().filter(|sent| sent.mark == own.mark);
        let sent = sent.ok_or(PersonRefusal::NoCode)?;
        if self.of.now.duration_since(sent.at) > CODE_LIFE || sent.tries >= MOST_TRIES {
            return Err(PersonRefusal::CodeOver);
        }
        let mut next = self.before.clone();
        if !sent.is_right(code, self.of.keys, self.of.who) {
            let tries = sent.tries + 1;
            next.code = Some(SentCode { tries, ..sent.clone() });
            let refused = Some(PersonRefusal::WrongCode(MOST_TRIES - tries));
            return Ok(Change {
                refused,
                ..self.change(next, format!("a wrong code for `{name}`"), Vec::new())
            });
        }
        let (was_used, mark) = (own.verified_at.is_some(), own.mark.clone());
        next.code = None;
        next.removed.retain(|removed| removed != name);
        next.contacts.retain(|one| one.name != *name || one.mark == mark);
        next.contacts.iter_mut().filter(|one| one.mark == mark).for_each(|one| {
            one.verified_at = Some(self.of.now);
        });
        let what = match self.reached.contact(name) {
            _ if was_used => {
                return Ok(self.change(next, format!("`{name}` was verified again"), Vec::new()));
            }
            Some(_) => format!("`{name}` has another address"),
            None => format!("`{name}` was added"),
        };
        let told = self.tell(Some(name), &what);
        Ok(self.change(next, what, told))
    }

    fn remove(self, name: &ContactName) -> Result<Change, PersonRefusal> {
        let mut next = self.before.clone();
        next.contacts.retain(|own| own.name != *name);
        next.code = next.code.filter(|code| next.contacts.iter().any(|own| own.mark == code.mark));
        let what = format!("`{name}` was removed");
        if self.reached.contact(name).is_none() {
            let is_known = next.contacts.len() < self.before.contacts.len();
            let unknown = PersonRefusal::Unknown(name.clone());
            return if is_known { Ok(self.change(next, what, Vec::new())) } else { Err(unknown) };
        }
        if self.of.of_files.contact(name).is_some() && !next.removed.contains(name) {
            next.removed.push(name.clone());
        }
        self.check_left(&next)?;
        let told = self.tell(Some(name), &what);
        Ok(self.change(next, what, told))
    }

    fn raise(self, name: &ContactName) -> Result<Change, PersonRefusal> {
        let mut order: Vec<ContactName> = self.reached.contacts.iter().map(Contact::name).collect();
        let place = order.iter().position(|one| one == name);
        let place = place.ok_or_else(|| PersonRefusal::Unknown(name.clone()))?;
        order.swap(place, place.saturating_sub(1));
        let next = Person { order, ..self.before.clone() };
        let what = format!("`{name}` comes earlier");
        let told = self.tell(None, &what);
        Ok(self.change(next, what, told))
    }

    fn quiet(self, text: &str) -> Result<Change, PersonRefusal> {
        let zone = self.reached.zone.as_deref();
        let windows = match zone {
            _ if text.is_empty() => Vec::new(),
            None => return Err(PersonRefusal::NoZone),
            Some(zone) => read_hours(text, zone).map_err(PersonRefusal::Hours)?,
        };
        let what = match windows.is_empty() {
            true => "no quiet hours".to_owned(),
            false => format!("quiet hours {}", written_hours(&windows)),
        };
        let quiet = (windows != self.of.of_files.quiet).then_some(windows);
        let next = Person { quiet, ..self.before.clone() };
        let told = self.tell(None, &what);
        Ok(self.change(next, what, told))
    }

    fn reset(self) -> Result<Change, PersonRefusal> {
        let Person { version, asked, .. } = self.before.clone();
        let next = Person { version, asked, ..Person::default() };
        self.check_left(&next)?;
        let what = "everything is as the settings say".to_owned();
        let told = self.tell(None, &what);
        Ok(self.change(next, what, told))
    }

    fn test(self, name: &ContactName) -> Result<Change, PersonRefusal> {
        let next = self.asking()?;
        let contact = self.reached.contact(name).ok_or_else(|| PersonRefusal::Unknown(name.clone()))?;
        let test = self.message(contact, Told::Test);
        Ok(self.change(next, format!("a test page to `{name}`"), vec![test]))
    }

    /// The same with one code or test more.
    fn asking(&self) -> Result<Person, PersonRefusal> {
        let mut next = self.before.clone();
        next.asked.retain(|at| self.of.now.duration_since(*at) < DAY);
        next.asked.push(self.of.now);
        if next.asked.len() > MOST_ASKED { Err(PersonRefusal::AskedOften) } else { Ok(next) }
    }

    /// Whoever a page woke must still be woken by one.
    fn check_left(&self, next: &Person) -> Result<(), PersonRefusal> {
        let left = next.merged(self.of.of_files);
        match left.contacts.is_empty() {
            true => Err(PersonRefusal::NothingLeft),
            false if is_woken(&self.reached, self.of.now) && !is_woken(&left, self.of.now) => {
                Err(PersonRefusal::NothingRings)
            }
            false => Ok(()),
        }
    }

    /// Tells a person what was changed, over a contact that they had before: the one that it is about, or else the quietest.
    fn tell(&self, about: Option<&ContactName>, what: &str) -> Vec<PersonMessage> {
        let about = about.and_then(|name| self.reached.contact(name));
        let silent = self.reached.contacts.iter().find(|contact| !contact.channel.rings());
        let to = about.or(silent).or(self.reached.contacts.first());
        to.map(|contact| self.message(contact, Told::Change(what.to_owned()))).into_iter().collect()
    }

    fn message(&self, to: &Contact, told: Told) -> PersonMessage {
        let (contact, channel) = (to.name(), to.channel);
        let mark = self.before.verified(&contact).map(|own| own.mark.clone());
        PersonMessage { contact, channel, mark, told }
    }

    fn change(&self, next: Person, what: String, messages: Vec<PersonMessage>) -> Change {
        let Deciding { who, by, now, .. } = self.of;
        let version = self.before.version + 1;
        let next = Person { version, changed: Some(Changed { by: by.to_owned(), at: now }), ..next };
        let event = PersonEvent::new((who.clone(), version), (by, now), what, messages);
        Change { next, address: None, event, refused: None }
    }
}

/// Whether a page rings.
fn is_woken(responder: &Responder, now: Timestamp) -> bool {
    let rules = NotificationRules::of(responder);
    rules.due(Urgency::High, now).iter().any(|(_, name)| rules.channel(name).is_some_and(Channel::rings))
}
