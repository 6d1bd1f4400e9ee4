//! Which status pages ask for a password.
//! Must not judge, nor know a password: the stack has digests.

use super::facts::StatusPages;
use crate::deployment::{Deployment, Stack};
use anyhow::Result;

/// What the stack was deployed with; none on this machine, where the pages are read straight from the bucket.
pub(super) async fn status_pages(deployment: &Deployment) -> Result<Option<StatusPages>> {
    match deployment.local {
        Some(_) => Ok(None),
        None => Ok(Some(of(&deployment.describe().await?))),
    }
}

fn of(stack: &Stack) -> StatusPages {
    let set = |name: &str| stack.parameters.get(name).filter(|value| !value.is_empty());
    let hashes = set("AudiencePasswordHashes").map(String::as_str).unwrap_or_default();
    let names = hashes.split(',').filter_map(|one| one.split_once('='));
    StatusPages {
        address: stack.outputs.get("StatusPageUrl").cloned().unwrap_or_default(),
        is_private: set("StatusPagePasswordHash").is_some(),
        private: names.map(|(name, _)| name.to_owned()).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_read_and_no_digest() {
        let map = |all: &[(&str, &str)]| {
            all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let stack = Stack {
            parameters: map(&[
                ("AudiencePasswordHashes", "partners=00ff,internal=11"),
                ("StatusPagePasswordHash", ""),
            ]),
            outputs: map(&[("StatusPageUrl", "https://status.example.com/")]),
        };
        let found = of(&stack);
        assert_eq!(found.private, ["internal".to_owned(), "partners".to_owned()].into());
        assert!(!found.is_private && found.address == "https://status.example.com/");
        let none = Stack { parameters: map(&[("AudiencePasswordHashes", "")]), ..stack };
        assert!(of(&none).private.is_empty());
    }
}
