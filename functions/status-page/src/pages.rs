//! All status pages at once: each is rendered from its view of the documents and has a note of its own; the front pages of all
//! come last.

use crate::publish::Publisher;
use crate::render::{Rendered, Site, render, with_entrances};
use crate::stale::hidden_files;
use anyhow::{Context, Result};
use callout_domain::settings::Settings;
use callout_domain::status::{Audience, Month, MonthDocument, PageDocument};
use callout_ports::{PageDocuments, PageObject, PublishedPage, StatusBucket};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// How many months are read at once.
const MONTHS_AT_ONCE: usize = 8;

/// Where the page's links lead outside of it.
#[derive(Debug, Clone, Copy)]
pub struct Addresses<'a> {
    /// The main page's own public address, or nothing.
    pub page: &'a str,
    /// Where customers subscribe to it, or nothing.
    pub subscribe: &'a str,
}

impl<'a> From<&'a str> for Addresses<'a> {
    fn from(page: &'a str) -> Self {
        Self { page, subscribe: "" }
    }
}

/// What is to be published now.
pub(crate) struct Wanted<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) document: &'a PageDocument,
    /// What is to be noted of the main page.
    pub(crate) note: &'a PublishedPage,
    /// Months that changed and may be older than what is shown.
    pub(crate) changed: &'a BTreeSet<Month>,
    pub(crate) now: Timestamp,
}

/// How many files there are, and how many of them were written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Written {
    pub(crate) pages: usize,
    pub(crate) files: usize,
    pub(crate) written: usize,
}

/// The pages as this invocation knows them.
pub(crate) struct Pages<'a, T, B> {
    table: &'a T,
    bucket: &'a B,
    addresses: Addresses<'a>,
    publishers: BTreeMap<String, Publisher<'a, T, B>>,
}

/// What of a page comes after all that others have.
struct Front {
    page: Audience,
    objects: Vec<PageObject>,
    /// All its files.
    shown: BTreeSet<String>,
    /// Files of what it does not show.
    hidden: BTreeSet<String>,
}

impl<'a, T: PageDocuments, B: StatusBucket> Pages<'a, T, B> {
    pub(crate) fn new(table: &'a T, bucket: &'a B, addresses: Addresses<'a>) -> Self {
        Self { table, bucket, addresses, publishers: BTreeMap::new() }
    }

    /// Publishes all pages.
    pub(crate) async fn publish(&mut self, wanted: &Wanted<'_>) -> Result<Written> {
        let pages = pages(wanted);
        for page in &pages {
            self.publisher(page, wanted).await?;
        }
        let gone = self.note_names(&pages, wanted).await?;
        let months = self.months(&pages, &gone, wanted).await?;
        let mut written = Written { pages: pages.len(), ..Written::default() };
        let mut fronts = Vec::new();
        for page in pages {
            let publisher = self.publisher(&page, wanted).await?;
            let is_new = publisher.noted().shows != page.shown_digest();
            let view = View::of(&page, &months, is_new, wanted);
            let rendered = self.render(&page, &view, wanted)?;
            let shown: BTreeSet<String> = rendered.keys().map(str::to_owned).collect();
            let hidden = match page.is_whole() {
                true => BTreeSet::new(),
                false => hidden_files((wanted.document, &months), Some((&view.document, &view.known))),
            };
            written.files += shown.len();
            written.written += self.publisher(&page, wanted).await?.write(&rendered.rest).await?;
            fronts.push(Front { page, objects: rendered.front, shown, hidden });
        }
        for front in &fronts {
            written.written += self.publisher(&front.page, wanted).await?.write(&front.objects).await?;
        }
        for Front { page, shown, hidden, .. } in &fronts {
            let publisher = self.publisher(page, wanted).await?;
            publisher.remove_stale(shown, hidden, &page.shown_digest()).await?;
        }
        let all = hidden_files((wanted.document, &months), None);
        for name in &gone {
            let note = PublishedPage { page: name.clone(), ..wanted.note.clone() };
            Publisher::start(self.table, self.bucket, &note).await?.remove_all(&all).await?;
            self.publishers.remove(name);
        }
        Ok(written)
    }

    /// Notes that all is as it should be, of the main page last: whoever looks whether something is to be done asks it.
    pub(crate) async fn finish(&mut self, wanted: &Wanted<'_>) -> Result<()> {
        for page in pages(wanted).iter().rev() {
            let mut note = note(page, wanted);
            if page.name.is_empty() {
                note.pages = wanted.settings.status_pages.keys().cloned().collect();
            }
            self.publisher(page, wanted).await?.finish(note).await?;
        }
        Ok(())
    }

