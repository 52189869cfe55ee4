//! A real mail server on loopback: `tests/smtp/server.py`, on aiosmtpd.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::program::Program;

/// The server, which can be down for a while.
pub(crate) struct MailServer {
    folder: PathBuf,
    port: u16,
    child: Option<Child>,
}

/// A message as it was accepted.
#[derive(Debug, Clone)]
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) id: String,
    /// Without soft line breaks, and with `=3D` as `=`.
    pub(crate) text: String,
}

/// The Python that has aiosmtpd: the one that `scripts/test` names, else one that is installed now.
fn python() -> PathBuf {
    if let Some(python) = std::env::var_os("LANGBAO_SMTP_PYTHON") {
        return python.into();
    }
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("smtp-server");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/install-smtp-server");
    assert!(Command::new(script).arg(&dir).status().unwrap().success(), "cannot install aiosmtpd");
    dir.join("bin/python")
}

impl MailServer {
    pub(crate) fn start(program: &Program) -> Self {
        let folder = program.path("mail");
        std::fs::create_dir_all(&folder).unwrap();
        let mut server = Self { folder, port: 0, child: None };
        server.up();
        server
    }

    /// Lets it begin, on the port that it had.
    pub(crate) fn up(&mut self) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/smtp/server.py");
        let mut child = Command::new(python())
            .arg(script)
            .arg(&self.folder)
            .arg(self.port.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut port).unwrap();
        self.port = port.trim().parse().unwrap();
        self.child = Some(child);
    }

    /// Lets it end; what it has begun to accept is accepted.
    pub(crate) fn down(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
        assert!(sent.unwrap().success());
        child.wait().unwrap();
    }

    /// The environment of a program that sends its mail here.
    pub(crate) fn configure(&self, command: &mut Command) {
        command
            .env("LANGBAO_MAIL_HOST", "127.0.0.1")
            .env("LANGBAO_MAIL_PORT", self.port.to_string())
            .env("LANGBAO_MAIL_SECURITY", "none")
            .env("LANGBAO_MAIL_FROM", "Làng báo <bao@example.vn>");
    }

    /// All messages accepted so far.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(&self.folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "eml"));
        paths.sort();
        let read = |path: &PathBuf| {
            let text = String::from_utf8(std::fs::read(path).unwrap()).unwrap();
            let header = |name: &str| {
                text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned()
            };
            Mail {
                to: header("X-To:"),
                id: header("Message-ID:"),
                text: text.replace("=\r\n", "").replace("=3D", "="),
            }
        };
        paths.iter().map(read).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // A failed test must not leave a server behind.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Mail {
    /// The path of the first link to such a page of an alert.
    pub(crate) fn link(&self, page: &str) -> String {
        let from = self.text.find("/alerts/").unwrap_or_else(|| panic!("no link in {}", self.text));
        let links = self.text[from..].split(|c: char| c.is_whitespace() || "<>\"".contains(c));
        let mut links = links.filter_map(|word| Some(&word[word.find("/alerts/")?..]));
        links
            .find(|link| link.contains(page))
            .unwrap_or_else(|| panic!("no {page} in {}", self.text))
            .to_owned()
    }
}
