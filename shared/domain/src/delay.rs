//! Durations as written in settings: `90s`, `15m`, `2h 30m`, `3d`.

use jiff::{SignedDuration, Span, SpanRelativeTo};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A duration, never negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(with = "String")]
pub struct Delay(pub SignedDuration);

impl Delay {
    /// A duration in minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Self(SignedDuration::from_mins(minutes))
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Parses `15m`, `2h`, `3d`, `PT15M`. A day has 24 hours; months and years have no fixed length and are refused.
    ///
    /// # Errors
    /// Returns how to write a duration if the text is none, or is negative.
    pub fn parse(text: &str) -> Result<Self, String> {
        let length = text
            .trim()
            .parse::<Span>()
            .and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()))
            .map_err(|_| format!("`{text}` is not a length of time; write it like 90s, 15m, 2h or 3d"))?;
        if length.is_negative() {
            return Err(format!("`{text}` is negative; a length of time starts at 0m"));
        }
        Ok(Self(length))
    }
}

impl Serialize for Delay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:#}", self.0))
    }
}

impl<'de> Deserialize<'de> for Delay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_lengths_of_time_in_their_own_way() {
        assert_eq!(Delay::parse("15m"), Ok(Delay::minutes(15)));
        assert_eq!(Delay::parse("1h 30m"), Ok(Delay::minutes(90)));
        assert_eq!(Delay::parse("PT15M"), Ok(Delay::minutes(15)));
        assert_eq!(Delay::parse("3d"), Ok(Delay::minutes(3 * 24 * 60)));
        assert_eq!(Delay::parse("P1DT12H"), Delay::parse("36h"));
        assert!(Delay::parse("P1M").is_err());
        assert!(Delay::parse("-5m").is_err());
        assert!(Delay::parse("soon").is_err());
    }

    #[test]
    fn a_delay_survives_being_stored() {
        let stored = serde_json::to_string(&Delay::minutes(90)).unwrap();
        assert_eq!(serde_json::from_str::<Delay>(&stored).unwrap(), Delay::minutes(90));
    }
}
