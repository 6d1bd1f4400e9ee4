//! The template as JSON, with CloudFormation's short tags (`!Ref`) in their long form (`{"Ref": …}`).

use super::super::repository;
use saphyr::{LoadableYamlNode as _, Scalar, Yaml};
use serde_json::{Map, Value, json};

/// The parsed template.
pub(super) struct Template(Value);

impl Template {
    pub(super) fn load() -> Self {
        let text = repository::text("infra/template.yaml");
        let documents = Yaml::load_from_str(&text).expect("infra/template.yaml is YAML");
        Self(json_of(documents.first().expect("a document")))
    }

    /// A section such as `Parameters`, by name.
    pub(super) fn section(&self, name: &str) -> &Map<String, Value> {
        self.0[name].as_object().unwrap_or_else(|| panic!("the template has no {name}"))
    }

    /// The resources of a type: logical name and properties.
    pub(super) fn of_type(&self, kind: &str) -> Vec<(&str, &Value)> {
        let all = self.section("Resources").iter().filter(|(_, resource)| resource["Type"] == kind);
        all.map(|(name, resource)| (name.as_str(), &resource["Properties"])).collect()
    }

    /// A resource as it stands, with type, policies and conditions.
    pub(super) fn resource(&self, name: &str) -> &Value {
        self.section("Resources").get(name).unwrap_or(&Value::Null)
    }

    /// A property of a function, or what `Globals` says about all of them.
    pub(super) fn of_function<'a>(&'a self, function: &'a Value, property: &str) -> &'a Value {
        let own = &function[property];
        if own.is_null() { &self.0["Globals"]["Function"][property] } else { own }
    }

    /// A value, or the default of the parameter that it names.
    pub(super) fn by_default<'a>(&'a self, value: &'a Value) -> &'a Value {
        let parameter = value["Ref"].as_str().map(|name| &self.0["Parameters"][name]["Default"]);
        parameter.filter(|default| !default.is_null()).unwrap_or(value)
    }
}

/// The resource that a `Ref` or `GetAtt` names.
pub(super) fn names(value: &Value) -> Option<&str> {
    let attribute = || value["Fn::GetAtt"].as_str()?.split('.').next();
    value["Ref"].as_str().or_else(attribute)
}

/// A list or single value, with both branches of each `If` and without `NoValue`.
pub(super) fn alternatives(value: &Value) -> Vec<&Value> {
    if let Some(all) = value.as_array() {
        return all.iter().flat_map(alternatives).collect();
    }
    if let Some([_, yes, no]) = value["Fn::If"].as_array().map(Vec::as_slice) {
        return [yes, no].into_iter().flat_map(alternatives).collect();
    }
    if value.is_null() || value["Ref"] == "AWS::NoValue" { Vec::new() } else { vec![value] }
}

fn json_of(node: &Yaml<'_>) -> Value {
    match node {
        Yaml::Value(scalar) => json_of_scalar(scalar),
        Yaml::Sequence(all) => all.iter().map(json_of).collect(),
        Yaml::Mapping(map) => {
            map.iter().map(|(key, value)| (key.as_str().expect("a key").to_owned(), json_of(value))).collect()
        }
        Yaml::Tagged(tag, value) => {
            let function = match tag.suffix.as_str() {
                short @ ("Ref" | "Condition") => short.to_owned(),
                short => format!("Fn::{short}"),
            };
            json!({ function: json_of(value) })
        }
        other => panic!("the template holds YAML that CloudFormation does not know: {other:?}"),
    }
}

fn json_of_scalar(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(yes) => json!(yes),
        Scalar::Integer(number) => json!(number),
        Scalar::FloatingPoint(number) => json!(number.into_inner()),
        Scalar::String(text) => json!(text),
    }
}

#[test]
fn short_tags_take_their_long_form() {
    let text = "a: !Ref B\nc: !GetAtt D.Arn\ne: !If [F, !Sub 'x-${G}', !Ref AWS::NoValue]\nh: '1'\ni: !Sub 1";
    let found = json_of(&Yaml::load_from_str(text).unwrap()[0]);
    assert_eq!(found["a"], json!({ "Ref": "B" }));
    assert_eq!(names(&found["c"]), Some("D"));
    assert_eq!(alternatives(&found["e"]), [&json!({ "Fn::Sub": "x-${G}" })]);
    assert_eq!(found["h"], json!("1"));
}
