//! Functions of contacts that do not let SNS invoke them, and the command that lets it.
//! Must not give the permission: the function is somebody else's.

use super::topics::Topic;
use crate::deployment::Deployment;
use crate::lambda_permission::{command, may_invoke};
use crate::reason::why;
use callout_domain::responder::Channel;
use callout_domain::settings::Settings;

/// What to do about each such function. On this machine nobody asks.
pub(super) async fn warnings(deployment: &Deployment, settings: &Settings) -> Vec<String> {
    let mut found = Vec::new();
    if deployment.local.is_some() {
        return found;
    }
    for (name, responder) in &settings.responders {
        for contact in responder.contacts.iter().filter(|contact| contact.channel == Channel::Lambda) {
            let (Some(topic), function) = (Topic::of(name, contact), &contact.address) else { continue };
            let topic = topic.arn(&deployment.stack, deployment.region(), function);
            let command = command(function, &topic);
            match may_invoke(&deployment.sdk, function, &topic).await {
                Ok(true) => {}
                Ok(false) => found.push(format!("{name} gets nothing by lambda until you run: {command}")),
                Err(error) => found.push(format!(
                    "{name} gets something by lambda only if SNS may invoke the function, and nobody could look ({}). This \
                     lets it: {command}",
                    why(error)
                )),
            }
        }
    }
    found
}
