//! Tools that people have, as they are: Debian's Alertmanager with both of its ways to us, and PagerDuty's own client.
//!
//! `.ci/tools` puts them into target/ci; where they are not, these tests say so and are left out.

use super::local::{Local, SOON, eventually, post, root};
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// Where `.ci/tools` puts Alertmanager, as its Debian package lays it out.
const ALERTMANAGER: &str = "target/ci/alertmanager/usr";

pub(crate) fn alertmanager_reports_an_alert_and_its_end_in_both_formats(local: &Local) {
    let Some(alertmanager) = Alertmanager::start(local) else { return };
    for (way, title) in [("webhook", "Checkout queue is long"), ("pagerduty", "[FIRING:1] QueueLong")] {
        let service = if way == "webhook" { "search" } else { "" };
        let alert = json!({
            "labels": { "alertname": "QueueLong", "way": way, "severity": "critical", "service": service },
            "annotations": { "summary": "Checkout queue is long" },
            "generatorURL": "http://prometheus.internal:9090/graph"
        });
        alertmanager.tell(&alert);
        let incident = local.expect_status(title, "triggered");
        assert_eq!(incident["service"], if way == "webhook" { "search" } else { "platform" }, "{incident}");
        let mut ended = alert;
        ended["endsAt"] = json!(SystemClock.now().to_string());
        alertmanager.tell(&ended);
        local.expect_status(title, "resolved");
    }
}

pub(crate) fn pagerdutys_client_works_with_our_address(local: &Local) {
    let python = root().join("target/ci/venv/bin/python");
    let has = Command::new(&python).args(["-c", "import pagerduty"]).stderr(Stdio::null()).status();
    if !has.is_ok_and(|status| status.success()) {
        println!("skipped: target/ci/venv has no PagerDuty client; .ci/run installs it");
        return;
    }
    let client = |code: &str| {
        let words = ["-c", &(CLIENT.to_owned() + code), base(local), local.at("events_routing_key")];
        let output = Command::new(&python).args(words).output().unwrap();
        assert!(output.status.success(), "{code}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    let key = client(
        "print(client.trigger('tape 3 is stuck', 'backup-1', severity='error', links=[{'href': 'https://wiki.harbor.example/tape', 'text': 'Tapes'}]))",
    );
    local.expect_status("tape 3 is stuck", "triggered");
    client(&format!("client.acknowledge('{key}')"));
    local.expect_status("tape 3 is stuck", "acknowledged");
    client(&format!("client.resolve('{key}')"));
    local.expect_status("tape 3 is stuck", "resolved");
    client("client.submit('tape 3 was replaced', 'backup-1', timestamp='2026-11-22T03:00:00Z')");
}

/// The client takes https addresses only; there is no TLS on one's own machine.
const CLIENT: &str = "
import sys, httpx2
from pagerduty import EventsApiV2Client
class Plain(httpx2.HTTPTransport):
    def handle_request(self, request):
        request.url = request.url.copy_with(scheme='http')
        return super().handle_request(request)
address = sys.argv[1].rstrip('/').replace('http://', 'https://')
client = EventsApiV2Client(sys.argv[2], base_url=address, transport=Plain())
";

/// Where all formats' paths begin.
fn base(local: &Local) -> &str {
    local.at("events_url").strip_suffix("v2/enqueue").unwrap()
}

/// A running Alertmanager; dropping it stops it.
struct Alertmanager {
    child: Child,
    address: String,
}

impl Alertmanager {
    fn start(local: &Local) -> Option<Self> {
        let installed = root().join(ALERTMANAGER);
        let binary = installed.join("bin/prometheus-alertmanager");
        if !binary.exists() {
            println!("skipped: there is no {}; .ci/run installs it", binary.display());
            return None;
        }
        let folder = local.folder().join("alertmanager");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let settings = folder.join("alertmanager.json");
        // JSON is YAML.
        std::fs::write(&settings, settings_for(local).to_string()).unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let option = |name: &str, value: PathBuf| format!("--{name}={}", value.display());
        let child = Command::new(binary)
            .current_dir(installed.join("share/prometheus/alertmanager"))
            .args([option("config.file", settings), option("storage.path", folder.join("data"))])
            .args([&format!("--web.listen-address={address}"), "--cluster.listen-address="])
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(folder.join("log")).unwrap())
            .spawn()
            .unwrap();
        let started = Self { child, address: format!("http://{address}") };
        let answers = || std::net::TcpStream::connect(&address).ok();
        eventually(SOON, answers, || {
            "Alertmanager does not answer: its log is in target/tests/local".to_owned()
        });
        Some(started)
    }

    /// Tells it of an alert, as Prometheus does.
    fn tell(&self, alert: &Value) {
        let address = format!("{}/api/v2/alerts", self.address);
        let (status, text) = post(&address, &json!([alert]).to_string(), "application/json");
        assert_eq!(status, 200, "{text}");
    }
}

impl Drop for Alertmanager {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn settings_for(local: &Local) -> Value {
    let (base, key) = (base(local), local.at("events_routing_key"));
    json!({
        "route": {
            "receiver": "webhook", "group_by": ["..."],
            "group_wait": "1s", "group_interval": "1s", "repeat_interval": "1h",
            "routes": [{ "matchers": ["way = pagerduty"], "receiver": "pagerduty" }]
        },
        "receivers": [
            { "name": "webhook", "webhook_configs": [
                { "url": format!("{base}v1/alertmanager"), "http_config": { "authorization": { "credentials": key } } }
            ] },
            { "name": "pagerduty", "pagerduty_configs": [
                { "url": format!("{base}v2/enqueue"), "routing_key": key }
            ] }
        ]
    })
}
