//! `callout local` as a person runs it, and what a person does with it; in a folder and on ports of the tests' own.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// How long building, installing and deploying may take on a fresh machine.
const START: Duration = Duration::from_secs(40 * 60);
/// How long anything that should happen at once may take on a busy machine.
pub(crate) const SOON: Duration = Duration::from_secs(60);
/// How often something awaited is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// A deployment on this machine; dropping it stops it.
pub(crate) struct Local {
    child: Child,
    pub(crate) port: u16,
    endpoints: Value,
}

/// The root of the checkout.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Where test runs keep everything: never where a person's stacks do.
pub(crate) fn folder() -> PathBuf {
    root().join("target/tests/local")
}

/// `callout` with some words, as `cargo callout` runs it, in the tests' folder.
pub(crate) fn callout(words: &[&str]) -> Command {
    callout_in(&folder(), words)
}

/// `callout` where local stacks keep their things in a folder.
pub(crate) fn callout_in(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root()).args(["run", "--quiet", "--bin", "callout", "--"]).args(words);
    command.arg("--local-folder").arg(folder);
    command.env_remove("CALLOUT_STACK").env_remove("CALLOUT_LOCAL_PORT");
    command
}

impl Local {
    /// Starts everything on a free port and waits until it answers.
    pub(crate) fn start() -> Self {
        Self::start_on(free_port(), &[])
    }

    /// Like `start`, but its data stay when it stops.
    pub(crate) fn start_keeping() -> Self {
        Self::start_on(free_port(), &["--keep"])
    }

    /// Stops everything and starts it again with its data.
    pub(crate) fn restart(&mut self) {
        self.stop();
        // What is replaced is dropped, and has stopped.
        *self = Self::start_on(self.port, &["--keep"]);
    }

