//! Writes the pages to files, to look at them.

use super::world::{World, link_of};
use callout_domain::incident::{Actor, Command, Via};
use jiff::SignedDuration;
use std::path::Path;

#[tokio::test]
#[ignore = "writes target/gallery for the eye; nothing to check"]
async fn gallery() {
    let world = World::new().await;
    world.fakes.clock.advance(SignedDuration::from_mins(4));
    save("acknowledge", &world.get(&link_of("ana")).await.html);
    world.post(&link_of("ana"), "").await;
    save("acknowledged", &world.get(&link_of("ana")).await.html);
    world.does(Command::Resolve { via: Via::Console, note: None }, Actor::responder(&"ben".into())).await;
    save("resolved", &world.get(&link_of("ana")).await.html);
    save("refused", &world.get("/a/nonsense").await.html);
}

fn save(name: &str, html: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/gallery");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.html")), html).unwrap();
}
