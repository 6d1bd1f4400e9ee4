//! Which addresses belong to SNS. Never fetch another address that a message contains: it may be an SSRF attempt.

/// Whether SNS serves certificates there: `https://sns.<region>.amazonaws.com/SimpleNotificationService-<id>.pem`.
pub(super) fn is_certificate(address: &str) -> bool {
    let name = path_at_sns(address)
        .and_then(|path| path.strip_prefix("SimpleNotificationService-")?.strip_suffix(".pem"));
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Whether SNS confirms subscriptions there: `https://sns.<region>.amazonaws.com/?Action=ConfirmSubscription&…`.
pub(super) fn is_confirmation(address: &str) -> bool {
    let query = path_at_sns(address).and_then(|path| path.strip_prefix("?Action=ConfirmSubscription&"));
    query.is_some_and(|query| query.bytes().all(|b| b.is_ascii_graphic() && b != b'#'))
}

/// The path, if the host is SNS's in some region, over https, on the default port, without user info.
fn path_at_sns(address: &str) -> Option<&str> {
    let (host, path) = address.strip_prefix("https://")?.split_once('/')?;
    let region = host.strip_prefix("sns.")?;
    let region =
        region.strip_suffix(".amazonaws.com").or_else(|| region.strip_suffix(".amazonaws.com.cn"))?;
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (!region.is_empty() && region.bytes().all(is_plain)).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_come_from_sns_only() {
        let check =
            |address: &str, expected: bool| assert_eq!(is_certificate(address), expected, "{address}");
        check("https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0a1b.pem", true);
        check("https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0a1b.pem", true);
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
        let check =
            |address: &str, expected: bool| assert_eq!(is_confirmation(address), expected, "{address}");
        let query = "?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-central-1:111122223333:t&Token=abc";
        check(&format!("https://sns.eu-central-1.amazonaws.com/{query}"), true);
        check(&format!("https://169.254.169.254/{query}"), false);
        check(&format!("https://sns.eu-central-1.amazonaws.com\\@example.com/{query}"), false);
        check("https://sns.eu-central-1.amazonaws.com/?Action=DeleteTopic&x", false);
        check("https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&a b", false);
    }
}
