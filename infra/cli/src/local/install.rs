//! Installs the emulator once, in its own Python environment inside the build folder.
//! Must not touch the user's Python packages.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::process::Command;
use tokio::time::sleep;

use super::places::Places;

/// What is installed, each file under its digest: pip takes nothing else.
const LOCKED: &str = include_str!("emulator.lock");

/// How often whoever waits for another start's installation looks again.
const LOOK: Duration = Duration::from_millis(100);

/// Exists in an environment that is complete.
const MARK: &str = "callout-packages.txt";

const PYTHON_HELP: &str = "`cargo callout local` runs an AWS emulator that needs Python 3.10 or newer with its venv module. \
    Install it (Debian and Ubuntu: apt install python3 python3-venv, macOS: brew install python) and try again";

/// Whether the right packages are there already.
pub(super) fn is_installed(places: &Places) -> bool {
    std::fs::read_to_string(places.venv().join(MARK)).is_ok_and(|mark| mark == LOCKED)
}

/// The Python that has the emulator.
pub(super) fn python(places: &Places) -> PathBuf {
    python_in(&places.venv())
}

/// Installs it, unless another start has done so meanwhile: two that start at once install once.
pub(super) async fn install(places: &Places) -> Result<()> {
    let venv = places.venv();
    if let Some(folder) = venv.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
    }
    let _installing = wait_for(&venv.with_extension("lock")).await?;
    if is_installed(places) {
        return Ok(());
    }
    // Others look for the whole environment: build it aside, then put it in place in one step.
    let draft = venv.with_extension("draft");
    let _ = std::fs::remove_dir_all(&draft);
    let made = fill(&find_python().await?, &draft).await;
    if made.is_ok() {
        let _ = std::fs::remove_dir_all(&venv);
        std::fs::rename(&draft, &venv)
            .with_context(|| format!("put the emulator into {}", venv.display()))?;
    }
    let _ = std::fs::remove_dir_all(&draft);
    made
}

/// Holds a lock until the result is dropped. Ctrl-C ends the wait.
async fn wait_for(path: &Path) -> Result<File> {
    let lock = File::create(path).with_context(|| format!("create {}", path.display()))?;
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) => sleep(LOOK).await,
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("lock {}", path.display()));
            }
        }
    }
}

async fn fill(system_python: &str, draft: &Path) -> Result<()> {
    std::fs::create_dir_all(draft).with_context(|| format!("create {}", draft.display()))?;
    run(Command::new(system_python).args(["-m", "venv"]).arg(draft)).await.context(PYTHON_HELP)?;
    let lock = draft.join("emulator.lock");
    std::fs::write(&lock, LOCKED).context("write what is to be installed")?;
    let mut pip = Command::new(python_in(draft));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"])
        .arg(&lock);
    run(&mut pip).await.context("install the AWS emulator from PyPI: is the network there?")?;
    std::fs::write(draft.join(MARK), LOCKED).context("mark the emulator as installed")
}

fn python_in(venv: &Path) -> PathBuf {
    venv.join("bin/python")
}

async fn find_python() -> Result<String> {
    for name in ["python3", "python"] {
        let new_enough = "import sys; sys.exit(sys.version_info < (3, 10))";
        if run(Command::new(name).args(["-c", new_enough])).await.is_ok() {
            return Ok(name.to_owned());
        }
    }
    bail!(PYTHON_HELP)
}

async fn run(command: &mut Command) -> Result<()> {
    let output = command.kill_on_drop(true).output().await.context("start it")?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    bail!("{}: {}", output.status, String::from_utf8_lossy(&said).trim())
}
