//! The link in the mail by which AWS asks for a confirmation.
//! Must not open it: a click confirms without credentials.

use anyhow::{Context, Result, bail};
use percent_encoding::percent_decode_str;

/// What such a link says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// The topic's ARN.
    pub(super) topic: String,
    /// What shows that the mail was read.
    pub(super) token: String,
    /// The address; links of some mails leave it out.
    pub(super) endpoint: Option<String>,
}

/// What to paste instead.
const HELP: &str =
    "copy the address of \"Confirm subscription\" in AWS's mail, without opening it, and put it in quotes";

impl Link {
    /// Reads a link, as copied from a mail or a web page, or wrapped by a mail program that checks links.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let text = text.trim().trim_matches(['<', '>', '"', '\'']).replace("&amp;", "&");
        let rest = text.strip_prefix("https://").with_context(|| format!("that is no https link: {HELP}"))?;
        let (host, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let query = rest.split_once('?').map_or("", |(_, query)| query);
        let value = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let (_, value) = pairs.find(|(key, _)| *key == name)?;
            Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
        };
        if !host.ends_with(".amazonaws.com") && !host.ends_with(".amazonaws.com.cn") {
            return match value("url").filter(|inner| inner.starts_with("https://sns.")) {
                Some(inner) => Self::parse(&inner),
                None => bail!("{host} is not Amazon SNS: {HELP}"),
            };
        }
        let needed = |name: &str| value(name).with_context(|| format!("the link has no {name}: {HELP}"));
        let (topic, token) = (needed("TopicArn")?, needed("Token")?);
        let expected = host_of(&topic).with_context(|| format!("`{topic}` is no topic: {HELP}"))?;
        if host != expected {
            bail!("the link leads to {host}, its topic is at {expected}: {HELP}");
        }
        Ok(Self { topic, token, endpoint: value("Endpoint").filter(|endpoint| !endpoint.is_empty()) })
    }

    /// The part of the topic's ARN at a place: 1 is the partition, 3 the region, 4 the account, 5 the name.
    pub(super) fn part(&self, place: usize) -> &str {
        self.topic.split(':').nth(place).unwrap_or_default()
    }
}

/// Where SNS answers for a topic.
fn host_of(topic: &str) -> Option<String> {
    let parts: Vec<&str> = topic.split(':').collect();
    let ["arn", partition, "sns", region, account, _] = parts[..] else { return None };
    let named = !region.is_empty() && account.len() == 12;
    let suffix = if partition == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" };
    named.then(|| format!("sns.{region}.{suffix}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "https://sns.eu-west-1.amazonaws.com/confirmation.html?TopicArn=arn:aws:sns:eu-west-1:111122223333:\
                        callout-ops&Token=2336412f37fb&Endpoint=ops@example.com";

    fn parsed(text: &str) -> Link {
        Link::parse(text).unwrap()
    }

    fn refused(text: &str) -> String {
        Link::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn a_link_is_understood_however_it_was_copied() {
        let link = parsed(MAIL);
        assert_eq!((link.part(3), link.part(4), link.part(5)), ("eu-west-1", "111122223333", "callout-ops"));
        assert_eq!(link.token, "2336412f37fb");
        assert_eq!(link.endpoint.as_deref(), Some("ops@example.com"));
        assert_eq!(parsed(&MAIL.replace('&', "&amp;")), link);
        assert_eq!(parsed(&format!(" <{MAIL}>\n")), link);
        assert_eq!(parsed(&MAIL.replace("arn:aws:sns", "arn%3Aaws%3Asns").replace('@', "%40")), link);
        let url = MAIL
            .replace("confirmation.html?", "?Action=ConfirmSubscription&")
            .replace("&Endpoint=ops@example.com", "");
        assert_eq!(parsed(&url), Link { endpoint: None, ..link });
    }

    #[test]
    fn a_mail_program_that_checks_links_wraps_them() {
        let inner = percent_encoding::utf8_percent_encode(MAIL, percent_encoding::NON_ALPHANUMERIC);
        let wrapped = format!("https://eur01.safelinks.protection.example/?url={inner}&data=05");
        assert_eq!(parsed(&wrapped), parsed(MAIL));
    }

    #[test]
    fn china_has_hosts_of_its_own() {
        let there = MAIL.replace("eu-west-1", "cn-north-1").replace("arn:aws:", "arn:aws-cn:");
        assert!(refused(&there).contains("cn-north-1.amazonaws.com.cn"), "{}", refused(&there));
        assert_eq!(parsed(&there.replace(".amazonaws.com/", ".amazonaws.com.cn/")).part(1), "aws-cn");
    }

    #[test]
    fn anything_else_is_refused_and_says_what_to_paste() {
        for (text, why) in [
            ("hello", "no https link"),
            ("https://example.com/?TopicArn=x&Token=y", "example.com is not Amazon SNS"),
            (
                "https://sns.s3.amazonaws.com/?TopicArn=arn:aws:sns:eu-west-1:111122223333:x&Token=y",
                "its topic is at",
            ),
            (
                "https://sns.eu-west-1.amazonaws.com/?TopicArn=arn:aws:sns:eu-west-1:111122223333:x",
                "has no Token",
            ),
            (
                "https://sns.eu-west-1.amazonaws.com/unsubscribe.html?SubscriptionArn=x&Endpoint=y",
                "has no TopicArn",
            ),
            ("https://sns.eu-west-1.amazonaws.com/?TopicArn=x&Token=y", "is no topic"),
        ] {
            let told = refused(text);
            assert!(told.contains(why) && told.contains("Confirm subscription"), "{told}");
        }
    }
}
