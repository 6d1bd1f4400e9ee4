//! Somebody leaves while on call: whoever is next is paged in their place.

use super::world::{Delivery, SETTINGS, World};
use callout_domain::ids::{ResponderName, ScheduleName};
use callout_domain::responder::Channel::Sms;
use callout_domain::settings::Settings;
use callout_ports::Clock as _;

/// Ben has the week until Monday at nine, then Cho, who can be texted here, then Ana.
fn settings() -> String {
    SETTINGS
        .replace("turns = [\"ana\"]", "turns = [\"ben\", \"cho\", \"ana\"]")
        .replace("start = \"2026-01-05T09:00\"", "start = \"2026-11-16T09:00\"")
        .replace(
            "channel = \"email\", address = \"cho@example.com\"",
            "channel = \"sms\", address = \"+15550102\"",
        )
        .replace("page = [\"responder:ben\"]", "page = [\"responder:ana\"]")
}

#[tokio::test]
async fn a_page_goes_to_whoever_is_next_and_not_to_a_level_of_nobody() {
    let mut world = World::with(&settings(), Delivery::Once);
    let before: Settings = toml::from_str(&settings()).unwrap();
    let mut after: Settings =
        toml::from_str(&settings().replace("[\"ben\", \"cho\", \"ana\"]", "[\"cho\", \"ana\"]")).unwrap();
    after.responders.remove(&ResponderName::from("ben"));
    let name = ScheduleName::from("payments");
    let schedule = after.schedules.remove(&name).unwrap();
    let exists = |name: &ResponderName| after.responders.contains_key(name);
    let schedule = schedule.taking_over_among(&before.schedules[&name], world.fakes.now(), exists);
    after.schedules.insert(name, schedule);
    world.fakes.set_settings(after);
    world.alarm("payments-5xx").await;
    world.expect(&[("cho", Sms, "payments-5xx")]);
    world.end();
}
