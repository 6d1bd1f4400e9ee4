//! Lambda `console`: wiring only.

use callout_aws::{SecretLinkKeys, Table, sdk_config};
use callout_lambda::SystemClock;
use console::{Deps, config::Config, router};
use std::sync::Arc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let web = callout_web::deps::Deps {
        table: Arc::new(Table::new(&sdk, &config.table)),
        keys: Arc::new(SecretLinkKeys::new(&sdk, &config.link_key_secret)),
        clock: Arc::new(SystemClock),
    };
    callout_lambda::serve(
        callout_lambda::readable_with_query,
        router(Deps { web, secure: config.secure_cookie, link_base: config.link_base }),
    )
    .await
}
