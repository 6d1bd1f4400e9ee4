//! Custom metrics in CloudWatch's embedded metric format: a line of the log that CloudWatch Logs reads.
//!
//! Asks AWS nothing: what measures a page must not delay it.

use jiff::Timestamp;
use serde_json::{Value, json};
use std::io::Write as _;

/// A metric with one dimension.
#[derive(Debug, Clone, Copy)]
pub struct Metric<'a> {
    /// The namespace.
    pub namespace: &'a str,
    /// The name.
    pub name: &'a str,
    /// The dimension's name and value.
    pub dimension: (&'a str, &'a str),
    /// The value, in seconds.
    pub seconds: f64,
}

impl Metric<'_> {
    /// Writes it to standard output, past the log's own form: the format asks for `_aws` at the root of a line of its own.
    pub fn write(&self, at: Timestamp) {
        let line = format!("{}\n", self.document(at));
        if let Err(error) = std::io::stdout().lock().write_all(line.as_bytes()) {
            tracing::warn!(%error, metric = self.name, "a metric could not be written");
        }
    }

    /// CloudWatch user guide, Specification: Embedded metric format.
    fn document(&self, at: Timestamp) -> Value {
        let (dimension, value) = self.dimension;
        json!({
            "_aws": {
                "Timestamp": at.as_millisecond(),
                "CloudWatchMetrics": [{
                    "Namespace": self.namespace,
                    "Dimensions": [[dimension]],
                    "Metrics": [{ "Name": self.name, "Unit": "Seconds" }],
                }],
            },
            (dimension): value,
            (self.name): self.seconds,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_a_line_that_cloudwatch_reads() {
        let dimension = ("Channel", "nightly");
        let metric = Metric { namespace: "Callout/prod", name: "DrillSeconds", dimension, seconds: 1.5 };
        let document = metric.document("2026-11-22T03:00:00.250Z".parse().unwrap());
        assert_eq!(document["DrillSeconds"], 1.5);
        assert_eq!(document["Channel"], "nightly");
        assert_eq!(document["_aws"]["Timestamp"], 1_795_316_400_250_i64);
        let directive = &document["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(directive["Dimensions"], json!([["Channel"]]));
        assert_eq!(directive["Namespace"], "Callout/prod");
    }
}
