//! Elastic Beanstalk, which writes texts to a topic: lines `Message:`, `Environment:`, `Application:` and, like nobody else,
//! `NotificationProcessId:`.
//!
//! Source: <https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/using-features.managing.sns.html>

use super::event::{event, field};
use crate::aws::envelope::Envelope;
use crate::aws::environment;
use crate::links::LinkCollector;
use crate::parsed::Parsed;

/// Source `aws.elasticbeanstalk`; labels `environment` and `application`. An alert is the health of an environment, or its
/// deployments.
pub(super) fn read(text: &str, envelope: &Envelope) -> Option<Vec<Parsed>> {
    field(text, "NotificationProcessId")?;
    let message = field(text, "Message")?;
    let (name, application) = (field(text, "Environment")?, field(text, "Application")?);
    let news = environment::read(message, None);
    let key = envelope.placed(&format!("{application}/{name}#{}", news.side));
    let one = |kind| {
        let mut event = event("aws.elasticbeanstalk", text, envelope, key.clone(), kind);
        event.summary = format!("{name}: {message}");
        event.severity = news.severity;
        event.labels.insert("environment".to_owned(), name.to_owned());
        event.labels.insert("application".to_owned(), application.to_owned());
        let mut links = LinkCollector::default();
        links.add("Environment", field(text, "Environment URL"));
        event.links = links.finish().0;
        event.into()
    };
    Some(news.kinds.iter().map(|kind| one(*kind)).collect())
}
