//! Files fetched from a server on this machine that misbehaves: what arrives, what is asked for, what is left behind.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod command;
mod server;

use cdm::fetch::{Event, Fetcher, File, Outcome, Problem, Trouble};
use server::{Reply, Server};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

const QUICK: Fetcher = Fetcher {
    retries: 3,
    pause: Duration::from_millis(1),
    silence: Duration::from_secs(10),
    force: false,
    proxy: false,
};

/// Large enough for several reads and buffers of sockets; no two stretches are alike.
fn content() -> Vec<u8> {
    let mut state = 1_u32;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..300_000).map(next).collect()
}

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Fetches [`content`] as `x.bin` from `urls`, and tells what happened besides.
fn fetch(fetcher: Fetcher, dir: &Path, urls: &[String]) -> (Result<Outcome, Problem>, Vec<String>) {
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let (bytes, sha256) = (content().len() as u64, sum(&content()));
    let file = File { name: "x.bin", urls: &urls, bytes, sha256: &sha256 };
    let mut events = Vec::new();
    let result = fetcher.fetch(&[file], dir, &mut |event| match event {
        Event::Position(_) => {}
        other => events.push(format!("{other:?}")),
    });
    (result.map(|outcomes| outcomes[0]), events)
}

/// What went wrong at each source of a fetch that must fail for their sake, and the bytes that it kept.
fn troubles(result: Result<Outcome, Problem>) -> (Vec<Trouble>, u64) {
    match result.unwrap_err() {
        Problem::Sources { tried, have, .. } => (tried.into_iter().map(|(_, trouble)| trouble).collect(), have),
        other => panic!("{other}"),
    }
}

fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).unwrap();
    let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// `dir` holds the file and nothing else.
fn assert_complete(dir: &Path) {
    assert_eq!(names(dir), ["x.bin"]);
    assert!(std::fs::read(dir.join("x.bin")).unwrap() == content());
}

/// A directory with the first `length` bytes of the file in the part.
fn with_part(length: usize) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("x.bin.part"), &content()[..length]).unwrap();
    dir
}

#[test]
fn a_file_is_fetched_once() {
    let server = Server::start(|_, request| Reply::file(&content(), request));
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("new/set");
    let (result, _) = fetch(QUICK, &dir, &[server.url("/x")]);
    assert_eq!(result.unwrap(), Outcome::Fetched);
    assert_complete(&dir);
    let (result, _) = fetch(QUICK, &dir, &[server.url("/x")]);
    assert_eq!(result.unwrap(), Outcome::Present);
    assert_eq!(server.ranges(), [None]);
}

#[test]
fn a_connection_that_is_cut_goes_on_where_it_stopped() {
    let server = Server::start(|n, request| match n {
        0 => Reply::file(&content(), request).cut(100_000),
        1 => Reply::file(&content(), request).cut(50_000),
        _ => Reply::file(&content(), request),
    });
    let dir = tempfile::tempdir().unwrap();
    let (result, events) = fetch(QUICK, dir.path(), &[server.url("/x")]);
    assert_eq!(result.unwrap(), Outcome::Fetched);
    assert_complete(dir.path());
    assert_eq!(server.ranges(), [None, Some(100_000), Some(150_000)]);
    assert_eq!(server.log().sent, content().len(), "every byte once");
    assert!(events.iter().any(|e| e.contains("Cut { have: 100000, bytes: 300000 }")), "{events:?}");
}

#[test]
fn a_later_run_goes_on_where_an_earlier_one_gave_up() {
    let server = Server::start(|n, request| match n {
        0 => Reply::file(&content(), request).cut(123_457),
        1 => Reply::status(500),
        _ => Reply::file(&content(), request),
    });
    let dir = tempfile::tempdir().unwrap();
    let once = Fetcher { retries: 0, ..QUICK };
    let (result, _) = fetch(once, dir.path(), &[server.url("/x")]);
    assert_eq!(troubles(result), (vec![Trouble::Status(500)], 123_457));
    assert_eq!(names(dir.path()), ["x.bin.part"]);
    let (result, _) = fetch(once, dir.path(), &[server.url("/x")]);
    assert_eq!(result.unwrap(), Outcome::Fetched);
    assert_complete(dir.path());
    assert_eq!(server.ranges(), [None, Some(123_457), Some(123_457)]);
}

#[test]
fn a_mirror_goes_on_where_another_stopped() {
    let first = Server::start(|n, request| match n {
        0 => Reply::file(&content(), request).cut(200_000),
        _ => Reply::status(503),
    });
    let second = Server::start(|_, request| Reply::file(&content(), request));
    let dir = tempfile::tempdir().unwrap();
    let (result, _) = fetch(QUICK, dir.path(), &[first.url("/x"), second.url("/y")]);
    assert_eq!(result.unwrap(), Outcome::Fetched);
    assert_complete(dir.path());
    assert_eq!(second.ranges(), [Some(200_000)]);
}

