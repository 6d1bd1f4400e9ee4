//! Links that people ask for to sign in, on DynamoDB: counted by minute and day, and each request an event of the stream.
//!
//! Holds no address: the request has a mark of it.

use crate::error;
use crate::items::{Item, json};
use crate::keys::Key;
use crate::table::Table;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use callout_domain::ids::ResponderName;
use callout_domain::sign_in::{MOST_A_DAY, MOST_A_MINUTE, MOST_A_PERSON, SignInRequest};
use callout_ports::{PortError, SignIns};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// How long requests are kept, in seconds: their day, and one to look at it.
const LIFE: i64 = 2 * 24 * 3600;

impl SignIns for Table {
    async fn request_sign_in(&self, request: &SignInRequest) -> Result<bool, PortError> {
        let counter = Key::sign_in_requests(day(request), request.at.as_second().div_euclid(60));
        let counted = self.add(&counter, AttributeValue::N("1".to_owned()), request).await?;
        let asked: u64 = counted.as_n().ok().and_then(|text| text.parse().ok()).unwrap_or(u64::MAX);
        if asked > MOST_A_MINUTE {
            return Ok(false);
        }
        let event = Item {
            data: Some(json(request)?),
            event: Some(SignInRequest::TYPE.to_owned()),
            expires_at: Some(request.at.as_second() + LIFE),
            ..Item::at(Key::sign_in_event(day(request), &request.id))
        };
        let put = self.putting(&event, &crate::condition::Condition::any())?;
        put.send().await.map_err(error::unavailable("record that a link was asked for"))?;
        Ok(true)
    }

    async fn take_sign_in(&self, who: &ResponderName, request: &SignInRequest) -> Result<bool, PortError> {
        let own = AttributeValue::Ss(vec![request.id.clone()]);
        let own = self.add(&Key::sign_ins(day(request), who), own, request).await?;
        if own.as_ss().is_ok_and(|requests| requests.len() > MOST_A_PERSON) {
            return Ok(false);
        }
        let all = AttributeValue::Ss(vec![format!("{who} {}", request.id)]);
        let all = self.add(&Key::sign_ins_of_all(day(request)), all, request).await?;
        Ok(all.as_ss().is_ok_and(|requests| requests.len() <= MOST_A_DAY))
    }
}

impl Table {
    /// Adds to a number or a set; returns what it is then.
    async fn add(
        &self,
        key: &Key,
        what: AttributeValue,
        of: &SignInRequest,
    ) -> Result<AttributeValue, PortError> {
        let doing = "count the links that were asked for";
        let expires_at = (of.at.as_second() + LIFE).to_string();
        let request = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(key.attributes()))
            .update_expression("ADD requests :one SET expires_at = :expires_at")
            .expression_attribute_values(":one", what)
            .expression_attribute_values(":expires_at", AttributeValue::N(expires_at))
            // All of it: what an engine returns of a set that already had the element differs.
            .return_values(ReturnValue::AllNew);
        let answer = request.send().await.map_err(error::unavailable(doing))?;
        let counted = answer.attributes.and_then(|mut all| all.remove("requests"));
        counted.ok_or_else(|| PortError::corrupt(doing, "nothing was counted"))
    }
}

fn day(request: &SignInRequest) -> Date {
    request.at.to_zoned(TimeZone::UTC).date()
}
