//! Links to the AWS console.
//!
//! Creates none if the region is unknown: a broken link costs time at night.

use super::arn::Arn;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but RFC 3986's unreserved characters.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The console page of an alarm.
pub(super) fn alarm(arn: &Arn, alarm: &str) -> Option<String> {
    let alarm = escaped(alarm);
    page(&arn.partition, &arn.region, "cloudwatch/home", &format!("#alarmsV2:alarm/{alarm}"))
}

/// The page of an alert where it comes from, by what is stored of it: CloudWatch's are named by their ARN.
pub fn alert_page(source: &str, dedup_key: &str) -> Option<String> {
    let arn = Arn::parse(dedup_key).filter(|_| source == "cloudwatch")?;
    // Of several time series each has a key of its own, behind a `#`, which no name of an alarm needs.
    let name = arn.resource.strip_prefix("alarm:")?;
    alarm(&arn, name.split_once('#').map_or(name, |(name, _)| name))
}

/// A console page in a region; `rest` follows the query and must be escaped, like `path`.
pub(super) fn page(partition: &str, region: &str, path: &str, rest: &str) -> Option<String> {
    let region = Some(region).filter(|region| is_region(region))?;
    let host = match partition {
        "aws-cn" => format!("{region}.console.amazonaws.cn"),
        "aws-us-gov" => format!("{region}.console.amazonaws-us-gov.com"),
        _ => format!("{region}.console.aws.amazon.com"),
    };
    Some(format!("https://{host}/{path}?region={region}{rest}"))
}

/// Escapes untrusted text for an address.
pub(super) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// The partition of a region.
pub(super) fn partition(region: &str) -> &'static str {
    match region {
        region if region.starts_with("cn-") => "aws-cn",
        region if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// Whether a text is a region's code, not a display name such as `US East (Ohio)` or text unsafe in a host name.
fn is_region(text: &str) -> bool {
    text.contains('-') && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_of_cloudwatch_has_a_page() {
        let arn = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:payments-5xx errors";
        let page = "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/payments-5xx%20errors";
        assert_eq!(alert_page("cloudwatch", arn).as_deref(), Some(page));
        assert_eq!(alert_page("cloudwatch", &format!("{arn}#c0ffee")).as_deref(), Some(page));
        assert_eq!(alert_page("integration/grafana", arn), None);
        assert_eq!(alert_page("cloudwatch", "errors"), None);
    }
}
