//! Instana's webhook: issues and incidents that open and close, and changes.
//!
//! Source: <https://www.ibm.com/docs/en/instana-observability/current?topic=alerts-webhooks>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::{Sev1, Sev3};

pub(super) const TOOL: Tool = Tool { names: &["instana"], title: "Instana", shapes: &[NEWS, ISSUE] };

const ISSUE: Shape = Shape {
    has: &[&[Has("/issue/id"), Has("/issue/type"), Has("/issue/text")]],
    state: &["/issue/state"],
    states: &[("open", Trigger), ("closed", Resolve)],
    key: &["instana/{/issue/id}"],
    title: &["{/issue/text} ({/issue/entityLabel})", "/issue/text"],
    severity: &["severity {/issue/severity}"],
    severities: &[("severity 10", Sev1), ("severity 5", Sev3)],
    links: &[("/issue/link", "Issue in Instana")],
    details: &["/issue/suggestion"],
    ..SHAPE
};

/// Something that changed, or that is there or gone.
const NEWS: Shape = Shape {
    has: &[
        &[Has("/issue/id"), Is("/issue/type", "change")],
        &[Has("/issue/id"), Is("/issue/type", "presence")],
    ],
    state: &["news"],
    states: &[("news", Change)],
    ..ISSUE
};
