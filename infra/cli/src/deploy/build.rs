//! Builds the functions with cargo-lambda, where there is one.
//! Must not build anything but the functions that the template deploys: cargo-lambda takes every binary for one.

use super::architecture::Architecture;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::process::Command;

/// Where cargo-lambda leaves packages, below the checkout.
const OUTPUT: &str = "target/lambda";

/// Marks the root of a checkout.
const TEMPLATE: &str = "infra/template.yaml";

/// The version of every function: the workspace's.
const VERSION: &str = env!("CARGO_PKG_VERSION");

const INSTALL: &str = "install it and its linker with `pip install cargo-lambda==1.9.2 ziglang==0.17.1`, or name ready packages \
    with --packages DIR";

/// The command that builds, as a person would type it.
pub(super) fn line(functions: &[String], architecture: Option<Architecture>) -> String {
    format!("cargo {}", words(functions, architecture.unwrap_or(Architecture::Arm64)).join(" "))
}

/// Builds, and says where the packages are.
///
/// # Errors
/// There is no checkout, no cargo-lambda, or the functions do not compile.
pub(super) async fn build(functions: &[String], architecture: Architecture) -> Result<PathBuf> {
    let here = std::env::current_dir().context("find the current directory")?;
    let root = checkout(&here)?;
    if !is_installed().await {
        bail!("cargo-lambda, which builds the functions, is not installed: {INSTALL}");
    }
    let output = root.join(OUTPUT);
    let status = Command::new("cargo")
        .args(words(functions, architecture))
        .arg("--lambda-dir")
        .arg(&output)
        .current_dir(root)
        .stdin(Stdio::null())
        // What it says is beside the result.
        .stdout(std::io::stderr())
        .kill_on_drop(true)
        .status()
        .await
        .context("start cargo: is Rust installed? See https://rustup.rs")?;
    if !status.success() {
        bail!(
            "nothing was deployed: the functions do not build, see above. If only the target for arm64 is missing: \
             `rustup target add aarch64-unknown-linux-gnu`, or --parameter Architecture=x86_64"
        );
    }
    Ok(output)
}

fn words(functions: &[String], architecture: Architecture) -> Vec<String> {
    let target = match architecture {
        Architecture::Arm64 => "--arm64",
        Architecture::X86_64 => "--x86-64",
    };
    let fixed = ["lambda", "build", "--locked", "--release", target, "--output-format", "zip"];
    // With the version: a dependency may have a function's name, as `console` does.
    let packages = functions.iter().flat_map(|function| ["-p".to_owned(), format!("{function}@{VERSION}")]);
    fixed.into_iter().map(str::to_owned).chain(packages).collect()
}

fn checkout(here: &Path) -> Result<&Path> {
    here.ancestors().find(|folder| folder.join(TEMPLATE).is_file()).with_context(|| {
        format!(
            "{} is not inside a checkout of Callout, where the functions are built: run this in one, or name ready \
             packages with --packages DIR",
            here.display()
        )
    })
}

async fn is_installed() -> bool {
    let asked = Command::new("cargo").args(["lambda", "--version"]).stdin(Stdio::null()).output().await;
    asked.is_ok_and(|output| output.status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_functions_are_built_and_for_one_processor() {
        let functions = ["triage".to_owned(), "notify".to_owned()];
        assert_eq!(
            line(&functions, Some(Architecture::X86_64)),
            format!(
                "cargo lambda build --locked --release --x86-64 --output-format zip -p triage@{VERSION} -p notify@{VERSION}"
            )
        );
        assert!(line(&functions, None).contains("--arm64"), "the template's default");
    }

    #[test]
    fn outside_a_checkout_there_is_another_way() {
        let told = checkout(Path::new("/")).unwrap_err().to_string();
        assert!(told.contains("--packages DIR"), "{told}");
    }
}
