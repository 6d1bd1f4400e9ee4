//! Where there are several status pages, subscribers are told what the main one shows.

use super::world::{World, settings};
use callout_domain::incident::Phase;
use callout_domain::settings::Settings;
use callout_domain::subscriber::Wanted;
use serde_json::json;

/// The checkout is on the main page, the shop on that of partners only.
fn two_pages() -> Settings {
    let mut all = settings();
    all.status_page.as_mut().unwrap().components.get_mut(&"shop".into()).unwrap().main = false;
    let partners = json!({ "title": "For partners", "components": ["shop"] });
    all.status_pages = [("partners".to_owned(), serde_json::from_value(partners).unwrap())].into();
    all
}

#[tokio::test]
async fn what_only_another_page_shows_is_told_nobody() {
    let world = World::new();
    world.fakes.set_settings(two_pages());
    world.subscribes("all@example.com", Wanted::everything(), "en");
    world.subscribes("shop@example.com", Wanted::components(["shop".into()]), "en");
    let (shop, checkout) = (world.opens("web").await, world.opens("payments").await);
    world.subscribes("follower@example.com", Wanted::incident(shop.clone()), "en");
    world.run(&world.says(&shop, Phase::Investigating, "The shop burns.").await).await;
    assert_eq!(world.subjects().len(), 0);
    world.run(&world.says(&checkout, Phase::Investigating, "Cards fail.").await).await;
    assert_eq!(world.subjects(), ["[Acme] Investigating: Checkout"]);
}
