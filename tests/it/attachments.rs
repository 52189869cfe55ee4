//! Files that articles offer and articles of several pages, from a site to a hit.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Cursor, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::program::{Program, Running, get};

/// Content type and body of each path.
type Pages = HashMap<String, (&'static str, Vec<u8>)>;

/// A site that says what it is told to, and tells what has not changed.
#[derive(Clone, Default)]
struct Site {
    pages: Arc<Mutex<Pages>>,
    unchanged: Arc<Mutex<Vec<String>>>,
}

impl Site {
    fn start(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, site) = (listener.local_addr().unwrap(), self.clone());
        std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| site.answer(stream)));
        address
    }

    fn set(&self, path: &str, kind: &'static str, body: impl Into<Vec<u8>>) {
        self.pages.lock().unwrap().insert(path.to_owned(), (kind, body.into()));
    }

    fn answer(&self, mut stream: TcpStream) {
        let lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
        let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
        let path = head.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
        let Some((kind, body)) = self.pages.lock().unwrap().get(path).cloned() else {
            let _ =
                stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
        };
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        let etag = format!("\"{:x}\"", hasher.finish());
        let asked = head.iter().any(|line| {
            line.to_ascii_lowercase().starts_with("if-none-match:") && line.contains(etag.as_str())
        });
        let (status, body) = match asked {
            true => {
                self.unchanged.lock().unwrap().push(path.to_owned());
                ("304 Not Modified", Vec::new())
            }
            false => ("200 OK", body),
        };
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nETag: {etag}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        // Whoever asked may have gone.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
    }
}

const HTML: &str = "text/html; charset=utf-8";

fn article(title: &str, text: &str, after: &str) -> String {
    format!(
        "<html><head><title>{title}</title></head><body><div class=detail><h1>{title}</h1>
         <div class=date>12/03/2026 08:15</div><div class=content>{text}</div>{after}</div></body></html>"
    )
}

fn pdf(content: &str) -> Vec<u8> {
    let objects = [
        "<</Type /Catalog /Pages 2 0 R>>".to_owned(),
        "<</Type /Pages /Kids [3 0 R] /Count 1>>".to_owned(),
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>".to_owned(),
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        write!(file, "{} 0 obj\n{object}\nendobj\n", at + 1).unwrap();
    }
    let table = file.len();
    write!(file, "xref\n0 6\n0000000000 65535 f \n").unwrap();
    for offset in offsets {
        writeln!(file, "{offset:010} 00000 n ").unwrap();
    }
    write!(file, "trailer <</Size 6 /Root 1 0 R>>\nstartxref\n{table}\n%%EOF").unwrap();
    file
}

fn docx(text: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    write!(
        zip,
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    )
    .unwrap();
    zip.finish().unwrap().into_inner()
}

const PLAN: &str = "/tin-tuc/ke-hoach-tiem-chung-thang-ba-101.html";
const LONG: &str = "/tin-tuc/chuyen-lam-duong-o-thon-thuong-102.html";
const SECOND: &str = "/tin-tuc/chuyen-lam-duong-o-thon-thuong-102.html?page=2";

fn village() -> Site {
    let site = Site::default();
    site.set(
        "/",
        HTML,
        format!(
            "<html><head><title>Xã Thượng Lâm</title></head><body><ul>
             <li><a href='{PLAN}'>Kế hoạch tiêm chủng tháng ba của trạm y tế</a></li>
             <li><a href='{LONG}'>Chuyện làm đường ở thôn Thượng</a></li></ul></body></html>"
        ),
    );
    site.set(
        PLAN,
        HTML,
        article(
            "Kế hoạch tiêm chủng tháng ba của trạm y tế",
            "<p>Trạm y tế xã tổ chức tiêm chủng cho trẻ dưới một tuổi vào sáng thứ tư tuần thứ hai của tháng ba.</p>
             <p>Phụ huynh mang theo sổ theo dõi của cháu; danh sách và lịch từng thôn có trong các tệp dưới đây.</p>",
            "<p><a href='/tep/lich.pdf'>Lịch tiêm từng thôn</a></p>
             <p><a href='/tep/danh-sach.docx'>Danh sách các cháu</a></p>
             <p><a href='/tep/quyet-dinh.pdf'>Quyết định (bản chụp)</a></p>",
        ),
    );
    site.set(
        "/tep/lich.pdf",
        "application/pdf",
        pdf("BT /F1 12 Tf 72 720 Td (Thon Yen Lac zebrafish 8 gio) Tj ET"),
    );
    site.set(
        "/tep/danh-sach.docx",
        "application/octet-stream",
        docx("Cháu Vi Thị Mận, thôn Nà Khoang, sinh ngày 4 tháng 5"),
    );
    site.set("/tep/quyet-dinh.pdf", "application/pdf", pdf("q 100 0 0 100 0 0 cm Q"));
    site.set(
        LONG,
        HTML,
        article(
            "Chuyện làm đường ở thôn Thượng",
            "<p>Con đường vào thôn Thượng dài gần hai cây số, mùa mưa lầy lội, trẻ con đi học phải xắn quần.</p>
             <p>Đầu năm ngoái bà con bàn nhau hiến đất mở rộng mặt đường, nhà ít thì vài mét, nhà nhiều cả sào.</p>",
            &format!("<div class=pages><b>1</b> <a href='{SECOND}'>2</a> <a href='{SECOND}'>Trang sau</a></div>"),
        ),
    );
    second_page(
        &site,
        "Đến nay đường đã đổ bê tông xong, xe tải nhỏ vào được tận sân, nông sản bán được giá hơn.",
    );
    site
}

