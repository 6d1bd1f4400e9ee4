//! From a rendered page to the bucket: only what changed, the front pages last, and a note of what was written.

use crate::render::Rendered;
use anyhow::{Context, Result, bail};
use callout_domain::ids::{digest, hex};
use callout_domain::settings::LANGUAGES;
use callout_lambda::after_conflict;
use callout_ports::{CommitError, PageDocuments, PageObject, PublishedPage, StatusBucket};
use std::collections::{BTreeMap, BTreeSet};

/// How often the note is tried while others publish, too.
const TRIES: usize = 12;

/// The most files that are written with one note.
const MOST_AT_ONCE: usize = 200;

/// What this invocation knows of the files in the bucket.
pub(crate) struct Publisher<'a, T, B> {
    table: &'a T,
    bucket: &'a B,
    noted: PublishedPage,
}

/// How many files there are, and how many of them were written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    pub(crate) files: usize,
    pub(crate) written: usize,
}

impl<'a, T: PageDocuments, B: StatusBucket> Publisher<'a, T, B> {
    /// Starts from what was noted last; nothing is known of the files of another day, so that whatever went wrong in the
    /// bucket heals once a day.
    pub(crate) async fn start(table: &'a T, bucket: &'a B, wanted: &PublishedPage) -> Result<Self> {
        let noted = noted(table).await?.unwrap_or_else(|| PublishedPage { round: 0, ..wanted.clone() });
        let files = if noted.day == wanted.day { noted.files.clone() } else { BTreeMap::new() };
        Ok(Self { table, bucket, noted: PublishedPage { files, ..noted } })
    }

    /// Writes what differs from what is known to be there, the front pages last.
    ///
    /// The note forgets files before they are written, and knows them afterwards: one that a crash leaves in doubt is
    /// written again, even if it is to be what it was before. A large page is written in parts, each with its note, so that
    /// the next try goes on where the time of one ended.
    pub(crate) async fn publish(&mut self, rendered: &Rendered) -> Result<Written> {
        let (rest, front) = (self.changed(&rendered.rest), self.changed(&rendered.front));
        for part in rest.chunks(MOST_AT_ONCE).chain(front.chunks(MOST_AT_ONCE)) {
            let mut noted = self.noted.clone();
            noted.version = 0;
            part.iter().for_each(|object| drop(noted.files.remove(&object.key)));
            self.note(noted).await?;
            let objects: Vec<PageObject> = part.iter().copied().cloned().collect();
            self.bucket.publish(&objects).await.context("publish the status page")?;
            self.noted.files.extend(part.iter().map(|object| (object.key.clone(), mark(object))));
        }
        self.remove_orphans(rendered).await?;
        let written = rest.len() + front.len();
        if written == 0 {
            // No call at all, but whoever stands in for the bucket sees that the page is as it should be.
            self.bucket.publish(&[]).await.context("publish the status page")?;
        }
        Ok(Written { files: rendered.rest.len() + rendered.front.len(), written })
    }

    /// Removes the pages of components and languages that the settings no longer have: nobody would ever write them again,
    /// and what they say would be wrong the next day. Incidents keep their addresses.
    async fn remove_orphans(&mut self, rendered: &Rendered) -> Result<()> {
        let shown: BTreeSet<&str> =
            rendered.rest.iter().chain(&rendered.front).map(|object| object.key.as_str()).collect();
        let is_orphan = |key: &&String| !shown.contains(key.as_str()) && may_go(key, &shown);
        let orphans: Vec<String> = self.noted.files.keys().filter(is_orphan).cloned().collect();
        if orphans.is_empty() {
            return Ok(());
        }
        self.bucket.remove(&orphans).await.context("remove pages that the status page no longer has")?;
        orphans.iter().for_each(|key| drop(self.noted.files.remove(key)));
        Ok(())
    }

    /// Notes that all is as it should be.
    pub(crate) async fn finish(&mut self, wanted: PublishedPage) -> Result<()> {
        let files = self.noted.files.clone();
        self.note(PublishedPage { round: self.noted.round, files, ..wanted }).await
    }

    fn changed<'o>(&self, objects: &'o [PageObject]) -> Vec<&'o PageObject> {
        objects.iter().filter(|object| self.noted.files.get(&object.key) != Some(&mark(object))).collect()
    }

    /// Stores a note. If another process noted something since, its files are as unknown as ours: what both wrote is in
    /// doubt, so that only what neither touched stays known.
    async fn note(&mut self, note: PublishedPage) -> Result<()> {
        let mut note = note;
        for attempt in 0..TRIES {
            note.round = self.noted.round + 1;
            match self.table.note_published(&note).await {
                Ok(()) => {
                    self.noted = note;
                    return Ok(());
                }
                Err(CommitError::Conflict) => after_conflict(attempt).await,
                Err(CommitError::Port(error)) => return Err(error).context("note what was published"),
            }
            let theirs = noted(self.table).await?;
            self.noted.round = theirs.as_ref().map_or(0, |theirs| theirs.round);
            let known = theirs.map(|theirs| theirs.files).unwrap_or_default();
            note.files.retain(|key, mark| known.get(key) == Some(mark));
            note.version = 0;
        }
        bail!("every one of {TRIES} tries to note what was published met a conflict")
    }
}

/// Whether a page that is not shown may go: one of a component, or of a language without a first page.
fn may_go(key: &str, shown: &BTreeSet<&str>) -> bool {
    let language = key.split_once('/').filter(|(folder, _)| LANGUAGES.contains(folder));
    let (own, path) = language.map_or((true, key), |(folder, path)| {
        (shown.contains(format!("{folder}/index.html").as_str()), path)
    });
    !own || path.starts_with("components/")
}

async fn noted(table: &impl PageDocuments) -> Result<Option<PublishedPage>> {
    table.published_page().await.context("read what was published")
}

/// A digest of a file's content.
fn mark(object: &PageObject) -> String {
    let body = String::from_utf8_lossy(&object.body);
    hex(&digest(&[object.content_type, &body])[..8])
}
