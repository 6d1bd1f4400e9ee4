//! Rollbar: items that are new, come back or are resolved, and deployments.
//!
//! Source: <https://docs.rollbar.com/docs/webhooks>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};

pub(super) const TOOL: Tool =
    Tool { names: &["rollbar"], title: "Rollbar", shapes: &[TEST, ITEM, DEPLOYMENT] };

const ITEM: Shape = Shape {
    has: &[&[Has("/event_name"), Has("/data/item/id")]],
    state: &["/event_name"],
    states: &[
        ("new_item", Trigger),
        ("occurrence", Trigger),
        ("exp_repeat_item", Trigger),
        ("item_velocity", Trigger),
        ("reactivated_item", Trigger),
        ("reopened_item", Trigger),
        ("resolved_item", Resolve),
    ],
    key: &["rollbar/{/data/item/id}"],
    title: &["{/data/item/title} ({/data/item/environment})", "/data/item/title"],
    severity: &["/data/item/last_occurrence/level", "/data/occurrence/level"],
    links: &[("/data/item/url", "Item in Rollbar"), ("/data/url", "Item in Rollbar")],
    ..SHAPE
};

const DEPLOYMENT: Shape = Shape {
    has: &[&[Is("/event_name", "deploy"), Has("/data/deploy")]],
    state: &["/event_name"],
    states: &[("deploy", Change)],
    key: &["rollbar/deploy/{/data/deploy/id}"],
    title: &[
        "Rollbar: {/data/deploy/environment} was deployed: {/data/deploy/comment}",
        "Rollbar: a deployment",
    ],
    ..SHAPE
};

const TEST: Shape = Shape {
    has: &[&[Is("/event_name", "test"), Has("/data/message")]],
    test: &[Is("/event_name", "test")],
    ..SHAPE
};
