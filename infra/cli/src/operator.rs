//! Who did something, for the record: whoever IAM says, and on whose behalf.
//! Must not take anybody's word for it where AWS can be asked.

use crate::deployment::Deployment;

/// What the record says of whoever works on a deployment: in AWS what STS says, on one's own machine the login.
pub(crate) fn signature(deployment: &Deployment) -> String {
    let who = deployment.caller.as_ref().map_or_else(login, |caller| caller.arn.clone());
    signed(who, deployment.on_behalf_of.as_deref())
}

fn signed(who: String, on_behalf_of: Option<&str>) -> String {
    match on_behalf_of {
        Some(name) => callout_domain::incident::on_behalf_of(&who, name),
        None => who,
    }
}

#[expect(clippy::disallowed_methods, reason = "a local stack knows its user by their login")]
fn login() -> String {
    let named = ["USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| "operator".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caller::Caller;
    use crate::local::AwsAccess;

    fn deployment(caller: Option<&str>) -> Deployment {
        let (endpoint_url, region) = ("http://127.0.0.1:1".to_owned(), "us-east-1".to_owned());
        let (access_key_id, secret_access_key) = ("test".to_owned(), "test".to_owned());
        let access = AwsAccess { endpoint_url, region, access_key_id, secret_access_key };
        let caller = caller.map(|arn| Caller { account: "111122223333".to_owned(), arn: arn.to_owned() });
        Deployment { caller, ..Deployment::new("callout".to_owned(), access.sdk_config(), None) }
    }

    #[test]
    fn in_aws_the_record_names_whom_iam_knows() {
        let arn = "arn:aws:sts::111122223333:assumed-role/OnCall/ana";
        let mut deployment = deployment(Some(arn));
        assert_eq!(signature(&deployment), arn);
        deployment.on_behalf_of = Some("ben".to_owned());
        assert_eq!(signature(&deployment), format!("{arn}, for ben"));
    }

    #[test]
    fn on_ones_own_machine_it_names_the_login() {
        assert_eq!(signature(&deployment(None)), login());
    }
}
