//! How many reports of a page are taken within a minute, of all and of one source.
//!
//! Must not refuse the first of a page: beyond a limit, whoever is on call has those before. The counts are each process's own:
//! they stop a loop and somebody bored, and triage counts what is beyond twenty.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::{SignedDuration, Timestamp};
use lambda_http::request::RequestContext;
use std::collections::HashMap;
use std::convert::Infallible;

/// Reports of one page in a minute.
const OF_PAGE: u32 = 30;
/// Reports of one page from one source: colleagues in one building share an address.
const OF_SOURCE: u32 = 10;
const MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// The most counts remembered: those of a minute at most.
const MOST: usize = 10_000;

/// Where a request comes from, as Lambda's front saw it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Source(String);

impl<S: Sync> FromRequestParts<S> for Source {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let seen = match parts.extensions.get::<RequestContext>() {
            Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
            _ => None,
        };
        Ok(Self(seen.unwrap_or_default()))
    }
}

/// The reports that were taken within the last minute.
#[derive(Debug, Default)]
pub(crate) struct ReportLimit(HashMap<(String, Option<Source>), (Timestamp, u32)>);

impl ReportLimit {
    /// How long to wait before a report is taken; `None` if it is taken now.
    pub(crate) fn retry_after(&self, page: &str, source: &Source, now: Timestamp) -> Option<SignedDuration> {
        let of = |source: Option<Source>, most: u32| {
            let (since, count) = self.0.get(&(page.to_owned(), source))?;
            let rest = MINUTE - now.duration_since(*since);
            (*count >= most && rest.is_positive()).then_some(rest)
        };
        of(None, OF_PAGE).max(of(Some(source.clone()), OF_SOURCE))
    }

    /// Records that a report was taken.
    pub(crate) fn record(&mut self, page: &str, source: &Source, now: Timestamp) {
        let lasts = |since: Timestamp| now.duration_since(since) < MINUTE;
        if self.0.len() >= MOST {
            self.0.retain(|_, (since, _)| lasts(*since));
        }
        for source in [None, Some(source.clone())] {
            let (since, count) = self.0.entry((page.to_owned(), source)).or_insert((now, 0));
            (*since, *count) = if lasts(*since) { (*since, *count + 1) } else { (now, 1) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        "2026-11-29T03:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
    }

    fn taken(limit: &mut ReportLimit, page: &str, source: &str, seconds: i64) -> bool {
        let source = Source(source.to_owned());
        let is_taken = limit.retry_after(page, &source, at(seconds)).is_none();
        if is_taken {
            limit.record(page, &source, at(seconds));
        }
        is_taken
    }

    #[test]
    fn one_source_and_all_of_them_have_a_limit_for_each_page() {
        let mut limit = ReportLimit::default();
        assert_eq!((0..50).filter(|_| taken(&mut limit, "a", "x", 0)).count(), 10);
        assert!(
            taken(&mut limit, "a", "y", 0) && taken(&mut limit, "b", "x", 0),
            "another source, another page"
        );
        assert_eq!((0..50).filter(|nth| taken(&mut limit, "a", &nth.to_string(), 1)).count(), 19);
        assert_eq!(
            limit.retry_after("a", &Source("z".to_owned()), at(20)),
            Some(SignedDuration::from_secs(40))
        );
        assert!(taken(&mut limit, "a", "x", 60), "the minute is over");
    }
}
