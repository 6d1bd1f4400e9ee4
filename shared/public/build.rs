//! Lists the languages: each file of `messages` is one, so that adding a language is adding a file there and in each folder below.

use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=messages");
    let folder =
        Path::new(&env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo names the folder")?).join("messages");
    list(&folder, "languages.rs")?;
    list(&folder.join("subscribers"), "subscribers.rs")
}

fn list(folder: &Path, name: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut files: Vec<_> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let entry = |file: &std::path::PathBuf| {
        let code = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        format!("    ({code:?}, include_str!({:?})),\n", file.display())
    };
    let entries: String = files.iter().map(entry).collect();
    let list = Path::new(&env::var_os("OUT_DIR").ok_or("cargo names the folder")?).join(name);
    fs::write(list, format!("&[\n{entries}]\n"))?;
    Ok(())
}
