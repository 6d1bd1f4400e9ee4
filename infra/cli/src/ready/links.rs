//! Opens the addresses that links in pages start with, or could.
//! Must not judge.

use super::facts::{Checked, LinkAddress};
use crate::deployment::{Deployment, Stack};
use crate::reason::why;
use callout_aws::Https;

/// Each address of a proxy or of a name of one's own. None on this machine, nor if the stack cannot be described: another
/// line says so.
pub(super) async fn links(deployment: &Deployment) -> Vec<LinkAddress> {
    if deployment.local.is_some() {
        return Vec::new();
    }
    let Ok(stack) = deployment.describe().await else { return Vec::new() };
    let mut found = addresses(&stack);
    let Some(function) = stack.outputs.get("RespondFunctionUrl").filter(|_| !found.is_empty()) else {
        return found;
    };
    let expected = status(function).await;
    for one in &mut found {
        one.answers = match (expected.clone(), status(&one.address).await) {
            (Ok(expected), Ok(answered)) => Ok(expected == answered),
            (_, Err(why)) | (Err(why), _) => Err(why),
        };
    }
    found
}

/// Where they are, before anybody looked.
fn addresses(stack: &Stack) -> Vec<LinkAddress> {
    let set = |name: &str| stack.parameters.get(name).filter(|value| !value.is_empty());
    let used = stack.outputs.get("RespondUrl");
    let one = |parameter, address: String, target: Option<&String>| LinkAddress {
        parameter,
        in_use: used == Some(&address),
        address,
        target: target.cloned(),
        answers: Err("nobody looked".to_owned()),
    };
    let proxy = set("LinkBaseUrl").map(|address| one("LinkBaseUrl", address.clone(), None));
    let target = stack.outputs.get("LinkDomainTarget");
    let domain = set("LinkDomain").zip(target);
    let domain = domain.map(|(domain, target)| one("LinkDomain", format!("https://{domain}/"), Some(target)));
    proxy.into_iter().chain(domain).collect()
}

async fn status(address: &str) -> Checked<u16> {
    let answer = Https::default().request(address, None).await;
    answer.map(|(status, _)| status).map_err(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_ones_own_is_looked_at_before_links_use_it() {
        let map = |all: &[(&str, &str)]| {
            all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let mut stack = Stack {
            parameters: map(&[("LinkDomain", "go.example.com"), ("LinkBaseUrl", "")]),
            outputs: map(&[("RespondUrl", "https://x.example/"), ("LinkDomainTarget", "d1.cloudfront.net")]),
        };
        let found = addresses(&stack);
        assert_eq!((found.len(), found[0].in_use), (1, false));
        assert_eq!(found[0].address, "https://go.example.com/");
        assert_eq!(found[0].target.as_deref(), Some("d1.cloudfront.net"));
        stack.outputs.insert("RespondUrl".to_owned(), "https://go.example.com/".to_owned());
        assert!(addresses(&stack)[0].in_use);
        stack.parameters.clear();
        assert!(addresses(&stack).is_empty());
    }
}
