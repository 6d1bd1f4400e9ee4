//! Lambda `respond`: wiring only.

use callout_aws::{Origins, PhoneNumbers, SecretLinkKeys, Table, sdk_config};
use callout_lambda::SystemClock;
use lambda_http::{Adapter, LambdaEvent, Service as _, service_fn};
use respond::{Deps, config::Config, router, texts};
use serde_json::Value;
use std::sync::Arc;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    callout_lambda::start();
    let config = Config::from_env()?;
    let sdk = sdk_config().await;
    let table = Arc::new(Table::new(&sdk, &config.table));
    let numbers = PhoneNumbers::new(&sdk, Origins { text: config.text_origin, ..Origins::default() });
    let deps = Deps {
        table: table.clone(),
        keys: Arc::new(SecretLinkKeys::new(&sdk, &config.link_key_secret)),
        clock: Arc::new(SystemClock),
    };
    let pages = Adapter::from(router(deps));
    lambda_http::lambda_runtime::run(service_fn(async |event: LambdaEvent<Value>| {
        let LambdaEvent { payload, context } = event;
        let Some(texts) = texts::texts(&payload) else {
            let request = LambdaEvent::new(serde_json::from_value(payload)?, context);
            return Ok::<_, anyhow::Error>(serde_json::to_value(pages.clone().call(request).await?)?);
        };
        for text in texts? {
            texts::handle(&text, &context.request_id, &*table, &numbers, &SystemClock).await?;
        }
        Ok(Value::Null)
    }))
    .await
}
