//! Output for people and programs.

use crate::args::DeploymentOptions;
use anstyle::{AnsiColor, Style};
use anyhow::{Context as _, Result};
use callout_domain::alarm::clip;
use comfy_table::{
    Cell, Color, ColumnConstraint, ContentArrangement, Table, Width, presets::UTF8_BORDERS_ONLY,
};
use serde::Serialize;
use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Whether anything was printed as the result.
static PRINTED: AtomicBool = AtomicBool::new(false);

/// Whether tables are as wide as their longest line even on a terminal.
static WIDE: AtomicBool = AtomicBool::new(false);

/// Makes tables as wide as their longest line from here on.
pub fn widen() {
    WIDE.store(true, Relaxed);
}

/// Prints a line; a reader that went away is no error.
pub fn line(text: impl Display) {
    PRINTED.store(true, Relaxed);
    let _ = writeln!(anstream::stdout(), "{text}");
}

/// Prints text as it is, for a program that reads it; one that went away is no error.
///
/// # Errors
/// The output cannot be written.
pub fn raw(text: &str) -> Result<()> {
    PRINTED.store(true, Relaxed);
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Writes a file, or to the output if it is called `-`.
///
/// # Errors
/// The file cannot be written.
pub fn file(common: &DeploymentOptions, file: &Path, text: &str) -> Result<()> {
    if file == Path::new("-") {
        return raw(text);
    }
    std::fs::write(file, text).with_context(|| format!("write {}", file.display()))?;
    if common.json {
        return json(&serde_json::json!({ "file": file }));
    }
    aside(format!("Wrote {}.", file.display()));
    Ok(())
}

/// Prints a line beside the result, so that a pipe gets the result alone.
pub fn aside(text: impl Display) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Prints the beginning of a line beside the result, which somebody else ends.
pub fn prompt(text: impl Display) {
    let _ = write!(anstream::stderr(), "{text}");
}

/// Prints a value as JSON.
///
/// # Errors
/// The value cannot be written as JSON.
pub fn json(value: &impl Serialize) -> Result<()> {
    line(serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Says why a command failed; for programs also as the result, unless that says so already.
pub fn failure(common: &DeploymentOptions, error: &anyhow::Error) {
    aside(format!("callout: {error:#}"));
    if common.json && !PRINTED.load(Relaxed) {
        line(serde_json::json!({ "error": format!("{error:#}") }));
    }
}

/// Says for programs why a command line is none; people read it beside.
pub fn usage_error(told: &str) {
    line(serde_json::json!({ "error": in_one_line(told) }));
}

/// What clap says, without the usage and without the list of all commands.
fn in_one_line(told: &str) -> String {
    let told = told.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
    let lines = told.lines().map(str::trim).filter(|line| !line.starts_with("[subcommands:"));
    lines.collect::<Vec<_>>().join(" ")
}

/// Something that stands in a table.
pub trait InTable {
    /// As the table has it.
    fn cell(self) -> Cell;
}

impl InTable for Cell {
    fn cell(self) -> Cell {
        self
    }
}

impl InTable for String {
    fn cell(self) -> Cell {
        cell(self)
    }
}

/// Prints a table, fitted to the terminal; without one, to so many columns as a mail or a ticket shows. `--wide` wraps nothing.
pub fn table<const N: usize, C: InTable>(headings: [&str; N], rows: impl IntoIterator<Item = [C; N]>) {
    line(table_text(headings, rows, Layout::default()));
}

/// How a table uses a terminal's width.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Layout {
    /// The column that needs most of it.
    pub(crate) widest: Option<usize>,
    /// Columns whose words are never broken: there is little in them.
    pub(crate) whole: &'static [usize],
    /// Columns whose words are not broken, as far as half of the width is enough: whoever copies an address wants it in one piece.
    pub(crate) unbroken: &'static [usize],
    /// The most lines of a row, where what does not fit is cut.
    pub(crate) lines: Option<usize>,
}

/// The least that the widest column has of the width, in per cent.
const WIDEST: u16 = 25;

/// The text of such a table.
pub(crate) fn table_text<const N: usize, C: InTable>(
    headings: [&str; N],
    rows: impl IntoIterator<Item = [C; N]>,
    layout: Layout,
) -> String {
    let fit = match (WIDE.load(Relaxed), std::io::stdout().is_terminal()) {
        (true, _) => Fit::Nothing,
        (false, true) => Fit::Terminal,
        (false, false) => Fit::Columns(PIPED),
    };
    let mut table = fitted(headings, rows, fit);
    if !matches!(fit, Fit::Nothing) {
        lay_out(&mut table, layout);
    }
    table.to_string()
}

fn lay_out(table: &mut Table, layout: Layout) {
    if let Some(column) = layout.widest.and_then(|widest| table.column_mut(widest)) {
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Percentage(WIDEST)));
    }
    for whole in layout.whole {
        if let Some(column) = table.column_mut(*whole) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    for index in layout.unbroken {
        let longest = longest_word(table, *index).min(table.width().unwrap_or(USUAL_WIDTH) / 2);
        if let Some(column) = table.column_mut(*index) {
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(longest + PADDING)));
        }
    }
    if let Some(lines) = layout.lines {
        table.row_iter_mut().for_each(|row| {
            row.max_height(lines);
        });
    }
}

