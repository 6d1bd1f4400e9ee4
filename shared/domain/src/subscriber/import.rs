//! Subscribers of another status page, from a CSV file (RFC 4180) such as Statuspage takes and gives.
//!
//! Must not guess: a row that says something else than a mailbox or a receiver is left out, with the reason.

use super::address::{Reach, SubscriberAddress};
use super::wanted::Wanted;
use crate::ids::ComponentName;
use crate::settings::StatusPageSettings;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedRow {
    /// Its line in the file, from 1.
    pub line: usize,
    /// Who it is and what they want, or why it is left out.
    pub read: Result<(SubscriberAddress, Wanted), LeftOut>,
}

/// Why a row is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LeftOut {
    /// It is a telephone, a chat or the like.
    #[error("neither a mail address nor a receiver of webhooks")]
    OtherKind,
    /// The address cannot be reached.
    #[error("an address that nothing can be sent to")]
    BadAddress,
    /// The other page had given it up.
    #[error("given up by the other page")]
    Quarantined,
    /// It wants components that this page does not have.
    #[error("only components that this page does not have")]
    UnknownComponents,
}

/// Where each field is.
#[derive(Debug, Default)]
struct Columns {
    kind: Option<usize>,
    email: Option<usize>,
    endpoint: Option<usize>,
    components: Option<usize>,
    quarantined: Option<usize>,
}

/// The rows of a file. Without a heading the columns are type, address and components, as Statuspage's template has them.
pub fn imported(text: &str, page: &StatusPageSettings) -> Vec<ImportedRow> {
    let mut rows = rows(text.trim_start_matches('\u{feff}')).into_iter().peekable();
    let heading = rows.peek().map(|(_, fields)| Columns::of_heading(fields)).unwrap_or_default();
    let columns = match heading {
        Some(columns) => {
            rows.next();
            columns
        }
        None => Columns {
            kind: Some(0),
            email: Some(1),
            endpoint: Some(1),
            components: Some(3),
            quarantined: None,
        },
    };
    rows.map(|(line, fields)| ImportedRow { line, read: columns.read(&fields, page) }).collect()
}

impl Columns {
    /// `None` if the row is no heading: an address stands in it.
    fn of_heading(fields: &[String]) -> Option<Self> {
        let names: Vec<String> =
            fields.iter().map(|name| name.trim().to_lowercase().replace([' ', '-'], "_")).collect();
        if names.iter().any(|name| name.contains('@') || name.contains("://")) {
            return None;
        }
        let at = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
        let columns = Self {
            kind: at(&["type", "mode", "subscriber_type"]),
            email: at(&["email", "email_address", "address", "subscriber"]),
            endpoint: at(&["endpoint", "url", "webhook", "webhook_url"]),
            components: at(&["components", "component_names", "component"]),
            quarantined: at(&["quarantined_at", "quarantined"]),
        };
        (columns.email.is_some() || columns.endpoint.is_some()).then_some(columns)
    }

    fn read(
        &self,
        fields: &[String],
        page: &StatusPageSettings,
    ) -> Result<(SubscriberAddress, Wanted), LeftOut> {
        let field = |at: Option<usize>| at.and_then(|at| fields.get(at)).map_or("", |field| field.trim());
        if !matches!(field(self.quarantined), "" | "false" | "no") {
            return Err(LeftOut::Quarantined);
        }
        let (email, endpoint) = (field(self.email), field(self.endpoint));
        let address = match field(self.kind).to_lowercase().as_str() {
            "email" | "e-mail" | "mail" => SubscriberAddress::email(email),
            "webhook" => {
                let address = if endpoint.is_empty() { email } else { endpoint };
                SubscriberAddress::webhook(address, Reach::Public)
            }
            "" if email.contains('@') => SubscriberAddress::email(email),
            "" if endpoint.contains("://") => SubscriberAddress::webhook(endpoint, Reach::Public),
            _ => return Err(LeftOut::OtherKind),
        };
        let address = address.ok_or(LeftOut::BadAddress)?;
        let names: Vec<&str> = field(self.components)
            .split([';', '|', ','])
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect();
        if names.is_empty() {
            return Ok((address, Wanted::everything()));
        }
        let known: Vec<ComponentName> = names.iter().filter_map(|name| component(name, page)).collect();
        match known.is_empty() {
            true => Err(LeftOut::UnknownComponents),
            false => Ok((address, Wanted::components(known))),
        }
    }
}

