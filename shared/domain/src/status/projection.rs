//! An incident as a page shows it that shows only some components.
//!
//! Must not let through a word that Callout or the settings wrote about a component that the page does not show. What a person
//! wrote of several components is read wherever one of them is shown.

use super::public_incident::{PublicIncident, titles};
use crate::ids::ComponentName;
use crate::incident::{ComponentStatus, Impact, Phase, StatusUpdate, generic_text, phrase};
use crate::settings::{COMPONENTS, StatusPageSettings};
use std::collections::BTreeMap;

/// A page by what it shows.
pub(super) struct View<'a> {
    /// Its settings, which have the components that it shows and no other.
    pub(super) page: &'a StatusPageSettings,
    /// Whether it shows a component; of one that the settings no longer have, too.
    pub(super) shows: &'a dyn Fn(&ComponentName) -> bool,
}

impl View<'_> {
    /// The incident, as far as it is about components that the page shows. `None` if it never was; one that names no component
    /// is on every page.
    pub(super) fn incident(&self, incident: &PublicIncident) -> Option<PublicIncident> {
        let mut named = incident.updates.iter().flat_map(names);
        if named.all(|name| (self.shows)(name)) {
            return Some(incident.clone());
        }
        let is_affected = |update: &&StatusUpdate| update.components.iter().any(|name| (self.shows)(name));
        let mut said: Box<dyn Iterator<Item = &StatusUpdate>> = match incident.is_withdrawn() {
            true => Box::new(incident.updates.iter()),
            false => Box::new(incident.standing()),
        };
        // Whoever read of one that named nothing reads on, whatever it turns out to be about.
        let is_read = |update: &&StatusUpdate| {
            is_affected(update) || update.components.is_empty() && !update.phase.is_over()
        };
        said.find(is_read)?;
        // What was said before it affected anything here was about others.
        let is_here = |update: &StatusUpdate| update.components.is_empty() || is_affected(&update);
        let first = incident.updates.iter().position(is_here)?;
        let (others, own) = incident.updates.split_at(first);
        let began_elsewhere = others.iter().any(|update| !update.is_withdrawn());
        let started_at = match own.first().filter(|_| began_elsewhere) {
            Some(first) => incident.started_at.max(first.at),
            None => incident.started_at,
        };
        Some(PublicIncident { id: incident.id.clone(), started_at, updates: self.updates(own) })
    }

    fn updates(&self, said: &[StatusUpdate]) -> Vec<StatusUpdate> {
        let (mut worst, mut was_over) = (None, false);
        let mut shown = Vec::new();
        for update in said {
            let view = self.update(update, worst, was_over);
            if !update.is_withdrawn() {
                worst = worst.max(Some(view.impact));
                was_over |= update.phase.is_over();
            }
            shown.push(view);
        }
        shown
    }

    /// An update; `worst` is how bad it was here so far, and `again` says that it was over before.
    fn update(&self, update: &StatusUpdate, worst: Option<Impact>, again: bool) -> StatusUpdate {
        let components = self.only(&update.components);
        let status = |name: &ComponentName| update.states.get(name).copied();
        let status = |name| status(name).unwrap_or_else(|| ComponentStatus::from(update.impact));
        let is_whole = components.len() == update.components.len();
        let states = match is_whole {
            true => update.states.clone(),
            // Not that of the impact any more, which may be another one here.
            false => components.iter().map(|name| (name.clone(), status(name))).collect(),
        };
        let here = components.iter().map(|name| Impact::from(status(name))).max();
        let impact = match (is_whole, update.phase) {
            (true, _) if !components.is_empty() => update.impact,
            (true, _) => update.impact.min(worst.unwrap_or(update.impact)),
            // Of what is over an update says only how bad it was for all.
            (false, phase) if phase.is_over() => update.impact.min(worst.or(here).unwrap_or(Impact::None)),
            (false, _) => update.impact.min(here.unwrap_or(Impact::None)),
        };
        self.in_words(StatusUpdate { components, states, impact, ..update.clone() }, update, again)
    }

    /// The words that Callout and the settings have, about what is shown.
    fn in_words(&self, view: StatusUpdate, of_all: &StatusUpdate, again: bool) -> StatusUpdate {
        let is_generic = view.generic || view.automatic && view.translations.is_empty();
        let is_about_others = view.components.is_empty() && !of_all.components.is_empty();
        let named = self.only(&of_all.named);
        if !is_about_others {
            if of_all.named.is_empty() && !is_generic {
                return view;
            }
            let text = self.titles(&named).and_then(|titles| self.text_of_settings(&view, &titles));
            if let Some(text) = text {
                return StatusUpdate { text, named, ..view };
            }
        }
        let (text, generic) = match view.phase {
            Phase::Investigating | Phase::Resolved => {
                (generic_text(view.phase, again, self.titles(&view.components).as_deref()), true)
            }
            // Callout has no words for these.
            Phase::Identified | Phase::Monitoring | Phase::Postmortem => (String::new(), false),
        };
        StatusUpdate { text, generic, translations: BTreeMap::new(), named: Vec::new(), ..view }
    }

    /// The text of the settings in the first language of the page that it is in.
    fn text_of_settings(&self, update: &StatusUpdate, titles: &str) -> Option<String> {
        let mut spoken = self.page.spoken().into_iter();
        let text = spoken.find_map(|language| update.translations.get(&language));
        let text = text.or_else(|| update.translations.values().next())?;
        Some(text.replace(COMPONENTS, titles))
    }

    fn only(&self, names: &[ComponentName]) -> Vec<ComponentName> {
        names.iter().filter(|name| (self.shows)(name)).cloned().collect()
    }

    fn titles(&self, names: &[ComponentName]) -> Option<String> {
        phrase(&titles(names, self.page))
    }
}

