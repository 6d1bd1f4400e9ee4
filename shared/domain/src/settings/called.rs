//! Whom people mean by a name that they type.
//!
//! Must not guess: of two of the same name neither is meant.

use super::Settings;
use crate::ids::ResponderName;

impl Settings {
    /// Whoever has this name in the settings; else the only one whom people call so.
    pub fn person_called(&self, text: &str) -> Option<&ResponderName> {
        let text = text.trim();
        let by_name = self.responders.keys().find(|name| name.as_str() == text);
        let mut called =
            self.responders.iter().filter(|(_, person)| person.name == text).map(|(name, _)| name);
        by_name.or_else(|| called.next().filter(|_| called.next().is_none()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_of_the_same_name_neither_is_meant() {
        let settings: Settings = toml::from_str(
            "[responders]\nana = { name = 'Ana Silva', contacts = [] }\nann = { name = 'Ann', contacts = [] }\nann2 = { name = 'Ann', contacts = [] }\n\
             ben = { name = 'ana', contacts = [] }",
        )
        .unwrap();
        let called = |text| settings.person_called(text).map(ResponderName::as_str);
        assert_eq!(
            ["Ana Silva", " ana ", "ann2", "Ann", "Dee", ""].map(called),
            [Some("ana"), Some("ana"), Some("ann2"), None, None, None]
        );
    }
}
