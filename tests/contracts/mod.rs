//! The contracts of the ports: the same assertions on each fake and on the real adapter, which talks to a DynamoDB engine
//! inside the test process; with `CALLOUT_DYNAMODB` set, to another engine.
//!
//! Must not test what only AWS itself or the whole stack can show: the end-to-end tests do.

mod alarm_budgets;
mod attempts;
mod audit;
mod carriers;
mod changes;
mod contacts;
mod context;
mod counting;
mod door;
pub(crate) mod engine;
mod heartbeats;
mod incidents;
mod key_uses;
mod live;
mod notices;
mod own_topics;
mod pages;
mod persons;
mod places;
pub(crate) mod reach;
mod receipts;
mod sample;
mod sessions;
mod settings;
mod sign_ins;
mod stand_in;
mod stored;
mod subscribers;
mod table;
mod timeline;
mod verifications;

/// Holds the fake and the adapter to one contract: a function of this name that takes either. A contract that needs more of
/// an engine than moto has names what.
macro_rules! contract {
    ($name:ident) => {
        contract!($name, |_| true);
    };
    ($name:ident, $can:expr) => {
        mod $name {
            #[tokio::test]
            async fn fake() {
                let fake = callout_ports::fakes::Fakes::at($crate::contracts::sample::now());
                super::$name(&fake).await;
            }

            #[tokio::test]
            async fn dynamodb() {
                use $crate::contracts::engine::Engine;
                let engine = Engine::start().await;
                let can: fn(&Engine) -> bool = $can;
                if !can(&engine) {
                    println!("left out: this engine lacks what the contract needs");
                    return;
                }
                let table = engine.table();
                engine.run(super::$name(&table)).await;
            }
        }
    };
}
pub(crate) use contract;
