//! `langbao alerts`: saved searches that tell what is new.

use anyhow::Context;
use langbao_alert::{
    Alert, AlertId, Channel, Digest, Event, EventKind, Settings, State, Why, hook, mail, secret,
};
use langbao_archive::{Archive, ParcelRecord};
use langbao_article::ArticleId;
use langbao_web::{Task, alert_json, alert_of, saved_query};
use serde_json::json;

use crate::alerts::{PostmanSettings, Round, base_url, mail_settings, parcel_record, random, stored};
use crate::cli::{AddAlert, Alerts, Format};
use crate::failure::{Exit, ending};
use crate::output::{self, line, message, minute};
use crate::session::Session;
use crate::workbench::perform;

/// Messages shown of an alert.
const MESSAGES: usize = 20;

pub(super) fn run(session: &Session, command: Alerts) -> anyhow::Result<()> {
    match command {
        Alerts::List => list(session),
        Alerts::Add(args) => add(session, args),
        Alerts::Show { id } => show(session, &id),
        Alerts::Pause { id } => set_state(session, &id, State::Paused),
        Alerts::Resume { id } => set_state(session, &id, State::Active),
        Alerts::Remove { id } => {
            perform(session, Task::RemoveAlert(id.to_string()))?;
            message(&session.lang.pick(format!("đã xóa {id}"), format!("removed {id}")));
            Ok(())
        }
        Alerts::Test { id } => test(session, &id),
        Alerts::Send => send(session),
    }
}

fn base(session: &Session) -> String {
    base_url(&session.config, session.config.serve.listen)
}

fn find(session: &Session, id: &AlertId) -> anyhow::Result<Alert> {
    let archive = Archive::open_read_only(&session.data)?;
    archive.alert(id.as_str())?.and_then(alert_of).ok_or_else(|| {
        let what = session.lang.pick("không có báo tin", "there is no alert");
        ending(Exit::NotFound, format!("{what} {id}"))
    })
}

fn add(session: &Session, args: AddAlert) -> anyhow::Result<()> {
    let query = saved_query(&args.query)
        .map_err(|(vi, en)| ending(Exit::Usage, format!("QUERY: {}", session.lang.pick(vi, en))))?;
    let channel = match (args.email, args.webhook, args.atom) {
        (Some(address), None, false) => Channel::Email { address },
        (None, Some(url), false) => Channel::Webhook { url, secret: secret(random()?) },
        (None, None, true) => Channel::Atom,
        _ => return Err(ending(Exit::Usage, "name one of --email, --webhook, --atom")),
    };
    channel.check().map_err(|error| ending(Exit::Usage, error.to_string()))?;
    if matches!(channel, Channel::Email { .. }) && !session.config.mail.is_on() {
        return Err(ending(Exit::Config, "mail.host is not configured, so no mail can be sent"));
    }
    // Whoever has the command line of the server speaks for the address.
    let lang = session.lang.pick(langbao_alert::Lang::Vi, langbao_alert::Lang::En);
    let alert = Alert {
        id: AlertId::new(random()?),
        settings: Settings {
            name: args.name,
            query,
            channel,
            rhythm: args.rhythm.into(),
            changes: args.changes,
            lang,
            token: secret(random()?),
            confirm: None,
            owner: None,
        },
        state: State::Active,
        created_at: session.clock.now(),
        seq: Archive::open_read_only(&session.data)?.last_seq()?,
        due_at: None,
    };
    perform(session, Task::AddAlert { alert: stored(&alert)?, first: None })?;
    if session.format == Format::Json {
        return output::json(&alert_json(&alert, &base(session), true));
    }
    line(&alert.id.to_string())?;
    match &alert.settings.channel {
        Channel::Webhook { secret, .. } => message(&session.lang.pick(
            format!("khóa để kiểm chữ ký (chỉ hiện một lần): {secret}"),
            format!("the secret that requests are signed with (shown this once): {secret}"),
        )),
        Channel::Atom => {
            let (base, id, token) = (base(session), &alert.id, &alert.settings.token);
            message(&format!("{base}/alerts/{id}/feed.atom?token={token}"));
        }
        Channel::Email { .. } => {}
    }
    Ok(())
}

fn list(session: &Session) -> anyhow::Result<()> {
    let archive = Archive::open_read_only(&session.data)?;
    let alerts: Vec<Alert> = archive.alerts()?.into_iter().filter_map(alert_of).collect();
    if session.format == Format::Json {
        let alerts = alerts.iter().map(|alert| alert_json(alert, &base(session), false));
        return output::json(&json!({ "alerts": alerts.collect::<Vec<_>>() }));
    }
    for alert in &alerts {
        let settings = &alert.settings;
        let (channel, rhythm) = (settings.channel.as_str(), settings.rhythm.as_str());
        line(&format!("{}  {}  {channel}  {rhythm}  {}", alert.id, alert.state.as_str(), settings.title()))?;
    }
    Ok(())
}

