//! Messages by e-mail: written whole, with the headers by which programs of mail let people unsubscribe (RFC 8058).

use chrono::{DateTime, Utc};
use lettre::Message;
use lettre::address::Envelope as Route;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use crate::watch::{Envelope, Parcel};
use crate::words::{day, kind_in_words, lines, subject};
use crate::{Alert, Channel, Digest, Error, EventKind, Lang, why_in_words};

/// What all mails have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSettings {
    /// The sender: `Làng báo <bao@example.vn>`.
    pub from: String,
    /// The address under which readers reach the server, without a slash at its end.
    pub base_url: String,
}

impl MailSettings {
    /// Checks the sender.
    ///
    /// # Errors
    /// [`Error::BadAddress`].
    pub fn sender(&self) -> Result<Mailbox, Error> {
        mailbox(&self.from)
    }

    fn link(&self, alert: &Alert, page: &str) -> String {
        format!("{}/alerts/{}{page}?token={}", self.base_url, alert.id, alert.settings.token)
    }
}

fn mailbox(address: &str) -> Result<Mailbox, Error> {
    address.parse().map_err(|source| Error::BadAddress { address: address.to_owned(), source })
}

/// Writes the mail that asks an address whether it wants the alert. `None` if nothing is to be asked.
///
/// # Errors
/// An address that is none.
pub fn confirmation(alert: &Alert, mail: &MailSettings, now: DateTime<Utc>) -> Result<Option<Parcel>, Error> {
    let (Channel::Email { address }, Some(secret)) = (&alert.settings.channel, &alert.settings.confirm)
    else {
        return Ok(None);
    };
    let lang = alert.settings.lang;
    let title = alert.settings.title();
    let link = format!("{}/alerts/{}/confirm?token={secret}", mail.base_url, alert.id);
    let text = lang.pick(
        format!(
            "Có người, có lẽ là bạn, muốn nhận thư báo tin mới cho “{title}”.\n\nĐể nhận, hãy mở trang này và \
             bấm nút xác nhận:\n{link}\n\nNếu không phải bạn, hãy bỏ qua thư này: sẽ không có thư nào khác.\n"
        ),
        format!(
            "Somebody, probably you, asked for mail about what is new for “{title}”.\n\nTo get it, open this \
             page and press the button:\n{link}\n\nIf it was not you, ignore this mail: there will be no other.\n"
        ),
    );
    let html = format!("<p>{}</p>", linked(&text, &link).replace("\n\n", "</p><p>"));
    let about = lang.pick(format!("Xác nhận nhận tin: {title}"), format!("Please confirm: {title}"));
    let key = format!("{}-confirm-{}", alert.id, secret.get(..8).unwrap_or_default());
    write(alert, mail, address, Written { key, subject: about, text, html, is_list: false }, now).map(Some)
}

/// Writes the mail of a digest. `through` is the number of its last event; with the alert it makes the key.
///
/// # Errors
/// An address that is none.
pub fn mail(
    alert: &Alert,
    address: &str,
    digest: &Digest,
    through: i64,
    mail: &MailSettings,
    now: DateTime<Utc>,
) -> Result<Parcel, Error> {
    let settings = &alert.settings;
    let lang = settings.lang;
    let about = subject(settings, digest);
    let search = format!("{}/search?{}", mail.base_url, settings.query);
    let article = |event: &crate::Event| format!("{}/articles/{}", mail.base_url, event.article);
    let mut text = format!("{about}\n\n");
    let mut html = format!("<h1 style=\"font-size:1.2em\">{}</h1><ol>", escaped(&about));
    for (number, event) in (1..).zip(&digest.events) {
        let link = article(event);
        text += &(lines(number, event, &link, lang) + "\n");
        html += &item(event, &link, lang);
    }
    html += "</ol>";
    if digest.more > 0 {
        let more = lang.pick(format!("và {} bài nữa", digest.more), format!("and {} more", digest.more));
        text += &format!("{more}\n\n");
        html += &format!("<p>{}</p>", escaped(&more));
    }
    let all = lang.pick("Xem mọi kết quả", "All results");
    let manage = lang.pick("Đổi hoặc tạm dừng", "Change or pause");
    let stop = lang.pick("Thôi nhận thư này", "Unsubscribe");
    let (manage_link, stop_link) = (mail.link(alert, ""), mail.link(alert, "/unsubscribe"));
    text += &format!("{all}: {search}\n{manage}: {manage_link}\n{stop}: {stop_link}\n");
    html += "<p>";
    for (words, link) in [(all, &search), (manage, &manage_link), (stop, &stop_link)] {
        html += &format!("<a href=\"{}\">{}</a><br>", escaped(link), escaped(words));
    }
    html += "</p>";
    let key = format!("{}-{through}", alert.id);
    write(alert, mail, address, Written { key, subject: about, text, html, is_list: true }, now)
}

