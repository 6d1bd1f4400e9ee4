//! A function that does nothing: what the start of the others is compared with. Must not do anything, nor be deployed.

use lambda_runtime::{LambdaEvent, run, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    run(service_fn(async |_: LambdaEvent<Value>| Ok::<_, lambda_runtime::Error>(Value::Null))).await
}
