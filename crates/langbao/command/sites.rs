//! `langbao sites`.

use anyhow::Context;
use chrono::{DateTime, Utc};
use langbao_archive::{Archive, Extent, Site, SiteAlarm, SiteStatus};
use langbao_article::{CanonicalUrl, SiteId};
use langbao_crawl::{Schedule, Windows};
use langbao_web::Task;

use super::dry_run::{Foresight, Preview};
use super::site_check;
use crate::cli::{AddSite, Format, SetSite, Sites};
use crate::config::parse_duration;
use crate::failure::{Exit, ending};
use crate::house::site_profile;
use crate::output::{json, line, message, minute};
use crate::session::Session;
use crate::workbench::perform;

pub(super) fn run(session: &Session, command: Sites) -> anyhow::Result<()> {
    match command {
        Sites::List => list(session),
        Sites::Add(args) => add(session, args),
        Sites::Show { id } => show(session, &id),
        Sites::Set(args) => set(session, args),
        Sites::Check { target } => site_check::run(session, &target),
        Sites::Enable { id } => set_enabled(session, &id, true),
        Sites::Disable { id } => set_enabled(session, &id, false),
        Sites::Remove { id } => {
            perform(session, Task::RemoveSite(id.clone()))?;
            message(&session.lang.pick(format!("đã xóa trang {id}"), format!("removed site {id}")));
            Ok(())
        }
    }
}

fn set_enabled(session: &Session, id: &SiteId, enabled: bool) -> anyhow::Result<()> {
    perform(session, Task::EnableSite { id: id.clone(), enabled })?;
    message(&match enabled {
        true => session.lang.pick(format!("đã bật trang {id}"), format!("enabled site {id}")),
        false => session.lang.pick(format!("đã tắt trang {id}"), format!("disabled site {id}")),
    });
    Ok(())
}

fn list(session: &Session) -> anyhow::Result<()> {
    let statuses = Archive::open_read_only(&session.data)?.site_statuses()?;
    if session.format == Format::Json {
        return json(&statuses.iter().map(langbao_web::site_json).collect::<Vec<_>>());
    }
    for status in &statuses {
        let site = &status.site;
        let state = match site.enabled {
            true => session.lang.pick("bật", "enabled"),
            false => session.lang.pick("tắt", "disabled"),
        };
        let time = |at: Option<DateTime<Utc>>| at.map(minute).unwrap_or_else(|| "-".to_owned());
        let (next, due) = (time(status.next_run_at), time(status.next_due_at));
        let schedule = site.schedule.as_deref().unwrap_or("-");
        let windows = site.windows.as_ref().map(|windows| format!(" ({windows})")).unwrap_or_default();
        line(&session.lang.pick(
            format!(
                "{}  {state}  {} bài  lịch {schedule}{windows}  lượt tới {next}  tới hạn {due}  {}{}",
                site.id,
                status.articles,
                site.name,
                alarm(session, status)
            ),
            format!(
                "{}  {state}  {} articles  schedule {schedule}{windows}  next {next}  due {due}  {}{}",
                site.id,
                status.articles,
                site.name,
                alarm(session, status)
            ),
        ))?;
    }
    Ok(())
}

/// What there is to say of the layout alarm of a site.
fn alarm(session: &Session, status: &SiteStatus) -> String {
    let Some(SiteAlarm { since, reasons, .. }) = &status.alarm else { return String::new() };
    let (since, what) = (minute(*since), langbao_web::alarm_words(reasons, session.lang.into()));
    session.lang.pick(
        format!("  ⚠ BỐ CỤC CÓ VẺ ĐÃ ĐỔI từ {since}: {what}"),
        format!("  ⚠ LAYOUT SEEMS TO HAVE CHANGED since {since}: {what}"),
    )
}

/// URLs that `sites show` tells of.
const MOST_SHOWN: usize = 10;

