//! Certificate Manager: certificates that expire, and those that were renewed.
//!
//! It repeats that a certificate expires each day, which is one alert. Source:
//! <https://docs.aws.amazon.com/acm/latest/userguide/supported-events.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Says, Tool};
use callout_domain::alarm::AlarmKind::{Change, Resolve, Trigger};
use callout_domain::severity::Severity::{Sev2, Sev3, Sev4};

pub(super) const SERVICE: Tool =
    Tool { names: &["aws.acm"], title: "Certificate Manager", shapes: &[CERTIFICATE] };

const CERTIFICATE: Shape = Shape {
    has: &[&[Says("/detail-type", "ACM Certificate"), Has("/detail"), Has("/resources/0")]],
    state: &["/detail-type"],
    states: &[
        ("acm certificate approaching expiration", Trigger),
        ("acm certificate renewal action required", Trigger),
        ("acm certificate expired", Trigger),
        ("acm certificate revoked", Trigger),
        ("acm certificate available", Resolve),
        ("acm certificate rotated", Change),
    ],
    key: &["/resources/0"],
    title: &[
        "Certificate of {/detail/CommonName} expires in {/detail/DaysToExpiry} days",
        "{/detail-type}: {/detail/CommonName}: {/detail/RenewalStatusReason}",
        "{/detail-type}: {/detail/CommonName}",
        "{/detail-type}: {/resources/0}",
    ],
    severity: &["/detail-type"],
    severities: &[
        ("acm certificate approaching expiration", Sev4),
        ("acm certificate renewal action required", Sev3),
        ("acm certificate expired", Sev2),
        ("acm certificate revoked", Sev2),
    ],
    ..SHAPE
};