    async fn publisher(&mut self, page: &Audience, wanted: &Wanted<'_>) -> Result<&mut Publisher<'a, T, B>> {
        if !self.publishers.contains_key(&page.name) {
            let publisher = Publisher::start(self.table, self.bucket, &note(page, wanted)).await?;
            self.publishers.insert(page.name.clone(), publisher);
        }
        self.publishers.get_mut(&page.name).context("a page without a publisher")
    }

    /// Notes of which pages there may be files; returns those that the settings no longer have.
    async fn note_names(&mut self, pages: &[Audience], wanted: &Wanted<'_>) -> Result<Vec<String>> {
        let Some(main) = pages.first() else { return Ok(Vec::new()) };
        let names: BTreeSet<String> = wanted.settings.status_pages.keys().cloned().collect();
        let main = self.publisher(main, wanted).await?;
        main.note_pages(&names).await?;
        Ok(main.noted().pages.difference(&names).cloned().collect())
    }

    /// The months that the pages need and that there are: all of them where a page shows only some of their incidents, since
    /// its history lists no month without one.
    async fn months(
        &self,
        pages: &[Audience],
        gone: &[String],
        wanted: &Wanted<'_>,
    ) -> Result<Vec<MonthDocument>> {
        let is_new = |page: &Audience| {
            self.publishers.get(&page.name).is_some_and(|it| it.noted().shows != page.shown_digest())
        };
        let needs_all = !gone.is_empty() || pages.iter().any(|page| !page.is_whole() || is_new(page));
        let needed = months_needed(wanted);
        let stored = wanted.document.months.iter().filter(|month| needs_all || needed.contains(month));
        let reads: Vec<_> = stored.map(|month| self.table.month(*month)).collect();
        let read = stream::iter(reads).buffered(MONTHS_AT_ONCE).try_collect::<Vec<_>>().await;
        read.context("load the months of the page")
    }

    fn render(&self, page: &Audience, view: &View, wanted: &Wanted<'_>) -> Result<Rendered> {
        let main = self.addresses.page;
        let address = if main.is_empty() { String::new() } else { format!("{main}{}", page.folder()) };
        let site = Site {
            settings: &page.settings,
            document: &view.document,
            months: &view.shown,
            address: &address,
            // Whoever subscribes is told what the main page shows.
            subscribe: if page.name.is_empty() { self.addresses.subscribe } else { "" },
            now: wanted.now,
            written: view.written(page, wanted),
            is_listed: page.name.is_empty(),
        };
        let rendered = render(&site)?;
        Ok(if page.name.is_empty() { rendered } else { with_entrances(rendered, page) })
    }
}

/// What a page shows of the documents.
struct View {
    document: PageDocument,
    /// The months that are rendered.
    shown: Vec<MonthDocument>,
    /// All that were read.
    known: Vec<MonthDocument>,
}

impl View {
    /// A page that shows something else than before is rendered with all its months: their files may say what it must not, or
    /// not be there.
    fn of(page: &Audience, months: &[MonthDocument], is_new: bool, wanted: &Wanted<'_>) -> Self {
        let known: Vec<MonthDocument> = months.iter().map(|month| page.month(month)).collect();
        let mut document = page.document(wanted.document);
        if !page.is_whole() {
            let with_something = known.iter().filter(|month| !month.is_empty());
            document.months = with_something.map(|month| month.month).collect();
        }
        let needed = months_needed(wanted);
        let is_shown = |month: &&MonthDocument| {
            document.months.contains(&month.month) && (is_new || needed.contains(&month.month))
        };
        let shown = known.iter().filter(is_shown).cloned().collect();
        Self { document, shown, known }
    }
}

impl View {
    /// When the page says that it was written. One that does not show everything says when it changed, or that a day began: the
    /// time of each look would tell when something happens that it does not show.
    fn written(&self, page: &Audience, wanted: &Wanted<'_>) -> Timestamp {
        if page.is_whole() {
            return wanted.now;
        }
        let today = wanted.now.to_zoned(page.settings.time_zone()).start_of_day();
        let today = today.map_or(wanted.now, |at| at.timestamp());
        self.document.changed_at().map_or(today, |changed| changed.max(today))
    }
}

fn pages(wanted: &Wanted<'_>) -> Vec<Audience> {
    Audience::all(wanted.settings).into_iter().map(|page| page.knowing(wanted.document)).collect()
}

/// What is to be noted of a page.
fn note(page: &Audience, wanted: &Wanted<'_>) -> PublishedPage {
    PublishedPage { page: page.name.clone(), shows: page.shown_digest(), ..wanted.note.clone() }
}

fn months_needed(wanted: &Wanted<'_>) -> BTreeSet<Month> {
    let page = wanted.settings.status_page.iter();
    page.flat_map(|page| Site::months_needed(page, wanted.now))
        .chain(wanted.changed.iter().copied())
        .collect()
}
