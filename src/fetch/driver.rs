//! Which source is asked when, and when to give up.

use super::http::{self, Failure};
use super::part::{self, Part};
use super::{Event, Fetcher, File, Outcome, Problem, Trouble};
use std::fs;
use std::io;
use std::path::Path;
use ureq::Agent;

type Watch<'a> = &'a mut dyn FnMut(Event<'_>);

pub(super) fn fetch(
    settings: &Fetcher,
    files: &[File<'_>],
    dir: &Path,
    watch: Watch<'_>,
) -> Result<Vec<Outcome>, Problem> {
    let all = files.iter().map(|file| file.bytes).sum();
    fs::create_dir_all(dir).map_err(|e| Problem::local(dir, all, e))?;
    let agent = http::agent(settings);
    files.iter().map(|file| one(settings, &agent, file, dir, watch)).collect()
}

fn one(settings: &Fetcher, agent: &Agent, file: &File<'_>, dir: &Path, watch: Watch<'_>) -> Result<Outcome, Problem> {
    watch(Event::File(file));
    let target = dir.join(file.name);
    let done = |outcome, watch: Watch<'_>| {
        watch(Event::Done(outcome));
        Ok(outcome)
    };
    if present(settings, file, &target)? {
        return done(Outcome::Present, watch);
    }
    let path = dir.join(format!("{}.part", file.name));
    let opened = Part::open(path.clone(), file.bytes, &mut || watch(Event::Waiting));
    let mut part = opened.map_err(|e| Problem::local(&path, file.bytes, e))?;
    // The one that was waited for may have brought it.
    let result = match present(settings, file, &target) {
        Ok(true) => Ok(Outcome::Present),
        Ok(false) => obtain(settings, agent, file, &mut part, &target, watch).map(|()| Outcome::Fetched),
        Err(problem) => Err(problem),
    };
    match result {
        Ok(Outcome::Fetched) => {
            part.finish(&target).map_err(|e| Problem::local(&target, 0, e))?;
            done(Outcome::Fetched, watch)
        }
        Ok(Outcome::Present) => {
            part.leave();
            done(Outcome::Present, watch)
        }
        Err(problem) => {
            part.leave();
            Err(problem)
        }
    }
}

/// Whether the file is there. One that is not it is an error unless it may be replaced.
fn present(settings: &Fetcher, file: &File<'_>, target: &Path) -> Result<bool, Problem> {
    let found = match fs::metadata(target) {
        Ok(found) if found.is_dir() => {
            return Err(Problem::local(target, file.bytes, io::ErrorKind::IsADirectory.into()));
        }
        Ok(found) => found.len(),
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(e) => return Err(Problem::local(target, file.bytes, e)),
    };
    let same =
        found == file.bytes && part::sum_of(target).map_err(|e| Problem::local(target, file.bytes, e))? == file.sha256;
    if same || settings.force { Ok(same) } else { Err(Problem::different(target, found, file)) }
}

/// A source and what it did last.
struct Source<'a> {
    url: &'a str,
    trouble: Option<Trouble>,
}

impl Source<'_> {
    fn hopeful(&self) -> bool {
        self.trouble.as_ref().is_none_or(Trouble::passes)
    }
}

/// Asks the sources in rounds until `part` is the file.
fn obtain(
    settings: &Fetcher,
    agent: &Agent,
    file: &File<'_>,
    part: &mut Part,
    target: &Path,
    watch: Watch<'_>,
) -> Result<(), Problem> {
    let mut sources: Vec<_> = file.urls.iter().map(|&url| Source { url, trouble: None }).collect();
    let mut idle = 0;
    // The most that any round reached: a server that always starts over makes no headway.
    let mut reached = part.length();
    loop {
        for source in sources.iter_mut().filter(|source| source.hopeful()) {
            match complete(agent, file, source.url, part, watch) {
                Ok(()) => return Ok(()),
                Err(Failure::Local(e)) => {
                    return Err(Problem::local(part.path(), file.bytes - part.length().min(file.bytes), e));
                }
                Err(Failure::Remote(trouble)) => {
                    watch(Event::Trouble { url: source.url, trouble: &trouble });
                    source.trouble = Some(trouble);
                }
            }
        }
        idle = if part.length() > reached { 0 } else { idle + 1 };
        reached = reached.max(part.length());
        if idle > settings.retries || !sources.iter().any(Source::hopeful) {
            let tried = sources.into_iter().filter_map(|s| Some((s.url.to_owned(), s.trouble?))).collect();
            let (path, sha256) = (target.to_owned(), file.sha256.to_owned());
            return Err(Problem::Sources { path, have: part.length(), bytes: file.bytes, sha256, tried });
        }
        let pause = settings.pause.saturating_mul(1 << idle.saturating_sub(1).min(6));
        watch(Event::Pause(pause));
        std::thread::sleep(pause);
    }
}

/// Lets one source complete `part`, and checks the whole. If older bytes spoil it, the source sends everything once.
fn complete(agent: &Agent, file: &File<'_>, url: &str, part: &mut Part, watch: Watch<'_>) -> Result<(), Failure> {
    let missing = part.length() < file.bytes;
    let whole = if missing { attempt(agent, file, url, part, watch)? } else { false };
    if part.sum() == file.sha256 {
        return Ok(());
    }
    let mut found = part.sum();
    part.restart().map_err(Failure::Local)?;
    if !whole {
        watch(Event::StartedOver);
        attempt(agent, file, url, part, watch)?;
        found = part.sum();
        if found == file.sha256 {
            return Ok(());
        }
        part.restart().map_err(Failure::Local)?;
    }
    Err(Trouble::Sum { found }.into())
}

/// A transfer. What an answer of the wrong length left behind is no part of the file.
fn attempt(agent: &Agent, file: &File<'_>, url: &str, part: &mut Part, watch: Watch<'_>) -> Result<bool, Failure> {
    let before = part.length();
    let result = http::transfer(agent, url, file.bytes, part, watch);
    if matches!(result, Err(Failure::Remote(Trouble::Size { .. }))) && part.length() != before {
        part.restart().map_err(Failure::Local)?;
    }
    result
}
