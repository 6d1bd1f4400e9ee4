//! People by name, with the way to their shifts.

use crate::session::Session;
use callout_domain::ids::ResponderName;

/// A person's name, and where their shifts are.
pub(crate) struct PersonLink {
    pub(crate) name: String,
    /// None for whoever is in no settings.
    pub(crate) href: Option<String>,
}

impl PersonLink {
    pub(crate) fn of(name: &ResponderName, session: &Session) -> Self {
        let is_known = session.rules.responder(name).is_some();
        Self { name: session.reader().responder(name), href: is_known.then(|| shifts(name)) }
    }

    pub(crate) fn all(names: &[ResponderName], session: &Session) -> Vec<Self> {
        names.iter().map(|name| Self::of(name, session)).collect()
    }
}

/// Where the shifts of a person are.
pub(crate) fn shifts(name: &ResponderName) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("oncall?{}", query.append_pair("person", name.as_str()).finish())
}
