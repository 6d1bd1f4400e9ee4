//! The local pages, from `infra/cli/templates/local`.
//! Must not need a script, nor load anything from elsewhere.

use askama::Template;
use jiff::Timestamp;

use super::endpoints::Endpoints;
use super::inbox::Message;

#[derive(Template)]
#[template(path = "local/home.html")]
pub(super) struct Home<'a> {
    pub(super) endpoints: Option<&'a Endpoints>,
    /// How this program is started here.
    pub(super) command: &'a str,
    /// What commands need to mean this start.
    pub(super) port: &'a str,
}

#[derive(Template)]
#[template(path = "local/status_empty.html")]
pub(super) struct StatusEmpty;

#[derive(Template)]
#[template(path = "local/inbox.html")]
pub(super) struct InboxPage<'a> {
    command: &'a str,
    messages: Vec<Shown<'a>>,
}

struct Shown<'a> {
    to: &'a str,
    channel: &'a str,
    address: &'a str,
    sent_at: &'a str,
    shown_at: String,
    parts: Vec<Part<'a>>,
}

/// A stretch of a message's text.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    Text(&'a str),
    Link(&'a str),
}

impl<'a> InboxPage<'a> {
    /// Newest first: that is what one looks for.
    pub(super) fn new(messages: &'a [Message], command: &'a str) -> Self {
        let show = |message: &'a Message| Shown {
            to: &message.to,
            channel: &message.channel,
            address: &message.address,
            sent_at: &message.sent_at,
            shown_at: moment(&message.sent_at),
            parts: parts(&message.text),
        };
        Self { command, messages: messages.iter().rev().map(show).collect() }
    }
}

/// A time as the pages of `respond` show it; as it is where it is none.
fn moment(sent_at: &str) -> String {
    let at = sent_at.parse::<Timestamp>();
    at.map_or_else(|_| sent_at.to_owned(), |at| at.strftime("%-d %b %Y, %H:%M UTC").to_string())
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = ["http://", "https://"].iter().filter_map(|scheme| rest.find(scheme)).min() {
        let (before, from_link) = rest.split_at(start);
        let end = from_link.find(char::is_whitespace).unwrap_or(from_link.len());
        let link = from_link[..end].trim_end_matches(['.', ',', ')', ';', '!', '?', '>']);
        parts.extend((!before.is_empty()).then_some(Part::Text(before)));
        parts.push(Part::Link(link));
        rest = &from_link[link.len()..];
    }
    parts.extend((!rest.is_empty()).then_some(Part::Text(rest)));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_separated_from_text() {
        assert_eq!(parts("Payments down"), [Part::Text("Payments down")]);
        assert_eq!(
            parts("Ack: http://127.0.0.1:4568/a/k.\nbye"),
            [Part::Text("Ack: "), Part::Link("http://127.0.0.1:4568/a/k"), Part::Text(".\nbye")]
        );
        assert_eq!(
            parts("https://a https://b"),
            [Part::Link("https://a"), Part::Text(" "), Part::Link("https://b")]
        );
    }

    #[test]
    fn messages_cannot_smuggle_markup_in() {
        let message = Message {
            to: "ana".to_owned(),
            channel: "sms".to_owned(),
            address: "+15550100".to_owned(),
            text: "<script>alert(1)</script> http://x/\"onclick=1".to_owned(),
            sent_at: "2026-11-22T10:00:00Z".to_owned(),
        };
        let page = InboxPage::new(std::slice::from_ref(&message), "callout").render().unwrap();
        assert!(!page.contains("<script") && !page.contains("\"onclick"), "{page}");
        assert!(page.contains(">22 Nov 2026, 10:00 UTC<"), "{page}");
    }
}
