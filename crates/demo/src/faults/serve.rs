//! HTTP/1.1 by hand.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::World;
use super::answer::{Asked, Pace, Reply};
use super::hosts::Spec;
use super::log::Request;

/// The address that must not be asked.
pub(crate) async fn canary(listener: TcpListener, world: Arc<World>) {
    while let Ok((_, from)) = listener.accept().await {
        let request = Request {
            site: String::new(),
            path: format!("a connection from {from}"),
            round: world.round.load(Ordering::SeqCst),
            began: world.began.elapsed(),
            ended: None,
            status: 0,
            retry_after: None,
        };
        world.log.lock().unwrap_or_else(PoisonError::into_inner).begin(request);
    }
}

pub(crate) async fn host(listener: TcpListener, spec: &'static Spec, base: String, world: Arc<World>) {
    let host = Arc::new(Host { spec, base, world });
    while let Ok((stream, _)) = listener.accept().await {
        let host = Arc::clone(&host);
        tokio::spawn(async move { host.talk(stream).await });
    }
}

struct Host {
    spec: &'static Spec,
    base: String,
    world: Arc<World>,
}

impl Host {
    /// Answers the requests of one connection.
    async fn talk(&self, mut stream: TcpStream) {
        let mut buffer = Vec::new();
        while let Some(head) = read_head(&mut stream, &mut buffer).await {
            let round = self.world.round.load(Ordering::SeqCst);
            let Some(path) = head.split(' ').nth(1).map(str::to_owned) else { return };
            let (at, earlier) = {
                let mut log = self.world.log.lock().unwrap_or_else(PoisonError::into_inner);
                let same = |request: &&Request| request.site == self.spec.id && request.path == path;
                let earlier = u32::try_from(log.requests.iter().filter(same).count()).unwrap_or(u32::MAX);
                let request = Request {
                    site: self.spec.id.to_owned(),
                    path: path.clone(),
                    round,
                    began: self.world.began.elapsed(),
                    ended: None,
                    status: 0,
                    retry_after: None,
                };
                (log.begin(request), earlier)
            };
            let asked = Asked {
                spec: self.spec,
                base: &self.base,
                forbidden: &self.world.forbidden,
                path: &path,
                head: &head,
                round,
                earlier,
            };
            let reply = asked.answer();
            let goes_on = send(&mut stream, &reply, || {
                let mut log = self.world.log.lock().unwrap_or_else(PoisonError::into_inner);
                log.end(at, self.world.began.elapsed(), reply.status, reply.retry_after());
            })
            .await;
            if !goes_on {
                return;
            }
        }
    }
}

async fn read_head(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<String> {
    loop {
        if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
            buffer.drain(..end + 4);
            return Some(head);
        }
        let mut part = [0; 4096];
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return None,
            Ok(n) if buffer.len() < 65_536 => buffer.extend_from_slice(&part[..n]),
            Ok(_) => return None,
        }
    }
}

/// Sends an answer at its pace. `ended` is called once: before the last byte is out, or when the visitor has hung up.
async fn send(stream: &mut TcpStream, reply: &Reply, ended: impl FnOnce()) -> bool {
    let mut head = format!("HTTP/1.1 {} X\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let announced = matches!(reply.pace, Pace::Plain | Pace::Drip);
    match announced {
        true if reply.status != 304 => {
            head.push_str(&format!("content-length: {}\r\n\r\n", reply.body.len()))
        }
        true => head.push_str("\r\n"),
        false => head.push_str("connection: close\r\n\r\n"),
    }
    let mut bytes = head.into_bytes();
    match reply.pace {
        Pace::Plain => {
            bytes.extend_from_slice(&reply.body);
            ended();
            stream.write_all(&bytes).await.is_ok()
        }
        Pace::Hang => {
            hung_up(stream).await;
            ended();
            false
        }
        Pace::Drip | Pace::Endless => {
            let wait = if reply.pace == Pace::Drip { Duration::from_millis(150) } else { Duration::ZERO };
            let mut sent = stream.write_all(&bytes).await.is_ok();
            let mut at = 0;
            while sent {
                let part = match reply.pace {
                    Pace::Endless => &reply.body[..],
                    _ => &reply.body[at.min(reply.body.len())..(at + 1).min(reply.body.len())],
                };
                if part.is_empty() {
                    break;
                }
                sent = stream.write_all(part).await.is_ok();
                at += 1;
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    () = hung_up(stream), if !wait.is_zero() => sent = false,
                }
            }
            ended();
            false
        }
    }
}

/// Waits until the visitor has closed the connection.
async fn hung_up(stream: &TcpStream) {
    let mut part = [0; 1];
    while matches!(stream.peek(&mut part).await, Ok(n) if n > 0) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