/// All components that an update names anywhere.
fn names(update: &StatusUpdate) -> impl Iterator<Item = &ComponentName> {
    update.components.iter().chain(update.states.keys()).chain(&update.named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::IncidentId;
    use crate::settings::Settings;
    use crate::status::Audience;
    use jiff::Timestamp;
    use serde_json::{Value, json};

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minute * 60).unwrap()
    }

    /// An incident that began at minute 0, with an update each ten minutes from then on.
    fn incident(updates: &[Value]) -> PublicIncident {
        let with_time = |(nth, update): (usize, &Value)| {
            let mut update = update.clone();
            update["seq"] = json!(nth + 1);
            update["at"] = json!(at(10 * nth as i64));
            update
        };
        let updates: Vec<Value> = updates.iter().enumerate().map(with_time).collect();
        let id = IncidentId::from_bytes([1; 8]);
        serde_json::from_value(json!({ "id": id, "started_at": at(0), "updates": updates })).unwrap()
    }

    fn says(phase: &str, text: &str, impact: &str, components: &[&str]) -> Value {
        json!({ "phase": phase, "text": text, "impact": impact, "components": components })
    }

    /// The incident on a page with the checkout and the mails.
    fn on_partners(incident: &PublicIncident) -> Option<PublicIncident> {
        let settings: Settings = toml::from_str(
            r#"
            [status_page]
            title = "Acme"
            languages = ["en", "de"]
            components = { checkout = { title = "Checkout" }, mail = { title = "Mail" }, ledger = { title = "Ledger" } }
            [status_pages.partners]
            title = "For partners"
            components = ["checkout", "mail"]
            "#,
        )
        .unwrap();
        Audience::all(&settings)[1].incident(incident)
    }

    #[test]
    fn what_is_about_others_is_not_there_and_what_is_about_all_is() {
        let of =
            |components: &[&str]| on_partners(&incident(&[says("identified", "x", "major", components)]));
        assert_eq!(of(&["ledger"]), None);
        assert_eq!(of(&["gone"]), None, "nobody knows whose that was");
        assert!(of(&[]).is_some());
        let own = incident(&[says("identified", "x", "major", &["checkout", "mail"])]);
        assert_eq!(on_partners(&own).as_ref(), Some(&own));
    }

    #[test]
    fn impact_is_as_written_where_all_is_shown_and_else_the_worst_that_is() {
        let mixed = json!({ "phase": "identified", "text": "x", "impact": "critical", "components": ["checkout", "ledger"],
                            "states": { "checkout": "degraded_performance", "ledger": "major_outage" } });
        let over = says("resolved", "Over.", "critical", &["checkout", "ledger"]);
        let view =
            on_partners(&incident(&[mixed, says("monitoring", "x", "critical", &["mail"]), over])).unwrap();
        let impacts: Vec<Impact> = view.updates.iter().map(|update| update.impact).collect();
        assert_eq!(impacts, [Impact::Minor, Impact::Critical, Impact::Critical]);
        assert_eq!(view.updates[0].status_of(&"checkout".into()), ComponentStatus::DegradedPerformance);
        assert_eq!(view.updates[0].status_of(&"ledger".into()), ComponentStatus::Operational);
        let first = view.updates[..1].to_vec();
        let short = PublicIncident { updates: first, ..view };
        assert_eq!(short.impact(), Impact::Minor);
        let alike =
            on_partners(&incident(&[says("identified", "x", "major", &["checkout", "ledger"])])).unwrap();
        assert_eq!(alike.updates[0].status_of(&"checkout".into()), ComponentStatus::PartialOutage);
    }

    #[test]
    fn a_resolution_is_as_bad_as_it_was_here() {
        let begun = json!({ "phase": "identified", "text": "x", "impact": "critical", "components": ["checkout", "ledger"],
                            "states": { "checkout": "degraded_performance", "ledger": "major_outage" } });
        let over = says("resolved", "Over.", "critical", &["checkout", "ledger"]);
        let view = on_partners(&incident(&[begun.clone(), over])).unwrap();
        assert_eq!((view.impact(), view.is_resolved()), (Impact::Minor, true));
        let unnamed = on_partners(&incident(&[begun, says("resolved", "Over.", "critical", &[])])).unwrap();
        assert_eq!(unnamed.impact(), Impact::Minor);
    }

    #[test]
    fn it_begins_here_when_it_affects_what_is_here() {
        let first = says("identified", "The ledger burns.", "critical", &["ledger"]);
        let second = says("identified", "Orders fail, too.", "major", &["checkout", "ledger"]);
        let view = on_partners(&incident(&[first, second])).unwrap();
        assert_eq!((view.updates.len(), view.started_at), (1, at(10)));
        assert_eq!(view.updates[0].text, "Orders fail, too.", "what a person wrote of both");
        assert_eq!(view.spans().map(|(from, ..)| from).collect::<Vec<_>>(), [at(10)]);
    }

    #[test]
    fn later_words_about_others_are_left_out_and_the_end_is_not() {
        let first = says("identified", "Orders fail.", "major", &["checkout"]);
        let second = says("monitoring", "The ledger burns.", "major", &["ledger"]);
        let over = says("resolved", "The ledger is out.", "major", &["ledger"]);
        let view = on_partners(&incident(&[first, second, over])).unwrap();
        let texts: Vec<&str> = view.updates.iter().map(|update| update.text.as_str()).collect();
        assert_eq!(texts, ["Orders fail.", "", "This incident is over."]);
        assert!(view.is_resolved() && view.updates[2].generic, "the page says that in its languages");
    }

    #[test]
    fn words_of_the_settings_name_what_is_shown() {
        let mut update =
            says("investigating", "Checkout and Ledger is slow.", "major", &["checkout", "ledger"]);
        update["translations"] = json!({ "en": "{components} is slow.", "de": "{components} ist langsam." });
        update["named"] = json!(["checkout", "ledger"]);
        let view = on_partners(&incident(&[update.clone()])).unwrap();
        assert_eq!((view.updates[0].text.as_str(), view.updates[0].named.len()), ("Checkout is slow.", 1));
        update["named"] = json!(["ledger"]);
        let view = on_partners(&incident(&[update])).unwrap();
        assert_eq!(view.updates[0].text, "We are looking into a problem with Checkout.");
        assert!(view.updates[0].generic && view.updates[0].translations.is_empty());
        let mut plain = says("investigating", "We know of it.", "major", &["checkout", "ledger"]);
        plain["translations"] = json!({ "en": "We know of it." });
        plain["automatic"] = json!(true);
        assert_eq!(on_partners(&incident(&[plain])).unwrap().updates[0].text, "We know of it.");
    }

    #[test]
    fn what_was_withdrawn_names_nobody() {
        let mut own = says("investigating", "Orders fail.", "major", &["checkout"]);
        own["changed"] = json!({ "seq": 9, "at": at(5), "withdrawn": true });
        assert_eq!(
            on_partners(&incident(&[own.clone(), says("identified", "Ledger.", "major", &["ledger"])])),
            None
        );
        let both = on_partners(&incident(&[own])).unwrap();
        assert!(both.is_withdrawn());
    }
}
