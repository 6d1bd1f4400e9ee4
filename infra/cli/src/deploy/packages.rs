//! The functions' packages, in a folder as `cargo lambda build --output-format zip` leaves them.
//! Must not mix packages of two processors: one parameter of the template is about all functions.

use super::architecture::{Architecture, HEADER};
use anyhow::{Context, Result, bail};
use std::io::{Cursor, Read as _};
use std::path::Path;

/// The program in a package, by the name that Lambda's `provided` runtimes start.
const PROGRAM: &str = "bootstrap";

/// A function's code, ready for Lambda.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    /// The function's name in the workspace.
    pub(crate) function: String,
    /// The zip.
    pub(crate) content: Vec<u8>,
}

/// Reads the package of each function.
///
/// # Errors
/// One is missing, with what to do about it.
pub(super) fn read(folder: &Path, functions: &[String]) -> Result<Vec<Package>> {
    let package = |function: &String| {
        let file = folder.join(function).join("bootstrap.zip");
        let content = std::fs::read(&file).with_context(|| {
            format!("read {}: build it with `{}`", file.display(), super::build::line(functions, None))
        })?;
        Ok(Package { function: function.clone(), content })
    };
    functions.iter().map(package).collect()
}

/// What all packages were built for.
///
/// # Errors
/// One holds no program for Lambda, or they disagree.
pub(super) fn architecture(packages: &[Package]) -> Result<Architecture> {
    let mut found: Option<(&str, Architecture)> = None;
    for package in packages {
        let its = of(package).with_context(|| {
            format!("look into the package of {}: build it anew with `cargo lambda build`", package.function)
        })?;
        match found {
            Some((other, architecture)) if architecture != its => bail!(
                "{other} was built for {architecture}, {} for {its}: build all functions in one go",
                package.function
            ),
            _ => found = Some((&package.function, its)),
        }
    }
    found.map(|(_, architecture)| architecture).context("there are no packages")
}

fn of(package: &Package) -> Result<Architecture> {
    let mut zip = zip::ZipArchive::new(Cursor::new(&package.content)).context("it is no zip file")?;
    let program = zip.by_name(PROGRAM).context("it holds no file named bootstrap")?;
    let mut header = Vec::new();
    program.take(HEADER as u64).read_to_end(&mut header).context("read its bootstrap")?;
    Architecture::of(&header).context("its bootstrap is no program for arm64 or x86_64 Linux")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use zip::write::SimpleFileOptions;

    fn package(function: &str, file: &str, content: &[u8]) -> Package {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(file, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
        Package { function: function.to_owned(), content: zip.finish().unwrap().into_inner() }
    }

    fn program(machine: u8) -> Vec<u8> {
        let mut header = b"\x7fELF".to_vec();
        header.resize(64, 0);
        header[18] = machine;
        header
    }

    #[test]
    fn the_parameter_follows_the_packages() {
        let packages =
            [package("triage", PROGRAM, &program(0xb7)), package("notify", PROGRAM, &program(0xb7))];
        assert_eq!(architecture(&packages).unwrap(), Architecture::Arm64);
    }

    #[test]
    fn packages_that_cannot_run_together_are_refused_with_what_to_do() {
        let told = |packages: &[Package]| format!("{:#}", architecture(packages).unwrap_err());
        let mixed = [package("triage", PROGRAM, &program(0xb7)), package("notify", PROGRAM, &program(0x3e))];
        assert!(told(&mixed).contains("triage was built for arm64, notify for x86_64"), "{}", told(&mixed));
        let script = [package("triage", PROGRAM, b"#!/bin/sh\n")];
        assert!(told(&script).contains("package of triage") && told(&script).contains("cargo lambda build"));
        let other = [package("triage", "main", &program(0x3e))];
        assert!(told(&other).contains("no file named bootstrap"), "{}", told(&other));
        let no_zip = [Package { function: "triage".to_owned(), content: b"x".to_vec() }];
        assert!(told(&no_zip).contains("no zip"), "{}", told(&no_zip));
    }

    #[test]
    fn a_missing_package_says_how_to_build_it() {
        let told = read(Path::new("/nowhere"), &["triage".to_owned()]).unwrap_err();
        let told = format!("{told:#}");
        assert!(told.contains("/nowhere/triage/bootstrap.zip") && told.contains("-p triage"), "{told}");
    }
}
