//! The description of the API says what the router does.

use std::collections::BTreeSet;

use langbao_web::openapi;
use serde_json::Value;

use crate::world::{COMMUNE, OLD_WARD, WARD, World, id};

/// Addresses for people, browsers and robots, which are not the API.
const NOT_THE_API: &[&str] = &[
    "/",
    "/search",
    "/search.atom",
    "/articles/{id}",
    "/articles/{id}/versions/{version}",
    "/articles/{id}/copies",
    "/captures/{id}",
    "/assets/langbao.js",
    "/people",
    "/people/{id}",
    "/places/{id}",
    "/status",
    "/help",
    "/api/docs",
    "/assets/langbao.css",
    "/assets/langbao.svg",
    "/openapi.json",
    "/opensearch.xml",
    "/opensearch/suggestions",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap/{number}",
];

fn spec() -> Value {
    serde_json::from_str(openapi()).unwrap()
}

fn described() -> BTreeSet<String> {
    spec()["paths"].as_object().unwrap().keys().cloned().collect()
}

#[tokio::test]
async fn the_description_is_the_one_that_is_kept() {
    let kept = include_str!("../../openapi.json");
    assert!(openapi() == kept, "it changed: langbao openapi > crates/web/openapi.json");
    assert_eq!(World::new().ok("/openapi.json").await.text(), kept);
}

#[tokio::test]
async fn no_route_is_missing_from_the_description() {
    let world = World::new();
    // The router shows its addresses where it is written for debugging.
    let shown = world.router_in_words();
    let routes: BTreeSet<String> = shown
        .split("RouteId(")
        .filter_map(|part| part.split_once("): \""))
        .filter_map(|(_, rest)| rest.split_once('"'))
        .map(|(path, _)| path.to_owned())
        .filter(|path| !path.contains("axum_fallback"))
        .collect();
    assert!(routes.contains("/search") && routes.contains("/api/v1/search"), "{shown}");
    let described = described();
    for route in &routes {
        assert!(
            described.contains(route)
                || NOT_THE_API.contains(&route.as_str())
                || route.starts_with("/alerts")
                || route.starts_with("/admin"),
            "{route} is not described"
        );
    }
    for path in described {
        assert!(routes.contains(&path), "{path} is described, but there is no such route");
    }
}

/// Every address with the status it answers, its body fit for its description.
#[tokio::test]
async fn answers_are_as_described() {
    let world = World::new();
    let spec = spec();
    let person =
        world.ok("/api/v1/people?q=phuoc").await.json()["people"][0]["id"].as_str().unwrap().to_owned();
    let names = [
        ("/api/v1/articles/{id}", id(WARD, "tin/2").to_string()),
        ("/api/v1/people/{id}", person.replace('@', "%40")),
        ("/api/v1/places/{id}", OLD_WARD.to_owned()),
        ("/api/v1/sites/{id}", COMMUNE.to_owned()),
    ];
    for path in described() {
        let mut address = path.replace("{version}", "1").replace("{field}", "place");
        for (start, name) in &names {
            if path.starts_with(start) {
                address = address.replace("{id}", name);
            }
        }
        // What wants a key is tried with one in the tests of the command.
        if path.starts_with("/api/v1/alerts") {
            assert_eq!(world.get(&address).await.status, 401, "{path}");
            continue;
        }
        assert!(!address.contains('{'), "{path}");
        let answer = world.ok(&address).await;
        let content = &spec["paths"][&path]["get"]["responses"]["200"]["content"];
        let content_type = answer.header("content-type").split(';').next().unwrap();
        let schema = &content[content_type]["schema"];
        assert!(!content[content_type].is_null(), "{path}: {content_type} is not described");
        if content_type == "application/json" {
            fits(&spec, schema, &answer.json(), &path);
        }
    }
}

/// Compares a value with a schema as far as our schemas go.
fn fits(spec: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        let schema = &spec["components"]["schemas"][name];
        assert!(schema.is_object(), "{at}: no schema {name}");
        return fits(spec, schema, value, at);
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return parts.iter().for_each(|part| fits(spec, part, value, at));
    }
    if let Some(one) = schema["oneOf"].as_array() {
        if !value.is_null() {
            one.iter().filter(|schema| schema["$ref"].is_string()).for_each(|s| fits(spec, s, value, at));
        }
        return;
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(|k| k == kind),
        one => one == kind || one == "number" && kind == "integer",
    };
    assert!(allowed, "{at}: {value} is no {}", schema["type"]);
    match value {
        Value::Array(items) => {
            for item in items {
                fits(spec, &schema["items"], item, &format!("{at}[]"));
            }
        }
        Value::Object(fields) => {
            for required in schema["required"].as_array().into_iter().flatten() {
                assert!(fields.contains_key(required.as_str().unwrap()), "{at}: no {required}");
            }
            for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                if let Some(value) = fields.get(name) {
                    fits(spec, property, value, &format!("{at}.{name}"));
                }
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn the_page_of_the_api_names_every_address_and_shape() {
    let world = World::new();
    for address in ["/api/docs", "/api/docs?lang=en"] {
        let page = world.ok(address).await;
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        for path in described() {
            assert!(page.text().contains(&format!("<code>GET {path}</code>")), "{path}");
        }
        for shape in spec()["components"]["schemas"].as_object().unwrap().keys() {
            assert!(page.text().contains(&format!("<details id=\"{shape}\"")), "{shape}");
        }
        assert!(!page.text().contains("<script>"));
    }
}
