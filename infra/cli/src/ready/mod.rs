//! `callout ready`: whatever would keep a page from arriving, found before it does.
//!
//! Gathers facts, judges them, prints the judgement. Must not change anything.

mod facts;
mod finding;
mod gather;
mod judge;
mod links;
mod mail;
mod numbers;
mod passwords;
mod refusal;

use crate::args::DeploymentOptions;
use crate::deployment::Deployment;
use crate::print;
use anstyle::AnsiColor;
use anyhow::{Result, bail};
use callout_lambda::SystemClock;
use callout_ports::Clock as _;
use finding::{Finding, Level};
use serde::Serialize;

/// The report. Outside programs rely on these names.
#[derive(Debug, Serialize)]
struct Report<'a> {
    /// Whether nothing was found that would keep a page from arriving.
    ready: bool,
    findings: &'a [Finding],
}

/// Reports.
///
/// # Errors
/// Something would keep a page from arriving; the report says what.
pub async fn ready(common: &DeploymentOptions) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    deployment.check_exists().await?;
    let facts = gather::gather(&deployment, SystemClock.now()).await;
    let findings = judge::judge(&facts);
    let broken = findings.iter().filter(|finding| finding.level == Level::Error).count();
    if common.json {
        print::json(&Report { ready: broken == 0, findings: &findings })?;
    } else {
        print_table(&findings);
    }
    match broken {
        0 => Ok(()),
        1 => bail!("not ready: 1 thing would keep a page from arriving"),
        many => bail!("not ready: {many} things would keep a page from arriving"),
    }
}

/// One group below the other; a name stands only where it begins.
fn print_table(findings: &[Finding]) {
    let mut last = None;
    let rows = findings.iter().map(|finding| {
        let about = if last == Some(&finding.about) { String::new() } else { finding.about.to_string() };
        last = Some(&finding.about);
        [about, word(finding.level), finding.shown(), finding.todo.clone()]
    });
    print::table(["", "", "what", "what to do"], rows);
}

fn word(level: Level) -> String {
    match level {
        Level::Error => print::coloured("error", AnsiColor::Red),
        Level::Warning => print::coloured("warning", AnsiColor::Yellow),
        Level::Unknown => print::coloured("unknown", AnsiColor::Cyan),
        Level::Ok => print::coloured("ok", AnsiColor::Green),
    }
}
