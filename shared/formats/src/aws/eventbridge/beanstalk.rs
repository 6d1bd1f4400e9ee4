//! Elastic Beanstalk: the health of an environment, and what happens to it.
//!
//! What its sentences mean is in [`environment`](crate::aws::environment), where its texts on topics go, too.

use super::service_event::ServiceEvent;
use crate::aws::environment;
use crate::parsed::Parsed;
use callout_domain::alarm::AlarmEvent;

/// Additional labels: `name` is the environment, `state` the service's severity.
pub(super) fn read(service_event: &ServiceEvent<'_>) -> Option<Vec<Parsed>> {
    (service_event.source == "aws.elasticbeanstalk").then_some(())?;
    let name = service_event.text(&["/detail/EnvironmentName", "/detail/ApplicationName"])?;
    let message = service_event.text(&["/detail/Message", "/detail/Status"])?;
    let severity = service_event.text(&["/detail/Severity"]);
    let read = environment::read(message, severity);
    let event = |kind| AlarmEvent {
        summary: format!("{name}: {message}"),
        severity: read.severity,
        ..service_event.event(
            kind,
            format!("{}#{}#{name}#{}", service_event.account(), service_event.region(), read.side),
            name,
            severity.unwrap_or_default(),
        )
    };
    Some(read.kinds.iter().map(|kind| event(*kind).into()).collect())
}
