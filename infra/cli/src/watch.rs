//! A view in the terminal that stays open and draws itself anew, until somebody quits.
//! Must not know what it shows, and must leave the terminal as it was.

use crate::reason::why;
use anyhow::{Context as _, Result, bail};
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Read as _, Write as _};
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// What quits, as a terminal in raw mode sends it: q, Ctrl-C, Ctrl-D.
const QUIT: [u8; 4] = [b'q', b'Q', 0x03, 0x04];

/// The other screen of the terminal, without a cursor; lines that are too long are cut, not wrapped (xterm control
/// sequences, "Private Modes": 1049, 25, 7).
const ENTER: &str = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
const LEAVE: &str = "\x1b[?7h\x1b[?25h\x1b[?1049l";

/// What is drawn between these appears at once, where the terminal knows them; others skip them.
const BEGIN: &str = "\x1b[?2026h\x1b[H";
const END: &str = "\x1b[?2026l";

/// Shows what is read, anew after each pause. What cannot be read later is told below what was read before.
///
/// # Errors
/// There is no terminal, or nothing can be read from the start: a wrong name does not pass by itself.
pub(crate) async fn watch(every: Duration, read: impl AsyncFn() -> Result<String>) -> Result<()> {
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        bail!("--watch needs a terminal");
    }
    let first = read().await?;
    let mut ended = Ended::listen()?;
    let screen = Screen::enter()?;
    let mut keys = keys();
    tokio::select! {
        () = quit(&mut keys) => Ok(()),
        () = ended.wait() => Ok(()),
        done = redraw(&screen, every, (first, read)) => done,
    }
}

async fn redraw(
    screen: &Screen,
    every: Duration,
    (mut shown, read): (String, impl AsyncFn() -> Result<String>),
) -> Result<()> {
    let mut trouble = None;
    loop {
        screen.draw(&shown, trouble.as_deref())?;
        tokio::time::sleep(every).await;
        trouble = match read().await {
            Ok(text) => {
                shown = text;
                None
            }
            Err(error) => Some(format!("Not up to date, trying again: {}", why(error))),
        };
    }
}

/// What ends a program from outside: each of these would leave the terminal raw if nobody listened.
struct Ended {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl Ended {
    fn listen() -> Result<Self> {
        let listen = |kind| signal(kind).context("listen to signals");
        Ok(Self {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
            hang_up: listen(SignalKind::hangup())?,
        })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }
}

/// The other screen of the terminal; what was there before comes back when this is dropped.
struct Screen;

impl Screen {
    fn enter() -> Result<Self> {
        crossterm::terminal::enable_raw_mode().context("read single keys from the terminal")?;
        let screen = Self;
        write(ENTER)?;
        Ok(screen)
    }

    fn draw(&self, text: &str, trouble: Option<&str>) -> Result<()> {
        let (_, rows) = crossterm::terminal::size().unwrap_or((80, 24));
        let has_colours = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
        let text = if has_colours { text.to_owned() } else { anstream::adapter::strip_str(text).to_string() };
        write(&frame(&text, trouble, usize::from(rows)))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = write(LEAVE);
        let _ = crossterm::terminal::disable_raw_mode();
    }
}

fn write(text: &str) -> Result<()> {
    let mut output = std::io::stdout().lock();
    output.write_all(text.as_bytes()).and_then(|()| output.flush()).context("write to the terminal")
}

/// A text over whatever was drawn before, cut to the rows there are. Nothing is cleared first: that would flicker.
fn frame(text: &str, trouble: Option<&str>, rows: usize) -> String {
    let for_text = rows.saturating_sub(usize::from(trouble.is_some())).max(2);
    let lines: Vec<&str> = text.lines().collect();
    let fitting = if lines.len() <= for_text { lines.len() } else { for_text - 1 };
    let (first, rest) = lines.split_at(fitting);
    let more = (!rest.is_empty()).then(|| format!("… {} lines more", rest.len()));
    let all: Vec<&str> = first.iter().copied().chain(more.as_deref()).chain(trouble).collect();
    let mut frame = BEGIN.to_owned();
    for (nth, line) in all.iter().enumerate() {
        // A terminal in raw mode needs both characters for a new line; after the last one it would scroll. Cleared before the
        // text: behind a line as wide as the terminal the cursor still stands on its last character.
        let _ = write!(frame, "{}\x1b[K{line}\x1b[0m", if nth == 0 { "" } else { "\r\n" });
    }
    if all.len() < rows {
        frame.push_str("\r\n\x1b[J");
    }
    frame + END
}

/// The keys that are pressed. A thread of its own reads them: nothing else can wait for them everywhere.
fn keys() -> UnboundedReceiver<u8> {
    let (sender, receiver) = unbounded_channel();
    std::thread::spawn(move || {
        let mut keys = std::io::stdin().lock().bytes();
        while let Some(Ok(key)) = keys.next() {
            if sender.send(key).is_err() {
                return;
            }
        }
    });
    receiver
}

/// Waits until somebody quits, or the terminal is gone.
async fn quit(keys: &mut UnboundedReceiver<u8>) {
    while keys.recv().await.is_some_and(|key| !QUIT.contains(&key)) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in the rows of a terminal after a frame.
    fn rows(frame: &str) -> Vec<String> {
        let drawn = frame.replace("\r\n\x1b[J", "");
        anstream::adapter::strip_str(&drawn).to_string().split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_frame_overwrites_the_one_before_without_clearing_it() {
        let frame = frame("one\ntwo", None, 24);
        assert!(!frame.contains("\x1b[2J"), "{frame:?}");
        assert!(frame.ends_with("\r\n\x1b[J\x1b[?2026l"), "rows below are cleared: {frame:?}");
        assert_eq!(rows(&frame), ["one", "two"]);
    }

    #[test]
    fn a_line_as_wide_as_the_terminal_keeps_its_last_character() {
        let frame = frame("one\ntwo", None, 2);
        assert!(frame.contains("\x1b[Kone\x1b[0m\r\n\x1b[Ktwo\x1b[0m"), "{frame:?}");
        assert!(frame.ends_with("two\x1b[0m\x1b[?2026l"), "nothing clears behind a line: {frame:?}");
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let frame = frame("one\ntwo\nthree\nfour", None, 3);
        assert_eq!(rows(&frame), ["one", "two", "… 2 lines more"]);
    }

    #[test]
    fn trouble_stands_below_what_was_read_before() {
        let frame = frame("one\ntwo\nthree", Some("Not up to date"), 3);
        assert_eq!(rows(&frame), ["one", "… 2 lines more", "Not up to date"]);
    }
}