    fn stop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }

    fn start_on(port: u16, more: &[&str]) -> Self {
        let file = folder().join(format!("{port}/endpoints.json"));
        let _ = std::fs::remove_file(&file);
        let port_words = port.to_string();
        let words: Vec<&str> = ["local", "--port", &port_words].iter().chain(more).copied().collect();
        let child = callout(&words).stdin(Stdio::null()).spawn().unwrap();
        let mut local = Self { child, port, endpoints: Value::Null };
        let deadline = Instant::now() + START;
        while !file.exists() {
            assert!(
                local.child.try_wait().unwrap().is_none(),
                "`callout local` stopped; its reason is above"
            );
            assert!(Instant::now() < deadline, "`callout local` was not ready after {START:?}");
            std::thread::sleep(LOOK);
        }
        local.endpoints = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        local
    }

    /// Where this deployment keeps its things.
    pub(crate) fn folder(&self) -> PathBuf {
        folder().join(self.port.to_string())
    }

    /// An address of the local contract.
    pub(crate) fn at(&self, name: &str) -> &str {
        self.endpoints[name]
            .as_str()
            .unwrap_or_else(|| panic!("endpoints.json has no {name}: {}", self.endpoints))
    }

    /// How AWS is called here.
    pub(crate) fn aws(&self, name: &str) -> &str {
        self.endpoints["aws"][name].as_str().unwrap()
    }

    /// What a command prints as JSON.
    pub(crate) fn json(&self, words: &[&str]) -> Value {
        let output = self.run(words);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{words:?} printed no JSON ({error}): {text}"))
    }

    /// Runs a command.
    pub(crate) fn run(&self, words: &[&str]) -> Output {
        let mut all = words.to_vec();
        let port = self.port.to_string();
        all.extend(["--json", "--port", &port]);
        callout(&all).output().unwrap()
    }

    /// Runs a line of Python with the stock AWS SDK for Python, as an outside tool would; `aws(service)` is a client.
    pub(crate) fn python(&self, code: &str) -> String {
        let output = self.python_output(code);
        assert!(output.status.success(), "{code}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Whether a line of Python succeeded.
    pub(crate) fn try_python(&self, code: &str) -> bool {
        self.python_output(code).status.success()
    }

    /// The status code of an answer to JSON, if there was one.
    pub(crate) fn try_post(&self, name: &str, body: &str) -> Option<u16> {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let sent = agent.post(self.at(name)).header("content-type", "application/json").send(body);
        Some(sent.ok()?.status().as_u16())
    }

    /// The ids of the processes in which functions of this stack run.
    pub(crate) fn function_processes(&self) -> Vec<String> {
        let output = Command::new("ps").args(["-eo", "pid=,args="]).output().unwrap();
        let functions = self.folder().join("functions").display().to_string();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let of_this = text.lines().filter_map(|line| line.trim().split_once(' '));
        of_this
            .filter(|(_, program)| program.starts_with(&functions))
            .map(|(pid, _)| pid.to_owned())
            .collect()
    }

    fn python_output(&self, code: &str) -> Output {
        let aws = &self.endpoints["aws"];
        let prelude = format!(
            "import boto3, json\naws = lambda service: boto3.client(service, endpoint_url={}, region_name={}, \
             aws_access_key_id={}, aws_secret_access_key={})\nendpoints = json.loads({:?})\n",
            aws["endpoint_url"],
            aws["region"],
            aws["access_key_id"],
            aws["secret_access_key"],
            self.endpoints.to_string(),
        );
        let python = root().join("target/local/venv/bin/python");
        Command::new(python).args(["-c", &(prelude + code)]).output().unwrap()
    }

    /// A copy of the sample settings, changed by `edit`.
    pub(crate) fn settings(&self, name: &str, edit: impl Fn(&str, String) -> String) -> PathBuf {
        let folder = self.folder().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        for entry in std::fs::read_dir(root().join("infra/config")).unwrap() {
            let file = entry.unwrap().path();
            let file_name = file.file_name().unwrap().to_string_lossy().into_owned();
            let text = edit(&file_name, std::fs::read_to_string(&file).unwrap());
            std::fs::write(folder.join(file_name), text).unwrap();
        }
        folder
    }

    /// Everything people were sent, oldest first.
    pub(crate) fn inbox(&self) -> Vec<Message> {
        let mut answer = ureq::get(self.at("inbox_url")).header("accept", "application/json").call().unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// Waits for a message.
    pub(crate) fn expect(&self, to: &str, channel: &str, words: &str) -> Message {
        let wanted = |message: &Message| {
            message.to == to && message.channel == channel && message.text.contains(words)
        };
        eventually(
            SOON,
            || self.inbox().into_iter().find(wanted),
            || format!("no {channel} to {to} with “{words}”; there are {:#?}", self.inbox()),
        )
    }

    /// All incidents as the contract lists them.
    pub(crate) fn incidents(&self) -> Vec<Value> {
        serde_json::from_value(self.json(&["incidents"])).unwrap()
    }

    /// Waits until an incident of this title stands like this.
    pub(crate) fn expect_status(&self, title: &str, status: &str) -> Value {
        let wanted = |incident: &Value| {
            incident["title"].as_str().unwrap().contains(title) && incident["status"] == status
        };
        eventually(
            SOON,
            || self.incidents().into_iter().find(wanted),
            || format!("no {status} incident “{title}”; there are {:#?}", self.incidents()),
        )
    }

    /// Who is on call on a schedule now.
    pub(crate) fn on_call(&self, schedule: &str) -> String {
        let held = self.json(&["oncall", "--schedule", schedule]);
        held[0]["responders"][0].as_str().unwrap().to_owned()
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A message as the local contract lists it.
#[derive(Debug, Clone, serde::Deserialize)]
pub(crate) struct Message {
    pub(crate) to: String,
    pub(crate) channel: String,
    pub(crate) address: String,
    pub(crate) text: String,
    pub(crate) sent_at: String,
}

impl Message {
    /// The link in it.
    pub(crate) fn link(&self) -> String {
        let start = self.text.find("http://").unwrap_or_else(|| panic!("a link in {}", self.text));
        self.text[start..].split_whitespace().next().unwrap().to_owned()
    }
}

/// Waits until something is there.
pub(crate) fn eventually<T>(
    most: Duration,
    mut look: impl FnMut() -> Option<T>,
    otherwise: impl Fn() -> String,
) -> T {
    let deadline = Instant::now() + most;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "{}", otherwise());
        std::thread::sleep(LOOK);
    }
}

/// The status code and text of an answer, whatever the status.
pub(crate) fn get(address: &str) -> (u16, String) {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
    let mut answer = agent.get(address).call().unwrap();
    (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
}

/// Presses the button of a page.
pub(crate) fn post(address: &str, body: &str, content_type: &str) -> (u16, String) {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
    let mut answer = agent.post(address).header("content-type", content_type).send(body).unwrap();
    (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
}

/// A port that is free together with the next four, which the pages take; far from where people's stacks are.
fn free_port() -> u16 {
    static STARTED: AtomicU32 = AtomicU32::new(0);
    let free = |port: u16| std::net::TcpListener::bind(("127.0.0.1", port)).is_ok();
    // Another run, or another test of this one, that starts at the same time begins to look elsewhere.
    let start = std::process::id() + 100 * STARTED.fetch_add(1, Relaxed);
    let mine = 21000 + u16::try_from(start % 800).unwrap() * 10;
    let all = (mine..29000).chain(21000..mine).step_by(10);
    all.into_iter().find(|&port| (port..port + 5).all(free)).unwrap()
}