#[test]
fn a_server_that_knows_no_ranges_starts_over() {
    let server = Server::start(|_, _| Reply::whole(&content()));
    let dir = with_part(100_000);
    let (result, _) = fetch(QUICK, dir.path(), &[server.url("/x")]);
    assert_eq!(result.unwrap(), Outcome::Fetched);
    assert_complete(dir.path());
    assert_eq!(server.ranges(), [Some(100_000)]);
}

#[test]
fn a_refused_or_wrong_range_is_followed_by_a_plain_request() {
    for refusal in
        [Reply::status(416), Reply::file(&content(), &range("bytes=7-")), Reply::file(&[0; 9], &range("bytes=3-"))]
    {
        let server = Server::start(move |n, _| if n == 0 { refusal.clone() } else { Reply::whole(&content()) });
        let dir = with_part(100_000);
        let (result, _) = fetch(QUICK, dir.path(), &[server.url("/x")]);
        assert_eq!(result.unwrap(), Outcome::Fetched);
        assert_complete(dir.path());
        assert_eq!(server.ranges(), [Some(100_000), None]);
    }
}

fn range(value: &str) -> server::Request {
    server::Request { path: "/".into(), headers: [("range".to_owned(), value.to_owned())].into() }
}

#[test]
fn a_part_of_another_file_costs_one_more_transfer() {
    let server = Server::start(|_, request| Reply::file(&content(), request));
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("x.bin.part"), vec![7; 100_000]).unwrap();
    let (result, events) = fetch(QUICK, dir.path(), &[server.url("/x")]);
    assert_eq!(result.unwrap(), Outcome::Fetched);
    assert_complete(dir.path());
    assert_eq!(server.ranges(), [Some(100_000), None]);
    assert!(events.contains(&"StartedOver".to_owned()), "{events:?}");
}

#[test]
fn a_part_that_is_whole_needs_no_server_and_one_that_is_too_long_is_dropped() {
    let server = Server::start(|_, request| Reply::file(&content(), request));
    let dir = with_part(content().len());
    let (result, _) = fetch(QUICK, dir.path(), &[server.url("/x")]);
    assert_eq!(result.unwrap(), Outcome::Fetched);
    assert_complete(dir.path());
    assert_eq!(server.ranges(), []);
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("x.bin.part"), vec![7; content().len() + 1]).unwrap();
    let (result, _) = fetch(QUICK, dir.path(), &[server.url("/x")]);
    assert_eq!(result.unwrap(), Outcome::Fetched);
    assert_complete(dir.path());
    assert_eq!(server.ranges(), [None]);
}

#[test]
fn a_wrong_sum_is_named_and_nothing_is_left() {
    let mut wrong = content();
    wrong[299_999] ^= 1;
    let found = sum(&wrong);
    let server = Server::start(move |_, request| Reply::file(&wrong, request));
    let dir = tempfile::tempdir().unwrap();
    let (result, _) = fetch(QUICK, dir.path(), &[server.url("/x")]);
    assert_eq!(troubles(result), (vec![Trouble::Sum { found }], 0));
    assert!(names(dir.path()).is_empty());
    assert_eq!(server.ranges(), [None], "it would be wrong again");
}

#[test]
fn a_wrong_file_on_one_mirror_does_not_spoil_the_other() {
    let server = Server::start(|_, request| match request.path.as_str() {
        "/wrong" => Reply::file(&vec![1; content().len()], request),
        _ => Reply::file(&content(), request),
    });
    let dir = with_part(1_000);
    let (result, _) = fetch(QUICK, dir.path(), &[server.url("/wrong"), server.url("/right")]);
    assert_eq!(result.unwrap(), Outcome::Fetched);
    assert_complete(dir.path());
    assert_eq!(server.ranges(), [Some(1_000), None, None]);
}

#[test]
fn a_missing_file_is_looked_for_on_the_next_mirror() {
    let server = Server::start(|_, request| match request.path.as_str() {
        "/none" => Reply::status(404),
        _ => Reply::file(&content(), request).cut(10_000 + request.from().unwrap_or(0)),
    });
    let dir = tempfile::tempdir().unwrap();
    let (result, _) = fetch(QUICK, dir.path(), &[server.url("/none"), server.url("/x")]);
    assert_eq!(result.unwrap(), Outcome::Fetched);
    assert_complete(dir.path());
    let asked = |path| server.log().requests.iter().filter(|r| r.path == path).count();
    assert_eq!(asked("/none"), 1, "it will not appear");
    // Pieces of 10,000, 20,000, 40,000, 80,000 and 150,000: rounds that bring something do not count as retries.
    assert_eq!(asked("/x"), 5);
}

