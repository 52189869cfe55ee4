//! Addresses in the data of a page that its script builds (`__NEXT_DATA__` and the like).

use serde_json::Value;

/// Most data that is looked at in bytes, and most addresses of it.
const MOST_BYTES: usize = 4_000_000;
const MOST: usize = 2_000;

/// Names of what holds the address of a page.
const NAMES: [&str; 9] =
    ["url", "href", "link", "path", "slug", "permalink", "canonical", "uri", "duong_dan"];

/// Returns the addresses in the JSON that a page carries in its scripts, in order.
pub(crate) fn addresses(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    if html.len() > MOST_BYTES {
        return found;
    }
    for script in html.split("<script").skip(1) {
        let Some((tag, rest)) = script.split_once('>') else { continue };
        if !tag.contains("json") {
            continue;
        }
        let data = rest.split("</script").next().unwrap_or_default();
        // The parser gives up on data that nests without end.
        if let Ok(value) = serde_json::from_str::<Value>(data.trim()) {
            collect(&value, "", &mut found);
        }
    }
    found
}

fn collect(value: &Value, name: &str, found: &mut Vec<String>) {
    if found.len() >= MOST {
        return;
    }
    match value {
        Value::String(text) if is_address(text, name) => found.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| collect(value, name, found)),
        Value::Object(values) => values.iter().for_each(|(name, value)| collect(value, name, found)),
        _ => {}
    }
}

fn is_address(text: &str, name: &str) -> bool {
    let plain = !text.contains(char::is_whitespace) && text.len() < 1_000;
    let named = NAMES.iter().any(|known| name.eq_ignore_ascii_case(known));
    plain && ((named && text.starts_with('/')) || text.starts_with("http://") || text.starts_with("https://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_by_their_names() {
        let html = r#"<div id=app></div><script>var x = {"url":"/khong"}</script>
            <script id="__NEXT_DATA__" type="application/json">{"props":{"tin":[{"url":"/tin/1.html","ten":"Họp"},
            {"slug":"/tin/2.html"},{"anh":"/a.png"},{"link":"https://a.vn/3"}]}}</script>
            <script type="application/json">{hỏng</script>"#;
        assert_eq!(addresses(html), ["/tin/1.html", "/tin/2.html", "https://a.vn/3"]);
    }
}
