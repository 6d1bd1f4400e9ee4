//! The ports on AWS: the only crate that calls DynamoDB, SNS, SQS, SES, Scheduler, S3, Secrets Manager, CloudWatch
//! and End User Messaging.
//!
//! Decides nothing. Each adapter is built once per process from one [`SdkConfig`] and keeps its connections; the
//! contract tests run on it and on its in-memory fake.

mod alarm_budgets;
mod alert_counter;
mod alert_queue;
mod attempts;
mod audit;
mod batches;
mod carriers;
mod changes;
mod commit;
mod condition;
mod config;
mod contact_queues;
mod context;
mod delivery_queue;
mod drafts;
mod error;
mod event_topic;
mod heartbeats;
mod https;
mod incident_store;
mod items;
mod key_uses;
mod keys;
mod late;
mod link_keys;
mod live;
mod mailboxes;
mod mailer;
mod messenger;
mod metrics;
mod notices;
mod open_incidents;
mod own_topics;
mod page_documents;
mod persons;
mod phone_numbers;
mod places;
mod readable;
mod receipts;
mod receivers;
mod record;
mod rules_cache;
mod schedules;
mod sessions;
mod settings;
mod settings_parts;
mod settings_source;
mod sign_ins;
mod signed;
mod sqs;
mod status_bucket;
mod subscribers;
mod table;
mod timers;
mod topic_policy;
mod trust;
mod verifications;
mod write;

pub use alert_queue::SqsAlertQueue;
pub use aws_config::SdkConfig;
pub use carriers::Carriers;
pub use config::{operator_config, sdk_config};
pub use contact_queues::NotifyQueue;
pub use delivery_queue::SqsDeliveryQueue;
pub use drafts::S3Drafts;
pub use event_topic::SnsEventTopic;
pub use https::Https;
pub use link_keys::SecretLinkKeys;
pub use mailer::{MailFrom, SesMailer};
pub use messenger::{SnsMessenger, Topics};
pub use metrics::CloudWatch;
pub use own_topics::SnsOwnTopics;
pub use persons::load_people;
pub use phone_numbers::{Origins, PhoneNumbers};
pub use receivers::HttpsReceivers;
pub use schedules::ScheduleTarget;
pub use settings::{
    Applied, Latest, Saved, load_applied, load_latest, load_settings, replace_settings, save_console,
    save_settings,
};
pub use signed::signed_get;
pub use status_bucket::S3StatusBucket;
pub use table::Table;
pub use timers::{AwsTimers, SqsTimers};
pub use topic_policy::{TOPIC_ACTIONS, topic_owner, topic_policy};
