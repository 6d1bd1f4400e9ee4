//! Honeybadger: faults, sites, check-ins and deployments.
//!
//! Source: <https://docs.honeybadger.io/guides/integrations/webhook/>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};

pub(super) const TOOL: Tool =
    Tool { names: &["honeybadger"], title: "Honeybadger", shapes: &[FAULT, SITE, CHECK_IN, DEPLOYMENT] };

const FAULT: Shape = Shape {
    has: &[&[Has("/event"), Has("/fault/id"), Has("/message")]],
    state: &["/event"],
    states: &[
        ("occurred", Trigger),
        ("unresolved", Trigger),
        ("rate_exceeded", Trigger),
        ("resolved", Resolve),
        ("assigned", Change),
        ("commented", Change),
    ],
    key: &["honeybadger/fault/{/fault/id}"],
    title: &["/message", "{/fault/klass}: {/fault/message}"],
    links: &[("/fault/url", "Fault in Honeybadger")],
    ..SHAPE
};

const SITE: Shape = Shape {
    has: &[&[Has("/event"), Has("/site/id"), Has("/message")]],
    states: &[("down", Trigger), ("up", Resolve), ("cert_will_expire", Trigger)],
    key: &["honeybadger/site/{/site/id}"],
    title: &["/message"],
    links: &[("/site/details_url", "Site in Honeybadger"), ("/site/url", "Monitored page")],
    details: &["/outage/reason"],
    ..FAULT
};

const CHECK_IN: Shape = Shape {
    has: &[&[Has("/event"), Has("/check_in/id"), Has("/message")]],
    states: &[("check_in_missing", Trigger), ("check_in_reporting", Resolve)],
    key: &["honeybadger/check-in/{/check_in/id}"],
    title: &["/message"],
    links: &[("/check_in/details_url", "Check-in in Honeybadger")],
    ..FAULT
};

const DEPLOYMENT: Shape = Shape {
    has: &[&[Is("/event", "deployed"), Has("/deploy"), Has("/message")]],
    states: &[("deployed", Change)],
    key: &["honeybadger/deployment/{/project/id}"],
    title: &["/message"],
    ..FAULT
};
