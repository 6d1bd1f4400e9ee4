//! Services of AWS whose notices and events are tables: on a topic in their own shape, over `EventBridge` in its envelope.
//!
//! A new service is a file here and a line in [`SERVICES`].

mod access_analyzer;
mod app_config;
mod auto_scaling;
mod calls;
mod certificates;
mod code_deploy;
mod config;
mod cost_anomaly;
mod ecs;
mod insights;
mod inspector;
mod instances;
mod lambda;
mod macie;
mod media_live;
mod news;
mod open_search;
mod s3;
mod security_hub;
mod ses;
mod systems_manager;
mod trusted_advisor;
mod x_ray;

use super::envelope::Envelope;
use crate::parsed::{Ignored, Parsed};
use crate::sender::Sender;
use crate::shape::{Reading, Shape, Tool};
use serde_json::Value;

/// Every service, in the order in which they are tried.
const SERVICES: [&Tool; 23] = [
    &access_analyzer::SERVICE,
    &app_config::SERVICE,
    &auto_scaling::SERVICE,
    &calls::SERVICE,
    &certificates::SERVICE,
    &code_deploy::SERVICE,
    &config::SERVICE,
    &cost_anomaly::SERVICE,
    &ecs::SERVICE,
    &insights::SERVICE,
    &inspector::SERVICE,
    &instances::SERVICE,
    &lambda::SERVICE,
    &macie::SERVICE,
    &media_live::SERVICE,
    &news::SERVICE,
    &open_search::SERVICE,
    &s3::SERVICE,
    &security_hub::SERVICE,
    &ses::SERVICE,
    &systems_manager::SERVICE,
    &trusted_advisor::SERVICE,
    &x_ray::SERVICE,
];

/// What a message on a topic says, if it has the shape of one of these services.
pub(super) fn read(value: &Value, envelope: &Envelope) -> Option<Parsed> {
    let (service, shape) = shape_of(value)?;
    let origin = envelope.origin();
    let place = origin.labels.clone();
    Some(match shape.read(value, service, &Sender::tool(service.name(), origin))? {
        Reading::Event(mut event) => {
            let own = std::mem::take(&mut event.labels);
            event.labels = place.into_iter().chain(own).filter(|(name, _)| name != "tool").collect();
            Parsed::Event(event)
        }
        Reading::Test(from) => Parsed::Ignored(Ignored::TestMessage { from: from.to_owned() }),
    })
}

/// The service and the shape of an event.
pub(super) fn shape_of(event: &Value) -> Option<(&'static Tool, &'static Shape)> {
    SERVICES.iter().find_map(|service| Some((*service, service.shape_of(event)?)))
}
