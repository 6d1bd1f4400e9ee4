//! Whoever reads a page: what people are called there, and by which clock times are shown.

use crate::words::Moment;
use callout_domain::ids::ResponderName;
use callout_domain::incident::{Actor, ActorKind, Incident, NextPage};
use callout_domain::settings::Rules;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Whoever reads a page.
pub struct Reader<'a> {
    /// Who it is.
    pub actor: Actor,
    rules: Option<&'a Rules>,
    zone: TimeZone,
    has_zone: bool,
}

impl<'a> Reader<'a> {
    /// A reader, and the settings if they can be read. Their zone is the one in the settings, else UTC.
    pub fn new(actor: Actor, rules: Option<&'a Rules>) -> Self {
        let known = rules.filter(|_| actor.kind == ActorKind::Responder);
        let person = known.and_then(|rules| rules.responder(&actor.name.as_str().into()));
        let zone = person.and_then(|person| TimeZone::get(person.zone.as_deref()?).ok());
        let has_zone = zone.is_some();
        Self { actor, rules, zone: zone.unwrap_or(TimeZone::UTC), has_zone }
    }

    /// The zone of their clock.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The zone that the settings give them.
    pub fn own_zone(&self) -> Option<&TimeZone> {
        Some(&self.zone).filter(|_| self.has_zone)
    }

    /// Whom an incident pages next if nobody does anything, and when. None where it pages nobody, or the settings cannot be read.
    pub fn next_page(&self, incident: &Incident) -> Option<(Timestamp, String)> {
        let next = NextPage::of(incident, self.rules?)?;
        let names: Vec<String> = next.responders.iter().map(|name| self.responder(name)).collect();
        Some((next.at, names.join(", ")))
    }

    /// A time by their clock.
    pub fn moment(&self, at: Timestamp) -> Moment {
        Moment::in_zone(at, &self.zone)
    }

    /// The name of whoever did something; the name in the settings if those cannot be read.
    pub fn name_of(&self, actor: &Actor) -> String {
        match actor.kind {
            ActorKind::Responder => self.responder(&actor.name.as_str().into()),
            ActorKind::Operator => self.operator(&actor.name),
            ActorKind::Source | ActorKind::System => actor.to_string(),
        }
    }

    /// Whoever works at a command line, and for whom: `ARN, for ana`.
    fn operator(&self, name: &str) -> String {
        match name.split_once(", for ") {
            Some((who, whom)) => format!("{} (by {who})", self.responder(&whom.into())),
            None if name == "operator" => name.to_owned(),
            None => format!("{name} (operator)"),
        }
    }

    /// A responder's name.
    pub fn responder(&self, name: &ResponderName) -> String {
        let known = self.rules.and_then(|rules| rules.responder(name));
        known.map_or_else(|| name.to_string(), |responder| responder.name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_named_with_whom_they_work_for() {
        let settings = serde_json::from_str(r#"{"responders":{"ben":{"name":"Ben Okoro","contacts":[]}}}"#);
        let rules = Rules::build(settings.unwrap());
        let reader = Reader::new(Actor::system(), Some(&rules));
        let name = |text: &str| reader.name_of(&Actor::operator(text));
        assert_eq!(name("arn:aws:iam::1:user/cho, for ben"), "Ben Okoro (by arn:aws:iam::1:user/cho)");
        assert_eq!(name("arn:aws:iam::1:user/cho"), "arn:aws:iam::1:user/cho (operator)");
        assert_eq!(name("operator"), "operator");
    }
}
