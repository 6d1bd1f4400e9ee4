//! Reads what AWS hands over, whatever its shape and its envelopes, into alarm events.
//!
//! Opens all envelopes first and looks at shapes then, so that an event is the same whatever carried it.

use crate::aws::envelope::Envelope;
use crate::aws::peel::{Peeled, peel};
use crate::aws::{cloudwatch, eventbridge, notice};
use crate::limits::bounded;
use crate::parsed::{Ignored, Parsed};
use crate::unparsed;
use jiff::Timestamp;
use serde_json::Value;

/// Everything that a Lambda payload holds, in its order; at least one.
///
/// `received_at` stands in where the sender gives no time.
pub fn parse(payload: &Value, received_at: Timestamp) -> Vec<Parsed> {
    let peeled = peel(payload, &Envelope::none(received_at));
    peeled.into_iter().flat_map(recognise).map(within_limits).collect()
}

fn recognise(peeled: Peeled) -> Vec<Parsed> {
    match peeled {
        Peeled::Json(value, envelope) => understood(&value, &envelope)
            .unwrap_or_else(|| vec![unparsed::value(&value, &envelope.origin()).into()]),
        Peeled::Text(text, envelope) => {
            let known = notice::read(&text, &envelope);
            vec![known.unwrap_or_else(|| unparsed::text(&text, &envelope.origin())).into()]
        }
        Peeled::Unreadable(value, envelope) => vec![unparsed::value(&value, &envelope.origin()).into()],
        Peeled::SubscriptionNotice => vec![Parsed::Ignored(Ignored::SubscriptionNotice)],
    }
}

fn understood(value: &Value, envelope: &Envelope) -> Option<Vec<Parsed>> {
    let alarm = cloudwatch::read(value, envelope).map(|alarm| vec![alarm]);
    alarm.or_else(|| eventbridge::read(value, envelope))
}

fn within_limits(parsed: Parsed) -> Parsed {
    match parsed {
        Parsed::Event(event) => bounded(*event).into(),
        ignored @ Parsed::Ignored(_) => ignored,
    }
}
