//! Judges what AWS End User Messaging allows the numbers of our own. At its quota the service refuses every message.

use crate::ready::facts::Numbers;
use crate::ready::finding::{About, Finding, Level};
use crate::to_type::aws;

/// What a new account may spend in a month on each.
const FIRST_LIMIT: i64 = 1;
/// How to have quotas raised, and to leave the sandbox.
const OVERRIDE: &str =
    "pinpoint-sms-voice-v2 set-text-message-spend-limit-override (or set-voice-…) --monthly-limit DOLLARS";
const LEAVE: &str = "ask AWS Support for production access of End User Messaging";

pub(super) fn judge(numbers: &Numbers) -> Vec<Finding> {
    let mut found = Vec::new();
    if numbers.text {
        found.extend(of_channel(&About::TextMessages, numbers, |limits| limits.text));
        if let Err(why) = &numbers.opted_out {
            found.push(Finding::unknown(&About::TextMessages, "which numbers answered STOP to ours", why));
        }
    }
    if numbers.voice {
        found.extend(of_channel(&About::Calls, numbers, |limits| limits.voice));
    }
    found
}

fn raise() -> String {
    format!("ask AWS Support to raise the quota of End User Messaging, then {}", aws(OVERRIDE))
}

fn of_channel(
    about: &About,
    numbers: &Numbers,
    limit: impl Fn(&crate::ready::facts::SpendLimits) -> Option<i64>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    match &numbers.limits {
        Err(why) => found.push(Finding::unknown(about, "how much may be spent on numbers of your own", why)),
        Ok(limits) => {
            if let Some(limit) = limit(limits).filter(|limit| *limit <= FIRST_LIMIT) {
                let what =
                    format!("${limit} a month may be spent from your own number: the quota of a new account");
                found.push(Finding::new(Level::Warning, about, what, raise()));
            }
        }
    }
    match &numbers.in_sandbox {
        Err(why) => {
            found.push(Finding::unknown(
                about,
                "whether the account is in End User Messaging's sandbox",
                why,
            ));
        }
        Ok(true) => {
            let what = "your own number reaches only numbers verified in End User Messaging: the account is in its sandbox";
            found.push(Finding::new(Level::Warning, about, what, LEAVE));
        }
        Ok(false) => {}
    }
    found
}
