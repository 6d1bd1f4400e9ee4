//! Opens the console in the browser; where there is none, prints its address.
//! Must not print the address where a browser took it: whoever has it may act for twelve hours.

use crate::addressees::known_responder;
use crate::args::DeploymentOptions;
use crate::deployment::Deployment;
use crate::links::Links;
use crate::operator::signature;
use crate::print;
use crate::to_type::callout;
use anyhow::{Context, Result, bail};
use callout_aws::load_settings;
use callout_domain::audit::ConsoleLink;
use callout_lambda::SystemClock;
use callout_ports::{Clock as _, Sessions as _};
use std::process::{Command, Stdio};

/// Prints the address of the console for a responder.
///
/// # Errors
/// There is no such responder, or the key of links cannot be read.
pub async fn console(common: &DeploymentOptions, responder: &str) -> Result<()> {
    let deployment = Deployment::find(common).await?;
    let url = address(&deployment, responder, None).await?;
    print::address(common, "console_url", &url)
}

/// Opens the console, or one incident in it, for the responder whom `--as` names.
///
/// # Errors
/// Nobody is named, there is no such incident, or the key of links cannot be read.
pub async fn open(common: &DeploymentOptions, incident: Option<&str>) -> Result<()> {
    let Some(responder) = &common.on_behalf_of else {
        bail!("say who you are: `{}`", callout("open --as NAME"))
    };
    let deployment = Deployment::find(common).await?;
    let url = address(&deployment, responder, incident).await?;
    if common.json {
        return print::address(common, "console_url", &url);
    }
    match has_screen(variable).then(|| browse(&url)).flatten() {
        Some(browser) => print::aside(format!("Opened in the browser ({browser}).")),
        None => print::line(url),
    }
    Ok(())
}

async fn address(deployment: &Deployment, responder: &str, incident: Option<&str>) -> Result<String> {
    let settings = load_settings(&deployment.table).await.with_context(|| deployment.unreachable())?;
    known_responder(&settings.unwrap_or_default(), &responder.into())?;
    let incident = match incident {
        Some(incident) => Some(deployment.incident(incident).await?.number),
        None => None,
    };
    let links = Links::to_console(deployment).await?;
    // Before anybody has it: whoever opens it works under that name.
    let link = ConsoleLink { responder: responder.into(), by: signature(deployment), at: SystemClock.now() };
    let noted = deployment.table.note_console_link(&link).await;
    noted.with_context(|| deployment.unreachable())?;
    let url = links.console(responder);
    Ok(match incident {
        Some(number) => format!("{url}?incident={number}"),
        None => url,
    })
}

#[expect(clippy::disallowed_methods, reason = "only the environment says whether there is a screen")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Whether a browser could show anything to whoever sits here.
fn has_screen(variable: impl Fn(&str) -> Option<String>) -> bool {
    let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    if is_set("BROWSER") {
        return true;
    }
    let is_remote = is_set("SSH_CONNECTION") || is_set("SSH_TTY");
    match std::env::consts::OS {
        "macos" | "windows" => !is_remote,
        _ => is_set("DISPLAY") || is_set("WAYLAND_DISPLAY"),
    }
}

/// Gives an address to the browser; its name if it took it.
fn browse(url: &str) -> Option<String> {
    let own = variable("BROWSER").filter(|browser| !browser.is_empty());
    let usual: (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("rundll32", &["url.dll,FileProtocolHandler"]),
        _ => ("xdg-open", &[]),
    };
    let (program, words) = own.as_deref().map_or(usual, |browser| (browser, &[]));
    let mut command = Command::new(program);
    command.args(words).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let is_done = command.status().is_ok_and(|status| status.success());
    is_done.then(|| program.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_needs_a_screen() {
        let has = |set: &[&str]| has_screen(|name| set.contains(&name).then(|| "1".to_owned()));
        assert!(has(&["BROWSER"]), "whoever names a browser has one");
        if std::env::consts::OS == "linux" {
            assert!(!has(&[]) && !has(&["SSH_CONNECTION"]), "nothing to show it on");
            assert!(has(&["DISPLAY"]) && has(&["WAYLAND_DISPLAY"]));
        }
    }
}
