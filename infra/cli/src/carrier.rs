//! Test messages, over the very carrier that pages go by.
//! Must not send anything in another way: a test of another way would prove nothing.

use crate::addressees::Addressee;
use crate::deployment::Deployment;
use anyhow::{Context, Result};
use callout_aws::{Carriers, Origins, PhoneNumbers, SnsMessenger, Topics};
use callout_domain::notification::{TestDelivery, TestMessage};
use callout_ports::{Delivery, Messenger as _, SendError};
use jiff::Timestamp;

/// Hands messages over as `notify` does.
#[derive(Debug)]
pub(crate) struct Carrier(Carriers);

impl Carrier {
    /// The carrier of a deployment, with the settings that its template gives to `notify`.
    ///
    /// # Errors
    /// There is no such stack, or no permission to look.
    pub(crate) async fn open(deployment: &Deployment) -> Result<Self> {
        let outputs = deployment.outputs().await?;
        let output = |name: &str| {
            outputs.get(name).with_context(|| {
                format!("the stack `{}` has no output {name}; deploy it again", deployment.stack)
            })
        };
        let topics = Topics {
            responder_prefix: output("ResponderTopicPrefix")?.clone(),
            chat_prefix: output("ChatTopicPrefix")?.clone(),
            fallback_email: output("FallbackEmailTopicArn")?.clone(),
            fallback_phone: output("FallbackPhoneTopicArn")?.clone(),
            drill: output("DrillTopicArn")?.clone(),
        };
        let origins = Origins {
            voice: outputs.get("VoiceOrigin").cloned(),
            voice_id: outputs.get("VoiceOfCalls").cloned().unwrap_or_default(),
            text: outputs.get("SmsOrigin").cloned(),
        };
        let numbers = PhoneNumbers::new(&deployment.sdk, origins);
        Ok(Self(Carriers { topics: SnsMessenger::new(&deployment.sdk, topics), numbers }))
    }

    /// Hands one message over.
    ///
    /// # Errors
    /// The carrier does not take it.
    pub(crate) async fn send(
        &self,
        test_message: TestMessage,
        to: &Addressee,
        at: Timestamp,
    ) -> Result<(), SendError> {
        let (responder, contact, channel) = (to.responder.clone(), to.contact.clone(), to.channel);
        let message = TestDelivery { test_message, responder, contact, channel, at };
        let words = message.words(&to.zone);
        let TestDelivery { responder, contact, .. } = message;
        let address = to.contacts.first().map(|contact| contact.address.as_str().into());
        self.0.send(&Delivery { responder, contact, channel, address, words }).await.map(drop)
    }
}
