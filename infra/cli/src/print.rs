//! Output for people and programs.

use crate::args::Common;
use anstyle::{AnsiColor, Style};
use anyhow::Result;
use comfy_table::{Cell, Color, ContentArrangement, Table, presets::UTF8_BORDERS_ONLY};
use serde::Serialize;
use std::fmt::Display;
use std::io::Write as _;

/// Prints a line; a reader that went away is no error.
pub fn line(text: impl Display) {
    let _ = writeln!(anstream::stdout(), "{text}");
}

/// Prints text as it is, for a program that reads it.
///
/// # Errors
/// The output cannot be written.
pub fn raw(text: &str) -> Result<()> {
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

/// Prints a line beside the result, so that a pipe gets the result alone.
pub fn aside(text: impl Display) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Prints a value as JSON.
///
/// # Errors
/// The value cannot be written as JSON.
pub fn json(value: &impl Serialize) -> Result<()> {
    line(serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Prints a table, fitted to the terminal.
pub fn table<const N: usize, C: Into<Cell>>(headings: [&str; N], rows: impl IntoIterator<Item = [C; N]>) {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(headings);
    for row in rows {
        table.add_row(row);
    }
    line(table);
}

/// Text in a colour, where colours are shown.
pub fn coloured(text: impl Display, colour: AnsiColor) -> String {
    let style = Style::new().fg_color(Some(colour.into()));
    format!("{style}{text}{style:#}")
}

/// A cell of a table in a colour, where colours are shown.
pub fn coloured_cell(text: impl Display, colour: Color) -> Cell {
    Cell::new(text).fg(colour)
}

/// A colour for the nth of several people: as far from its neighbours as a terminal's colours go, and no red, which
/// means trouble.
pub fn nth_colour(nth: usize) -> Color {
    const COLOURS: [Color; 6] =
        [Color::Cyan, Color::Magenta, Color::Green, Color::Yellow, Color::Blue, Color::White];
    COLOURS[nth % COLOURS.len()]
}

/// Prints an address, by its name for programs.
pub fn address(common: &Common, name: &str, url: &str) -> Result<()> {
    if common.json {
        return json(&serde_json::json!({ name: url }));
    }
    line(url);
    Ok(())
}
