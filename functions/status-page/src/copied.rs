//! Two buckets with the same files, the second in another region: readers get it while the first does not answer.
//!
//! Must not let the second one delay or stop the first: what goes wrong there is an error in the log, which has an alarm.

use anyhow::Context as _;
use callout_ports::{PageObject, PortError, StatusBucket};
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::timeout;

/// How long the second bucket may take for a part of the page: the first one's parts wait for it.
const LONGEST: Duration = Duration::from_secs(10);

/// A bucket, and its copy if there is one.
#[derive(Debug)]
pub struct Copied<A, B> {
    first: A,
    second: Option<B>,
    /// How long the copy may take for a part of the page.
    patience: Duration,
    /// Whether the copy failed in this invocation: then it is left alone.
    is_behind: AtomicBool,
}

impl<A, B> Copied<A, B> {
    /// Creates the pair.
    pub fn new(first: A, second: Option<B>) -> Self {
        Self { first, second, patience: LONGEST, is_behind: AtomicBool::new(false) }
    }

    /// Begins an invocation: the copy is tried again.
    pub fn begin(&self) {
        self.is_behind.store(false, Ordering::Relaxed);
    }

    async fn copy(&self, work: impl Future<Output = Result<(), PortError>>) {
        if self.is_behind.load(Ordering::Relaxed) {
            return;
        }
        let done = match timeout(self.patience, work).await {
            Ok(done) => done.context("the second bucket of the status page refused"),
            Err(_) => Err(anyhow::anyhow!("the second bucket of the status page did not answer in time")),
        };
        if let Err(error) = done {
            self.is_behind.store(true, Ordering::Relaxed);
            tracing::error!(
                error = format!("{error:#}"),
                "the copy of the status page is behind; what it lacks is written when it changes, at the latest tomorrow"
            );
        }
    }
}

impl<A: StatusBucket, B: StatusBucket> StatusBucket for Copied<A, B> {
    async fn publish(&self, objects: &[PageObject]) -> Result<(), PortError> {
        self.first.publish(objects).await?;
        if let Some(second) = &self.second {
            self.copy(second.publish(objects)).await;
        }
        Ok(())
    }

    async fn remove(&self, keys: &[String]) -> Result<(), PortError> {
        self.first.remove(keys).await?;
        if let Some(second) = &self.second {
            self.copy(second.remove(keys)).await;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// A bucket that counts its calls, and refuses or hangs if it is told to.
    #[derive(Default)]
    struct Counted {
        calls: Mutex<Vec<String>>,
        refuses: bool,
        hangs: bool,
    }

    impl StatusBucket for &Counted {
        async fn publish(&self, objects: &[PageObject]) -> Result<(), PortError> {
            if self.hangs {
                std::future::pending::<()>().await;
            }
            self.calls.lock().unwrap().extend(objects.iter().map(|object| object.key.clone()));
            if self.refuses {
                Err(PortError::unavailable("no", std::io::Error::other("away")))
            } else {
                Ok(())
            }
        }

        async fn remove(&self, keys: &[String]) -> Result<(), PortError> {
            self.calls.lock().unwrap().extend(keys.iter().map(|key| format!("-{key}")));
            Ok(())
        }
    }

    fn file(key: &str) -> PageObject {
        PageObject { key: key.to_owned(), content_type: "text/plain", body: Vec::new() }
    }

    #[tokio::test]
    async fn both_have_the_same_files_the_first_one_first() {
        let (first, second) = (Counted::default(), Counted::default());
        let both = Copied::new(&first, Some(&second));
        both.publish(&[file("a"), file("b")]).await.unwrap();
        both.remove(&["b".to_owned()]).await.unwrap();
        assert_eq!(*first.calls.lock().unwrap(), ["a", "b", "-b"]);
        assert_eq!(*second.calls.lock().unwrap(), ["a", "b", "-b"]);
    }

    #[tokio::test]
    async fn a_copy_that_is_away_stops_nothing_and_is_tried_once_an_invocation() {
        let (first, hanging) = (Counted::default(), Counted { hangs: true, ..Counted::default() });
        let both = Copied { patience: Duration::ZERO, ..Copied::new(&first, Some(&hanging)) };
        both.publish(&[file("a")]).await.unwrap();
        both.publish(&[file("b")]).await.unwrap();
        assert_eq!(*first.calls.lock().unwrap(), ["a", "b"]);
        let refusing = Counted { refuses: true, ..Counted::default() };
        let both = Copied::new(&first, Some(&refusing));
        both.publish(&[file("c")]).await.unwrap();
        both.publish(&[file("d")]).await.unwrap();
        assert_eq!(*refusing.calls.lock().unwrap(), ["c"], "it is left alone");
        both.begin();
        both.publish(&[file("e")]).await.unwrap();
        assert_eq!(*refusing.calls.lock().unwrap(), ["c", "e"], "until the next invocation");
    }

    #[tokio::test]
    async fn what_the_first_bucket_refuses_is_written_nowhere() {
        let (first, second) = (Counted { refuses: true, ..Counted::default() }, Counted::default());
        assert!(Copied::new(&first, Some(&second)).publish(&[file("a")]).await.is_err());
        assert!(second.calls.lock().unwrap().is_empty());
    }
}
