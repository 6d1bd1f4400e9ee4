//! Addresses of alarms in the CloudWatch console.
//!
//! Makes none where the region is not known: a link to nowhere costs time at night.

use crate::event::envelope::Arn;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but RFC 3986's unreserved characters.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where the console shows this alarm.
pub(super) fn href(arn: &Arn, alarm: &str) -> Option<String> {
    let region = Some(arn.region.as_str()).filter(|region| is_region(region))?;
    let host = match arn.partition.as_str() {
        "aws-cn" => format!("{region}.console.amazonaws.cn"),
        "aws-us-gov" => format!("{region}.console.amazonaws-us-gov.com"),
        _ => format!("{region}.console.aws.amazon.com"),
    };
    let alarm = utf8_percent_encode(alarm, ESCAPED);
    Some(format!("https://{host}/cloudwatch/home?region={region}#alarmsV2:alarm/{alarm}"))
}

/// Tells a region's code from a display name such as `US East (Ohio)`, and keeps foreign text out of a host name.
fn is_region(text: &str) -> bool {
    text.contains('-') && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
