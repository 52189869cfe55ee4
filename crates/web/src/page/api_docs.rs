//! The description of the API as a page, made from `/openapi.json`.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde_json::Value;

use super::frame::Frame;
use crate::conditional::{self, HTML};
use crate::problem::Problem;
use crate::{AppState, Lang};

static SPEC: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(crate::openapi()).expect("the description is JSON"));

#[derive(Template)]
#[template(path = "api_docs.html")]
struct ApiDocs {
    frame: Frame,
    about: String,
    operations: Vec<Operation>,
    shapes: Vec<Shape>,
}

/// An address with what it takes and gives.
struct Operation {
    id: String,
    path: String,
    summary: String,
    more: Vec<Piece>,
    parameters: Vec<Parameter>,
    /// Shapes of the answer, or its content type where that is no JSON.
    answers: Vec<Answer>,
    /// To an example that can be tried; only for addresses without a name in them.
    example: Option<String>,
}

struct Parameter {
    name: String,
    values: String,
    about: String,
}

struct Answer {
    shape: Option<String>,
    content_type: String,
}

/// An object of JSON with its fields.
struct Shape {
    name: String,
    about: Vec<Piece>,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    kind: String,
    shape: Option<String>,
    about: Vec<Piece>,
}

/// A stretch of a description.
struct Piece {
    text: String,
    code: bool,
}

/// Cuts a description at its backticks.
fn pieces(text: &Value) -> Vec<Piece> {
    let parts = text.as_str().unwrap_or_default().split('`').enumerate();
    parts.map(|(at, text)| Piece { text: text.to_owned(), code: at % 2 == 1 }).collect()
}

/// `/api/docs`
pub(crate) async fn api_docs(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let frame = Frame::plain(&state, &uri)?;
    let lang = frame.lang;
    let paths = SPEC["paths"].as_object().into_iter().flatten();
    let shapes = SPEC["components"]["schemas"].as_object().into_iter().flatten();
    let page = ApiDocs {
        about: said(&SPEC["info"]["description"], lang),
        operations: paths.map(|(path, item)| operation(path, &item["get"], lang)).collect(),
        shapes: shapes.map(|(name, schema)| shape(name, schema)).collect(),
        frame,
    };
    Ok(conditional::send(&headers, HTML, page.render()?))
}

/// Descriptions are Vietnamese first, English behind ` · `.
fn said(text: &Value, lang: Lang) -> String {
    let text = text.as_str().unwrap_or_default();
    let said = text.split_once(" · ").map_or(text, |(vi, en)| lang.pick(vi, en));
    let mut letters = said.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn operation(path: &str, operation: &Value, lang: Lang) -> Operation {
    let listed = operation["parameters"].as_array().into_iter().flatten();
    let parameters = listed.map(|parameter| Parameter {
        name: text(&parameter["name"]),
        values: values(&parameter["schema"], lang),
        about: said(&parameter["description"], lang),
    });
    let content = operation["responses"]["200"]["content"].as_object().into_iter().flatten();
    let answers = content.map(|(content_type, content)| Answer {
        shape: reference(&content["schema"]),
        content_type: content_type.clone(),
    });
    Operation {
        id: text(&operation["operationId"]),
        path: path.to_owned(),
        summary: said(&operation["summary"], lang),
        more: pieces(&operation["description"]),
        parameters: parameters.collect(),
        answers: answers.collect(),
        example: (!path.contains('{') && !path.starts_with("/api/v1/export")).then(|| path.to_owned()),
    }
}

/// Says what a parameter may be.
fn values(schema: &Value, lang: Lang) -> String {
    let words = |schema: &Value| {
        schema["enum"]
            .as_array()
            .map(|words| words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "))
    };
    if let Some(words) = words(schema) {
        return words;
    }
    match schema["type"].as_str() {
        Some("array") => lang.say("text-may-be-repeated").to_owned(),
        Some("boolean") => "true, false".to_owned(),
        Some("integer") => match schema["maximum"].as_f64() {
            Some(most) if most < 1e6 => format!("1–{most}"),
            _ => lang.say("a-number-from-1").to_owned(),
        },
        _ if schema["pattern"].as_str().is_some_and(|p| p.contains("[0-9]{4}")) => {
            lang.say("2018-2018-02-2018-02-27").to_owned()
        }
        _ => lang.say("text").to_owned(),
    }
}

fn shape(name: &str, schema: &Value) -> Shape {
    // A shape that holds another is written as all of several.
    let parts: Vec<&Value> = match schema["allOf"].as_array() {
        Some(parts) => parts.iter().collect(),
        None => vec![schema],
    };
    let mut fields = Vec::new();
    for part in parts {
        if let Some(whole) = reference(part) {
            fields.push(Field {
                name: "…".to_owned(),
                kind: String::new(),
                shape: Some(whole),
                about: Vec::new(),
            });
        }
        for (name, property) in part["properties"].as_object().into_iter().flatten() {
            let (kind, shape) = kind(property);
            fields.push(Field { name: name.clone(), kind, shape, about: pieces(&property["description"]) });
        }
    }
    Shape { name: name.to_owned(), about: pieces(&schema["description"]), fields }
}

/// Says what a field is, and which shape it has if it is an object.
fn kind(schema: &Value) -> (String, Option<String>) {
    if let Some(shape) = reference(schema) {
        return (String::new(), Some(shape));
    }
    if let Some(one) = schema["oneOf"].as_array() {
        let shape = one.iter().find_map(reference);
        return ("null".to_owned(), shape);
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | "),
        kind => text(kind),
    };
    if kinds.starts_with("array") {
        let (item, shape) = kind(&schema["items"]);
        return (format!("[{item}]"), shape);
    }
    match schema["format"].as_str() {
        Some(format @ ("date" | "date-time")) => (kinds.replace("string", format), None),
        _ => (kinds, None),
    }
}

fn reference(schema: &Value) -> Option<String> {
    schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()).map(str::to_owned)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
