//! Judges what the account allows in text messages. At its limit, SNS drops them without an error.

use crate::ready::facts::{Sandbox, Sms};
use crate::ready::finding::{About, Finding, Level};

/// What a new account may spend in a month.
const FIRST_LIMIT: f64 = 1.0;
/// The part of the limit from which on it is time to raise it.
const NEARLY: f64 = 0.8;
const RAISE: &str = "ask AWS Support to raise the SMS spending quota, then set MonthlySpendLimit";

pub(super) fn judge(sms: &Sms) -> Vec<Finding> {
    let about = About::TextMessages;
    let mut found = spending(&about, sms);
    found.extend(sandbox(&about, sms));
    if let Err(why) = &sms.opted_out {
        found.push(Finding::unknown(&about, "which numbers answered STOP", why));
    }
    if found.is_empty() {
        found.push(Finding::new(Level::Ok, &about, spent(sms), ""));
    }
    found
}

fn spending(about: &About, sms: &Sms) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Err(why) = &sms.spent {
        found.push(Finding::unknown(about, "what was spent this month", why));
    }
    let limit = match &sms.limit {
        Ok(limit) => *limit,
        Err(why) => {
            found.push(Finding::unknown(about, "how much may be spent", why));
            return found;
        }
    };
    let share = sms.spent.as_ref().map_or(0.0, |spent| spent / limit.max(f64::MIN_POSITIVE));
    if share >= 1.0 {
        found.push(Finding::new(
            Level::Error,
            about,
            format!("{}: AWS drops them all until next month", spent(sms)),
            RAISE,
        ));
    } else if share >= NEARLY {
        found.push(Finding::new(
            Level::Warning,
            about,
            format!("{}: at the limit AWS drops them", spent(sms)),
            RAISE,
        ));
    } else if limit <= FIRST_LIMIT {
        let what = format!("{}: the limit of a new account, a few dozen messages", spent(sms));
        found.push(Finding::new(Level::Warning, about, what, RAISE));
    }
    found
}

fn spent(sms: &Sms) -> String {
    match (&sms.spent, &sms.limit) {
        (Ok(spent), Ok(limit)) => format!("${spent:.2} of ${limit:.2} spent this month"),
        (Err(_), Ok(limit)) => format!("${limit:.2} may be spent each month"),
        (_, Err(_)) => "nothing is known about spending".to_owned(),
    }
}

fn sandbox(about: &About, sms: &Sms) -> Option<Finding> {
    match &sms.sandbox {
        Ok(Sandbox::Left) => None,
        Ok(Sandbox::Inside(Ok(_))) => Some(Finding::new(
            Level::Warning,
            about,
            "the account is in the SMS sandbox: only numbers verified there get any",
            "SNS console, Text messaging, Exit SMS sandbox",
        )),
        Ok(Sandbox::Inside(Err(why))) => {
            Some(Finding::unknown(about, "which numbers the SMS sandbox lets through", why))
        }
        Err(why) => Some(Finding::unknown(about, "whether the account is in the SMS sandbox", why)),
    }
}