fn show(session: &Session, id: &AlertId) -> anyhow::Result<()> {
    let alert = find(session, id)?;
    let archive = Archive::open_read_only(&session.data)?;
    let parcels = archive.parcels_of(id.as_str(), MESSAGES)?;
    let waiting = archive.alert_events(id.as_str())?.len();
    let mut value = alert_json(&alert, &base(session), false);
    value["seq"] = json!(alert.seq);
    value["waiting"] = json!(waiting);
    if session.format == Format::Json {
        value["messages"] = parcels.iter().map(written).collect();
        return output::json(&value);
    }
    for (key, value) in value.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        line(&format!("{key}: {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)))?;
    }
    for record in &parcels {
        let error = record.error.as_deref().map(|error| format!("  {error}")).unwrap_or_default();
        let (state, at) = (record.state.as_str(), minute(record.parcel.created_at));
        line(&format!("  {at}  {state}  {}{error}", record.parcel.key))?;
    }
    Ok(())
}

fn written(record: &ParcelRecord) -> serde_json::Value {
    json!({
        "key": record.parcel.key,
        "state": record.state.as_str(),
        "attempts": record.attempts,
        "created_at": record.parcel.created_at,
        "next_try_at": record.next_try_at,
        "ended_at": record.ended_at,
        "error": record.error,
    })
}

fn set_state(session: &Session, id: &AlertId, state: State) -> anyhow::Result<()> {
    let mut alert = find(session, id)?;
    // What came while it rested is not told later.
    let skip = alert.state != State::Active && state == State::Active;
    alert.state = state;
    let record = stored(&alert)?;
    let task = Task::SetAlert { id: record.id, settings: record.settings, state: record.state, skip };
    perform(session, task)
}

/// A message with an article of our own, so that the way can be tried.
fn test(session: &Session, id: &AlertId) -> anyhow::Result<()> {
    let alert = find(session, id)?;
    let now = session.clock.now();
    let lang = session.lang;
    let event = Event {
        kind: EventKind::New,
        article: ArticleId(0),
        version: 1,
        title: lang.pick("Thư thử của làng báo", "A test of langbao").to_owned(),
        url: base(session),
        site: "langbao".parse().context("the name of a site")?,
        published_at: Some(now),
        at: now,
        snippet: lang
            .pick("Nếu bạn đọc được thư này, đường gửi tin đã thông.", "If you read this, it works.")
            .to_owned(),
        why: Why::default(),
    };
    let digest = Digest { events: vec![event], more: 0 };
    // Its key is that of no event of this alert.
    let number = -now.timestamp_millis();
    let base = base(session);
    let parcel = match (&alert.settings.channel, mail_settings(&session.config, &base)) {
        (Channel::Email { address }, Some(settings)) => {
            mail(&alert, address, &digest, number, &settings, now)?
        }
        (Channel::Email { .. }, None) => {
            return Err(ending(Exit::Config, "mail.host is not configured, so no mail can be sent"));
        }
        (Channel::Webhook { url, secret }, _) => hook(&alert, (url, secret), &digest, number, &base, now),
        (Channel::Atom, _) => return Err(ending(Exit::Usage, "a feed is read, nothing is sent")),
    };
    perform(session, Task::Post(parcel_record(parcel)?))?;
    message(session.lang.pick(
        "thư thử đã nằm trong hộp gửi; langbao serve hoặc langbao alerts send sẽ gửi",
        "the test waits to be sent by langbao serve or langbao alerts send",
    ));
    Ok(())
}

/// Looks once for what is new and sends what is due, for those who do not serve.
fn send(session: &Session) -> anyhow::Result<()> {
    let house = session.open()?;
    let runtime = session.runtime()?;
    runtime.block_on(house.settle())?;
    let settings = PostmanSettings { config: session.config.clone(), listen: session.config.serve.listen };
    let round = Round::new(house.archive.clone(), house.searcher.clone(), &settings, &house.dir)?;
    round.begin(true)?;
    let mut tried = 0;
    loop {
        match round.once(|| true)? {
            0 => break,
            more => tried += more,
        }
    }
    let waiting = house.archive.next_parcel_at()?;
    house.close()?;
    message(&session.lang.pick(format!("đã thử gửi {tried} thư"), format!("{tried} messages tried")));
    match waiting {
        Some(at) => Err(ending(
            Exit::Partial,
            session.lang.pick(
                format!("còn thư chưa gửi được; lần thử tới: {}", minute(at)),
                format!("some could not be sent; next try: {}", minute(at)),
            ),
        )),
        None => Ok(()),
    }
}
