//! Which stacks run on this machine, and which of them `endpoints.json` names: the first that took it, while it runs.
//! Must not name a stack that is gone, nor take the file from one that runs.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::endpoints::Endpoints;
use super::places::{Places, folder_of_stacks};

/// The contract's file: below the folder of all stacks, and below each stack's own.
const FILE: &str = "endpoints.json";

/// Locked by a stack for as long as its process lives, however that ends; below the folder of all stacks, by whoever
/// changes the contract's file.
const LOCK: &str = "lock";

/// A command that only checks whether a stack runs holds its lock for a moment.
const CHECK_TIME: Duration = Duration::from_secs(1);

/// The local stack on a port.
///
/// # Errors
/// None runs there, with what to do about it.
pub fn on_port(folder: Option<&Path>, port: u16) -> Result<Endpoints> {
    let own = folder_of_stacks(folder)?.join(port.to_string());
    if !is_running(&own) {
        bail!("nothing runs on port {port}: start it with `cargo callout local --port {port}`");
    }
    Endpoints::read(&own.join(FILE)).with_context(|| {
        format!("`cargo callout local` on port {port} is still starting: wait for its summary")
    })
}

/// The local stack that commands mean if they name none: the one of the contract's file, or else another that runs.
///
/// # Errors
/// None runs, with what to do about it.
pub fn running(folder: Option<&Path>) -> Result<Endpoints> {
    let found = folder_of_stacks(folder)
        .ok()
        .and_then(|local| named_stack(&local).or_else(|| lowest_port_stack(&local)));
    found
        .context("nothing runs on this machine: start it with `cargo callout local` and wait for its summary")
}

