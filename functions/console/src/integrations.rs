//! The integrations: what each key may do, and when it was last used. One read for those of a page. Must not show a key.

use crate::address::Address;
use crate::deps::Ports;
use crate::paged::{Asked, Part};
use crate::refused::Refused;
use crate::session::Session;
use crate::source::Sources;
use crate::top::{Place, Top};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use callout_domain::settings::Integration;
use callout_ports::KeyUses as _;
use callout_web::layout::page;
use callout_web::parts::Reader;
use callout_web::words::Moment;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many are on a page. With two keys each, one request reads the uses of all.
const INTEGRATIONS: usize = 40;
/// The most keys of one integration whose use is shown.
const MOST_KEYS: usize = 2;
/// The most report pages shown.
const MOST_PAGES: usize = 100;
/// How much of a digest names a key, as `callout key list` does.
const DIGEST: usize = 8;

#[derive(Template)]
#[template(path = "integrations.html")]
struct IntegrationsPage {
    top: Top,
    integrations: Part<IntegrationView>,
    report_pages: Vec<ReportPageView>,
    /// How many more there are.
    more_pages: usize,
}

/// Where colleagues report problems.
struct ReportPageView {
    name: String,
    service: String,
    source: String,
    path: String,
}

struct IntegrationView {
    name: String,
    /// File and line of the settings; empty if not known.
    source: String,
    formats: String,
    service: String,
    may: Vec<String>,
    keys: Vec<KeyView>,
}

struct KeyView {
    /// The beginning of its digest.
    digest: String,
    last_used: Option<Moment>,
}

/// Shows them.
pub(crate) async fn show<P: Ports>(
    State(deps): State<Arc<P>>,
    session: Session,
    Address(asked): Address<Asked>,
) -> Result<Response, Refused> {
    let deps = &*deps;
    let all = session.rules.settings().integrations.iter();
    let fits = |(name, integration): &(&String, &Integration)| {
        let service = integration.service.as_ref().map(|service| service.as_str());
        asked.fits([name.as_str()].into_iter().chain(service))
    };
    let part = asked.part(all.filter(fits).collect::<Vec<_>>(), INTEGRATIONS, "integrations");
    let keys = |(_, integration): &(&String, &Integration)| {
        integration.key_sha256.iter().take(MOST_KEYS).cloned().collect::<Vec<_>>()
    };
    let digests: Vec<String> = part.items.iter().flat_map(keys).collect();
    let uses = match digests.is_empty() {
        true => BTreeMap::new(),
        false => deps.own_table().key_uses(&digests).await?,
    };
    let (reader, sources) = (session.reader(), Sources::read(deps, &session).await);
    let view = |(name, one): (&String, &Integration)| IntegrationView {
        source: sources.of("integrations", name),
        ..IntegrationView::of(name, one, &uses, &reader)
    };
    let pages = &session.rules.settings().report_pages;
    let report_pages = pages.iter().take(MOST_PAGES).map(|(name, page)| ReportPageView {
        name: name.clone(),
        service: page.service.to_string(),
        source: sources.of("report_pages", name),
        path: page.path(name),
    });
    let shown = IntegrationsPage {
        top: Top::of(&session, Place::Services),
        integrations: part.map(view),
        report_pages: report_pages.collect(),
        more_pages: pages.len().saturating_sub(MOST_PAGES),
    };
    Ok(page(StatusCode::OK, &shown))
}

impl IntegrationView {
    fn of(
        name: &str,
        integration: &Integration,
        uses: &BTreeMap<String, Timestamp>,
        reader: &Reader<'_>,
    ) -> Self {
        let key = |digest: &String| KeyView {
            digest: digest.chars().take(DIGEST).collect(),
            last_used: uses.get(digest).map(|at| reader.moment(*at)),
        };
        Self {
            name: name.to_owned(),
            source: String::new(),
            formats: integration.formats_in_words(),
            service: integration.service.as_ref().map(ToString::to_string).unwrap_or_default(),
            may: integration.scope(),
            keys: integration.key_sha256.iter().take(MOST_KEYS).map(key).collect(),
        }
    }
}
