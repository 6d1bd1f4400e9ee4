//! The condition of a write.
//!
//! Knows no items: the caller decides which condition a write needs.

use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

/// The condition of a write.
#[derive(Debug, Clone, Default)]
pub(crate) struct Condition {
    pub(crate) expression: String,
    pub(crate) names: HashMap<String, String>,
    pub(crate) values: HashMap<String, AttributeValue>,
}

impl Condition {
    /// The item does not exist.
    pub(crate) fn absent() -> Self {
        Self { expression: "attribute_not_exists(pk)".to_owned(), ..Self::default() }
    }

    /// Whatever is stored.
    pub(crate) fn any() -> Self {
        Self::default()
    }

    /// The stored version is this one; version 0 means that the item does not exist.
    pub(crate) fn version(stored: u64) -> Self {
        if stored == 0 {
            return Self::absent();
        }
        let condition = Self { expression: "version = :version".to_owned(), ..Self::default() };
        condition.with(":version", AttributeValue::N(stored.to_string()))
    }

    /// The item does not exist, or `expression` holds.
    pub(crate) fn absent_or(expression: &str) -> Self {
        Self { expression: format!("attribute_not_exists(pk) OR ({expression})"), ..Self::default() }
    }

    pub(crate) fn with(mut self, name: &str, value: AttributeValue) -> Self {
        self.values.insert(name.to_owned(), value);
        self
    }

    /// Adds a placeholder for an attribute whose name DynamoDB reserves.
    pub(crate) fn naming(mut self, name: &str, attribute: &str) -> Self {
        self.names.insert(name.to_owned(), attribute.to_owned());
        self
    }

    /// DynamoDB rejects an empty expression.
    pub(crate) fn some_expression(&self) -> Option<String> {
        (!self.expression.is_empty()).then(|| self.expression.clone())
    }

    /// DynamoDB rejects empty maps.
    pub(crate) fn some_names(&self) -> Option<HashMap<String, String>> {
        (!self.names.is_empty()).then(|| self.names.clone())
    }

    pub(crate) fn some_values(&self) -> Option<HashMap<String, AttributeValue>> {
        (!self.values.is_empty()).then(|| self.values.clone())
    }
}
