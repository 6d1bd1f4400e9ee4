//! DynamoDB in the test process, with the table as the template makes it.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Credentials;
use callout_aws::Table;
use dynoxide::Database;
use serde_json::json;
use tokio::net::TcpListener;

pub(crate) const NAME: &str = "callout";

/// A table of its own for one test.
pub(crate) struct Engine {
    config: SdkConfig,
    listener: TcpListener,
    database: Database,
}

impl Engine {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let database = Database::memory().unwrap();
        database.create_table(serde_json::from_value(table()).unwrap()).unwrap();
        let config = config(&format!("http://{}", listener.local_addr().unwrap())).await;
        Self { config, listener, database }
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
        let served = dynoxide::server::serve_on(self.listener, self.database);
        tokio::select! {
            () = served => panic!("the engine stopped"),
            () = test => {}
        }
    }
}

async fn config(endpoint: &str) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::v2026_01_12())
        .endpoint_url(endpoint)
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .load()
        .await
}

/// The same keys and indexes as `infra/template.yaml`; a house rule compares the template with the code. Without the stream:
/// nothing here reads it, and the engine looks through all of its records at each write.
fn table() -> serde_json::Value {
    let text = |name: &str| json!({ "AttributeName": name, "AttributeType": "S" });
    let keys = |hash: &str, range: &str| json!([{ "AttributeName": hash, "KeyType": "HASH" }, { "AttributeName": range, "KeyType": "RANGE" }]);
    json!({
        "TableName": NAME,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            text("pk"), text("sk"), text("due_shard"), { "AttributeName": "due_at", "AttributeType": "N" },
            text("opened_month"), text("opened_at"),
        ],
        "KeySchema": keys("pk", "sk"),
        "GlobalSecondaryIndexes": [
            { "IndexName": "due", "KeySchema": keys("due_shard", "due_at"), "Projection": { "ProjectionType": "KEYS_ONLY" } },
            { "IndexName": "opened", "KeySchema": keys("opened_month", "opened_at"), "Projection": { "ProjectionType": "ALL" } },
        ],
    })
}