/// How many letters the longest word of a column has.
fn longest_word(table: &Table, index: usize) -> u16 {
    let cells = table.row_iter().filter_map(|row| row.cell_iter().nth(index));
    let longest = cells.flat_map(|cell| {
        cell.content().split_whitespace().map(|word| word.chars().count()).collect::<Vec<_>>()
    });
    u16::try_from(longest.max().unwrap_or_default()).unwrap_or(u16::MAX)
}

/// How many columns the terminal has; none if it is no terminal, or whoever reads wants whole lines.
pub(crate) fn columns() -> Option<u16> {
    if WIDE.load(Relaxed) || !std::io::stdout().is_terminal() {
        return None;
    }
    Some(Table::new().width().filter(|columns| *columns > 0).unwrap_or(USUAL_WIDTH))
}

/// A sentence that holds somebody's title, cut to what two lines of the terminal hold.
pub(crate) fn brief(text: String) -> String {
    brief_in(text, columns())
}

fn brief_in(text: String, columns: Option<u16>) -> String {
    columns.map_or_else(|| text.clone(), |columns| clip(&text, 2 * usize::from(columns)))
}

/// The columns of a terminal that does not say how many it has.
const USUAL_WIDTH: u16 = 80;

/// The columns of a table that a pipe or a file gets: a title may be pages long.
const PIPED: u16 = 160;

/// The blanks beside the words of a column.
const PADDING: u16 = 2;

/// What the width of a table follows.
#[derive(Debug, Clone, Copy)]
enum Fit {
    /// So many columns at most.
    Columns(u16),
    /// Its longest line.
    Nothing,
    /// The terminal.
    Terminal,
}

fn fitted<const N: usize, C: InTable>(
    headings: [&str; N],
    rows: impl IntoIterator<Item = [C; N]>,
    fit: Fit,
) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY).set_header(headings);
    match fit {
        Fit::Nothing => table.set_content_arrangement(ContentArrangement::Disabled),
        Fit::Terminal => table.set_content_arrangement(ContentArrangement::Dynamic),
        Fit::Columns(columns) => {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(columns)
        }
    };
    // A terminal of unknown size says that it has no columns.
    if matches!(fit, Fit::Terminal) && table.width() == Some(0) {
        table.set_width(USUAL_WIDTH);
    }
    for row in rows {
        table.add_row(row.map(InTable::cell));
    }
    // No word of a heading is broken, however long what stands below it is.
    for (column, heading) in table.column_iter_mut().zip(headings) {
        let longest = heading.split(' ').map(|word| word.chars().count()).max().unwrap_or_default();
        let least = u16::try_from(longest).unwrap_or(u16::MAX);
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
    }
    table
}

/// The colours of tables, as both crates call them.
const COLOURS: [(AnsiColor, Color); 4] = [
    (AnsiColor::Red, Color::DarkRed),
    (AnsiColor::Yellow, Color::DarkYellow),
    (AnsiColor::Green, Color::DarkGreen),
    (AnsiColor::Cyan, Color::DarkCyan),
];

