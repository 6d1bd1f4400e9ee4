//! Batches within an API's limits, with one result for each entry.
//!
//! Knows no API: the caller decides what is sent and how.

use callout_ports::{PortError, SendError};
use std::error::Error;
use std::sync::Arc;

/// The limits of one call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The most entries.
    pub(crate) entries: usize,
    /// The most bytes of all entries together.
    pub(crate) bytes: usize,
}

/// An entry that the API rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Which one of the call.
    pub(crate) nth: usize,
    /// Why.
    pub(crate) why: String,
    /// Whether a retry is rejected too.
    pub(crate) for_good: bool,
}

/// Sends entries batch after batch, in order; one result for each entry. An entry that could not be prepared fails
/// alone.
pub(crate) async fn send_all<T, E, S, F>(
    entries: Vec<Result<T, PortError>>,
    limits: Limits,
    size: impl Fn(&T) -> usize,
    doing: &str,
    send: S,
) -> Vec<Result<(), SendError>>
where
    S: Fn(Vec<T>) -> F,
    F: Future<Output = Result<Vec<Refusal>, E>>,
    E: Error + Send + Sync + 'static,
{
    let mut answers: Vec<Result<(), SendError>> = Vec::with_capacity(entries.len());
    let mut places = Vec::new();
    let mut prepared = Vec::new();
    for (place, entry) in entries.into_iter().enumerate() {
        let entry = entry.map(|entry| {
            places.push(place);
            prepared.push(entry);
        });
        answers.push(entry.map_err(SendError::NotNow));
    }
    let mut places = places.into_iter();
    for batch in split(prepared, limits, size) {
        let of_batch: Vec<usize> = places.by_ref().take(batch.len()).collect();
        for (nth, error) in failures(send(batch).await, of_batch.len(), doing) {
            if let Some(answer) = of_batch.get(nth).and_then(|place| answers.get_mut(*place)) {
                *answer = Err(error);
            }
        }
    }
    answers
}

/// The entries that failed: the rejected ones, or all if the call itself failed.
fn failures<E>(answer: Result<Vec<Refusal>, E>, entries: usize, doing: &str) -> Vec<(usize, SendError)>
where
    E: Error + Send + Sync + 'static,
{
    match answer {
        Ok(refused) => refused.into_iter().map(|refusal| (refusal.nth, refused_as(refusal, doing))).collect(),
        Err(error) => {
            let error = Arc::new(error);
            let failure = |nth| (nth, SendError::NotNow(PortError::unavailable(doing, Arc::clone(&error))));
            (0..entries).map(failure).collect()
        }
    }
}

fn refused_as(refusal: Refusal, doing: &str) -> SendError {
    let class = if refusal.for_good { SendError::Refused } else { SendError::NotNow };
    class(PortError::unavailable(doing, refusal.why))
}

/// Splits entries into batches. An entry over the limit goes alone, for the API to reject.
fn split<T>(entries: Vec<T>, limits: Limits, size: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut batches: Vec<Vec<T>> = Vec::new();
    let mut bytes = 0;
    for entry in entries {
        let more = size(&entry);
        match batches.last_mut() {
            Some(batch) if batch.len() < limits.entries && bytes + more <= limits.bytes => {
                batch.push(entry);
                bytes += more;
            }
            _ => {
                batches.push(vec![entry]);
                bytes = more;
            }
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    const LIMITS: Limits = Limits { entries: 3, bytes: 10 };

    fn check(sizes: &[usize], expected: &[&[usize]]) {
        assert_eq!(split(sizes.to_vec(), LIMITS, |size| *size), expected);
    }

    #[test]
    fn batches_keep_both_limits_and_the_order() {
        check(&[], &[]);
        check(&[1, 1, 1, 1], &[&[1, 1, 1], &[1]]);
        check(&[6, 4, 1], &[&[6, 4], &[1]]);
        check(&[11, 1], &[&[11], &[1]]);
        check(&[1, 11, 1], &[&[1], &[11], &[1]]);
    }

    #[tokio::test]
    async fn each_entry_gets_its_own_answer() {
        let entries = vec![Ok(1), Err(PortError::corrupt("an alarm", "bad")), Ok(2), Ok(3), Ok(4)];
        let sent = Mutex::new(Vec::new());
        let answers = send_all(
            entries,
            LIMITS,
            |_| 1,
            "queue it",
            |batch: Vec<i32>| {
                let refused = batch.iter().position(|entry| *entry == 2).map(|nth| Refusal {
                    nth,
                    why: "no".to_owned(),
                    for_good: true,
                });
                let lost = batch.contains(&4);
                sent.lock().unwrap().push(batch);
                async move {
                    if lost { Err(std::io::Error::other("gone")) } else { Ok(refused.into_iter().collect()) }
                }
            },
        );
        let answers = answers.await;
        assert!(matches!(
            answers.as_slice(),
            [
                Ok(()),
                Err(SendError::NotNow(_)),
                Err(SendError::Refused(_)),
                Ok(()),
                Err(SendError::NotNow(_))
            ]
        ));
        assert_eq!(*sent.lock().unwrap(), [vec![1, 2, 3], vec![4]]);
    }
}
