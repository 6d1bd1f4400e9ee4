//! Which addresses belong to SNS. Never fetch another address that a message contains: it may be an SSRF attempt.

/// Whether SNS serves the certificates of a topic there:
/// `https://sns.<region>.amazonaws.com/SimpleNotificationService-<id>.pem`.
pub(super) fn is_certificate(address: &str, topic_arn: &str) -> bool {
    let name = path_at_sns(address, topic_arn)
        .and_then(|path| path.strip_prefix("SimpleNotificationService-")?.strip_suffix(".pem"));
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Whether SNS confirms subscriptions of a topic there: `https://sns.<region>.amazonaws.com/?Action=ConfirmSubscription&…`.
pub(super) fn is_confirmation(address: &str, topic_arn: &str) -> bool {
    let query =
        path_at_sns(address, topic_arn).and_then(|path| path.strip_prefix("?Action=ConfirmSubscription&"));
    query.is_some_and(|query| query.bytes().all(|b| b.is_ascii_graphic() && b != b'#'))
}

/// The path, if the host is SNS's in the topic's own region, over https, on the default port, without user info. Any
/// other label would do for a bucket: `sns.s3.amazonaws.com` is that of whoever owns the bucket `sns`.
fn path_at_sns<'a>(address: &'a str, topic_arn: &str) -> Option<&'a str> {
    let (host, path) = address.strip_prefix("https://")?.split_once('/')?;
    let mut parts = topic_arn.split(':').skip(1);
    let domain = match parts.next()? {
        "aws-cn" => "amazonaws.com.cn",
        _ => "amazonaws.com",
    };
    let region = parts.nth(1).filter(|region| is_region(region))?;
    (host == format!("sns.{region}.{domain}")).then_some(path)
}

/// Whether a label is the name of a region: `eu-central-1`.
fn is_region(label: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let ends_in_number = label.rsplit('-').next().is_some_and(|last| last.parse::<u8>().is_ok());
    !label.starts_with("s3") && label.contains('-') && ends_in_number && label.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_come_from_sns_only() {
        let topic = "arn:aws:sns:eu-central-1:111122223333:t";
        let check =
            |address: &str, expected: bool| assert_eq!(is_certificate(address, topic), expected, "{address}");
        check("https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a1b.pem", true);
        let chinese = "https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0a1b.pem";
        assert!(is_certificate(chinese, "arn:aws-cn:sns:cn-north-1:111122223333:t"));
        check(chinese, false);
        // The bucket named `sns` belongs to somebody, and so do its addresses.
        for bucket in ["sns.s3", "sns.s3-eu-west-1", "sns.s3-accelerate", "sns.eu-west-1"] {
            let address = format!("https://{bucket}.amazonaws.com/SimpleNotificationService-1.pem");
            check(&address, false);
            let region = &bucket[4..];
            let own = is_certificate(&address, &format!("arn:aws:sns:{region}:111122223333:t"));
            assert_eq!(own, region == "eu-west-1", "{address}");
        }
        check("http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a1b.pem", false);
        check("https://sns.eu-central-1.amazonaws.com.example.com/SimpleNotificationService-0a1b.pem", false);
        check("https://sns.eu-central-1.amazonaws.com@example.com/SimpleNotificationService-0a1b.pem", false);
        check("https://example.com/sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a1b.pem", false);
        check("https://sns.eu-central-1.amazonaws.com:8443/SimpleNotificationService-0a1b.pem", false);
        check("https://sns.evil.eu-central-1.amazonaws.com/SimpleNotificationService-0a1b.pem", false);
        check("https://sns..amazonaws.com/SimpleNotificationService-0a1b.pem", false);
        check("https://bucket.s3.amazonaws.com/SimpleNotificationService-0a1b.pem", false);
        check("https://sns.eu-central-1.amazonaws.com/../SimpleNotificationService-0a1b.pem", false);
        check("https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a1b.pem?x=.pem", false);
        check("https://sns.eu-central-1.amazonaws.com/other.pem", false);
        check("", false);
    }

    #[test]
    fn subscriptions_are_confirmed_at_sns_only() {
        let topic = "arn:aws:sns:eu-central-1:111122223333:t";
        let check = |address: &str, expected: bool| {
            assert_eq!(is_confirmation(address, topic), expected, "{address}")
        };
        let query = "?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-central-1:111122223333:t&Token=abc";
        check(&format!("https://sns.eu-central-1.amazonaws.com/{query}"), true);
        check(&format!("https://169.254.169.254/{query}"), false);
        check(&format!("https://sns.s3.amazonaws.com/{query}"), false);
        check(&format!("https://sns.eu-central-1.amazonaws.com\\@example.com/{query}"), false);
        check("https://sns.eu-central-1.amazonaws.com/?Action=DeleteTopic&x", false);
        check("https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&a b", false);
    }
}
