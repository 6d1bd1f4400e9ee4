//! SES: mail that bounced, was complained about or was not sent.
//!
//! An alert is about a sender, not about each of its mails, and people resolve it. Mail that arrives is routine; what goes to
//! the mailbox simulator is a test. Sources:
//! <https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html>,
//! <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>

use crate::shape::{SHAPE, Shape, Sign::Has, Sign::Is, Sign::Says, Tool};
use callout_domain::alarm::AlarmKind::{Change, Trigger};
use callout_domain::severity::Severity::{Sev3, Sev4};

pub(super) const SERVICE: Tool = Tool {
    names: &["aws.ses"],
    title: "SES",
    shapes: &[CONFIRMATION, SIMULATED, SIMULATED_EVENT, NOTIFICATION, PUBLISHED, EVENT],
};

const CONFIRMATION: Shape = Shape {
    has: &[&[Is("/notificationType", "AmazonSnsSubscriptionSucceeded")]],
    test: &[Has("/notificationType")],
    ..SHAPE
};

const SIMULATED: Shape = Shape {
    has: &[&[Has("/mail/source"), Says("/mail/destination/0", "@simulator.amazonses.com")]],
    test: &[Has("/mail/source")],
    ..SHAPE
};

const SIMULATED_EVENT: Shape = Shape {
    has: &[&[Has("/detail/mail"), Says("/detail/mail/destination/0", "@simulator.amazonses.com")]],
    test: &[Has("/detail/mail")],
    ..SHAPE
};

const NOTIFICATION: Shape = Shape {
    has: &[&[Has("/notificationType"), Has("/mail/messageId")]],
    state: &["bounce: {/bounce/bounceType}", "/notificationType"],
    states: &[
        ("bounce: permanent", Trigger),
        // SES tries again by itself, or does not know why the mail came back.
        ("bounce: transient", Change),
        ("bounce: undetermined", Change),
        ("complaint", Trigger),
        ("reject", Trigger),
        ("rendering failure", Trigger),
        ("send", Change),
        ("delivery", Change),
        ("deliverydelay", Change),
        ("received", Change),
        ("open", Change),
        ("click", Change),
        ("subscription", Change),
    ],
    key: &["ses#{/notificationType}#{/mail/source}"],
    title: &[
        "SES: {/bounce/bounceType} bounce of a mail from {/mail/source}: {/bounce/bouncedRecipients/0/diagnosticCode}",
        "SES: {/bounce/bounceType} bounce of a mail from {/mail/source}: {/bounce/bounceSubType}",
        "SES: complaint about a mail from {/mail/source}: {/complaint/complaintFeedbackType}",
        "SES: complaint about a mail from {/mail/source} ({/complaint/timestamp})",
        "SES: a mail from {/mail/source} was rejected: {/reject/reason}",
        "SES: a mail from {/mail/source} could not be rendered: {/failure/errorMessage}",
        "SES: {/notificationType} of a mail from {/mail/source}",
    ],
    severity: &["{/notificationType}"],
    severities: &[("bounce", Sev4), ("complaint", Sev4), ("reject", Sev3), ("rendering failure", Sev3)],
    ..SHAPE
};

const PUBLISHED: Shape =
    Shape { has: &[&[Has("/eventType"), Has("/mail/messageId")]], unpack: published, ..NOTIFICATION };

const EVENT: Shape = Shape {
    has: &[&[Is("/source", "aws.ses"), Has("/detail/mail/messageId")]],
    unpack: delivered,
    ..NOTIFICATION
};

/// Event publishing calls the type of a notification otherwise.
fn published(body: &serde_json::Value) -> Option<serde_json::Value> {
    Some(serde_json::json!({ "notificationType": body.get("eventType")? }))
}

fn delivered(body: &serde_json::Value) -> Option<serde_json::Value> {
    let mut fields = body.get("detail")?.as_object()?.clone();
    fields.insert("notificationType".to_owned(), fields.get("eventType")?.clone());
    Some(fields.into())
}
