//! From the rendered files of one page to the bucket: only what changed, and a note of what was written.

use crate::render::FOLDER;
use crate::stale::may_go;
use anyhow::{Context, Result, bail};
use callout_domain::ids::{digest, hex};
use callout_lambda::after_conflict;
use callout_ports::{CommitError, PageDocuments, PageObject, PublishedPage, StatusBucket};
use std::collections::{BTreeMap, BTreeSet};

/// How often the note is tried while others publish, too.
const TRIES: usize = 12;

/// The most files that are written with one note.
const MOST_AT_ONCE: usize = 200;

/// The most bytes of paths and digests in a note, which is an item of at most 400 KB (`DynamoDB` developer guide, quotas).
const MOST_NOTED: usize = 340_000;

/// The mark of a file of which nobody knows what is in it.
const IN_DOUBT: &str = "";

/// What this invocation knows of the files of one page in the bucket.
pub(crate) struct Publisher<'a, T, B> {
    table: &'a T,
    bucket: &'a B,
    noted: PublishedPage,
}

impl<'a, T: PageDocuments, B: StatusBucket> Publisher<'a, T, B> {
    /// Starts from what was noted last of the page in `wanted`; nobody knows what is in the files of another day, so that
    /// whatever went wrong in the bucket heals once a day.
    pub(crate) async fn start(table: &'a T, bucket: &'a B, wanted: &PublishedPage) -> Result<Self> {
        let noted = noted(table, &wanted.page).await?;
        // One that was never noted has shown nothing yet.
        let unknown = || PublishedPage { round: 0, shows: "nothing".to_owned(), ..wanted.clone() };
        let mut noted = noted.unwrap_or_else(unknown);
        if noted.day != wanted.day {
            noted.files.values_mut().for_each(String::clear);
        }
        Ok(Self { table, bucket, noted })
    }

    /// What was noted of it last.
    pub(crate) fn noted(&self) -> &PublishedPage {
        &self.noted
    }

    /// Notes that there may be files of these pages, before there are.
    pub(crate) async fn note_pages(&mut self, names: &BTreeSet<String>) -> Result<()> {
        if names.is_subset(&self.noted.pages) {
            return Ok(());
        }
        let mut note = PublishedPage { version: 0, ..self.noted.clone() };
        note.pages.extend(names.iter().cloned());
        self.note(note).await
    }

    /// Writes what differs from what is known to be there; returns how many files that were.
    ///
    /// The note forgets files before they are written, and knows them afterwards: one that a crash leaves in doubt is
    /// written again, even if it is to be what it was before. A large page is written in parts, each with its note, so that
    /// the next try goes on where the time of one ended.
    pub(crate) async fn write(&mut self, objects: &[PageObject]) -> Result<usize> {
        let is_known = |object: &&PageObject| self.noted.files.get(&object.key) == Some(&mark(object));
        let changed: Vec<&PageObject> = objects.iter().filter(|object| !is_known(object)).collect();
        for part in changed.chunks(MOST_AT_ONCE) {
            let mut noted = self.noted.clone();
            noted.version = 0;
            noted.files.extend(part.iter().map(|object| (object.key.clone(), IN_DOUBT.to_owned())));
            self.note(noted).await?;
            let placed =
                |object: &&PageObject| PageObject { key: self.place(&object.key), ..(*object).clone() };
            let placed: Vec<PageObject> = part.iter().map(placed).collect();
            self.bucket.publish(&placed).await.context("publish the status page")?;
            self.noted.files.extend(part.iter().map(|object| (object.key.clone(), mark(object))));
        }
        if changed.is_empty() {
            // No call at all, but whoever stands in for the bucket sees that the page is as it should be.
            self.bucket.publish(&[]).await.context("publish the status page")?;
        }
        Ok(changed.len())
    }

    /// Removes what nobody would ever write again, and what the page no longer shows: `hidden` of what is in the bucket, or all
    /// of it where that is not known.
    pub(crate) async fn remove_stale(
        &mut self,
        shown: &BTreeSet<String>,
        hidden: &BTreeSet<String>,
        shows: &str,
    ) -> Result<()> {
        let is_stale = |key: &&String| !shown.contains(*key) && (hidden.contains(*key) || may_go(key, shown));
        let mut stale: BTreeSet<String> = self.noted.files.keys().filter(is_stale).cloned().collect();
        if self.noted.shows != shows {
            stale.extend(hidden.difference(shown).cloned());
        }
        self.remove(&stale).await
    }

