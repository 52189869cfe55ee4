//! `langbao doctor`: is everything in place for years of service? A line for each thing looked at, with what to do.

use std::net::ToSocketAddrs;
use std::path::Path;

use chrono::{DateTime, Utc};
use langbao_archive::{Archive, Error, Site};
use langbao_crawl::Fetched;
use langbao_search::Searcher;
use serde::Serialize;

use crate::cli::{Doctor, Format};
use crate::failure::{Exit, ending};
use crate::house::{index_dir, site_profile};
use crate::output::{json, line, minute};
use crate::session::Session;
use crate::site_probe::Probe;

/// Free space below which a disk is full soon, and is full: bytes.
const LITTLE_SPACE: u64 = 2_000_000_000;
const NO_SPACE: u64 = 100_000_000;

/// Files a process may have open, below which a server under load runs out of them.
const FEW_FILES: u64 = 1_024;

/// What helps an archive whose database cannot be read.
const REBUILD: (&str, &str) = (
    "dựng lại từ các tệp WARC: langbao verify --repair",
    "build it anew from the WARC files: langbao verify --repair",
);

/// How it stands with one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Warn,
    Fail,
}

/// One thing looked at.
#[derive(Debug, Serialize)]
struct Finding {
    /// What was looked at, a word that stays the same: "contact", "site hoan-kiem".
    check: String,
    state: State,
    message: String,
    /// What can be done about it.
    remedy: Option<String>,
}

/// Looks at one thing after the other and keeps what is found.
struct Examination<'a> {
    session: &'a Session,
    findings: Vec<Finding>,
}

pub(super) fn run(session: &Session, args: &Doctor) -> anyhow::Result<()> {
    let mut examination = Examination { session, findings: Vec::new() };
    examination.look_at_config();
    examination.look_at_folder();
    examination.look_at_limits();
    let sites = examination.look_at_archive();
    if !args.offline {
        examination.look_at_sites(&sites)?;
    }
    examination.report()
}

