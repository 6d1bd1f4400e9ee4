//! Times as browsers send them, by the reader's clock.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The instant of a time like `2026-11-28T03:10`.
///
/// # Errors
/// It cannot be read.
pub(crate) fn instant(text: &str, zone: &TimeZone) -> Result<Timestamp, String> {
    let read = text.parse::<DateTime>().ok().and_then(|time| time.to_zoned(zone.clone()).ok());
    let read = read.or_else(|| text.parse::<Timestamp>().ok().map(|at| at.to_zoned(zone.clone())));
    read.map(|zoned| zoned.timestamp())
        .ok_or_else(|| format!("“{text}” is no time; write one like 2026-11-28T03:10."))
}
