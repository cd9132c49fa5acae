//! One source, one attempt: bytes from an address appended to a part.

use super::part::{CHUNK, Part};
use super::{Event, Fetcher, Trouble};
use std::io::{self, Read};
use std::time::Duration;
use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body};

/// A connection that takes longer than this is not coming.
const CONNECT: Duration = Duration::from_secs(15);

pub(super) enum Failure {
    /// The source's.
    Remote(Trouble),
    /// The file system's.
    Local(io::Error),
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::Remote(trouble)
    }
}

/// What all requests of a fetch share.
pub(super) fn agent(settings: &Fetcher) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        // Sizes and sums are those of the file itself, not of what a server makes of it on the way.
        .accept_encoding("identity")
        .user_agent(concat!("cdm/", env!("CARGO_PKG_VERSION")))
        .timeout_resolve(Some(CONNECT))
        .timeout_connect(Some(CONNECT))
        .timeout_recv_response(Some(settings.silence))
        .timeout_per_read(Some(settings.silence))
        .tls_config(ureq::tls::TlsConfig::builder().root_certs(roots()).build());
    // By default the environment's proxy is used.
    let config = if settings.proxy { config } else { config.proxy(None) };
    config.build().new_agent()
}

/// The certificates of `SSL_CERT_FILE`, for networks that sign anew what passes; else Mozilla's, which are built in.
fn roots() -> ureq::tls::RootCerts {
    let named = std::env::var_os("SSL_CERT_FILE").and_then(|path| std::fs::read(path).ok()).map(|pem| {
        let certificate = |item| match item {
            Ok(ureq::tls::PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        };
        ureq::tls::parse_pem(&pem).filter_map(certificate).collect::<Vec<_>>()
    });
    match named {
        Some(certificates) if !certificates.is_empty() => certificates.into(),
        _ => ureq::tls::RootCerts::WebPki,
    }
}

/// Where the bytes of an answer belong.
enum Answer {
    /// From the first byte of the file.
    Whole,
    /// After what the part has.
    Rest,
    /// Nowhere: the request for the rest was refused or misunderstood.
    Useless,
}

/// Appends to `part` until it has `bytes` bytes. True if all of them came now: nothing older is in it.
///
/// An answer is looked at before the part is touched, so a page or another file costs nothing that is there.
pub(super) fn transfer(
    agent: &Agent,
    url: &str,
    bytes: u64,
    part: &mut Part,
    watch: &mut dyn FnMut(Event<'_>),
) -> Result<bool, Failure> {
    let mut from = part.length();
    let mut response = request(agent, url, from)?;
    let mut answer = judge(&response, from, bytes)?;
    if matches!(answer, Answer::Useless) {
        from = 0;
        response = request(agent, url, 0)?;
        answer = judge(&response, 0, bytes)?;
    }
    let from = match answer {
        Answer::Whole => 0,
        Answer::Rest => from,
        // A refusal of what was not asked for.
        Answer::Useless => return Err(Trouble::Status(response.status().as_u16()).into()),
    };
    check(&response, from, bytes)?;
    receive(response.into_body().into_reader(), Source { url, from, bytes }, part, watch)?;
    Ok(from == 0)
}

fn request(agent: &Agent, url: &str, from: u64) -> Result<Response<Body>, Trouble> {
    let request = agent.get(url);
    let request = if from > 0 { request.header(header::RANGE, format!("bytes={from}-")) } else { request };
    request.call().map_err(trouble)
}

fn judge(response: &Response<Body>, from: u64, bytes: u64) -> Result<Answer, Trouble> {
    match response.status() {
        StatusCode::OK => Ok(Answer::Whole),
        StatusCode::PARTIAL_CONTENT if from > 0 && continues(response, from, bytes) => Ok(Answer::Rest),
        StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => Ok(Answer::Useless),
        status => Err(Trouble::Status(status.as_u16())),
    }
}

/// Whether `Content-Range: bytes FROM-LAST/TOTAL` is what was asked for, of a file of the right size.
fn continues(response: &Response<Body>, from: u64, bytes: u64) -> bool {
    let range = response.headers().get(header::CONTENT_RANGE).and_then(|value| value.to_str().ok());
    let Some((range, total)) = range.and_then(|text| text.strip_prefix("bytes ")?.split_once('/')) else {
        return false;
    };
    let first = range.split_once('-').and_then(|(first, _)| first.trim().parse().ok());
    first == Some(from) && (total.trim() == "*" || total.trim().parse() == Ok(bytes))
}

/// Refuses pages and files of another size by the answer's head.
fn check(response: &Response<Body>, from: u64, bytes: u64) -> Result<(), Trouble> {
    if response.body().mime_type().is_some_and(|kind| kind.eq_ignore_ascii_case("text/html")) {
        return Err(Trouble::Page);
    }
    match response.body().content_length() {
        Some(length) if from.saturating_add(length) != bytes => {
            Err(Trouble::Size { found: from.saturating_add(length), bytes })
        }
        _ => Ok(()),
    }
}

struct Source<'a> {
    url: &'a str,
    from: u64,
    bytes: u64,
}

fn receive(
    mut body: impl Read,
    source: Source<'_>,
    part: &mut Part,
    watch: &mut dyn FnMut(Event<'_>),
) -> Result<(), Failure> {
    let Source { url, from, bytes } = source;
    let mut buffer = vec![0; CHUNK];
    let mut position = from;
    loop {
        let read = match body.read(&mut buffer) {
            Ok(read) => read,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(broken(e, position, bytes).into()),
        };
        if position == from {
            if from == 0 && is_page(&buffer[..read]) {
                return Err(Trouble::Page.into());
            }
            if part.length() != from {
                part.restart().map_err(Failure::Local)?;
            }
            watch(Event::Transfer { url, from });
        }
        if read == 0 {
            break;
        }
        position += read as u64;
        if position > bytes {
            return Err(Trouble::Size { found: position, bytes }.into());
        }
        part.append(&buffer[..read]).map_err(Failure::Local)?;
        watch(Event::Position(position));
    }
    if position < bytes { Err(Trouble::Cut { have: position, bytes }.into()) } else { Ok(()) }
}

/// Whether a body begins as a page does. Google Drive calls some of its pages files.
fn is_page(start: &[u8]) -> bool {
    let start = start.trim_ascii_start();
    ["<!doctype html", "<html"]
        .iter()
        .any(|tag| start.get(..tag.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(tag.as_bytes())))
}

/// An error in the middle of a body.
fn broken(error: io::Error, have: u64, bytes: u64) -> Trouble {
    match trouble(error.into()) {
        Trouble::Silence => Trouble::Silence,
        _ => Trouble::Cut { have, bytes },
    }
}

fn trouble(error: ureq::Error) -> Trouble {
    match error {
        ureq::Error::Timeout(_) => Trouble::Silence,
        ureq::Error::HostNotFound => Trouble::Host,
        ureq::Error::StatusCode(code) => Trouble::Status(code),
        // What a name service says differs between systems; there is no kind for it.
        ureq::Error::Io(e) if e.to_string().contains("lookup address") => Trouble::Host,
        ureq::Error::Io(e) if e.kind() == io::ErrorKind::TimedOut => Trouble::Silence,
        ureq::Error::Io(e) => Trouble::Network(e.to_string()),
        other => Trouble::Network(other.to_string()),
    }
}
