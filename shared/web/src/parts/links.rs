//! Links beside an incident: only https, each with where it leads.

use callout_domain::incident::Incident;

/// A link with its label.
pub struct NamedLink {
    /// Its label; untrusted text.
    pub text: String,
    /// Its address, which begins with `https://`.
    pub href: String,
    /// Where it leads, shown where the text does not say so.
    pub host: Option<String>,
}

impl NamedLink {
    fn new(text: &str, href: &str) -> Self {
        let host = host(href);
        let host = (host.is_empty() || !text.contains(host)).then(|| host.to_owned());
        Self { text: text.to_owned(), href: href.to_owned(), host }
    }
}

/// The host of an address, as a browser takes it: what stands before an `@` is a user's name.
fn host(href: &str) -> &str {
    let authority = href.split_once("://").map_or(href, |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

/// The runbook first, then the incident's other links; each address once, and only https.
pub fn links(incident: &Incident) -> Vec<NamedLink> {
    let runbook = incident.runbook.iter().map(|href| NamedLink::new("Runbook", href));
    let others = incident.links.iter().map(|link| NamedLink::new(&link.text, &link.href));
    let mut links: Vec<NamedLink> = Vec::new();
    for door in
        runbook.chain(others).filter(|door| door.href.starts_with("https://") && !host(&door.href).is_empty())
    {
        if links.iter().all(|known| known.href != door.href) {
            links.push(door);
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, href: &str, host: Option<&str>) {
        assert_eq!(NamedLink::new(text, href).host.as_deref(), host, "{href}");
    }

    #[test]
    fn a_link_says_where_it_leads() {
        check("Runbook", "https://wiki.example.com/payments", Some("wiki.example.com"));
        check("Runbook", "https://wiki.example.com@evil.example/", Some("evil.example"));
        check("Runbook", "https://evil.example\\@wiki.example.com/", Some("evil.example"));
        check("Link of the alarm (evil.example)", "https://evil.example/a", None);
        check("Logs", "https://logs.example:8443?q", Some("logs.example:8443"));
    }
}
