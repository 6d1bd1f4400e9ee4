//! DynamoDB in the test process, or another engine, with the table as the template makes it.

pub(crate) use super::table::NAME;

use super::table::definition;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Credentials;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};
use callout_aws::Table;
use dynoxide::Database;
use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::TcpListener;

/// Where another engine answers, like moto: `http://127.0.0.1:5000`. Without it the engine runs in the test process.
const ELSEWHERE: &str = "CALLOUT_DYNAMODB";

/// A table of its own for one test.
pub(crate) struct Engine {
    config: SdkConfig,
    served: Option<(TcpListener, Database)>,
}

impl Engine {
    pub(crate) async fn start() -> Self {
        #[expect(clippy::disallowed_methods, reason = "a choice of whoever runs the tests")]
        let engine = match std::env::var(ELSEWHERE).ok().filter(|address| !address.is_empty()) {
            // Tests share the process of that engine: a region for each keeps their tables apart.
            Some(address) => Self { config: config(&address, &own_region()).await, served: None },
            None => {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let address = format!("http://{}", listener.local_addr().unwrap());
                let config = config(&address, "us-east-1").await;
                Self { config, served: Some((listener, Database::memory().unwrap())) }
            }
        };
        engine.create_table().await;
        engine
    }

    async fn create_table(&self) {
        match &self.served {
            Some((_, database)) => {
                database.create_table(serde_json::from_value(definition()).unwrap()).unwrap();
            }
            None => create(&self.client(), &definition()).await,
        }
    }

    /// Where it answers.
    pub(crate) fn address(&self) -> String {
        self.config.endpoint_url().unwrap().to_owned()
    }

    /// Whether it runs in the test process, so that a test can stand between it and the adapter.
    pub(crate) fn is_in_process(&self) -> bool {
        self.served.is_some()
    }

    /// Whether the engine remembers the request tokens of transactions, as DynamoDB does for ten minutes.
    pub(crate) fn knows_request_tokens(&self) -> bool {
        self.is_in_process()
    }

    /// The table as a process that has just started sees it.
    pub(crate) fn table(&self) -> Table {
        self.table_named(NAME)
    }

    /// A table that may not exist.
    pub(crate) fn table_named(&self, name: &str) -> Table {
        Table::new(&self.config, name)
    }

    /// For looking and writing past the adapter.
    pub(crate) fn client(&self) -> Client {
        Client::new(&self.config)
    }

    /// Serves until the test is done.
    pub(crate) async fn run(self, test: impl Future<Output = ()>) {
        let Some((listener, database)) = self.served else { return test.await };
        tokio::select! {
            () = dynoxide::server::serve_on(listener, database) => panic!("the engine stopped"),
            () = test => {}
        }
    }
}

fn own_region() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    format!("test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

async fn config(endpoint: &str, region: &str) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::v2026_01_12())
        .endpoint_url(endpoint)
        .region(Region::new(region.to_owned()))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .load()
        .await
}

/// Creates the table that a request describes, over the network.
async fn create(client: &Client, request: &Value) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let key = |it: &Value| {
        let kind = KeyType::from(text(&it["KeyType"]).as_str());
        KeySchemaElement::builder().attribute_name(text(&it["AttributeName"])).key_type(kind).build().unwrap()
    };
    let attribute = |it: &Value| {
        let kind = ScalarAttributeType::from(text(&it["AttributeType"]).as_str());
        let attribute = AttributeDefinition::builder().attribute_name(text(&it["AttributeName"]));
        attribute.attribute_type(kind).build().unwrap()
    };
    let index = |it: &Value| {
        let kind = ProjectionType::from(text(&it["Projection"]["ProjectionType"]).as_str());
        let index = GlobalSecondaryIndex::builder().index_name(text(&it["IndexName"]));
        let index = index.set_key_schema(Some(list(&it["KeySchema"]).iter().map(key).collect()));
        index.projection(Projection::builder().projection_type(kind).build()).build().unwrap()
    };
    let creation = client.create_table().table_name(NAME).billing_mode(BillingMode::PayPerRequest);
    let creation = creation
        .set_attribute_definitions(Some(
            list(&request["AttributeDefinitions"]).iter().map(attribute).collect(),
        ))
        .set_key_schema(Some(list(&request["KeySchema"]).iter().map(key).collect()))
        .set_global_secondary_indexes(Some(
            list(&request["GlobalSecondaryIndexes"]).iter().map(index).collect(),
        ));
    creation.send().await.unwrap();
}
