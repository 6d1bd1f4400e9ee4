//! Edits the digests of a name in the settings files; comments and everything else stay.
//! Must not know a key.

use crate::settings::Edit;
use crate::to_type::callout;
use anyhow::{Context, Result, bail};
use callout_domain::settings::Settings;
use std::path::Path;
use toml_edit::{Array, DocumentMut, Item};

/// Prepares the edit of the digests of an integration or a heartbeat.
pub(super) fn prepare(
    config: &Path,
    known: &Settings,
    name: &str,
    change: impl FnOnce(&mut Array) -> Result<()>,
) -> Result<Edit> {
    let table = match (known.integrations.contains_key(name), known.heartbeats.contains_key(&name.into())) {
        (true, false) => "integrations",
        (false, true) => "heartbeats",
        (true, true) => {
            bail!("both an integration and a heartbeat are named {name}: edit the one you mean by hand")
        }
        (false, false) => bail!("there is no integration or heartbeat `{name}` in {}", config.display()),
    };
    Edit::prepare(config, &[table, name], None, |text| edited(text, table, name, change))
}

fn edited(
    text: &str,
    table: &str,
    name: &str,
    change: impl FnOnce(&mut Array) -> Result<()>,
) -> Result<String> {
    let mut document: DocumentMut = text.parse().context("read it as TOML")?;
    let entry = document.get_mut(table).and_then(|tables| tables.get_mut(name));
    let keys = entry.and_then(|entry| entry.get_mut("key_sha256")).and_then(Item::as_array_mut);
    change(keys.with_context(|| format!("[{table}.{name}] has no list key_sha256"))?)?;
    Ok(document.to_string())
}

/// Puts a new digest before the one that is there.
pub(super) fn put_first(keys: &mut Array, digest: &str) -> Result<()> {
    if keys.len() > 1 {
        bail!("two keys are valid already: end the old one first, with `{}`", callout("key retire NAME"));
    }
    keys.insert(0, digest);
    keys.fmt();
    Ok(())
}

/// Leaves the newest digest alone.
pub(super) fn keep_first(keys: &mut Array) -> Result<()> {
    if keys.len() < 2 {
        bail!("only one key is valid: `{}` makes another one first", callout("key rotate NAME"));
    }
    while keys.len() > 1 {
        keys.remove(keys.len() - 1);
    }
    keys.fmt();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "# who sends\n[integrations.lab]\nkey_sha256 = [\"old\"] # since May\nservice = \"search\"\n";

    #[test]
    fn a_key_is_replaced_while_both_work_and_nothing_else_changes() {
        let both = edited(TEXT, "integrations", "lab", |keys| put_first(keys, "new")).unwrap();
        assert_eq!(both, TEXT.replace("[\"old\"]", "[\"new\", \"old\"]"));
        assert!(edited(&both, "integrations", "lab", |keys| put_first(keys, "third")).is_err());
        let after = edited(&both, "integrations", "lab", keep_first).unwrap();
        assert_eq!(after, TEXT.replace("\"old\"", "\"new\""));
        assert!(edited(&after, "integrations", "lab", keep_first).is_err());
    }
}