#[test]
fn a_server_in_trouble_is_asked_again() {
    let server = Server::start(|n, request| if n < 2 { Reply::status(503) } else { Reply::file(&content(), request) });
    let dir = tempfile::tempdir().unwrap();
    let (result, events) = fetch(QUICK, dir.path(), &[server.url("/x")]);
    assert_eq!(result.unwrap(), Outcome::Fetched);
    assert_complete(dir.path());
    let pauses: Vec<_> = events.iter().filter(|e| e.starts_with("Pause")).collect();
    assert_eq!(pauses, ["Pause(1ms)", "Pause(2ms)"]);
}

#[test]
fn patience_ends() {
    let server = Server::start(|_, _| Reply::status(503));
    let dir = tempfile::tempdir().unwrap();
    let (result, _) = fetch(QUICK, dir.path(), &[server.url("/x"), server.url("/y")]);
    assert_eq!(troubles(result).0, [Trouble::Status(503), Trouble::Status(503)]);
    assert_eq!(server.log().requests.len(), 8, "four rounds over two sources");
    assert!(names(dir.path()).is_empty());
    // A server that cuts every transfer, and knows no ranges, makes no headway either.
    let server = Server::start(|_, _| Reply::whole(&content()).cut(1_000));
    let (result, _) = fetch(QUICK, dir.path(), &[server.url("/x")]);
    assert_eq!(troubles(result), (vec![Trouble::Cut { have: 1_000, bytes: 300_000 }], 1_000));
    assert_eq!(server.log().requests.len(), 5);
}

#[test]
fn a_file_of_another_length_is_refused_before_it_is_stored() {
    let bytes = content().len() as u64;
    for (reply, found) in
        [(Reply::whole(&content()[1..]), bytes - 1), (Reply::whole(&[content(), vec![0]].concat()), bytes + 1)]
    {
        let server = Server::start(move |_, _| reply.clone());
        let dir = with_part(100_000);
        let (result, _) = fetch(QUICK, dir.path(), &[server.url("/x")]);
        assert_eq!(troubles(result), (vec![Trouble::Size { found, bytes }], 100_000));
        assert!(std::fs::read(dir.path().join("x.bin.part")).unwrap() == content()[..100_000]);
        assert_eq!(server.log().requests.len(), 1);
    }
}

#[test]
fn a_length_that_was_not_announced_is_checked_too() {
    let server = Server::start(|_, _| Reply::endless(&content()));
    let dir = tempfile::tempdir().unwrap();
    let (result, _) = fetch(QUICK, dir.path(), &[server.url("/x")]);
    assert_eq!(result.unwrap(), Outcome::Fetched);
    assert_complete(dir.path());
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(|_, _| Reply::endless(&vec![0; 2_000_000]));
    let (result, _) = fetch(QUICK, dir.path(), &[server.url("/x")]);
    assert!(matches!(troubles(result), (t, 0) if matches!(t[0], Trouble::Size { found: 300_001.., bytes: 300_000 })));
    assert!(names(dir.path()).is_empty());
}

#[test]
fn a_page_in_place_of_the_file_is_recognised() {
    let page = b"\n<!DOCTYPE html><title>Quota exceeded</title>";
    for reply in [
        Reply::whole(page).header("Content-Type: text/html; charset=utf-8"),
        Reply::endless(page).header("Content-Type: application/octet-stream"),
    ] {
        let server = Server::start(move |_, _| reply.clone());
        let dir = with_part(100_000);
        let (result, _) = fetch(QUICK, dir.path(), &[server.url("/x")]);
        assert_eq!(troubles(result), (vec![Trouble::Page], 100_000));
        assert_eq!(server.log().requests.len(), 1);
    }
}

#[test]
fn redirects_are_followed_with_the_range() {
    let server = Server::start(|_, request| match request.path.as_str() {
        "/old" => Reply::status(302).header("Location: /new"),
        _ => Reply::file(&content(), request),
    });
    let dir = with_part(250_000);
    let (result, _) = fetch(QUICK, dir.path(), &[server.url("/old")]);
    assert_eq!(result.unwrap(), Outcome::Fetched);
    assert_complete(dir.path());
    assert_eq!(server.ranges(), [Some(250_000); 2]);
    assert_eq!(server.log().sent, 50_000);
    let server = Server::start(|_, _| Reply::status(302).header("Location: /round"));
    let (result, _) = fetch(QUICK, tempfile::tempdir().unwrap().path(), &[server.url("/round")]);
    assert!(matches!(&troubles(result).0[..], [Trouble::Network(text)] if text.contains("redirect")));
}

