//! What somebody chose in a form: components, language, address. Believes nothing of it.

use callout_domain::ids::{ComponentName, IncidentId};
use callout_domain::settings::StatusPageSettings;
use callout_domain::subscriber::Wanted;

/// The longest form that is read: as many components as a page has, and an address.
const MOST_FIELDS: usize = 1_000;

/// The fields of a form; several may have one name.
#[derive(Debug, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a form.
    pub(crate) fn read(body: &str) -> Self {
        Self(
            form_urlencoded::parse(body.as_bytes())
                .take(MOST_FIELDS)
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }

    /// A field's first value.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Whether a component is ticked.
    pub(crate) fn has_component(&self, name: &str) -> bool {
        self.0.iter().any(|(field, value)| field == "component" && value == name)
    }

    /// What is wanted: the components of the page that are ticked, or everything.
    pub(crate) fn wanted(&self, page: &StatusPageSettings) -> Wanted {
        let chosen: Vec<ComponentName> =
            page.components.keys().filter(|name| self.has_component(name.as_str())).cloned().collect();
        if chosen.is_empty() { Wanted::everything() } else { Wanted::components(chosen) }
    }
}

/// What a form about one incident asks for.
pub(crate) fn follow(incident: &IncidentId) -> Wanted {
    Wanted::incident(incident.clone())
}
