//! Mail to people outside, by Amazon SES (API version 2).
//!
//! Logs no address. Decides nothing about when to try again.

use crate::error;
use crate::late::Late;
use aws_config::SdkConfig;
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::error::{BuildError, ProvideErrorMetadata as _, SdkError};
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageHeader, MessageTag};
use callout_ports::{Mail, MailError, Mailer, PortError};

const DOING: &str = "send a mail";
/// The tag by which an event of SES says which message it is about: letters, digits, `_` and `-` (SES API reference, `MessageTag`).
const TAG: &str = "callout-message";

/// Where mail comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailFrom {
    /// The address, of an identity that SES verified; without one no mail leaves.
    pub address: String,
    /// The configuration set that reports bounces and complaints.
    pub configuration_set: String,
}

/// Sends mail.
#[derive(Debug)]
pub struct SesMailer {
    client: Late<Client>,
    from: MailFrom,
}

impl SesMailer {
    /// Creates the mailer for an address.
    pub fn new(config: &SdkConfig, from: MailFrom) -> Self {
        Self { client: Late::new(config, Client::new), from }
    }

    fn message(&self, mail: &Mail) -> Result<Message, BuildError> {
        let text = |text: &str| Content::builder().data(text).charset("UTF-8").build();
        let body = Body::builder().text(text(&mail.text)?).html(text(&mail.html)?).build();
        let header = |name: &str, value: &str| MessageHeader::builder().name(name).value(value).build();
        let mut message = Message::builder().subject(text(&mail.subject)?).body(body);
        // Nobody is there to read an automatic reply (RFC 3834, section 5).
        message = message.headers(header("Auto-Submitted", "auto-generated")?);
        if let Some(address) = &mail.unsubscribe {
            message = message
                .headers(header("List-Unsubscribe", &format!("<{address}>"))?)
                .headers(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")?);
        }
        Ok(message.build())
    }
}

impl Mailer for SesMailer {
    fn can_mail(&self) -> bool {
        !self.from.address.is_empty()
    }

    async fn mail(&self, mail: &Mail) -> Result<(), MailError> {
        let broken = |error| MailError::Refused(error::unavailable(DOING)(error));
        let message = self.message(mail).map_err(broken)?;
        let tag = MessageTag::builder().name(TAG).value(&mail.id).build().map_err(broken)?;
        let set = Some(self.from.configuration_set.clone()).filter(|set| !set.is_empty());
        let request = self
            .client
            .send_email()
            .from_email_address(&self.from.address)
            .destination(Destination::builder().to_addresses(mail.to.as_str()).build())
            .content(EmailContent::builder().simple(message).build())
            .set_configuration_set_name(set)
            .email_tags(tag);
        request.send().await.map(drop).map_err(classified)
    }
}

/// What SES means: "Daily message quota exceeded" and "Maximum sending rate exceeded" are one exception (SES developer guide, Errors related to
/// the sending quotas), and `LimitExceededException` is any other limit of the account.
fn classified(error: SdkError<SendEmailError>) -> MailError {
    let service = error.as_service_error();
    let (code, said) = service
        .map_or(("", ""), |error| (error.code().unwrap_or_default(), error.message().unwrap_or_default()));
    let is_throttled = matches!(
        code,
        "TooManyRequestsException" | "ThrottlingException" | "Throttling" | "LimitExceededException"
    );
    if is_throttled {
        let is_of_day = said.contains("Daily") || code == "LimitExceededException";
        return if is_of_day { MailError::TooManyToday } else { MailError::TooFast };
    }
    let is_refused = matches!(code, "MessageRejected" | "BadRequestException");
    let why: PortError = error::unavailable(DOING)(error);
    if is_refused { MailError::Refused(why) } else { MailError::NotNow(why) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_sesv2::error::ErrorMetadata;
    use callout_domain::subscriber::SubscriberAddress;

    fn check(code: &str, said: &str) -> String {
        let error = SendEmailError::generic(ErrorMetadata::builder().code(code).message(said).build());
        let answer = aws_smithy_runtime_api::http::Response::new(
            400.try_into().unwrap(),
            aws_smithy_types::body::SdkBody::empty(),
        );
        format!("{:?}", classified(SdkError::service_error(error, answer)))
            .split('(')
            .next()
            .unwrap()
            .to_owned()
    }

    #[test]
    fn the_limits_of_ses_are_told_apart() {
        assert_eq!(check("TooManyRequestsException", "Maximum sending rate exceeded."), "TooFast");
        assert_eq!(check("ThrottlingException", "Daily message quota exceeded."), "TooManyToday");
        assert_eq!(check("LimitExceededException", ""), "TooManyToday");
        assert_eq!(check("MessageRejected", "Email address is not verified."), "Refused");
        assert_eq!(check("SendingPausedException", ""), "NotNow");
    }

    #[test]
    fn one_post_ends_a_subscription() {
        let config = SdkConfig::builder().behavior_version(aws_config::BehaviorVersion::latest()).build();
        let mailer = SesMailer::new(&config, MailFrom::default());
        let mail = Mail {
            to: SubscriberAddress::email("ana@example.com").unwrap(),
            subject: "s".to_owned(),
            text: "t".to_owned(),
            html: "h".to_owned(),
            unsubscribe: Some("https://example.com/unsubscribe/a/b".to_owned()),
            id: "msg_1".to_owned(),
        };
        let message = mailer.message(&mail).unwrap();
        let headers: Vec<String> =
            message.headers().iter().map(|one| format!("{}: {}", one.name(), one.value())).collect();
        let wanted = [
            "Auto-Submitted: auto-generated",
            "List-Unsubscribe: <https://example.com/unsubscribe/a/b>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        ];
        assert_eq!(headers, wanted);
        assert!(!mailer.can_mail());
    }
}
