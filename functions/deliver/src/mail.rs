//! Mail: plain text and simple HTML that say the same. Nothing is loaded from anywhere, so nobody learns who reads it.

use crate::content::Section;
use crate::deps::Places;
use crate::edition::Edition;
use anyhow::{Context as _, Result};
use askama::Template;
use callout_domain::subscriber::{Subscriber, SubscriberAddress};
use callout_ports::Mail;
use callout_public::{SubscriberWords, fill};

/// The longest subject: what programs show, and far below the 998 characters of a line (RFC 5322, section 2.1.1).
const LONGEST_SUBJECT: usize = 150;

#[derive(Template)]
#[template(path = "news.html")]
struct NewsHtml<'a> {
    code: &'a str,
    words: &'a SubscriberWords,
    sections: &'a [Section],
    why: &'a str,
    manage: &'a str,
    leave: &'a str,
}

#[derive(Template)]
#[template(path = "news.txt", escape = "none")]
struct NewsText<'a> {
    words: &'a SubscriberWords,
    sections: &'a [Section],
    why: &'a str,
    manage: &'a str,
    leave: &'a str,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Letter<'a> {
    code: &'a str,
    before: &'a str,
    link: &'a str,
    after: &'a str,
}

/// The mail that tells a subscriber what is new.
pub(crate) fn news(
    to: &SubscriberAddress,
    subscriber: &Subscriber,
    id: &str,
    sections: &[Section],
    edition: &Edition,
    places: &Places,
) -> Result<Mail> {
    let (words, code) = (&edition.words, edition.page_words.code.as_str());
    let (manage, leave) = (&places.link("manage", subscriber), &places.link("unsubscribe", subscriber));
    let why = &fill(&words.mail_why, &[&edition.title]);
    let subject = match sections {
        [one] => fill(&words.mail_subject, &[&edition.title, &one.phase, &one.about]),
        several => {
            let is_mixed = several.iter().any(|one| one.is_maintenance);
            let text = if is_mixed { &words.mail_subject_mixed } else { &words.mail_subject_several };
            fill(text, &[&edition.title, &several.len().to_string()])
        }
    };
    Ok(Mail {
        to: to.clone(),
        subject: cut(&subject),
        text: NewsText { words, sections, why, manage, leave }.render().context("write a mail")?,
        html: NewsHtml { code, words, sections, why, manage, leave }.render().context("write a mail")?,
        unsubscribe: Some(leave.clone()),
        id: id.to_owned(),
    })
}

/// The mail that asks to confirm.
pub(crate) fn confirmation(
    to: &SubscriberAddress,
    subscriber: &Subscriber,
    id: &str,
    edition: &Edition,
    places: &Places,
) -> Result<Mail> {
    let words = &edition.words;
    let (before, after) = match subscriber.is_active() {
        true => (&words.mail_confirm_known, &words.mail_confirm_after_known),
        false => (&words.mail_confirm_text, &words.mail_confirm_after),
    };
    let before = fill(before, &[&edition.title]);
    let subject = fill(&words.mail_confirm_subject, &[&edition.title]);
    letter(to, id, &subject, [&before, &places.link("confirm", subscriber), after], edition)
}

/// The mail that says that a receiver of webhooks gets nothing any more.
pub(crate) fn disabled(
    to: &SubscriberAddress,
    receiver: &str,
    id: &str,
    edition: &Edition,
    places: &Places,
) -> Result<Mail> {
    let words = &edition.words;
    // Of the address only the host: a path may be a secret of its own.
    let host = receiver.split('/').nth(2).unwrap_or_default();
    let text = fill(&words.mail_disabled_text, &[host, ""]);
    let subject = fill(&words.mail_disabled_subject, &[&edition.title]);
    letter(to, id, &subject, [text.trim_end(), &places.subscribe, ""], edition)
}

/// A short mail with one link.
fn letter(
    to: &SubscriberAddress,
    id: &str,
    subject: &str,
    [before, link, after]: [&str; 3],
    edition: &Edition,
) -> Result<Mail> {
    let code = edition.page_words.code.as_str();
    Ok(Mail {
        to: to.clone(),
        subject: cut(subject),
        text: format!("{before}\n\n{link}\n\n{after}").trim_end().to_owned() + "\n",
        html: Letter { code, before, link, after }.render().context("write a mail")?,
        unsubscribe: None,
        id: id.to_owned(),
    })
}

fn cut(subject: &str) -> String {
    if subject.chars().count() <= LONGEST_SUBJECT {
        return subject.to_owned();
    }
    subject.chars().take(LONGEST_SUBJECT - 1).chain(['…']).collect()
}