fn item(event: &crate::Event, link: &str, lang: Lang) -> String {
    let mut html = "<li style=\"margin-bottom:1em\">".to_owned();
    if event.kind != EventKind::New {
        html += &format!("{}: ", escaped(kind_in_words(event.kind, lang)));
    }
    html += &format!("<a href=\"{}\"><b>{}</b></a><br>", escaped(link), escaped(&event.title));
    html += &format!("{} · {}<br>", escaped(event.site.as_str()), escaped(&day(event.published_at, lang)));
    if !event.snippet.is_empty() {
        html += &format!("{}<br>", escaped(&event.snippet));
    }
    let why = why_in_words(&event.why, lang);
    if !why.is_empty() {
        html += &format!("<i>{} {}</i>", lang.pick("Vì sao có bài này:", "Why:"), escaped(&why));
    }
    html + "</li>"
}

struct Written {
    key: String,
    subject: String,
    text: String,
    html: String,
    /// Whether it is one of many, which must say how to stop them.
    is_list: bool,
}

fn write(
    alert: &Alert,
    settings: &MailSettings,
    address: &str,
    written: Written,
    now: DateTime<Utc>,
) -> Result<Parcel, Error> {
    let (from, to) = (settings.sender()?, mailbox(address)?);
    let route = Envelope::Mail { from: from.email.to_string(), to: to.email.to_string() };
    let domain = from.email.domain().to_owned();
    let header =
        |name: &'static str, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
    let mut message = Message::builder()
        .from(from)
        .to(to)
        .subject(written.subject)
        .date(now.into())
        .message_id(Some(format!("<{}@{domain}>", written.key)))
        .raw_header(header("Auto-Submitted", "auto-generated".to_owned()));
    if written.is_list {
        let stop = settings.link(alert, "/unsubscribe");
        message = message
            .raw_header(header("List-Id", format!("<{}.{domain}>", alert.id)))
            .raw_header(header("List-Unsubscribe", format!("<{stop}>")))
            .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    let html = format!("<!doctype html><meta charset=\"utf-8\"><body>{}</body>", written.html);
    let message = message
        .multipart(MultiPart::alternative_plain_html(written.text, html))
        .map_err(|source| Error::Message { key: written.key.clone(), source })?;
    // 7-bit by construction: lettre encodes what is not ASCII.
    let body = String::from_utf8_lossy(&message.formatted()).into_owned();
    Ok(Parcel { key: written.key, alert: alert.id.clone(), envelope: route, body, created_at: now })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Escapes a text and makes the address in it a link.
fn linked(text: &str, link: &str) -> String {
    let link = escaped(link);
    escaped(text).replace(&link, &format!("<a href=\"{link}\">{link}</a>"))
}

impl TryFrom<&Envelope> for Route {
    type Error = Error;

    fn try_from(envelope: &Envelope) -> Result<Self, Error> {
        let (from, to) = match envelope {
            Envelope::Mail { from, to } => (from.clone(), to.clone()),
            Envelope::Webhook { url, .. } => (String::new(), url.clone()),
        };
        let read = |address: &str| {
            address
                .parse::<lettre::Address>()
                .map_err(|source| Error::BadAddress { address: address.to_owned(), source })
        };
        let to_one = read(&to)?;
        Self::new(Some(read(&from)?), vec![to_one]).map_err(|source| Error::Message { key: to, source })
    }
}
