//! URLs that are not worth following, by their looks: doors, searches, twins for the printer, calendars without end,
//! files, and links that lead in circles.

use crate::url_shape::{Shape, is_number, split_extension};

/// Path segments (without file extension) of pages that are not news: accounts, searches, twins for the printer.
const IGNORED_SEGMENTS: &[&str] = &[
    "_layouts",
    "account",
    "admin",
    "administrator",
    "api",
    "ban-in",
    "captcha",
    "cart",
    "dang-nhap",
    "dang-xuat",
    "dangnhap",
    "dangky",
    "download",
    "forgot-password",
    "in-bai",
    "in-bai-viet",
    "inbai",
    "linkclick",
    "login",
    "logout",
    "oauth",
    "print",
    "printitem",
    "printnews",
    "printview",
    "print-view",
    "quen-mat-khau",
    "rating",
    "register",
    "savefile",
    "search",
    "seek",
    "send-mail",
    "sendmail",
    "share",
    "signin",
    "signout",
    "signup",
    "sso",
    "tim-kiem",
    "timkiem",
    "users",
    "wp-admin",
    "wp-content",
    "wp-includes",
    "wp-json",
    "wp-login",
    "xmlrpc",
];

/// Query parameters (lower case) that make a twin, a search, an order or a day of a page that has another address.
const IGNORED_PARAMETERS: &[&str] = &[
    "date",
    "denngay",
    "enddate",
    "fromdate",
    "keyword",
    "keywords",
    "login",
    "month",
    "ngay",
    "order",
    "orderby",
    "print",
    "q",
    "query",
    "redirect",
    "redirect_to",
    "replytocom",
    "returnurl",
    "s",
    "search",
    "share",
    "skinsrc",
    "sort",
    "startdate",
    "thang",
    "todate",
    "tu-khoa",
    "tukhoa",
    "tungay",
];

/// Extensions of files that are neither pages nor feeds.
const FILES: &[&str] = &[
    "7z", "apk", "avi", "bmp", "bz2", "css", "csv", "dmg", "doc", "docx", "dot", "eot", "epub", "exe", "flv",
    "gif", "gz", "ico", "iso", "jpeg", "jpg", "js", "json", "m4a", "m4v", "mov", "mp3", "mp4", "mpeg", "mpg",
    "odp", "ods", "odt", "ogg", "otf", "pdf", "png", "pps", "ppt", "pptx", "rar", "rtf", "svg", "swf", "tar",
    "tif", "tiff", "ttf", "txt", "vcf", "wav", "webm", "webp", "wma", "wmv", "woff", "woff2", "xls", "xlsm",
    "xlsx", "xml", "zip",
];

/// Longer paths and queries come from links that lead in circles.
const MOST_SEGMENTS: usize = 14;
const MOST_PARAMETERS: usize = 12;

impl Shape {
    /// Says whether following it leads nowhere.
    pub(crate) fn is_trap(&self) -> bool {
        self.grows_without_end()
            || FILES.contains(&self.extension())
            || self.segments.iter().any(|s| IGNORED_SEGMENTS.contains(&split_extension(s).0))
            // pPrintTinTuc.aspx, print-1234.html
            || (self.name().contains("print") && !self.name().contains("sprint"))
            || self.has(IGNORED_PARAMETERS)
            || self.is("format", &["pdf", "print", "raw", "json"])
            || self.is("op", &["search", "print", "savefile", "login"])
            // Liferay: a window without its page, an action, a resource, the portlets of login and search.
            || self.is("p_p_state", &["pop_up", "exclusive"])
            || self.is("p_p_lifecycle", &["1", "2"])
            || self.is("p_p_id", &["3", "58"])
            || self.is_calendar()
    }

    /// A relative link that lacks its slash leads to /tin/tin/tin/…, one that adds to the query grows that.
    pub(crate) fn grows_without_end(&self) -> bool {
        let thrice = |s: &String| self.segments.iter().filter(|other| *other == s).count() >= 3;
        self.segments.len() > MOST_SEGMENTS
            || self.parameters.len() > MOST_PARAMETERS
            || self.segments.iter().any(thrice)
    }

    /// /2020/05/ and /2020/05/12/: what was published there is found through its section too.
    fn is_calendar(&self) -> bool {
        let numbers = self.segments.iter().all(|s| s.len() <= 4 && is_number(s));
        let is_year = |s: &String| s.len() == 4 && (s.starts_with("19") || s.starts_with("20"));
        numbers && self.segments.first().is_some_and(is_year)
    }
}

#[cfg(test)]
mod tests {
    use langbao_article::CanonicalUrl;

    use crate::url_shape;

    #[test]
    fn traps_are_left_alone() {
        let base = CanonicalUrl::parse("https://phuong.example.vn/").unwrap();
        for path in [
            "/dang-nhap",
            "/login.aspx?ReturnUrl=/",
            "/c/portal/login",
            "/tim-kiem?x=1",
            "/?s=hop",
            "/seek/?q=hop",
            "/van-ban/32-QD-UBND.pdf",
            "/anh/HOP.JPG",
            "/vi/news/print/tin/hop-1196.html",
            "/savefile/tin-1.html",
            "/tin-1196.html?replytocom=5",
            "/lich?ngay=5&thang=3&nam=2031",
            "/2020/05/",
            "/2020/05/12",
            "/tin/tin/tin/hop.html",
            "/x?p_p_state=pop_up",
            "/wp-json/wp/v2/posts",
            "/data.xml",
            "/bm/print/8074",
            "/Default.aspx?tabid=1&SkinSrc=[G]Skins/_default/No+Skin",
            "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o",
        ] {
            assert_eq!(url_shape::kind(&base.join(path).unwrap()), None, "{path}");
        }
    }
}
