//! `functions/webhooks/TOOLS.md` lists every tool with a table, its address, and what is read of its bodies.

use callout_formats::webhook::{Documented, Format};
use std::path::PathBuf;

const BEGINS: &str = "| Tool | Address | State | Key | Title | Severity |\n|---|---|---|---|---|---|\n";

fn row(tool: &Documented) -> String {
    let places = tool.places.each_ref().map(|places| {
        let shown: Vec<String> = places.iter().map(|place| format!("`{place}`")).collect();
        if shown.is_empty() { "–".to_owned() } else { shown.join(", ") }
    });
    format!("| {} | `/v1/{}` | {} |\n", tool.title, tool.name, places.join(" | "))
}

#[test]
fn the_page_lists_each_tool_its_address_and_what_is_mapped() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../functions/webhooks/TOOLS.md");
    let page = std::fs::read_to_string(path).unwrap();
    let rows: String = Format::monitors().iter().map(row).collect();
    assert!(
        page.contains(&format!("{BEGINS}{rows}")),
        "functions/webhooks/TOOLS.md needs this table:\n{BEGINS}{rows}"
    );
}
