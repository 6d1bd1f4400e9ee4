//! Lambda `subscribe`: wiring only.

use callout_aws::{Table, sdk_config};
use callout_lambda::SystemClock;
use std::sync::Arc;
use std::time::Duration;
use subscribe::{Deps, config::Config, router};

/// How late a change of the page's settings may be known: not each request of a flood costs a read.
const RULES_FOR: Duration = Duration::from_secs(5);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let table = Table::new(&sdk, &config.table).with_rules_for(RULES_FOR);
    let deps = Deps { table: Arc::new(table), clock: Arc::new(SystemClock), config };
    callout_lambda::serve(callout_lambda::readable, router(Arc::new(deps))).await
}
