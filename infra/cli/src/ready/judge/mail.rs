//! Judges what SES allows: what it refuses, no subscriber of the status page gets.

use crate::ready::facts::SubscriberMail;
use crate::ready::finding::{About, Finding, Level};
use crate::to_type::aws;

pub(super) fn judge(mail: &SubscriberMail) -> Vec<Finding> {
    let about = About::Subscribers;
    let mut found = Vec::new();
    match &mail.is_verified {
        Ok(true) => {}
        Ok(false) => found.push(Finding::new(
            Level::Warning,
            &about,
            format!("SES does not know {} as ours: it refuses every mail", mail.from),
            format!("{}, and do what its mail or the DNS records ask", verify(&mail.from)),
        )),
        Err(why) => found.push(Finding::unknown(&about, "whether SES sends from our address", why)),
    }
    match &mail.in_sandbox {
        Ok(false) => {}
        Ok(true) => found.push(Finding::new(
            Level::Warning,
            &about,
            "the account is in the sandbox of SES: only addresses verified there get mail",
            "SES console, Account dashboard, Request production access",
        )),
        Err(why) => found.push(Finding::unknown(&about, "whether SES sends to anybody", why)),
    }
    if found.is_empty() {
        found.push(Finding::new(Level::Ok, &about, format!("mail leaves from {}", mail.from), ""));
    }
    found
}

fn verify(from: &str) -> String {
    aws(&format!("sesv2 create-email-identity --email-identity {from}"))
}
