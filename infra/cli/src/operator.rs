//! Who is at the keyboard, for the record.
//! Must not be taken for a proof: it is what the machine says.

use crate::deployment::Deployment;

/// The operator's name: their own word for it, or their login.
#[expect(clippy::disallowed_methods, reason = "the record names the operator by their login")]
pub(crate) fn operator() -> String {
    let named = ["CALLOUT_OPERATOR", "USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| "operator".to_owned())
}

/// The operator, and whom AWS takes them for.
pub(crate) fn signature(deployment: &Deployment) -> String {
    match &deployment.caller {
        Some(caller) => format!("{} ({})", operator(), caller.arn),
        None => operator(),
    }
}
