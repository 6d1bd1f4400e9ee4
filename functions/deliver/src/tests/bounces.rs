//! A mailbox that does not exist, or complains, gets no mail any more.

use super::world::World;
use callout_domain::incident::Phase;
use callout_domain::subscriber::{Standing, Wanted};
use serde_json::json;

#[tokio::test]
async fn a_bounce_for_good_and_a_complaint_end_a_subscription() {
    let recipients =
        json!([{ "emailAddress": "Ana <ANA@example.com>" }, { "emailAddress": "unknown@example.com" }]);
    let bounce = |kind: &str| json!({ "eventType": "Bounce", "bounce": { "bounceType": kind, "bouncedRecipients": recipients }, "mail": {} });
    let complaint = |kind: &str| {
        json!({ "eventType": "Complaint", "mail": {},
            "complaint": { "complainedRecipients": recipients, "complaintFeedbackType": kind } })
    };
    for (event, ends) in [
        (bounce("Permanent"), true),
        (bounce("Transient"), false),
        (bounce("Undetermined"), false),
        (complaint("abuse"), true),
        (complaint("not-spam"), false),
        (json!({ "eventType": "Delivery", "mail": {} }), false),
    ] {
        let world = World::new();
        let ana = world.subscribes("ana@example.com", Wanted::everything(), "en");
        let ben = world.subscribes("ben@example.com", Wanted::everything(), "en");
        for _ in 0..2 {
            world.run(&event.to_string()).await;
        }
        let stored = world.fakes.stored_subscriber(&ana).unwrap();
        assert_eq!(stored.standing == Standing::Bounced && stored.address.is_none(), ends, "{event}");
        assert!(world.fakes.stored_subscriber(&ben).unwrap().is_active());
        let id = world.opens("payments").await;
        world.run(&world.says(&id, Phase::Investigating, "One.").await).await;
        assert_eq!(world.subjects().len(), if ends { 1 } else { 2 });
    }
}
