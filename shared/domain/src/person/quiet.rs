//! Hours of a week as people type them: `22:00-07:00; sat, sun 07:00-10:00`.

use crate::oncall::Hours;
use crate::oncall::settings::RestrictionSettings;

/// The most windows that are taken.
const MOST: usize = 14;

/// Reads hours; nothing means none.
///
/// # Errors
/// Why they cannot be read, with what to write.
pub fn read_hours(text: &str, zone: &str) -> Result<Vec<RestrictionSettings>, String> {
    let parts = text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let windows: Vec<RestrictionSettings> = parts.map(window).collect::<Result<_, _>>()?;
    if windows.len() > MOST {
        return Err(format!("{} windows are more than the {MOST} that are kept", windows.len()));
    }
    match Hours::compile(&windows, zone) {
        Ok(_) => Ok(windows),
        Err(problems) => {
            let why: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
            Err(why.join("; "))
        }
    }
}

fn window(text: &str) -> Result<RestrictionSettings, String> {
    let unreadable = || format!("`{text}` is no window; write 22:00-07:00, or sat, sun 07:00-10:00");
    let (days, hours) = match text.rsplit_once(' ') {
        Some((days, hours)) => (days, hours),
        None => ("", text),
    };
    let (from, to) = hours.split_once(['-', '–']).ok_or_else(unreadable)?;
    let days = days.split([',', ' ']).filter(|day| !day.is_empty()).map(str::to_lowercase).collect();
    Ok(RestrictionSettings { days, from: from.to_owned(), to: to.to_owned() })
}

/// Writes hours so that they can be read again.
pub fn written_hours(windows: &[RestrictionSettings]) -> String {
    let window = |window: &RestrictionSettings| {
        let days = window.days.join(", ");
        format!("{days} {}-{}", window.from, window.to).trim().to_owned()
    };
    windows.iter().map(window).collect::<Vec<_>>().join("; ")
}
