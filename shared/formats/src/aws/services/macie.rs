//! Macie: findings about buckets and what is in them. Macie never says that one is over: people resolve its alert.
//!
//! Source: <https://docs.aws.amazon.com/macie/latest/user/findings-publish-event-schemas.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Tool};

pub(super) const SERVICE: Tool = Tool { names: &["aws.macie"], title: "Macie", shapes: &[SAMPLE, FINDING] };

const FINDING: Shape = Shape {
    has: &[&[Is("/detail-type", "Macie Finding"), Has("/detail/id")]],
    key: &["/detail/id"],
    title: &[
        "Macie: {/detail/title} ({/detail/resourcesAffected/s3Bucket/name})",
        "Macie: {/detail/title}",
        "Macie: {/detail/type}",
    ],
    severity: &["/detail/severity/description"],
    details: &["/detail/description"],
    ..SHAPE
};

const SAMPLE: Shape = Shape {
    has: &[&[Is("/detail-type", "Macie Finding"), Is("/detail/sample", "true")]],
    test: &[Is("/detail/sample", "true")],
    ..SHAPE
};
