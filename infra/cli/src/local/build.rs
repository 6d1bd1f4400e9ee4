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
    // Not `output`, which would take what cargo shows there: what it builds, how far it is, and what does not compile.
    let cargo = Command::new("cargo")
        .args(["build", "--workspace", "--bins", "--message-format=json-render-diagnostics"])
        .current_dir(root)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()
        .context("start cargo: is Rust installed? See https://rustup.rs")?;
    let output = cargo.wait_with_output().await.context("wait for cargo")?;
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

/// Sets a function's binary aside in `folder`, where the next build does not replace it, and packs what starts it.
///
/// # Errors
/// When the folder cannot be written.
pub(super) fn pack(function: &str, binary: &Path, folder: &Path) -> Result<Vec<u8>> {
    std::fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
    let program = folder.join(function);
    let _ = std::fs::remove_file(&program);
    // A link costs nothing; across file systems it takes a copy.
    if std::fs::hard_link(binary, &program).is_err() {
        std::fs::copy(binary, &program).with_context(|| format!("copy {}", binary.display()))?;
    }
    package(&program)
}

/// A package whose `bootstrap` becomes the program. The program itself stays out: unoptimised binaries are so large
/// that signing their upload took most of the start.
fn package(program: &Path) -> Result<Vec<u8>> {
    let quoted = program.display().to_string().replace('\'', r"'\''");
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    package.start_file("bootstrap", SimpleFileOptions::default().unix_permissions(0o755))?;
    write!(package, "#!/bin/sh\nexec '{quoted}'\n")?;
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
    fn a_package_starts_the_program() {
        let bytes = package(Path::new("/it's here/triage")).unwrap();
        let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut file = package.by_name("bootstrap").unwrap();
        assert_eq!(file.unix_mode().map(|mode| mode & 0o777), Some(0o755));
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "#!/bin/sh\nexec '/it'\\''s here/triage'\n");
    }
}
