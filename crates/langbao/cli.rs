//! What the user can say on the command line. Help is in Vietnamese first, English second.

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};
use langbao_alert::AlertId;
use langbao_article::{ArticleId, CanonicalUrl, SiteId};
use langbao_search::{PartialDate, PersonId};
use langbao_web::Scope;

use crate::language::Lang;

/// langbao (làng báo): tìm kiếm và lưu trữ tin của phường, xã, quận, huyện · search and archive of Vietnam's local news
#[derive(Debug, Parser)]
#[command(name = "langbao", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command understands.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Tệp cấu hình (mặc định: langbao.toml nếu có) · config file
    #[arg(long, global = true, env = "LANGBAO_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Thư mục dữ liệu: kho lưu và chỉ mục · data folder: archive and index
    #[arg(long, global = true, env = "LANGBAO_DATA", value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Ngôn ngữ của thông báo · language of messages
    #[arg(long, global = true, env = "LANGBAO_LANG", value_enum, default_value_t)]
    pub(crate) lang: Lang,
    /// Dạng kết quả · form of the output
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Chỉ báo lỗi · errors only
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Nói nhiều hơn; -vv: nhiều nữa · say more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// The form of the output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Cho người đọc · for people
    #[default]
    Human,
    /// JSON
    Json,
    /// Mỗi dòng một đối tượng JSON (export) · a JSON object a line (export)
    Jsonl,
    /// Bảng (export) · a table (export)
    Csv,
    /// Danh mục trích dẫn (export) · citations (export)
    Bibtex,
    /// Bản gốc như đã tải, nén gzip (export) · what was fetched, WARC/1.1, gzipped (export)
    Warc,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Chạy thử không cần mạng: phục vụ các trang mẫu, thu thập, lập chỉ mục, mở trang tìm kiếm · offline demo
    Demo(Demo),
    /// Trang tìm kiếm, API và lịch thu thập trong một tiến trình · page, API and scheduler in one process
    Serve(Serve),
    /// Tạo cấu hình có chú thích và thư mục dữ liệu · commented config and data folder
    Init,
    /// Tìm bài · search articles
    Search(Search),
    /// Xem một bài · show an article
    Show(Show),
    /// Tra một địa danh: thuộc đâu, thành gì, từ đâu mà có · look up a place and its lineage
    Place(PlaceArgs),
    /// Xem một người: chức vụ đã thấy, bằng chứng · a person: posts seen, with evidence
    Person(Person),
    /// Quyết định về người: gộp, tách, đổi tên, ẩn · decide about persons: merge, split, rename, hide
    #[command(subcommand)]
    People(People),
    /// Thu thập ngay một lượt · crawl one round now
    Crawl(Crawl),
    /// Tải một địa chỉ và giải thích từng quyết định · fetch one URL and explain each decision
    CrawlUrl(CrawlUrl),
    /// Các trang phường, xã · sites
    #[command(subcommand)]
    Sites(Sites),
    /// Các lượt thu thập · runs
    #[command(subcommand)]
    Runs(Runs),
    /// Nhập bài từ tệp txt, html, jsonl · import articles from files
    Import(Import),
    /// Xuất kết quả tìm kiếm hoặc toàn bộ kho lưu · export what a search finds, or the whole archive
    Export(Export),
    /// Lập lại chỉ mục từ kho lưu · rebuild the index from the archive
    Reindex,
    /// Trích lại bài từ các bản đã lưu · extract the articles from their captures again
    Reextract(Reextract),
    /// Kiểm tra kho lưu và chỉ mục · check archive and index
    Verify {
        /// Nếu hỏng: dựng lại cơ sở dữ liệu từ các tệp WARC · if damaged: rebuild the database from the WARC files
        #[arg(long)]
        repair: bool,
    },
    /// Xem mọi thứ đã sẵn sàng chưa: cấu hình, đĩa, đồng hồ, kho lưu, các trang · is everything in place
    Doctor(Doctor),
    /// Sao lưu, cũng khi đang chạy · backups, also while serving and crawling
    #[command(subcommand)]
    Backup(Backup),
    /// Ẩn một bài: không tìm được, không xem được, kèm lý do · hide an article, with a reason
    Hide(Hide),
    /// Báo tin: thư, webhook, Atom khi có bài mới · alerts: mail, webhook, Atom when there are new articles
    #[command(subcommand)]
    Alerts(Alerts),
    /// Khóa cho API và trang quản trị · keys for the API and the admin pages
    #[command(subcommand)]
    Keys(Keys),
    /// Tách âm tiết và từ, từ stdin · tokens of the text on stdin
    Tokenize(Tokenize),
    /// Tìm người, chức vụ, địa danh, số văn bản, từ stdin · persons, posts, places, document numbers on stdin
    Entities(Entities),
    /// Trích bài từ tệp HTML, địa chỉ hoặc thư mục · extract the article of an HTML file, a URL, a folder of files
    Extract(Extract),
    /// Hands messages over for the program that serves.
    #[command(hide = true)]
    HandOver {
        /// The data folder.
        data: PathBuf,
    },
    /// Cấu hình đang dùng · configuration
    #[command(subcommand)]
    Config(Config),
    /// Mô tả API theo OpenAPI 3.1, ra stdout · the description of the API, OpenAPI 3.1, on stdout
    Openapi,
    /// Mã hoàn thành lệnh cho shell · shell completions
    Completions {
        /// bash, zsh, fish, elvish, powershell
        shell: clap_complete::Shell,
    },
    /// Trang man của mọi lệnh, ghi vào thư mục · man pages of all commands, written to a folder
    Man {
        /// Thư mục · folder
        dir: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Không gọi tới các trang · ask no site
    #[arg(long)]
    pub(crate) offline: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Địa chỉ và cổng; cổng 0: hệ điều hành chọn · address and port; port 0: the system chooses
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Thoát sau khi lập chỉ mục, không phục vụ · end after indexing
    #[arg(long)]
    pub(crate) no_serve: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Địa chỉ và cổng · address and port
    #[arg(long)]
    pub(crate) listen: Option<SocketAddr>,
    /// Không thu thập theo lịch · no scheduled crawling
    #[arg(long)]
    pub(crate) no_crawl: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Person {
    /// Họ và tên (có dấu hoặc không) hoặc mã · name or id
    pub(crate) person: String,
}

/// Decisions are kept in the archive and outlive every rebuild of the index.
#[derive(Debug, Subcommand)]
pub(crate) enum People {
    /// Các quyết định · the decisions made
    List,
    /// Hai mã là một người, gọi theo mã sau · the two are one person, called as the second
    Merge {
        /// Mã · id
        person: PersonId,
        /// Mã · id
        into: PersonId,
    },
    /// Các bài này nói về một người khác cùng tên, cùng nơi · these articles speak of another of this name and place
    Split {
        /// Mã · id
        person: PersonId,
        /// Mã bài · article ids
        #[arg(required = true)]
        articles: Vec<ArticleId>,
    },
    /// Tên để hiện · the name to show
    Rename {
        /// Mã · id
        person: PersonId,
        /// Tên · name
        name: String,
    },
    /// Không có trang riêng, không được gợi ý; bài vẫn tìm được · no page, no suggestion; articles stay
    Hide {
        /// Mã · id
        person: PersonId,
    },
    /// Đây không phải tên người · not the name of a person
    NotAPerson {
        /// Tên · name
        name: String,
    },
    /// Một tên khác của người này · another name of the person
    Alias {
        /// Mã · id
        person: PersonId,
        /// Tên · name
        name: String,
    },
    /// Bỏ một quyết định · take a decision back
    Undo {
        /// Số của quyết định · its number
        decision: i64,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Hide {
    /// Mã bài hoặc địa chỉ · article id or URL
    pub(crate) article: String,
    /// Lý do, người đọc sẽ thấy · why; readers will see it
    #[arg(long, required_unless_present = "undo")]
    pub(crate) reason: Option<String>,
    /// Theo pháp luật hoặc tòa án: trả lời 451 thay vì 410 · a law or a court demands it: answered 451 instead of 410
    #[arg(long)]
    pub(crate) legal: bool,
    /// Hiện lại · show it again
    #[arg(long, conflicts_with_all = ["reason", "legal"])]
    pub(crate) undo: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Alerts {
    /// Liệt kê · list
    List,
    /// Thêm · add
    Add(AddAlert),
    /// Xem một báo tin và các thư gần đây của nó · an alert with its latest messages
    Show {
        /// Mã · id
        id: AlertId,
    },
    /// Tạm dừng; bài đến trong lúc dừng sẽ không được báo · pause; what comes meanwhile is not told later
    Pause {
        /// Mã · id
        id: AlertId,
    },
    /// Theo dõi lại · look out again
    Resume {
        /// Mã · id
        id: AlertId,
    },
    /// Xóa · remove
    Remove {
        /// Mã · id
        id: AlertId,
    },
    /// Gửi một thư thử · send a test
    Test {
        /// Mã · id
        id: AlertId,
    },
    /// Tìm bài mới và gửi ngay một lượt (khi không chạy langbao serve) · look and send once, without langbao serve
    Send,
}

#[derive(Debug, Args)]
pub(crate) struct AddAlert {
    /// Chuỗi tìm như trên trang tìm kiếm: "q=nước sạch&site=…" · query string as of the search page
    pub(crate) query: String,
    /// Gửi thư tới địa chỉ này · send mail to this address
    #[arg(long, conflicts_with_all = ["webhook", "atom"])]
    pub(crate) email: Option<String>,
    /// Gọi tới địa chỉ này, có chữ ký HMAC-SHA256 · post to this address, signed
    #[arg(long, conflicts_with = "atom")]
    pub(crate) webhook: Option<String>,
    /// Nguồn tin Atom · an Atom feed
    #[arg(long)]
    pub(crate) atom: bool,
    /// Khi nào gửi: ngay, 7 giờ mỗi sáng, 7 giờ sáng thứ hai · when: at once, at seven every morning, on Mondays
    #[arg(long, value_enum, default_value_t)]
    pub(crate) rhythm: Rhythm,
    /// Báo cả khi bài bị sửa hoặc gỡ · edits and deletions too
    #[arg(long)]
    pub(crate) changes: bool,
    /// Tên · name
    #[arg(long, default_value = "")]
    pub(crate) name: String,
}

/// When messages go out.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum Rhythm {
    #[default]
    AtOnce,
    Daily,
    Weekly,
}

impl From<Rhythm> for langbao_alert::Rhythm {
    fn from(rhythm: Rhythm) -> Self {
        match rhythm {
            Rhythm::AtOnce => Self::AtOnce,
            Rhythm::Daily => Self::Daily,
            Rhythm::Weekly => Self::Weekly,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// Tạo khóa; chỉ hiện một lần · make one; it is shown once
    Create {
        /// Dùng làm gì · what it is for
        name: String,
        /// Quyền: read, alerts, admin · scopes
        #[arg(long = "scope", required = true, value_delimiter = ',')]
        scopes: Vec<Scope>,
    },
    /// Liệt kê · list
    List,
    /// Thu hồi; có hiệu lực ngay · revoke; at once
    Revoke {
        /// Mã, hoặc cả khóa · id, or the whole key
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    #[command(flatten)]
    pub(crate) filter: Filter,
    /// Số kết quả · number of hits
    #[arg(short = 'n', long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub(crate) limit: u16,
    /// Gộp các bản sao của một bài · take the copies of a text together
    #[arg(long)]
    pub(crate) collapse: bool,
    /// Giải thích: câu hỏi được hiểu thế nào, điểm từ đâu · how the query is understood and where scores come from
    #[arg(long)]
    pub(crate) explain: bool,
    /// Trả lời mọi câu hỏi (id TAB câu hỏi) của một tệp, "-": stdin; in ra một run TREC · answer a file of queries
    #[arg(long, value_name = "QUERIES.tsv", conflicts_with = "query")]
    pub(crate) trec: Option<PathBuf>,
    /// Tên của run TREC · name of the TREC run
    #[arg(long, value_name = "NAME", default_value = "langbao", requires = "trec")]
    pub(crate) run: String,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) filter: Filter,
    /// Toàn bộ kho lưu, không qua tìm kiếm · the whole archive, not by way of a search
    #[arg(long, conflicts_with_all = ["query", "person", "site", "section", "place", "from", "to"])]
    pub(crate) all: bool,
    /// Mọi phiên bản, không chỉ phiên bản mới nhất (jsonl, warc) · every version, not the latest alone
    #[arg(long)]
    pub(crate) versions: bool,
    /// Ghi vào tệp thay vì stdout · write to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// What to search for.
#[derive(Debug, Args)]
pub(crate) struct Filter {
    /// Từ cần tìm; để trống: mọi bài · what to search for; empty: all articles
    #[arg(default_value = "")]
    pub(crate) query: String,
    /// Người được nhắc đến · person mentioned
    #[arg(long)]
    pub(crate) person: Vec<String>,
    /// Trang · site
    #[arg(long)]
    pub(crate) site: Vec<SiteId>,
    /// Chuyên mục · section
    #[arg(long)]
    pub(crate) section: Vec<String>,
    /// Địa danh: tên, mã hoặc id · place: name, code or id
    #[arg(long)]
    pub(crate) place: Vec<String>,
    /// Sau 1/7/2025: cả đơn vị mới (successors), cả cũ lẫn mới (all), chỉ nơi đã nêu (none) · lineage of the place
    #[arg(long, value_enum, default_value_t)]
    pub(crate) lineage: Lineage,
    /// Từ ngày · from this date
    #[arg(long)]
    pub(crate) from: Option<PartialDate>,
    /// Đến hết ngày · to this date, inclusive
    #[arg(long)]
    pub(crate) to: Option<PartialDate>,
    /// Dấu: auto, exact, ignore · marks
    #[arg(long, value_enum, default_value_t)]
    pub(crate) accents: Accents,
    /// Thứ tự · order
    #[arg(long, value_enum, default_value_t)]
    pub(crate) sort: Sort,
}

/// What a place brings along.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum Lineage {
    #[default]
    Successors,
    All,
    None,
}

/// How marks count.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum Accents {
    #[default]
    Auto,
    Exact,
    Ignore,
}

/// Order of hits.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum Sort {
    #[default]
    Relevance,
    Newest,
    Oldest,
}

#[derive(Debug, Args)]
#[command(
    long_about = "Mỗi dòng JSON {\"id\", \"text\"} trên stdin cho một dòng JSON · one line of JSON for each line of JSON on stdin"
)]
pub(crate) struct Entities {
    /// stdin là một văn bản thường · stdin is one plain text
    #[arg(long)]
    pub(crate) text: bool,
    /// In số văn bản mỗi giây ra stderr · print texts a second to stderr
    #[arg(long)]
    pub(crate) stats: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Mã bài hoặc địa chỉ · article id or URL
    pub(crate) article: String,
    /// Phiên bản · version
    #[arg(long)]
    pub(crate) version: Option<u32>,
    /// Từng chữ khác với phiên bản này; không ghi số: phiên bản liền trước · the words that differ from this version; no
    /// number: from the one before
    #[arg(long, value_name = "VERSION", num_args = 0..=1, require_equals = true, default_missing_value = "0")]
    pub(crate) diff: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct PlaceArgs {
    /// Tên (có thể kèm nơi chứa: "Tân Lập, Đan Phượng"), mã hoặc id · name, code or id
    pub(crate) place: String,
    /// Vào ngày này · at this date
    #[arg(long)]
    pub(crate) at: Option<PartialDate>,
}

#[derive(Debug, Args)]
pub(crate) struct Crawl {
    /// Mã trang; để trống: mọi trang đang bật · sites; none: all enabled
    pub(crate) sites: Vec<SiteId>,
    /// Thăm lại mọi địa chỉ đã biết · visit every known URL again
    #[arg(long)]
    pub(crate) full: bool,
    /// Chỉ thu thập; chỉ mục theo kịp ở lần mở sau · crawl only; the index catches up when next opened
    #[arg(long)]
    pub(crate) no_index: bool,
    /// Chỉ cho biết sẽ tải gì và vì sao; không tải, không ghi · only say what would be fetched and why
    #[arg(long, conflicts_with = "no_index")]
    pub(crate) dry_run: bool,
    /// Cả ngoài giờ đã đặt cho trang · outside the windows of the sites too
    #[arg(long)]
    pub(crate) any_time: bool,
    /// Số địa chỉ in cho mỗi trang (--dry-run) · URLs shown for each site (--dry-run)
    #[arg(long, default_value_t = 20)]
    pub(crate) show: usize,
}

#[derive(Debug, Args)]
pub(crate) struct CrawlUrl {
    /// Địa chỉ · URL
    #[arg(value_parser = CanonicalUrl::parse)]
    pub(crate) url: CanonicalUrl,
    /// Mã trang, nếu không đoán được từ địa chỉ · site, if the URL does not tell
    #[arg(long)]
    pub(crate) site: Option<SiteId>,
    /// Tải và đọc nhưng không lưu · fetch and read, store nothing
    #[arg(long)]
    pub(crate) no_store: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Sites {
    /// Liệt kê · list
    List,
    /// Một trang: cài đặt, cảnh báo, sắp tải gì · one site: settings, alarm, what is due next
    Show {
        /// Mã trang · site id
        id: SiteId,
    },
    /// Thêm · add
    Add(AddSite),
    /// Đổi cài đặt của một trang · change the settings of a site
    Set(SetSite),
    /// Xem trước một trang và ba bài, mỗi mục theo quy tắc nào · preview a page and three articles, each field with its rule
    Check {
        /// Địa chỉ hoặc mã trang · URL or site id
        target: String,
    },
    /// Bật · enable
    Enable {
        /// Mã trang · site id
        id: SiteId,
    },
    /// Tắt; bài đã lưu vẫn còn · disable; its articles stay
    Disable {
        /// Mã trang · site id
        id: SiteId,
    },
    /// Xóa khỏi danh sách; bài đã lưu vẫn còn · remove; its articles stay
    Remove {
        /// Mã trang · site id
        id: SiteId,
    },
}

#[derive(Debug, Args)]
pub(crate) struct AddSite {
    /// Trang đầu hoặc trang danh sách · start page
    #[arg(required = true, value_parser = CanonicalUrl::parse)]
    pub(crate) urls: Vec<CanonicalUrl>,
    /// Mã trang (mặc định: tên máy chủ) · site id (default: host name)
    #[arg(long)]
    pub(crate) id: Option<SiteId>,
    /// Tên cho người đọc · name for people
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Lịch: "6h" hoặc cron "0 6,18 * * *"; "none": không · schedule; "none": by hand only
    #[arg(long)]
    pub(crate) schedule: Option<String>,
    /// Mẫu đọc trang · site profile
    #[arg(long)]
    pub(crate) profile: Option<String>,
    /// Khoảng cách giữa hai lần gọi · delay between requests: 5s, 500ms
    #[arg(long)]
    pub(crate) delay: Option<String>,
    /// Giờ được thu thập, giờ Việt Nam: "22:00-06:00", "t2-t6 19:00-06:30; t7-cn" · hours of crawling, Vietnam time
    #[arg(long)]
    pub(crate) windows: Option<String>,
    /// Tin cả máy chủ có chứng chỉ hỏng, hết hạn; ghi lại trong bản lưu · believe broken certificates; recorded
    #[arg(long)]
    pub(crate) lenient_tls: bool,
}

/// What is not named stays as it is; `none` takes a setting back.
#[derive(Debug, Args)]
pub(crate) struct SetSite {
    /// Mã trang · site id
    pub(crate) id: SiteId,
    /// Tên cho người đọc · name for people
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Lịch · schedule
    #[arg(long)]
    pub(crate) schedule: Option<String>,
    /// Mẫu đọc trang · site profile
    #[arg(long)]
    pub(crate) profile: Option<String>,
    /// Khoảng cách giữa hai lần gọi · delay between requests
    #[arg(long)]
    pub(crate) delay: Option<String>,
    /// Giờ được thu thập · hours of crawling
    #[arg(long)]
    pub(crate) windows: Option<String>,
    /// Tin cả chứng chỉ hỏng · believe broken certificates: true, false
    #[arg(long)]
    pub(crate) lenient_tls: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Runs {
    /// Liệt kê các lượt gần đây và lượt sắp tới · recent runs and what is due next
    List {
        /// Mã trang · site id
        #[arg(long)]
        site: Option<SiteId>,
        /// Số lượt · number of runs
        #[arg(short = 'n', long, default_value_t = 20)]
        limit: usize,
    },
    /// Một lượt với từng địa chỉ đã thăm · one run with every visit
    Show {
        /// Số của lượt · number of the run
        id: i64,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Tệp hoặc thư mục; "-": stdin · files or folders
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Mã trang mà các bài thuộc về · site the articles belong to
    #[arg(long, default_value = "import")]
    pub(crate) site: SiteId,
}

#[derive(Debug, Args)]
pub(crate) struct Reextract {
    /// Mã trang; để trống: mọi trang · site; none: all
    pub(crate) site: Option<SiteId>,
    /// Chỉ cho biết điều gì sẽ đổi · only say what would change
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Số ví dụ cho mỗi trường · examples a field
    #[arg(long, default_value_t = 3)]
    pub(crate) examples: usize,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Backup {
    /// Tạo bản sao lưu: một thư mục · make one: a folder
    Create {
        /// Thư mục mới (mặc định: langbao-backup-NGÀY-GIỜ) · a new folder
        dest: Option<PathBuf>,
    },
    /// Khôi phục vào thư mục dữ liệu trống · restore into an empty data folder
    Restore {
        /// Bản sao lưu · the backup
        backup: PathBuf,
    },
    /// Kiểm tra một bản sao lưu · check one
    Verify {
        /// Bản sao lưu · the backup
        backup: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Tokenize {
    /// Nguyên văn, âm tiết của một từ nối bằng "_", dấu câu tách ra · the text, syllables of a word joined by "_", marks detached
    #[arg(long, group = "form")]
    pub(crate) words: bool,
    /// Năm dòng token của chỉ mục, cách nhau bằng tab · the five token streams of the index, tabs between
    #[arg(long, group = "form")]
    pub(crate) search: bool,
    /// Dạng chuẩn của văn bản · the normal form of the text
    #[arg(long, group = "form")]
    pub(crate) normalize: bool,
    /// Thêm dấu cho chữ gõ không dấu · marks restored to text typed without
    #[arg(long, group = "form")]
    pub(crate) restore: bool,
    /// In tốc độ ra stderr · print the speed on stderr
    #[arg(long)]
    pub(crate) stats: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Extract {
    /// Tệp HTML, địa chỉ http(s), hoặc "-" (stdin) · HTML file, http(s) URL, or "-" for stdin
    #[arg(required_unless_present = "dir", value_name = "FILE|URL")]
    pub(crate) target: Option<String>,
    /// Địa chỉ của trang trong tệp · URL of the page in the file
    #[arg(long, value_parser = CanonicalUrl::parse)]
    pub(crate) url: Option<CanonicalUrl>,
    /// Mẫu đọc trang: tên mẫu có sẵn hoặc tệp TOML · built-in profile or TOML file
    #[arg(long)]
    pub(crate) profile: Option<String>,
    /// Kèm quy tắc đã cho từng mục · the rule that gave each field
    #[arg(long)]
    pub(crate) explain: bool,
    /// Đọc mọi tệp .html của thư mục thành một tệp JSON · every .html of a folder into one JSON file
    #[arg(long, conflicts_with_all = ["target", "url", "explain"], requires = "out")]
    pub(crate) dir: Option<PathBuf>,
    /// Tệp JSON kết quả {mã trang: bài}; "-": stdout · JSON file for --dir: {page id: article}
    #[arg(long, requires = "dir")]
    pub(crate) out: Option<PathBuf>,
    /// Địa chỉ của các trang, tệp JSON {mã trang: địa chỉ} · URLs of the pages: {page id: URL}
    #[arg(long, requires = "dir")]
    pub(crate) urls: Option<PathBuf>,
    /// Lúc tải các trang, RFC 3339; không có thì "2 giờ trước" để trống · when the pages were fetched, RFC 3339; without
    /// it, dates that count back from the fetch are left out
    #[arg(long, requires = "dir", value_name = "TIME")]
    pub(crate) fetched_at: Option<DateTime<Utc>>,
    /// Báo số trang mỗi giây ra stderr · pages per second, to stderr
    #[arg(long, requires = "dir")]
    pub(crate) stats: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// In cấu hình đang dùng · print the effective configuration
    Show,
    /// Kiểm tra · check it
    Check,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
