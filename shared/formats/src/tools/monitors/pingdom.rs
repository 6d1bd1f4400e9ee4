//! Pingdom's webhooks for uptime and transaction checks.
//!
//! Source: <https://www.pingdom.com/resources/webhooks/>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};

pub(super) const TOOL: Tool = Tool { names: &["pingdom"], title: "Pingdom", shapes: &[CHECK] };

const CHECK: Shape = Shape {
    has: &[&[Has("/check_id"), Has("/check_name"), Has("/current_state")]],
    state: &["/current_state"],
    states: &[("failing", Trigger), ("success", Resolve), ("paused", Change)],
    key: &["pingdom/{/check_id}"],
    title: &["{/check_name} is {/current_state}: {/description}", "{/check_name} is {/current_state}"],
    severity: &["/importance_level"],
    links: &[("/check_params/full_url", "Checked page")],
    details: &["/custom_message", "/long_description"],
    ..SHAPE
};
