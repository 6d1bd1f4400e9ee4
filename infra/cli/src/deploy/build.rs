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

/// Says the version of every function of a checkout.
const WORKSPACE: &str = "Cargo.toml";

/// The version of this command's own checkout.
const OWN_VERSION: &str = env!("CARGO_PKG_VERSION");

const INSTALL: &str = "install it and its linker with `pip install cargo-lambda==1.9.2 ziglang==0.17.1`, or name ready packages \
    with --packages DIR";

/// The command that builds, as a person would type it: in the checkout around them, else in this command's own.
pub(super) fn line(functions: &[String], architecture: Option<Architecture>) -> String {
    let around = || version(checkout(&std::env::current_dir()?)?);
    let version = around().unwrap_or_else(|_| OWN_VERSION.to_owned());
    format!("cargo {}", words(functions, architecture.unwrap_or(Architecture::Arm64), &version).join(" "))
}

/// Builds, and says where the packages are.
///
/// # Errors
/// There is no checkout, no cargo-lambda, or the functions do not compile.
pub(super) async fn build(functions: &[String], architecture: Architecture) -> Result<PathBuf> {
    let here = std::env::current_dir().context("find the current directory")?;
    let root = checkout(&here)?;
    let version = version(root)?;
    if !is_installed().await {
        bail!("cargo-lambda, which builds the functions, is not installed: {INSTALL}");
    }
    let output = root.join(OUTPUT);
    let status = Command::new("cargo")
        .args(words(functions, architecture, &version))
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

fn words(functions: &[String], architecture: Architecture, version: &str) -> Vec<String> {
    let target = match architecture {
        Architecture::Arm64 => "--arm64",
        Architecture::X86_64 => "--x86-64",
    };
    let fixed = ["lambda", "build", "--locked", "--release", target, "--output-format", "zip"];
    // With the version: a dependency may have a function's name, as `console` does.
    let packages = functions.iter().flat_map(|function| ["-p".to_owned(), format!("{function}@{version}")]);
    fixed.into_iter().map(str::to_owned).chain(packages).collect()
}

/// The version of a checkout's functions, which may be another than that of this command.
fn version(root: &Path) -> Result<String> {
    let file = root.join(WORKSPACE);
    let way_out = "check out a release of Callout anew, or name ready packages with --packages DIR";
    let text =
        std::fs::read_to_string(&file).with_context(|| format!("read {}: {way_out}", file.display()))?;
    let workspace: toml::Table =
        text.parse().with_context(|| format!("read {} as TOML: {way_out}", file.display()))?;
    let package = workspace.get("workspace").and_then(|it| it.get("package"));
    let version = package.and_then(|it| it.get("version")).and_then(toml::Value::as_str);
    let version = version.with_context(|| {
        format!("{} says no version of the functions ([workspace.package]): {way_out}", file.display())
    })?;
    Ok(version.to_owned())
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
                "cargo lambda build --locked --release --x86-64 --output-format zip -p triage@{OWN_VERSION} -p notify@{OWN_VERSION}"
            )
        );
        assert!(line(&functions, None).contains("--arm64"), "the template's default");
    }

    #[test]
    fn the_functions_have_the_version_of_their_checkout() {
        let folder = std::env::temp_dir().join(format!("callout-build-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let told = |text: &str| {
            std::fs::write(folder.join(WORKSPACE), text).unwrap();
            version(&folder)
        };
        assert_eq!(told("[workspace.package]\nversion = \"9.8.7\"\n").unwrap(), "9.8.7");
        let without = told("[workspace]\nmembers = []\n").unwrap_err().to_string();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(without.contains("says no version") && without.contains("--packages DIR"), "{without}");
        let built = words(&["triage".to_owned()], Architecture::Arm64, "9.8.7").join(" ");
        assert!(built.ends_with("-p triage@9.8.7"), "{built}");
    }

    #[test]
    fn outside_a_checkout_there_is_another_way() {
        let told = checkout(Path::new("/")).unwrap_err().to_string();
        assert!(told.contains("--packages DIR"), "{told}");
    }
}
