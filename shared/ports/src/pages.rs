//! Files that people read: the status page and postmortem drafts.

use crate::{CommitError, PortError};
use callout_domain::status::{Month, MonthDocument, PageDocument};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

/// One file of the status page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageObject {
    /// Its path, without a leading slash.
    pub key: String,
    /// Its media type.
    pub content_type: &'static str,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// What was published last of a page: it is behind if any of it differs from what would be published now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedPage {
    /// The name of the page for one audience; empty for the main page.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub page: String,
    /// The version of this note, for optimistic locking.
    pub round: u64,
    /// The document's version; 0 while files are being written.
    pub version: u64,
    /// A digest of the settings that it was rendered with.
    pub settings: String,
    /// The day, in UTC: what is past leaves the page some days later.
    pub day: Date,
    /// When the page changes next by the clock alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// A digest of which components it shows; empty if it shows all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shows: String,
    /// A digest of each file as it was written, by its path from the root of the page; empty for those of which nobody knows
    /// what is in them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, String>,
    /// Of the main page: all pages for one audience of which there may be files.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub pages: BTreeSet<String>,
}

/// The document behind the status page, with optimistic commits.
pub trait PageDocuments: Send + Sync {
    /// The document; an empty one if none is stored.
    fn page(&self) -> impl Future<Output = Result<PageDocument, PortError>> + Send;

    /// Stores the document if the stored version is one less.
    fn save_page(&self, page: &PageDocument) -> impl Future<Output = Result<(), CommitError>> + Send;

    /// The incidents of a month; an empty document if none is stored.
    fn month(&self, month: Month) -> impl Future<Output = Result<MonthDocument, PortError>> + Send;

    /// Stores a month if the stored version is one less.
    fn save_month(&self, month: &MonthDocument) -> impl Future<Output = Result<(), CommitError>> + Send;

    /// What was noted last as published of a page by its name; of the main page without one.
    fn published_page(
        &self,
        page: &str,
    ) -> impl Future<Output = Result<Option<PublishedPage>, PortError>> + Send;

    /// Notes what was published, if the stored note's round is one less.
    fn note_published(&self, page: &PublishedPage) -> impl Future<Output = Result<(), CommitError>> + Send;
}

/// The bucket of the status page.
pub trait StatusBucket: Send + Sync {
    /// Stores files and replaces existing ones.
    fn publish(&self, objects: &[PageObject]) -> impl Future<Output = Result<(), PortError>> + Send;

    /// Removes files; one that is not there is no error.
    fn remove(&self, keys: &[String]) -> impl Future<Output = Result<(), PortError>> + Send;
}

/// The bucket of postmortem drafts.
pub trait Drafts: Send + Sync {
    /// Stores a draft under a key unless one exists; returns where people find it.
    fn save_draft(&self, key: &str, markdown: &str)
    -> impl Future<Output = Result<String, PortError>> + Send;
}