/// A component by its name in the settings, or by what customers call it.
fn component(name: &str, page: &StatusPageSettings) -> Option<ComponentName> {
    let is_it =
        |known: &ComponentName, title: &str| known.as_str() == name || title.eq_ignore_ascii_case(name);
    let mut all = page.components.iter();
    all.find(|(known, one)| is_it(known, &one.title)).map(|(known, _)| known.clone())
}

/// The rows of a CSV file with the lines that they begin in; empty ones left out.
fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
    let (mut rows, mut fields, mut field) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut begun, mut is_quoted) = (1, 1, false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if is_quoted && rest.peek() == Some(&'"') => {
                rest.next();
                field.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if field.trim().is_empty() => {
                field.clear();
                is_quoted = true;
            }
            ',' if !is_quoted => fields.push(std::mem::take(&mut field)),
            '\n' if !is_quoted => {
                fields.push(std::mem::take(&mut field));
                rows.push((begun, std::mem::take(&mut fields)));
                line += 1;
                begun = line;
            }
            '\r' if !is_quoted => {}
            _ => {
                line += usize::from(c == '\n');
                field.push(c);
            }
        }
    }
    fields.push(field);
    rows.push((begun, fields));
    rows.retain(|(_, fields)| fields.iter().any(|field| !field.trim().is_empty()));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> StatusPageSettings {
        toml::from_str("title = 'Acme'\n[components.checkout]\ntitle = 'Check out'\n[components.search]\ntitle = 'Search'")
            .unwrap()
    }

    fn read(text: &str) -> Vec<Result<(String, Wanted), LeftOut>> {
        let rows = imported(text, &page()).into_iter();
        rows.map(|row| row.read.map(|(address, wanted)| (address.as_str().to_owned(), wanted))).collect()
    }

    #[test]
    fn statuspages_files_are_read_with_and_without_a_heading() {
        let all = Wanted::everything();
        let ana = || Ok(("ana@example.com".to_owned(), all.clone()));
        assert_eq!(read("email,ana@example.com,yes\r\nsms,5550100,US\n"), [ana(), Err(LeftOut::OtherKind)]);
        assert_eq!(read("\u{feff}Type,Email Address,Skip confirmation\nemail,ana@example.com,no"), [ana()]);
        let export = "mode,email,endpoint,components,quarantined_at\n\
            email,ana@example.com,,\"Check out, unknown\",\n\
            webhook,,https://hooks.example.com/x,,\n\
            email,old@example.com,,,2026-01-01\n\
            email,ben@example.com,,unknown,\n\
            slack,,,,\n";
        let checkout = Wanted::components(["checkout".into()]);
        assert_eq!(
            read(export),
            [
                Ok(("ana@example.com".to_owned(), checkout)),
                Ok(("https://hooks.example.com/x".to_owned(), all.clone())),
                Err(LeftOut::Quarantined),
                Err(LeftOut::UnknownComponents),
                Err(LeftOut::OtherKind),
            ]
        );
    }

    #[test]
    fn quotes_and_lines_are_those_of_csv() {
        let rows = rows("a,\"b \"\"c\"\", d\ne\"\n\n\"f\",g\n");
        assert_eq!(
            rows,
            [
                (1, vec!["a".to_owned(), "b \"c\", d\ne".to_owned()]),
                (4, vec!["f".to_owned(), "g".to_owned()])
            ]
        );
        assert_eq!(read(""), []);
        assert_eq!(read("type,email\nemail,nobody,yes"), [Err(LeftOut::BadAddress)]);
    }

    proptest::proptest! {
        #[test]
        fn no_file_breaks_the_reader(text in "[a-z@.,;\"\n\r ]{0,200}") {
            let _ = imported(&text, &page());
        }
    }
}
