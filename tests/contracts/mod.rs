//! The promises of the ports: the same assertions on each in-memory twin and on the real adapter, which talks to a
//! DynamoDB engine inside the test process.
//!
//! What a promise is for is told in `callout-ports`; what only AWS itself can show is in the end-to-end tests.

mod attempts;
mod carriers;
mod changes;
mod context;
mod counting;
pub(crate) mod engine;
mod heartbeats;
mod incidents;
mod notices;
mod pages;
mod sample;
mod settings;
mod stored;
mod timeline;
mod verifications;

/// Holds the twin and the adapter to one promise: a function of this name that takes either.
macro_rules! promise {
    ($name:ident) => {
        mod $name {
            #[tokio::test]
            async fn twin() {
                let twin = callout_ports::fakes::Fakes::at($crate::contracts::sample::now());
                super::$name(&twin).await;
            }

            #[tokio::test]
            async fn dynamodb() {
                let engine = $crate::contracts::engine::Engine::start().await;
                let table = engine.table();
                engine.run(super::$name(&table)).await;
            }
        }
    };
}
pub(crate) use promise;