/// A cell in the colour of its text. The table must not count what only colours: its columns would not fit.
fn cell(text: String) -> Cell {
    let plain = anstream::adapter::strip_str(&text).to_string();
    match COLOURS.iter().find(|(colour, _)| text == coloured(&plain, *colour)) {
        Some((_, colour)) => Cell::new(plain).fg(*colour),
        None => Cell::new(plain),
    }
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
pub fn address(common: &DeploymentOptions, name: &str, url: &str) -> Result<()> {
    if common.json {
        return json(&serde_json::json!({ name: url }));
    }
    line(url);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_that_is_none_says_so_to_programs_in_a_sentence() {
        let told = |words: &[&str]| {
            let words = ["callout", "--json"].iter().chain(words).map(std::ffi::OsString::from);
            in_one_line(&crate::args::Cli::read(words).unwrap_err().render().to_string())
        };
        assert_eq!(told(&[]), "'callout' requires a subcommand but one was not provided");
        assert_eq!(told(&["ack"]), "the following required arguments were not provided: <INCIDENT|--mine>");
        assert_eq!(told(&["incidents", "--opn"]), "unexpected argument '--opn' found");
    }

    #[test]
    fn a_table_is_as_wide_as_its_longest_line_only_if_somebody_wants_it() {
        let title = "a long title ".repeat(80);
        let text = |fit| fitted(["", "title"], [["12".to_owned(), title.clone()]], fit).to_string();
        let wide = text(Fit::Nothing);
        assert!(wide.lines().any(|line| line.contains("12") && line.contains(title.trim())), "{wide}");
        let piped = text(Fit::Columns(PIPED));
        assert!(piped.lines().all(|line| line.chars().count() <= usize::from(PIPED)), "{piped}");
        let short =
            fitted(["", "title"], [["12", "short"].map(str::to_owned)], Fit::Columns(PIPED)).to_string();
        assert!(short.lines().all(|line| line.chars().count() < 20), "{short}");
    }

    #[test]
    fn an_address_is_not_broken_where_half_of_the_width_is_enough() {
        let row = ["1", "after 5 min", "Ana Silva (ana)", "schedule payments", "Mon 2026-12-07 09:00 UTC"];
        let ways = "sms +351912345678; email ana.silva@example.com after 5 min";
        let row = row.into_iter().chain([ways]).map(str::to_owned).collect::<Vec<_>>();
        let row: [String; 6] = row.try_into().unwrap();
        let headings = ["level", "when", "who", "on call", "until", "reached by"];
        let mut table = fitted(headings, [row], Fit::Columns(80));
        lay_out(&mut table, Layout { unbroken: &[5], ..Layout::default() });
        let text = table.to_string();
        for whole in ["ana.silva@example.com", "+351912345678"] {
            assert!(text.contains(whole), "{text}");
        }
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }

    #[test]
    fn what_is_short_stays_whole_and_a_long_title_is_cut() {
        let row = [
            "#12",
            "acknowledged",
            "SEV2",
            "payments-api",
            "a title that is longer than it should be",
            "22:47",
        ];
        let headings = ["", "status", "sev", "service", "title", "opened (Europe/Lisbon)"];
        let mut table = fitted(headings, [row.map(str::to_owned)], Fit::Nothing);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(80);
        lay_out(&mut table, Layout { widest: Some(4), whole: &[1, 2], lines: Some(1), ..Layout::default() });
        let text = table.to_string();
        assert!(text.contains("acknowledged") && text.contains("a title th"), "{text}");
        assert_eq!(text.lines().filter(|line| line.contains("SEV2")).count(), 1, "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }

    #[test]
    fn a_title_of_pages_takes_two_lines() {
        let title = "payments-5xx is above 5 ".repeat(125);
        let mut table = fitted(["", "title"], [["#12".to_owned(), title.clone()]], Fit::Nothing);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(90);
        lay_out(&mut table, Layout { widest: Some(1), whole: &[0], lines: Some(2), ..Layout::default() });
        let text = table.to_string();
        let titled = text.lines().filter(|line| line.contains("payments") || line.contains("..."));
        assert_eq!(titled.count(), 2, "{text}");
        let sentence = format!("#1: Ana merged #2 (SEV2) into it: {title}");
        assert_eq!(brief_in(sentence.clone(), Some(90)).chars().count(), 180);
        assert_eq!(brief_in(sentence.clone(), None), sentence, "a pipe gets all of it");
    }

    #[test]
    fn a_table_counts_what_is_seen() {
        for (colour, of_table) in COLOURS {
            assert_eq!(cell(coloured("triggered", colour)), Cell::new("triggered").fg(of_table));
        }
        assert_eq!(cell("triggered".to_owned()), Cell::new("triggered"));
    }
}