impl Examination<'_> {
    fn note(&mut self, check: &str, state: State, vi: String, en: String) {
        let message = self.session.lang.pick(vi, en);
        self.findings.push(Finding { check: check.to_owned(), state, message, remedy: None });
    }

    /// Adds to what was noted last what can be done about it.
    fn advise(&mut self, vi: &str, en: &str) {
        let remedy = self.session.lang.pick(vi.to_owned(), en.to_owned());
        if let Some(last) = self.findings.last_mut() {
            last.remedy = Some(remedy);
        }
    }

    fn look_at_config(&mut self) {
        // One that cannot be read ends the command before it gets here, with the key that is wrong.
        let path = self.session.config_path.display();
        match self.session.config_path.exists() {
            true => self.note(
                "config",
                State::Ok,
                format!("cấu hình {path} dùng được"),
                format!("config {path} can be used"),
            ),
            false => {
                self.note(
                    "config",
                    State::Warn,
                    format!("chưa có {path}: dùng mặc định"),
                    format!("there is no {path}: the defaults are used"),
                );
                self.advise("tạo bằng langbao init", "make one with langbao init");
            }
        }
        let contact = self.session.config.crawl.contact.clone();
        match contact.is_empty() {
            false => self.note(
                "contact",
                State::Ok,
                format!("địa chỉ liên hệ: {contact}"),
                format!("contact address: {contact}"),
            ),
            true => {
                self.note(
                    "contact",
                    State::Warn,
                    "chưa có địa chỉ liên hệ: quản trị các trang không biết gọi ai".to_owned(),
                    "no contact address: the sites' admins cannot reach you".to_owned(),
                );
                self.advise("điền crawl.contact trong langbao.toml", "fill in crawl.contact in langbao.toml");
            }
        }
    }

    fn look_at_folder(&mut self) {
        let data = self.session.data.clone();
        let name = data.display();
        if !data.is_dir() {
            self.note(
                "data",
                State::Fail,
                format!("không có thư mục dữ liệu {name}"),
                format!("there is no data folder {name}"),
            );
            return self.advise(
                "tạo bằng langbao init, hoặc chỉ đúng thư mục bằng --data",
                "make it with langbao init, or name the right one with --data",
            );
        }
        match tempfile::tempfile_in(&data) {
            Ok(_) => self.note(
                "data",
                State::Ok,
                format!("ghi được vào thư mục dữ liệu {name}"),
                format!("data folder {name} can be written"),
            ),
            Err(error) => {
                self.note(
                    "data",
                    State::Fail,
                    format!("không ghi được vào {name}: {error}"),
                    format!("{name} cannot be written: {error}"),
                );
                self.advise(
                    "cho tài khoản chạy langbao quyền ghi, và xem đĩa có bị gắn chỉ đọc không",
                    "let the user that runs langbao write there, and see whether the disk is mounted read-only",
                );
            }
        }
        self.look_at_disk(&data);
    }

    fn look_at_disk(&mut self, data: &Path) {
        let space = match rustix::fs::statvfs(data) {
            Ok(disk) => disk.f_bavail.saturating_mul(disk.f_frsize),
            Err(error) => {
                return self.note(
                    "disk",
                    State::Warn,
                    format!("không xem được chỗ trống: {error}"),
                    format!("the free space cannot be told: {error}"),
                );
            }
        };
        let state = match space {
            0..NO_SPACE => State::Fail,
            NO_SPACE..LITTLE_SPACE => State::Warn,
            _ => State::Ok,
        };
        let size = indicatif::HumanBytes(space);
        self.note("disk", state, format!("đĩa còn trống {size}"), format!("{size} free on the disk"));
        if state != State::Ok {
            self.advise("thêm chỗ trống cho đĩa", "make room on the disk");
        }
    }

    fn look_at_limits(&mut self) {
        let Some(limit) = rustix::process::getrlimit(rustix::process::Resource::Nofile).current else {
            return;
        };
        let state = if limit < FEW_FILES { State::Warn } else { State::Ok };
        self.note(
            "files",
            state,
            format!("được mở {limit} tệp cùng lúc"),
            format!("{limit} files may be open at a time"),
        );
        if state != State::Ok {
            self.advise(
                "nâng giới hạn: LimitNOFILE=65536 của systemd, hoặc ulimit -n",
                "raise it: LimitNOFILE=65536 of systemd, or ulimit -n",
            );
        }
    }

    /// Returns the sites, where the archive can be read.
    fn look_at_archive(&mut self) -> Vec<Site> {
        if !self.session.data.is_dir() {
            return Vec::new();
        }
        let archive = match Archive::open_read_only(&self.session.data) {
            Ok(archive) => archive,
            Err(error) => {
                let (vi, en) = match &error {
                    Error::Missing { .. } => ("tạo bằng langbao init", "make it with langbao init"),
                    Error::TooNew { .. } => ("dùng bản langbao mới hơn", "use a newer version of langbao"),
                    Error::TooOld { .. } => (
                        "langbao verify hay langbao serve sẽ nâng cấp nó",
                        "langbao verify or langbao serve will bring it up to date",
                    ),
                    _ => REBUILD,
                };
                let error = format!("{:#}", anyhow::Error::from(error));
                self.note(
                    "archive",
                    State::Fail,
                    format!("không mở được kho lưu: {error}"),
                    format!("the archive cannot be opened: {error}"),
                );
                self.advise(vi, en);
                return Vec::new();
            }
        };
        match self.look_into(&archive) {
            Ok(sites) => sites,
            Err(error) => {
                self.note(
                    "archive",
                    State::Fail,
                    format!("không đọc được kho lưu: {error:#}"),
                    format!("the archive cannot be read: {error:#}"),
                );
                self.advise(REBUILD.0, REBUILD.1);
                Vec::new()
            }
        }
    }

    fn look_into(&mut self, archive: &Archive) -> anyhow::Result<Vec<Site>> {
        let (articles, last) = (archive.article_count()?, archive.last_seq()?);
        let sites = archive.sites()?;
        self.note(
            "archive",
            State::Ok,
            format!("kho lưu có {articles} bài của {} trang", sites.len()),
            format!("the archive holds {articles} articles of {} sites", sites.len()),
        );
        let latest =
            archive.runs(None, 1)?.into_iter().next().map(|run| run.ended_at.unwrap_or(run.started_at));
        self.look_at_clock(latest);
        self.look_at_index(last);
        Ok(sites)
    }

    fn look_at_clock(&mut self, latest: Option<DateTime<Utc>>) {
        let now = self.session.clock.now();
        match latest.filter(|latest| *latest > now) {
            Some(latest) => {
                let (now, latest) = (minute(now), minute(latest));
                self.note(
                    "clock",
                    State::Fail,
                    format!("đồng hồ chỉ {now}, mà lượt thu thập gần nhất là {latest}"),
                    format!("the clock says {now}, yet the latest crawl was at {latest}"),
                );
                self.advise(
                    "chỉnh giờ của máy, ví dụ: timedatectl set-ntp true",
                    "set the clock of the machine: timedatectl set-ntp true, for example",
                );
            }
            None => self.note(
                "clock",
                State::Ok,
                format!("đồng hồ chỉ {} (giờ Việt Nam)", minute(now)),
                format!("the clock says {} (in Vietnam)", minute(now)),
            ),
        }
    }

    fn look_at_index(&mut self, last: u64) {
        match Searcher::open(&index_dir(&self.session.data)) {
            Ok(searcher) if searcher.generation() == last => self.note(
                "index",
                State::Ok,
                format!("chỉ mục có {} bài, theo kịp kho lưu", searcher.article_count()),
                format!("the index holds {} articles, up to date", searcher.article_count()),
            ),
            Ok(searcher) => {
                let behind = last.saturating_sub(searcher.generation());
                self.note(
                    "index",
                    State::Warn,
                    format!("chỉ mục còn thiếu {behind} thay đổi"),
                    format!("the index is {behind} changes behind"),
                );
                self.advise(
                    "langbao serve tự theo kịp; nếu không: langbao reindex",
                    "langbao serve catches up by itself; if not: langbao reindex",
                );
            }
            Err(error) => {
                let error = format!("{:#}", anyhow::Error::from(error));
                self.note(
                    "index",
                    State::Fail,
                    format!("không mở được chỉ mục: {error}"),
                    format!("the index cannot be opened: {error}"),
                );
                self.advise("lập lại: langbao reindex", "build it anew: langbao reindex");
            }
        }
    }

    /// Asks each site's start page as the crawler would, robots.txt first.
    fn look_at_sites(&mut self, sites: &[Site]) -> anyhow::Result<()> {
        if sites.is_empty() {
            return Ok(());
        }
        let probe = Probe::new(&self.session.config)?;
        for site in sites {
            let check = format!("site {}", site.id);
            if let Err(error) = site_profile(&self.session.data, site) {
                self.note(&check, State::Fail, format!("{error:#}"), format!("{error:#}"));
                self.advise(
                    "sửa tệp profile, hoặc chọn profile khác bằng langbao sites edit",
                    "mend the profile, or choose another with langbao sites edit",
                );
                continue;
            }
            let Some(start) = site.start_urls.first() else { continue };
            let host = start.as_url().host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
            let port = start.as_url().port_or_known_default().unwrap_or(80);
            if let Err(error) = (host.as_str(), port).to_socket_addrs() {
                self.note(
                    &check,
                    State::Fail,
                    format!("không phân giải được tên {host}: {error}"),
                    format!("the name {host} cannot be resolved: {error}"),
                );
                self.advise(
                    "xem DNS của máy; nếu các trang khác vẫn được, tên miền này có thể đã bỏ",
                    "see to the machine's DNS; if other sites answer, the domain may have been given up",
                );
                continue;
            }
            let fetched = probe.look(start, site.lenient_tls);
            self.note_answer(&check, start.as_str(), &fetched);
        }
        Ok(())
    }

    fn note_answer(&mut self, check: &str, url: &str, fetched: &Fetched) {
        match fetched {
            Fetched::Page(_) | Fetched::NotModified | Fetched::Redirected { .. } => self.note(
                check,
                State::Ok,
                format!("{url} trả lời, robots.txt cho phép"),
                format!("{url} answers, robots.txt allows it"),
            ),
            Fetched::Disallowed => {
                self.note(
                    check,
                    State::Warn,
                    format!("robots.txt không cho tải {url}"),
                    format!("robots.txt forbids {url}"),
                );
                self.advise("hỏi quản trị của trang", "ask the site's admin");
            }
            Fetched::Gone { status } => {
                self.note(
                    check,
                    State::Fail,
                    format!("{url}: HTTP {status}"),
                    format!("{url}: HTTP {status}"),
                );
                self.advise(
                    "trang đầu đã chuyển: tìm địa chỉ mới, thử bằng langbao sites check",
                    "the start page has moved: find the new one and try it with langbao sites check",
                );
            }
            Fetched::Failed { code, detail } => {
                let text = format!("{url}: {code}: {detail}");
                self.note(check, State::Fail, text.clone(), text);
                self.advise(
                    "thử lại sau; xem từng bước bằng langbao crawl-url",
                    "try again later; langbao crawl-url shows each step",
                );
            }
        }
    }

    fn report(self) -> anyhow::Result<()> {
        let count = |state| self.findings.iter().filter(|f| f.state == state).count();
        let (warnings, failures) = (count(State::Warn), count(State::Fail));
        if self.session.format == Format::Json {
            json(&self.findings)?;
        } else {
            for Finding { check, state, message, remedy } in &self.findings {
                let state = match state {
                    State::Ok => "ok  ",
                    State::Warn => "warn",
                    State::Fail => "FAIL",
                };
                line(&format!("{state}  {check}: {message}"))?;
                if let Some(remedy) = remedy {
                    line(&format!("      → {remedy}"))?;
                }
            }
        }
        match failures {
            0 => Ok(()),
            _ => Err(ending(
                Exit::Failure,
                self.session.lang.pick(
                    format!("{failures} lỗi, {warnings} cảnh báo"),
                    format!("{failures} failures, {warnings} warnings"),
                ),
            )),
        }
    }
}
