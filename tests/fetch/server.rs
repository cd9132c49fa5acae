//! A server of HTTP/1.1 on this machine that misbehaves as it is told.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a client asked for.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
}

impl Request {
    /// The first byte of `Range: bytes=FIRST-`.
    pub(crate) fn from(&self) -> Option<usize> {
        let range = self.headers.get("range")?;
        Some(range.strip_prefix("bytes=").unwrap().strip_suffix('-').unwrap().parse().unwrap())
    }
}

/// What the server does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<String>,
    body: Vec<u8>,
    /// Close after so many bytes of the body.
    cut: Option<usize>,
    /// Wait before the first byte of the body, and before each 64 kB of it.
    slow: Duration,
}

impl Reply {
    pub(crate) fn status(status: u16) -> Self {
        Self { status, headers: vec!["Content-Length: 0".into()], ..Self::default() }
    }

    /// All of `body`, whatever range was asked for.
    pub(crate) fn whole(body: &[u8]) -> Self {
        let headers = vec![format!("Content-Length: {}", body.len())];
        Self { status: 200, headers, body: body.to_vec(), ..Self::default() }
    }

    /// What `request` asks for.
    pub(crate) fn file(body: &[u8], request: &Request) -> Self {
        match request.from() {
            None => Self::whole(body),
            Some(from) if from >= body.len() => Self::status(416),
            Some(from) => Self {
                status: 206,
                ..Self::whole(&body[from..]).header(format!(
                    "Content-Range: bytes {from}-{}/{}",
                    body.len() - 1,
                    body.len()
                ))
            },
        }
    }

    /// A body whose end is the connection's.
    pub(crate) fn endless(body: &[u8]) -> Self {
        Self { status: 200, body: body.to_vec(), ..Self::default() }
    }

    pub(crate) fn header(mut self, line: impl Into<String>) -> Self {
        self.headers.push(line.into());
        self
    }

    pub(crate) fn cut(self, after: usize) -> Self {
        Self { cut: Some(after), ..self }
    }

    pub(crate) fn slow(self, slow: Duration) -> Self {
        Self { slow, ..self }
    }

    fn send(&self, stream: &mut TcpStream) -> std::io::Result<usize> {
        let mut head = format!("HTTP/1.1 {} Said\r\nConnection: close\r\n", self.status);
        self.headers.iter().for_each(|line| head.push_str(&format!("{line}\r\n")));
        stream.write_all(format!("{head}\r\n").as_bytes())?;
        stream.flush()?;
        let body = &self.body[..self.cut.map_or(self.body.len(), |cut| cut.min(self.body.len()))];
        for piece in body.chunks(1 << 16) {
            std::thread::sleep(self.slow);
            stream.write_all(piece)?;
        }
        stream.shutdown(Shutdown::Write)?;
        Ok(body.len())
    }
}

/// What was asked and sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    pub(crate) requests: Vec<Request>,
    /// Bytes of bodies.
    pub(crate) sent: usize,
}

pub(crate) struct Server {
    port: u16,
    log: Arc<Mutex<Log>>,
}

impl Server {
    /// Answers the request of number n, from 0, with `reply(n, request)`, for as long as the test runs.
    pub(crate) fn start(reply: impl Fn(usize, &Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let log = Arc::new(Mutex::new(Log::default()));
        let (reply, kept) = (Arc::new(reply), log.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (reply, log) = (reply.clone(), kept.clone());
                std::thread::spawn(move || serve(stream.unwrap(), &*reply, &log));
            }
        });
        Self { port, log }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn log(&self) -> Log {
        self.log.lock().unwrap().clone()
    }

    /// Where each request wanted its bytes from.
    pub(crate) fn ranges(&self) -> Vec<Option<usize>> {
        self.log().requests.iter().map(Request::from).collect()
    }
}

fn serve(mut stream: TcpStream, reply: &dyn Fn(usize, &Request) -> Reply, log: &Mutex<Log>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let path = first.split(' ').nth(1).unwrap().to_owned();
    let headers = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())))
        .collect();
    let request = Request { path, headers };
    let number = {
        let mut log = log.lock().unwrap();
        log.requests.push(request.clone());
        log.requests.len() - 1
    };
    // A client that goes away is no fault of the server's.
    if let Ok(sent) = reply(number, &request).send(&mut stream) {
        log.lock().unwrap().sent += sent;
    }
}
