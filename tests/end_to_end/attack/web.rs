//! Requests as an attacker writes them.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// How many requests are on their way at once.
const AT_ONCE: usize = 8;
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) const JSON: (&str, &str) = ("content-type", "application/json");
pub(super) const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// An answer: the status, 0 if there was none, and the text.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) text: String,
    /// The cookie that it sets.
    pub(super) cookie: Option<String>,
    /// Where it leads.
    pub(super) location: Option<String>,
}

impl Answer {
    fn bare(status: u16, text: String) -> Self {
        Self { status, text, cookie: None, location: None }
    }

    /// Whether the request was taken.
    pub(super) fn is_taken(&self) -> bool {
        (200..400).contains(&self.status)
    }

    /// A success where being taken is one.
    pub(super) fn taken(&self) -> Option<String> {
        self.is_taken().then(|| self.say())
    }

    /// A success where a function that broke, or does not answer, is one.
    pub(super) fn broke(&self) -> Option<String> {
        (self.status == 0 || self.status >= 500).then(|| self.say())
    }

    pub(super) fn say(&self) -> String {
        format!("{} {}", self.status, self.text.chars().take(120).collect::<String>())
    }
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    config.timeout_global(Some(PATIENCE)).build().into()
}

fn answer(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    match answer {
        Ok(mut answer) => {
            let text = answer.body_mut().read_to_string().unwrap_or_default();
            let header = |name: &str| Some(answer.headers().get(name)?.to_str().ok()?.to_owned());
            let (cookie, location) = (header("set-cookie"), header("location"));
            Answer { status: answer.status().as_u16(), text, cookie, location }
        }
        Err(error) => Answer::bare(0, error.to_string()),
    }
}

pub(super) fn get(address: &str, headers: &[(&str, &str)]) -> Answer {
    let request =
        headers.iter().fold(agent().get(address), |request, (name, value)| request.header(*name, *value));
    answer(request.call())
}

pub(super) fn post(address: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let request =
        headers.iter().fold(agent().post(address), |request, (name, value)| request.header(*name, *value));
    answer(request.send(body))
}

/// A request line that no library would send.
pub(super) fn raw(address: &str, line: &str) -> Answer {
    let host = address.trim_start_matches("http://").split('/').next().unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let head = format!("{line} HTTP/1.1\r\nhost: {host}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut text = String::new();
    let _ = stream.read_to_string(&mut text);
    let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    Answer::bare(status, text)
}

/// Does something many times, several at once.
pub(super) fn many<T: Send>(times: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let share = || {
        let mut mine = Vec::new();
        loop {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            if nth >= times {
                return mine;
            }
            mine.push(work(nth));
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(share)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}
