//! Builds the functions for this machine and packs each as Lambda wants it.
//! Must not build with other features than the tests do: that would compile the AWS SDK twice.

use std::collections::HashMap;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::process::Command;
use zip::write::SimpleFileOptions;

/// Builds the whole workspace and says where the binary of each of `functions` is.
pub(super) async fn build(root: &Path, functions: &[String]) -> Result<Vec<(String, PathBuf)>> {
    let output = Command::new("cargo")
        .args(["build", "--workspace", "--bins", "--message-format=json-render-diagnostics"])
        .current_dir(root)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output()
        .await
        .context("start cargo: is Rust installed? See https://rustup.rs")?;
    if !output.status.success() {
        bail!("the functions do not compile: see above");
    }
    let mut built = binaries(&String::from_utf8_lossy(&output.stdout));
    let find = |function: &String| match built.remove(function) {
        Some(binary) => Ok((function.clone(), binary)),
        None => bail!("no package builds a binary named {function}, which the template deploys"),
    };
    functions.iter().map(find).collect()
}

/// Name and path of each binary in cargo's report.
fn binaries(report: &str) -> HashMap<String, PathBuf> {
    let messages = report.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    messages
        .filter_map(|message| {
            let name = message["target"]["name"].as_str()?.to_owned();
            let path = message["executable"].as_str()?;
            Some((name, path.into()))
        })
        .collect()
}

/// The deployment package: the binary, as an executable file named `bootstrap`.
pub(super) fn pack(binary: &Path) -> Result<Vec<u8>> {
    let program = std::fs::read(binary).with_context(|| format!("read {}", binary.display()))?;
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // It travels to this machine only: compressing would cost more than it saves.
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored)
        .unix_permissions(0o755);
    package.start_file("bootstrap", options)?;
    package.write_all(&program)?;
    Ok(package.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn binaries_are_found_in_the_report() {
        let report = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"callout_domain"},"executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"triage"},"executable":"/t/debug/triage"}"#,
            "\nnot json\n",
        );
        assert_eq!(binaries(report), HashMap::from([("triage".to_owned(), "/t/debug/triage".into())]));
    }

    #[test]
    fn a_package_holds_an_executable_bootstrap() {
        let binary = std::env::temp_dir().join(format!("callout-pack-{}", std::process::id()));
        std::fs::write(&binary, "program").unwrap();
        let mut package = zip::ZipArchive::new(Cursor::new(pack(&binary).unwrap())).unwrap();
        std::fs::remove_file(binary).unwrap();
        let mut file = package.by_name("bootstrap").unwrap();
        assert_eq!(file.unix_mode().map(|mode| mode & 0o777), Some(0o755));
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "program");
    }
}
