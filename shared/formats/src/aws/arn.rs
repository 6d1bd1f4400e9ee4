//! Parses Amazon resource names.
//!
//! Never checks whether the resource exists.

/// The parts of an Amazon resource name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Arn {
    pub(super) partition: String,
    pub(super) service: String,
    pub(super) region: String,
    pub(super) account: String,
    /// Everything after the account, colons and spaces included.
    pub(super) resource: String,
}

impl Arn {
    /// Parses a name; some of AWS's samples have stray spaces around the first parts.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(6, ':');
        parts.next().filter(|arn| *arn == "arn")?;
        let mut next = || parts.next().map(|part| part.trim().to_owned());
        Some(Self {
            partition: next()?,
            service: next()?,
            region: next()?,
            account: next()?,
            resource: next()?,
        })
    }
}

impl std::fmt::Display for Arn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { partition, service, region, account, resource } = self;
        write!(f, "arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}
