//! Changes: kept, and never a reason to wake anybody.

use super::world::{Delivery, SETTINGS, World, alarm_event};
use callout_domain::alarm::{AlarmEvent, AlarmKind};
use callout_ports::{Changes, Clock};
use jiff::SignedDuration;

/// Something was changed, of the service that owns alarms of this name.
pub(crate) fn change_event(name: &str, at: jiff::Timestamp) -> AlarmEvent {
    AlarmEvent {
        source: "integration/deployer".into(),
        summary: format!("{name}: version 12 is out"),
        ..alarm_event(name, AlarmKind::Change, at)
    }
}

#[tokio::test]
async fn a_change_is_kept_once_opens_nothing_and_pages_nobody() {
    for delivery in [Delivery::Once, Delivery::Twice, Delivery::TwiceAndReversed] {
        let mut world = World::with(SETTINGS, delivery);
        let now = world.fakes.now();
        world.event(change_event("payments-deploy", now)).await;
        world.event(change_event("platform-deploy", now - SignedDuration::from_mins(5))).await;
        let day = (now - SignedDuration::from_hours(24), now);
        let of = |service: &str| [service.into()];
        let kept = world.fakes.changes(&of("payments"), day, 9).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!((kept[0].summary.as_str(), kept[0].at), ("payments-deploy: version 12 is out", now));
        assert_eq!(world.fakes.changes(&of("platform"), day, 9).await.unwrap().len(), 1);
        assert!(world.fakes.incidents().is_empty());
        world.end();
    }
}
