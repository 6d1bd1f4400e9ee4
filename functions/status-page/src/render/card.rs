//! The pictures beside a link to the page, one for each overall status; `build.rs` draws them.

use callout_ports::PageObject;

/// Their names, each the class of a status, and their bytes.
const CARDS: [(&str, &[u8]); 5] = [
    ("none", include_bytes!(concat!(env!("OUT_DIR"), "/card-none.png"))),
    ("minor", include_bytes!(concat!(env!("OUT_DIR"), "/card-minor.png"))),
    ("major", include_bytes!(concat!(env!("OUT_DIR"), "/card-major.png"))),
    ("critical", include_bytes!(concat!(env!("OUT_DIR"), "/card-critical.png"))),
    ("maintenance", include_bytes!(concat!(env!("OUT_DIR"), "/card-maintenance.png"))),
];

/// All pictures: sites keep them for days, so each status has its own name.
pub(super) fn cards() -> impl Iterator<Item = PageObject> {
    let object = |(name, bytes): (&str, &[u8])| PageObject {
        key: card(name),
        content_type: "image/png",
        body: bytes.to_vec(),
    };
    CARDS.into_iter().map(object)
}

/// The picture of a status, from the root of the page.
pub(super) fn card(class: &str) -> String {
    format!("card-{class}.png")
}