fn show(session: &Session, id: &SiteId) -> anyhow::Result<()> {
    let archive = Archive::open_read_only(&session.data)?;
    let status = archive.site_statuses()?.into_iter().find(|status| status.site.id == *id);
    let status = status.ok_or_else(|| langbao_archive::Error::NoSuchSite(id.clone()))?;
    if session.format == Format::Json {
        return json(&langbao_web::site_json(&status));
    }
    let site = &status.site;
    let none = session.lang.pick("không", "none");
    let either = |value: Option<String>| value.unwrap_or_else(|| none.to_owned());
    let yes =
        |value: bool| session.lang.pick(if value { "có" } else { "không" }, if value { "yes" } else { "no" });
    let pages: Vec<&str> = site.start_urls.iter().map(CanonicalUrl::as_str).collect();
    let fields = [
        (session.lang.pick("tên", "name"), site.name.clone()),
        (session.lang.pick("trang đầu", "start pages"), pages.join(" ")),
        (session.lang.pick("bật", "enabled"), yes(site.enabled).to_owned()),
        (session.lang.pick("lịch", "schedule"), either(site.schedule.clone())),
        (session.lang.pick("giờ thu thập", "windows"), either(site.windows.clone())),
        (session.lang.pick("mẫu đọc trang", "profile"), either(site.profile.clone())),
        (session.lang.pick("khoảng cách", "delay"), either(site.delay_ms.map(|delay| format!("{delay}ms")))),
        (session.lang.pick("tin chứng chỉ hỏng", "lenient TLS"), yes(site.lenient_tls).to_owned()),
        (session.lang.pick("bài", "articles"), status.articles.to_string()),
        (session.lang.pick("địa chỉ đã biết", "known URLs"), status.frontier.to_string()),
        (session.lang.pick("lượt tới", "next run"), either(status.next_run_at.map(minute))),
        (session.lang.pick("tới hạn kế tiếp", "next due"), either(status.next_due_at.map(minute))),
    ];
    for (name, value) in fields {
        line(&format!("{name}: {value}"))?;
    }
    let alarm = alarm(session, &status);
    if !alarm.is_empty() {
        line(alarm.trim_start())?;
    }
    let foresight = Foresight::new(session, &archive)?;
    Preview::new(session, &foresight, &archive, site, Extent::Due, false)?.tell(session, MOST_SHOWN)
}

fn set(session: &Session, args: SetSite) -> anyhow::Result<()> {
    let archive = Archive::open_read_only(&session.data)?;
    let old = archive.site(&args.id)?.ok_or_else(|| langbao_archive::Error::NoSuchSite(args.id.clone()))?;
    drop(archive);
    let given = |new: Option<String>, old: Option<String>| match new.as_deref() {
        None => old,
        Some("none") => None,
        Some(_) => new,
    };
    let delay_ms = match args.delay.as_deref() {
        None => old.delay_ms,
        Some("none") => None,
        Some(delay) => Some(milliseconds(delay)?),
    };
    let site = Site {
        name: args.name.unwrap_or(old.name),
        schedule: given(args.schedule, old.schedule),
        profile: given(args.profile, old.profile),
        windows: given(args.windows, old.windows),
        lenient_tls: args.lenient_tls.unwrap_or(old.lenient_tls),
        delay_ms,
        id: old.id,
        start_urls: old.start_urls,
        enabled: old.enabled,
        added_at: old.added_at,
    };
    check_times(&site)?;
    site_profile(&session.data, &site)?;
    perform(session, Task::UpdateSite(site))?;
    message(&session.lang.pick(format!("đã đổi trang {}", args.id), format!("changed site {}", args.id)));
    Ok(())
}

fn milliseconds(delay: &str) -> anyhow::Result<u64> {
    let delay = parse_duration(delay).context("--delay")?;
    u64::try_from(delay.as_millis()).context("--delay")
}

/// Says what is wrong with the schedule or the windows of a site.
fn check_times(site: &Site) -> anyhow::Result<()> {
    if let Some(schedule) = &site.schedule {
        schedule.parse::<Schedule>().map_err(|e| ending(Exit::Failure, format!("--schedule: {e}")))?;
    }
    if let Some(windows) = &site.windows {
        windows.parse::<Windows>().map_err(|e| ending(Exit::Failure, format!("--windows: {e}")))?;
    }
    Ok(())
}

fn add(session: &Session, args: AddSite) -> anyhow::Result<()> {
    let site = new_site(session, args)?;
    site_profile(&session.data, &site)?;
    perform(session, Task::AddSite(site.clone()))?;
    message(&session.lang.pick(format!("đã thêm trang {}", site.id), format!("added site {}", site.id)));
    Ok(())
}

fn new_site(session: &Session, args: AddSite) -> anyhow::Result<Site> {
    let first = args.urls.first().context("a site needs a start page")?;
    let id = match args.id {
        Some(id) => id,
        None => id_from_host(first)?,
    };
    let schedule = args.schedule.unwrap_or_else(|| session.config.crawl.schedule.clone());
    let schedule = Some(schedule).filter(|schedule| schedule != "none");
    let delay_ms = args.delay.as_deref().map(milliseconds).transpose()?;
    let site = Site {
        name: args.name.unwrap_or_else(|| id.to_string()),
        id,
        start_urls: args.urls,
        schedule,
        profile: args.profile,
        delay_ms,
        windows: args.windows,
        lenient_tls: args.lenient_tls,
        enabled: true,
        added_at: session.clock.now(),
    };
    check_times(&site)?;
    Ok(site)
}

/// `www.phuong.example.vn:8080` becomes `phuong.example.vn-8080`.
fn id_from_host(url: &CanonicalUrl) -> anyhow::Result<SiteId> {
    let authority = url.authority();
    let name = authority.strip_prefix("www.").unwrap_or(&authority).replace([':', '[', ']'], "-");
    name.parse().with_context(|| format!("cannot make a site id of {url}: name one with --id"))
}
