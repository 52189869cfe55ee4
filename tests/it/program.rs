//! Runs the command.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use langbao_demo::SampleSites;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Longest wait for anything that should come; a test that waits this long fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A data folder and an empty working folder for the command.
pub(crate) struct Program {
    dir: TempDir,
}

impl Program {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// The command with its arguments, without delay between requests and with loopback allowed.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_langbao"));
        command
            .args(args)
            .current_dir(self.dir.path())
            .env("LANGBAO_DATA", self.data())
            .env("LANGBAO_LANG", "en")
            .env("LANGBAO_CRAWL_DELAY", "0s")
            .env("LANGBAO_CRAWL_CONTACT", "https://langbao.example/test")
            .env("LANGBAO_CRAWL_ALLOW_NETWORKS", "[\"127.0.0.0/8\"]")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    /// Runs the command, which must succeed, and returns its stdout.
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, Some(0), "{args:?}\n{}\n{}", ran.stdout, ran.stderr);
        ran.stdout
    }

    /// Runs the command, which must succeed, and reads its stdout as JSON.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.ok(&[&["--format", "json"], args].concat())).unwrap()
    }

    /// Adds the sample sites.
    pub(crate) fn add_sites(&self, samples: &Samples) {
        for site in samples.sites.sites() {
            self.ok(&[
                "sites",
                "add",
                &site.url,
                "--id",
                &site.id,
                "--name",
                &site.name,
                "--schedule",
                "none",
            ]);
        }
    }

    /// Total and titles of a search; a search without hits ends with exit code 4.
    pub(crate) fn search(&self, args: &[&str]) -> (u64, Vec<String>) {
        let ran = self.run(&[&["--format", "json", "search", "-n", "100"], args].concat());
        assert!(matches!(ran.code, Some(0 | 4)), "{args:?}: {:?}\n{}", ran.code, ran.stderr);
        let hits: Value = serde_json::from_str(&ran.stdout).unwrap();
        let titles = hits["hits"].as_array().unwrap().iter().map(title).collect();
        (hits["total"].as_u64().unwrap(), titles)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

/// The title of a hit.
pub(crate) fn title(hit: &Value) -> String {
    hit["title"].as_str().unwrap_or_else(|| panic!("no title in {hit}")).to_owned()
}

/// How the command ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The sample sites, served by the test itself for as long as this lives.
pub(crate) struct Samples {
    pub(crate) sites: SampleSites,
    _runtime: Runtime,
}

impl Samples {
    pub(crate) fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let sites = runtime.block_on(SampleSites::start()).unwrap();
        Self { sites, _runtime: runtime }
    }
}

/// A command that goes on until it is told to stop.
pub(crate) struct Running {
    child: Child,
    stderr: Receiver<String>,
    seen: Vec<String>,
}

impl Running {
    pub(crate) fn start(program: &Program, args: &[&str]) -> Self {
        Self::spawn(program.command(args))
    }

    pub(crate) fn spawn(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let (sender, stderr) = channel();
        let pipe = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in pipe.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, stderr, seen: Vec::new() }
    }

    /// Waits for a line on stderr that contains this.
    pub(crate) fn wait_for(&mut self, part: &str) -> String {
        loop {
            match self.stderr.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(part) => return line,
                Ok(line) => self.seen.push(line),
                Err(_) => panic!("\"{part}\" did not come; stderr: {:#?}", self.seen),
            }
        }
    }

    /// The address printed by `serve` and `demo`.
    pub(crate) fn address(&mut self) -> String {
        let line = self.wait_for("http://127.0.0.1:");
        let start = line.find("127.0.0.1:").unwrap();
        line[start..].chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ':')).collect()
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for the end and returns the exit code; `None` after SIGKILL.
    pub(crate) fn end(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Returns the exit code if the command has ended by itself.
    pub(crate) fn ended(&mut self) -> Option<Option<i32>> {
        self.child.try_wait().unwrap().map(|status| status.code())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A failed test must not leave a server behind; of one that has ended already there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One GET; returns status and body.
pub(crate) fn get(address: &str, target: &str) -> (u16, String) {
    let (status, _, body) = send(address, "GET", target, &[], "");
    (status, body)
}

/// One request; returns status, head and body of the answer.
pub(crate) fn send(
    address: &str,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> (u16, String, String) {
    let url = langbao_article::CanonicalUrl::parse(&format!("http://{address}{target}")).unwrap();
    let url = url.as_url();
    let target = &url[url::Position::BeforePath..];
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    write!(
        stream,
        "{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
    (status, head.to_owned(), if chunked { unchunk(body) } else { body.to_owned() })
}

fn unchunk(mut body: &str) -> String {
    let mut text = Vec::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        text.extend_from_slice(&rest.as_bytes()[..size]);
        body = rest.get(size + 2..).unwrap_or_default();
    }
    String::from_utf8(text).unwrap()
}

/// Asks until the answer is what is waited for.
pub(crate) fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let until = std::time::Instant::now() + PATIENCE;
    while std::time::Instant::now() < until {
        if let Some(answer) = ask() {
            return answer;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("{what} did not come");
}

/// Whether a folder holds anything.
pub(crate) fn is_empty(dir: &Path) -> bool {
    std::fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_none())
}
