//! `StatusCake`'s webhook of a contact group: a form that names a test and its status.
//!
//! Source: <https://www.statuscake.com/kb/knowledge-base/how-to-use-the-web-hook-url/>

use crate::shape::{SHAPE, Shape, Sign::Has, Tool};

pub(super) const TOOL: Tool = Tool { names: &["statuscake"], title: "StatusCake", shapes: &[TEST] };

const TEST: Shape = Shape {
    has: &[&[Has("/Status"), Has("/StatusCode"), Has("/URL"), Has("/Name")]],
    state: &["/Status"],
    key: &["statuscake/{/TestID}", "statuscake/{/Name}#{/URL}", "statuscake/{/Name}"],
    title: &["{/Name} is {/Status} ({/URL}, status {/StatusCode})", "{/Name} is {/Status}"],
    links: &[("/URL", "Tested page")],
    ..SHAPE
};