    /// Removes all files of a page that is gone: those that are noted, and those that there may be.
    pub(crate) async fn remove_all(&mut self, more: &BTreeSet<String>) -> Result<()> {
        let all = self.noted.files.keys().chain(more).cloned().collect();
        self.remove(&all).await?;
        let files = BTreeMap::new();
        self.note(PublishedPage { version: 0, files, shows: "nothing".to_owned(), ..self.noted.clone() })
            .await
    }

    async fn remove(&mut self, keys: &BTreeSet<String>) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let placed: Vec<String> = keys.iter().map(|key| self.place(key)).collect();
        self.bucket.remove(&placed).await.context("remove what the status page no longer has")?;
        keys.iter().for_each(|key| drop(self.noted.files.remove(key)));
        Ok(())
    }

    /// Notes that all is as it should be. What is in doubt now was neither written nor removed: it is not a part of the page.
    pub(crate) async fn finish(&mut self, wanted: PublishedPage) -> Result<()> {
        let mut files = self.noted.files.clone();
        files.retain(|_, mark| mark != IN_DOUBT);
        self.note(PublishedPage { round: self.noted.round, files, ..wanted }).await
    }

    /// Where a file of the page lies in the bucket.
    fn place(&self, key: &str) -> String {
        match (self.noted.page.as_str(), key) {
            ("", key) => key.to_owned(),
            (page, FOLDER) => page.to_owned(),
            (page, key) => format!("{page}/{key}"),
        }
    }

    /// Stores a note. If another process noted something since, its files are as unknown as ours: what both wrote is in
    /// doubt, so that only what neither touched stays known.
    async fn note(&mut self, note: PublishedPage) -> Result<()> {
        let mut note = note;
        for attempt in 0..TRIES {
            note.round = self.noted.round + 1;
            fit(&mut note.files);
            match self.table.note_published(&note).await {
                Ok(()) => {
                    self.noted = note;
                    return Ok(());
                }
                Err(CommitError::Conflict) => after_conflict(attempt).await,
                Err(CommitError::Port(error)) => return Err(error).context("note what was published"),
            }
            let theirs = noted(self.table, &note.page).await?;
            self.noted.round = theirs.as_ref().map_or(0, |theirs| theirs.round);
            let known = theirs.as_ref().map(|theirs| theirs.files.clone()).unwrap_or_default();
            note.files.iter_mut().filter(|(key, mark)| known.get(*key) != Some(mark)).for_each(
                |(_, mark)| {
                    mark.clear();
                },
            );
            for key in known.into_keys() {
                note.files.entry(key).or_default();
            }
            note.pages.extend(theirs.map(|theirs| theirs.pages).unwrap_or_default());
            note.version = 0;
        }
        bail!("every one of {TRIES} tries to note what was published met a conflict")
    }
}

/// Forgets the last files of a note that is too large: they are written each time, and stay when they are stale.
fn fit(files: &mut BTreeMap<String, String>) {
    let mut bytes = 0;
    let before = files.len();
    files.retain(|key, mark| {
        // As JSON: two pairs of quotes, a colon and a comma.
        bytes += key.len() + mark.len() + 6;
        bytes <= MOST_NOTED
    });
    if files.len() < before {
        tracing::warn!(
            page.files = before,
            page.files_known = files.len(),
            "a status page has more files than are remembered; the rest is written each time"
        );
    }
}

async fn noted(table: &impl PageDocuments, page: &str) -> Result<Option<PublishedPage>> {
    table.published_page(page).await.context("read what was published")
}

/// A digest of a file's content.
fn mark(object: &PageObject) -> String {
    let body = String::from_utf8_lossy(&object.body);
    hex(&digest(&[object.content_type, &body])[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_fits_into_its_item_however_many_files_there_are() {
        let file = |nth: usize| (format!("de/components/{nth:0100}.html"), "0011223344556677".to_owned());
        let mut files: BTreeMap<String, String> = (0..9_000).map(file).collect();
        fit(&mut files);
        let stored = serde_json::to_string(&files).unwrap().len();
        assert!((300_000..380_000).contains(&stored), "{stored} bytes of {} files", files.len());
        let mut few: BTreeMap<String, String> = (0..1_000).map(file).collect();
        fit(&mut few);
        assert_eq!(few.len(), 1_000, "nothing is forgotten that fits");
    }
}
