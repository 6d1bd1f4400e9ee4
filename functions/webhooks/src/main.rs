//! Lambda `webhooks`: wiring only.

use callout_aws::{Https, SqsAlertQueue, Table, sdk_config};
use callout_lambda::SystemClock;
use std::sync::Arc;
use std::time::Duration;
use webhooks::config::Config;
use webhooks::deps::Deps;
use webhooks::router::router;

/// How late a new key, or the end of an old one, may be known.
const RULES_FOR: Duration = Duration::from_secs(1);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let alerts = SqsAlertQueue::new(&sdk, &config.alerts_queue_url);
    let table = Table::new(&sdk, &config.table_name).with_rules_for(RULES_FOR);
    let deps =
        Deps::new(alerts, table, SystemClock, Https::default()).with_secure_cookie(config.secure_cookie);
    callout_lambda::serve(callout_lambda::readable, router(Arc::new(deps))).await
}
