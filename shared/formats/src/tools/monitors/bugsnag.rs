//! Bugsnag's data forwarding: errors that appear, come back or are fixed.
//!
//! Source: <https://docs.bugsnag.com/product/integrations/data-forwarding/webhook/>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};

pub(super) const TOOL: Tool = Tool { names: &["bugsnag"], title: "Bugsnag", shapes: &[ERROR, RELEASE] };

const ERROR: Shape = Shape {
    has: &[
        &[Has("/trigger/type"), Has("/error/errorId")],
        &[Has("/trigger/type"), Has("/error/exceptionClass")],
    ],
    state: &["{/trigger/type}: {/error/status}", "/trigger/type"],
    states: &[
        ("errorstatemanualchange: fixed", Resolve),
        ("errorstatemanualchange: ignored", Resolve),
        ("errorstatemanualchange: snoozed", Change),
        ("errorstatemanualchange: open", Trigger),
        ("comment", Change),
    ],
    key: &["bugsnag/{/error/errorId}"],
    title: &[
        "{/error/exceptionClass}: {/error/message} ({/project/name})",
        "{/error/exceptionClass} ({/project/name})",
        "/error/exceptionClass",
    ],
    severity: &["/error/severity"],
    links: &[("/error/url", "Error in Bugsnag")],
    details: &["/trigger/message", "/error/context"],
    ..SHAPE
};

const RELEASE: Shape = Shape {
    has: &[&[Has("/trigger/type"), Has("/release/version")]],
    state: &["a release"],
    states: &[("a release", Change)],
    key: &["bugsnag/release/{/release/id}", "bugsnag/release/{/release/version}"],
    title: &[
        "Bugsnag: {/project/name} {/release/version} was released",
        "Bugsnag: release {/release/version}",
    ],
    ..SHAPE
};