#[test]
fn a_file_of_the_users_is_not_touched_unless_forced() {
    let server = Server::start(|_, request| Reply::file(&content(), request));
    for mine in [b"mine".to_vec(), vec![0; content().len()]] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.bin");
        std::fs::write(&path, &mine).unwrap();
        let (result, _) = fetch(QUICK, dir.path(), &[server.url("/x")]);
        let problem = result.unwrap_err();
        assert_eq!(problem.kind().exit_code(), 2);
        assert!(problem.to_string().contains("--force"), "{problem}");
        assert!(std::fs::read(&path).unwrap() == mine);
        assert_eq!(names(dir.path()), ["x.bin"]);
        let before = server.log().requests.len();
        let (result, _) = fetch(Fetcher { force: true, ..QUICK }, dir.path(), &[server.url("/x")]);
        assert_eq!(result.unwrap(), Outcome::Fetched);
        assert_complete(dir.path());
        assert_eq!(server.log().requests.len(), before + 1);
    }
}

#[test]
fn two_at_once_fetch_it_once() {
    let server = Server::start(|_, request| Reply::file(&content(), request).slow(Duration::from_millis(60)));
    let dir = tempfile::tempdir().unwrap();
    let urls = [server.url("/x")];
    let mut outcomes: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| fetch(QUICK, dir.path(), &urls).0.unwrap())).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    outcomes.sort_by_key(|outcome| *outcome == Outcome::Present);
    assert_eq!(outcomes, [Outcome::Fetched, Outcome::Present, Outcome::Present, Outcome::Present]);
    assert_complete(dir.path());
    assert_eq!(server.ranges(), [None]);
}

#[test]
fn who_waits_goes_on_where_the_other_gave_up() {
    let server = Server::start(|n, request| match n {
        0 => Reply::whole(&vec![1; content().len()]).slow(Duration::from_millis(60)),
        _ => Reply::file(&content(), request),
    });
    let dir = tempfile::tempdir().unwrap();
    let urls = [server.url("/x")];
    let mut results: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..2).map(|_| scope.spawn(|| fetch(QUICK, dir.path(), &urls).0.is_ok())).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    results.sort();
    // The first has a wrong file and removes its part, under the lock that the other waits for.
    assert_eq!(results, [false, true]);
    assert_complete(dir.path());
    assert_eq!(server.ranges(), [None, None]);
}

#[test]
fn silence_is_not_waited_out() {
    let server = Server::start(|n, request| {
        let slow = if n == 0 { Duration::from_secs(5) } else { Duration::ZERO };
        Reply::file(&content(), request).slow(slow)
    });
    let dir = tempfile::tempdir().unwrap();
    let impatient = Fetcher { silence: Duration::from_millis(400), ..QUICK };
    let (result, events) = fetch(impatient, dir.path(), &[server.url("/x")]);
    assert_eq!(result.unwrap(), Outcome::Fetched);
    assert_complete(dir.path());
    assert!(events.iter().any(|e| e.contains("Silence")), "{events:?}");
}

#[test]
fn a_server_that_is_not_there_is_named_with_what_to_do_by_hand() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let dir = with_part(100_000);
    let url = format!("http://127.0.0.1:{port}/x");
    let (result, _) = fetch(QUICK, dir.path(), std::slice::from_ref(&url));
    let problem = result.unwrap_err();
    assert_eq!(problem.kind().exit_code(), 1);
    let text = problem.to_string();
    let path = dir.path().join("x.bin").display().to_string();
    for part in [&url, &path, &sum(&content()), "refused", "100.0 kB of 300.0 kB", "By hand", "300000 bytes"] {
        assert!(text.contains(part), "{part} missing from: {text}");
    }
}

#[test]
fn a_directory_that_is_a_file_is_a_mistake_in_the_command() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file");
    std::fs::write(&path, "").unwrap();
    let problem = fetch(QUICK, &path, &[]).0.unwrap_err();
    assert_eq!(problem.kind().exit_code(), 2, "{problem}");
    assert!(problem.to_string().contains("--out"), "{problem}");
}

/// The device is always full; a write of half a file fails in the same way.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_says_how_much_room_is_missing() {
    let server = Server::start(|_, request| Reply::file(&content(), request));
    let dir = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/dev/full", dir.path().join("x.bin.part")).unwrap();
    let problem = fetch(QUICK, dir.path(), &[server.url("/x")]).0.unwrap_err();
    assert_eq!(problem.kind().exit_code(), 1);
    let text = problem.to_string();
    assert!(text.contains("300.0 kB are still to come") && text.contains("x.bin.part"), "{text}");
    assert_eq!(server.log().requests.len(), 1, "another source would not help");
}