/// Makes a folder that only its owner enters: the data, the log and the contract with the root key are below it.
fn make_private(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // It may be from before.
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

/// The lock on a port's folder, for as long as this process lives.
#[derive(Debug)]
pub(super) struct StackLock {
    local: PathBuf,
    own: PathBuf,
    _file: File,
}

impl StackLock {
    /// Locks the folder, and removes the file of a stack that did not stop in order.
    pub(super) fn acquire(places: &Places) -> Result<Self> {
        let (local, own) = (places.local().to_owned(), places.run());
        make_private(&own).with_context(|| format!("create {}", own.display()))?;
        let file = lock_file(&own)?;
        let give_up = Instant::now() + CHECK_TIME;
        while let Err(error) = file.try_lock() {
            match error {
                TryLockError::WouldBlock if Instant::now() < give_up => sleep(Duration::from_millis(20)),
                TryLockError::WouldBlock => bail!(
                    "another `cargo callout local` starts, runs or stops on port {0}: stop it with Ctrl-C and wait, or choose \
                     another port: cargo callout local --port {1}",
                    places.port(),
                    places.port().saturating_add(10)
                ),
                TryLockError::Error(error) => {
                    return Err(error).with_context(|| format!("lock {}", own.display()));
                }
            }
        }
        let lock = Self { local, own, _file: file };
        lock.withdraw()?;
        Ok(lock)
    }

    /// Writes the contract's files; says which stack commands mean that name none.
    pub(super) fn publish(&self, endpoints: &Endpoints) -> Result<Endpoints> {
        endpoints.write(&self.own.join(FILE))?;
        let _changing = self.changing()?;
        if let Some(other) = named_stack(&self.local) {
            return Ok(other);
        }
        endpoints.write(&self.local.join(FILE))?;
        Ok(endpoints.clone())
    }

    /// Removes this stack's file, and hands the contract's to another stack that runs if it names none such.
    pub(super) fn withdraw(&self) -> Result<()> {
        let _ = fs::remove_file(self.own.join(FILE));
        let _changing = self.changing()?;
        if named_stack(&self.local).is_some() {
            return Ok(());
        }
        let file = self.local.join(FILE);
        match lowest_port_stack(&self.local) {
            Some(other) => other.write(&file),
            None => {
                let _ = fs::remove_file(file);
                Ok(())
            }
        }
    }

    /// Keeps other stacks from starting or stopping meanwhile.
    fn changing(&self) -> Result<File> {
        let lock = lock_file(&self.local)?;
        lock.lock().with_context(|| format!("lock {}", self.local.display()))?;
        Ok(lock)
    }
}

fn lock_file(folder: &Path) -> Result<File> {
    let path = folder.join(LOCK);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    file.with_context(|| format!("open {}", path.display()))
}

/// The stack that the contract's file names, if that one runs.
fn named_stack(local: &Path) -> Option<Endpoints> {
    let named = Endpoints::read(&local.join(FILE)).ok()?;
    ready(&local.join(named.port()?.to_string())).filter(|there| *there == named)
}

/// The running stack with the lowest port.
fn lowest_port_stack(local: &Path) -> Option<Endpoints> {
    let entries = fs::read_dir(local).ok()?.filter_map(Result::ok);
    let mut ports: Vec<u16> = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    ports.sort_unstable();
    ports.into_iter().find_map(|port| ready(&local.join(port.to_string())))
}

/// The stack of a folder, if it runs and everything answers.
fn ready(own: &Path) -> Option<Endpoints> {
    let endpoints = Endpoints::read(&own.join(FILE)).ok()?;
    is_running(own).then_some(endpoints)
}

fn is_running(own: &Path) -> bool {
    let lock = File::open(own.join(LOCK));
    lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::endpoints::AwsAccess;

    /// A folder of stacks that goes with the test.
    struct Stacks(PathBuf);

    impl Stacks {
        fn new(test: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("callout-stacks-{test}-{}", std::process::id()));
            fs::create_dir_all(&folder).unwrap();
            Self(folder)
        }

        fn places(&self, port: u16) -> Places {
            Places::find(port, Some(&self.0)).unwrap()
        }

        /// Starts a stack.
        fn start(&self, port: u16) -> StackLock {
            let lock = StackLock::acquire(&self.places(port)).unwrap();
            lock.publish(&endpoints(port)).unwrap();
            lock
        }

        /// Stops a stack in order.
        fn stop(&self, lock: StackLock) {
            lock.withdraw().unwrap();
        }

        /// The port that the contract's file names.
        fn contract(&self) -> Option<u16> {
            Endpoints::read(&self.0.join(FILE)).ok()?.port()
        }

        /// The port of the stack that a command without --port works on.
        fn default_port(&self) -> Option<u16> {
            running(Some(&self.0)).ok()?.port()
        }
    }

    impl Drop for Stacks {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    /// Those of one start: another start on the same port has others.
    fn endpoints(port: u16) -> Endpoints {
        Endpoints {
            aws: AwsAccess::random(port).unwrap(),
            alarm_topic_arn: String::new(),
            alarm_intake_function: String::new(),
            events_url: String::new(),
            events_routing_key: String::new(),
            inbox_url: String::new(),
            status_page_url: String::new(),
            console_url: String::new(),
            subscribe_url: String::new(),
        }
    }

    #[test]
    fn a_second_stack_never_takes_the_command_away_from_the_first() {
        let stacks = Stacks::new("second");
        let first = stacks.start(4576);
        let second = stacks.start(4566);
        assert_eq!((stacks.contract(), stacks.default_port()), (Some(4576), Some(4576)));
        stacks.stop(second);
        assert_eq!((stacks.contract(), stacks.default_port()), (Some(4576), Some(4576)));
        stacks.stop(first);
        assert_eq!((stacks.contract(), stacks.default_port()), (None, None));
    }

    #[test]
    fn the_file_goes_to_another_stack_that_runs() {
        let stacks = Stacks::new("handed");
        let first = stacks.start(4566);
        let second = stacks.start(4576);
        stacks.stop(first);
        assert_eq!((stacks.contract(), stacks.default_port()), (Some(4576), Some(4576)));
        let third = stacks.start(4566);
        assert_eq!(stacks.contract(), Some(4576));
        stacks.stop(second);
        assert_eq!(stacks.contract(), Some(4566));
        stacks.stop(third);
    }

    #[test]
    fn a_stack_that_was_killed_holds_nothing() {
        let stacks = Stacks::new("killed");
        // The system lets go of the lock, and nobody tidies up.
        drop(stacks.start(4566));
        assert_eq!(stacks.contract(), Some(4566));
        assert_eq!(stacks.default_port(), None);
        assert!(on_port(Some(&stacks.0), 4566).is_err());
        let second = stacks.start(4576);
        assert_eq!((stacks.contract(), stacks.default_port()), (Some(4576), Some(4576)));
        drop(second);
        let again = StackLock::acquire(&stacks.places(4576)).unwrap();
        assert_eq!(
            stacks.contract(),
            None,
            "whoever waits for the file must not find that of an earlier start"
        );
        drop(again);
    }

    #[test]
    fn a_port_on_which_nothing_runs_says_so() {
        let stacks = Stacks::new("port");
        let told = |port| on_port(Some(&stacks.0), port).unwrap_err().to_string();
        assert!(told(4566).contains("nothing runs on port 4566"), "{}", told(4566));
        let starting = StackLock::acquire(&stacks.places(4566)).unwrap();
        assert!(told(4566).contains("is still starting"), "{}", told(4566));
        let refused = StackLock::acquire(&stacks.places(4566)).unwrap_err().to_string();
        assert!(refused.contains("port 4566") && refused.contains("--port 4576"), "{refused}");
        drop(starting);
        let stack = stacks.start(4566);
        assert_eq!(on_port(Some(&stacks.0), 4566).unwrap().port(), Some(4566));
        drop(stack);
    }
}