fn second_page(site: &Site, text: &str) {
    site.set(
        SECOND,
        HTML,
        article(
            "Chuyện làm đường ở thôn Thượng",
            &format!("<p>{text}</p><p>Thôn còn dự định trồng hoa hai bên và lắp đèn ở ba chỗ ngoặt trong quý tới.</p>"),
            &format!("<div class=pages><a href='{LONG}'>1</a> <b>2</b> <a href='{LONG}'>Trang trước</a></div>"),
        ),
    );
}

fn hit(program: &Program, query: &str) -> serde_json::Value {
    let hits = program.json(&["search", query]);
    assert_eq!(hits["total"], 1, "{query}: {hits}");
    hits["hits"][0].clone()
}

#[test]
fn what_an_attached_file_says_is_found_with_its_article() {
    let address = village().start();
    let program = Program::new();
    program.ok(&[
        "sites",
        "add",
        &format!("http://{address}/"),
        "--id",
        "xa",
        "--name",
        "Xã",
        "--schedule",
        "none",
    ]);
    program.ok(&["crawl"]);

    let of_pdf = hit(&program, "zebrafish");
    assert_eq!(of_pdf["url"], format!("http://{address}{PLAN}"));
    assert_eq!(of_pdf["attachment"], "Lịch tiêm từng thôn", "{of_pdf}");
    assert!(of_pdf["snippet"].as_str().unwrap().contains("Thon Yen Lac zebrafish"), "{of_pdf}");
    let of_docx = hit(&program, "\"Nà Khoang\"");
    assert_eq!(of_docx["attachment"], "Danh sách các cháu");
    let own = hit(&program, "\"sổ theo dõi\"");
    assert!(own["attachment"].is_null(), "{own}");
    let told = program.ok(&["search", "zebrafish"]);
    assert!(told.contains("[attachment \"Lịch tiêm từng thôn\"]"), "{told}");

    let shown = program.ok(&["show", own["url"].as_str().unwrap()]);
    assert!(shown.contains("quyet-dinh.pdf (scanned, no text)"), "{shown}");
    let mut serve = Running::start(&program, &["serve", "--no-crawl", "--listen", "127.0.0.1:0"]);
    let web = serve.address();
    let id = own["id"].as_str().unwrap();
    let (_, page) = get(&web, &format!("/articles/{id}?lang=en"));
    assert!(
        page.contains("Quyết định (bản chụp)</a> <span class=\"facts\" lang=\"en\">(scanned, no text)"),
        "{page}"
    );
    assert_eq!(page.matches("no text)").count(), 1, "{page}");
    let (_, json) = get(&web, &format!("/api/v1/articles/{id}"));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let mut states: Vec<_> =
        json["attachments"].as_array().unwrap().iter().map(|a| a["state"].clone()).collect();
    states.sort_by_key(ToString::to_string);
    assert_eq!(states, ["no_text", "text", "text"]);
    let (_, page) = get(&web, "/search?q=zebrafish&lang=en");
    assert!(page.contains("in the attachment “<span lang=\"vi\">Lịch tiêm từng thôn</span>”"), "{page}");
    drop(serve);

    // The text of files is derived: made again from the captures alone.
    program.ok(&["verify", "--repair"]);
    program.ok(&["reindex"]);
    assert_eq!(hit(&program, "zebrafish")["attachment"], "Lịch tiêm từng thôn");
}

#[test]
fn an_article_of_two_pages_is_one_also_when_only_the_second_changes() {
    let site = village();
    let address = site.start();
    let program = Program::new();
    program.ok(&[
        "sites",
        "add",
        &format!("http://{address}/"),
        "--id",
        "xa",
        "--name",
        "Xã",
        "--schedule",
        "none",
    ]);
    program.ok(&["crawl"]);
    let url = format!("http://{address}{LONG}");
    assert_eq!(program.search(&[""]).0, 2, "a further page is no article of its own");
    assert_eq!(hit(&program, "\"đổ bê tông xong\"")["url"], url);
    let whole = program.json(&["show", &url])["article"]["blocks"].clone();
    assert_eq!(whole.as_array().unwrap().len(), 4, "{whole}");

    // Nothing has changed.
    program.ok(&["crawl", "--full"]);
    assert!(site.unchanged.lock().unwrap().iter().any(|path| path == SECOND));
    assert_eq!(program.json(&["show", &url])["version"], 1);

    second_page(&site, "Đến nay đường đã trải nhựa, bà con làm thêm rãnh thoát nước bằng đá hộc ở hai bên.");
    site.unchanged.lock().unwrap().clear();
    program.ok(&["crawl", "--full"]);
    assert!(site.unchanged.lock().unwrap().iter().any(|path| path == LONG), "the first page is as it was");
    assert_eq!(program.json(&["show", &url])["version"], 2);
    assert_eq!(hit(&program, "\"rãnh thoát nước\"")["url"], url);

    let report = program.json(&["reextract", "--dry-run"])["report"].clone();
    assert_eq!((&report["corrected"], &report["new"]), (&0.into(), &0.into()), "{report}");
    program.ok(&["verify", "--repair"]);
    assert_eq!(program.json(&["show", &url])["article"]["blocks"].as_array().unwrap().len(), 4);
}
