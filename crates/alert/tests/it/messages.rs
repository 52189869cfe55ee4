//! Messages as they are sent.

use langbao_alert::{
    Channel, Digest, Envelope, Event, EventKind, Field, MailSettings, State, Why, confirmation, hook, mail,
};
use langbao_article::ArticleId;

use crate::memory::{alert, at, mail_to};

fn settings() -> MailSettings {
    MailSettings {
        from: "Làng báo <bao@example.vn>".to_owned(),
        base_url: "https://bao.example.vn".to_owned(),
    }
}

fn digest() -> Digest {
    let event = Event {
        kind: EventKind::New,
        article: ArticleId(7),
        version: 1,
        title: "Họp về nước <sạch> & điện".to_owned(),
        url: "https://hoa-mai.example.vn/7".to_owned(),
        site: "hoa-mai".parse().unwrap(),
        published_at: Some(at(0)),
        at: at(0),
        snippet: "UBND phường họp về nước sạch".to_owned(),
        why: Why { fields: vec![Field::Title], terms: vec!["họp".to_owned()], ..Why::default() },
    };
    Digest { events: vec![event], more: 0 }
}

/// The value of a header, its folds opened.
fn header(body: &str, name: &str) -> String {
    let head = body.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    let value = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    value.unwrap_or_default().trim().to_owned()
}

#[test]
fn a_mail_says_how_to_stop_it_in_one_click() {
    let alert = alert(1, "q=h%E1%BB%8Dp", mail_to("an@example.vn"));
    let parcel = mail(&alert, "an@example.vn", &digest(), 12, &settings(), at(0)).unwrap();
    assert_eq!(parcel.key, "0101010101010101-12");
    let body = &parcel.body;
    assert_eq!(header(body, "Message-ID"), "<0101010101010101-12@example.vn>");
    let stop = "<https://bao.example.vn/alerts/0101010101010101/unsubscribe?token=0123456789abcdef>";
    assert_eq!(header(body, "List-Unsubscribe"), stop, "{body}");
    assert_eq!(header(body, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert_eq!(header(body, "Auto-Submitted"), "auto-generated");
    assert!(header(body, "Date").starts_with("Fri, 15 Jan 2027 08:00:00"), "{body}");
    assert!(header(body, "Subject").starts_with("=?utf-8?"), "{body}");
    // Written again it is the same mail but for the boundary of its parts.
    let again = mail(&alert, "an@example.vn", &digest(), 12, &settings(), at(0)).unwrap();
    assert_eq!((parcel.key, parcel.envelope), (again.key, again.envelope));
    assert!(body.is_ascii() && body.lines().all(|line| line.len() <= 998), "{body}");
    let html = body.split("Content-Type: text/html").nth(1).unwrap();
    assert!(html.contains("&lt;s=E1") && !html.contains("<s=E1"), "{html}");
}

#[test]
fn who_did_not_consent_is_asked_once_and_told_nothing_else() {
    let mut alert = alert(1, "q=a", mail_to("an@example.vn"));
    assert!(confirmation(&alert, &settings(), at(0)).unwrap().is_none());
    alert.settings.confirm = Some("fedcba9876543210".to_owned());
    alert.state = State::Unconfirmed;
    let parcel = confirmation(&alert, &settings(), at(0)).unwrap().unwrap();
    let plain = parcel.body.replace("=\r\n", "");
    assert!(plain.contains("/alerts/0101010101010101/confirm?token=3Dfedcba9876543210"), "{plain}");
    assert!(!plain.contains("0123456789abcdef"), "the other secret is for those who consent");
    assert_eq!(header(&parcel.body, "List-Unsubscribe"), "");
}

#[test]
fn nothing_in_a_name_becomes_a_header() {
    let mut alert = alert(1, "q=a", mail_to("an@example.vn"));
    alert.settings.name = "x\r\nBcc: victim@example.vn\r\n\r\nbody".to_owned();
    let mut digest = digest();
    digest.events.push(digest.events[0].clone());
    let parcel = mail(&alert, "an@example.vn", &digest, 1, &settings(), at(0)).unwrap();
    let head = parcel.body.split("\r\n\r\n").next().unwrap();
    assert!(!head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{head}");
    assert!(mail(&alert, "an@example.vn, b@example.vn", &digest, 1, &settings(), at(0)).is_err());
}

#[test]
fn a_webhook_is_told_all_that_a_reader_is() {
    let channel = Channel::Webhook { url: "https://example.vn/hook".to_owned(), secret: "s".to_owned() };
    let alert = alert(2, "q=a", channel);
    let parcel =
        hook(&alert, ("https://example.vn/hook", "s"), &digest(), 5, "https://bao.example.vn", at(0));
    let body: serde_json::Value = serde_json::from_str(&parcel.body).unwrap();
    assert_eq!(body["key"], "0202020202020202-5");
    assert_eq!(body["alert"]["search_url"], "https://bao.example.vn/search?q=a");
    let event = &body["events"][0];
    assert_eq!((&event["kind"], &event["why"]["terms"][0]), (&"new".into(), &"họp".into()));
    assert_eq!(event["why_text"], "tiêu đề có “họp”");
    assert!(event["archive_url"].as_str().unwrap().starts_with("https://bao.example.vn/articles/"));
    assert!(!parcel.body.contains("0123456789abcdef"), "the secret of the links is not for it");
    assert!(matches!(parcel.envelope, Envelope::Webhook { .. }));
}
