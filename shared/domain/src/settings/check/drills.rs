//! Validates who hears of the nightly drill, and keeps the names of drills free.

use super::problem::{problem, unknown};
use crate::drill::{DrillSettings, RESERVED};
use crate::oncall::Problem;
use crate::settings::Settings;

pub(super) fn check(settings: &Settings, found: &mut Vec<Problem>) {
    for name in RESERVED {
        let used = [
            ("services", settings.services.contains_key(&name.into())),
            ("policies", settings.policies.contains_key(&name.into())),
            ("responders", settings.responders.contains_key(&name.into())),
        ];
        for (table, _) in used.into_iter().filter(|(_, used)| *used) {
            found.push(problem(
                &[table, name],
                format!("`{name}` belongs to `callout drill`; choose another name"),
            ));
        }
    }
    if let Some(drill) = &settings.drill {
        check_contact(settings, drill, found);
    }
}

fn check_contact(settings: &Settings, drill: &DrillSettings, found: &mut Vec<Problem>) {
    let path = ["drill", "contact"];
    let Some((name, contact)) = drill.parts() else {
        let message =
            format!("`{}` is not a responder and a contact; write it like ana/email", drill.contact);
        return found.push(problem(&path, message));
    };
    let Some(responder) = settings.responders.get(&name) else {
        let known = settings.responders.keys().map(|name| name.as_str());
        return found.push(unknown(&path, "responder", name.as_str(), known));
    };
    if responder.contact(&contact).is_none() {
        let known: Vec<String> = responder.contacts.iter().map(|one| one.name().to_string()).collect();
        let message = format!("{name} has no contact `{contact}`; there are: {}", known.join(", "));
        found.push(problem(&path, message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_settings(text: &str, expected: &[&str]) {
        let ana = "[responders.ana]\nname = 'Ana'\ncontacts = [{ channel = 'email', address = 'ana@example.com' }]\n";
        let mut found = Vec::new();
        check(&toml::from_str(&format!("{ana}{text}")).unwrap(), &mut found);
        let found: Vec<String> =
            found.iter().map(|one| format!("{}: {}", one.path.join("."), one.message)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_nightly_drill_goes_to_a_contact_that_exists() {
        check_settings("[drill]\ncontact = 'ana/email'", &[]);
        check_settings(
            "[drill]\ncontact = 'ana'",
            &["drill.contact: `ana` is not a responder and a contact; write it like ana/email"],
        );
        check_settings(
            "[drill]\ncontact = 'ana/sms'",
            &["drill.contact: ana has no contact `sms`; there are: email"],
        );
        check_settings(
            "[drill]\ncontact = 'anna/email'",
            &["drill.contact: there is no responder `anna`; did you mean `ana`?"],
        );
    }

    #[test]
    fn the_names_of_drills_are_taken() {
        check_settings(
            "[services.drill]\ntitle = 'Drills'\npolicy = 'drill-nightly'\n[policies.drill-nightly]\nlevels = []",
            &[
                "services.drill: `drill` belongs to `callout drill`; choose another name",
                "policies.drill-nightly: `drill-nightly` belongs to `callout drill`; choose another name",
            ],
        );
    }
}
