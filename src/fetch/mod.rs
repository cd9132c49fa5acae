//! Public data sets, brought here whole or not at all.
//!
//! [`sets::ALL`] says what there is and where; [`Fetcher::fetch`] brings files of known size and SHA-256 into a
//! directory. A file under its own name is always the right one: while it comes it is called `NAME.part`, and a later
//! run goes on with what is there. Bytes are stored as they come; nothing is unpacked or executed.

#[cfg(feature = "fetch")]
mod driver;
#[cfg(feature = "fetch")]
mod http;
#[cfg(feature = "fetch")]
mod part;
pub mod problem;
pub mod sets;

pub use problem::{Problem, Trouble};
pub use sets::Set;

use std::path::Path;
use std::time::Duration;

/// A file as published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File<'a> {
    /// Its name here, without directories.
    pub name: &'a str,
    /// Where it is to be had, best first.
    pub urls: &'a [&'a str],
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256, as 64 lower-case hexadecimal digits.
    pub sha256: &'a str,
}

/// How a file came to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The right file was there already.
    Present,
    /// It was downloaded.
    Fetched,
}

/// What happens while files come; everything that a display needs.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A file's turn has come; what is there of it is read and hashed first.
    File(&'a File<'a>),
    /// Another process is fetching the same file, and this one waits for it.
    Waiting,
    /// A source begins to send what comes after the first `from` bytes.
    Transfer {
        /// The address.
        url: &'a str,
        /// Bytes that were there already.
        from: u64,
    },
    /// So many bytes of the file are here now.
    Position(u64),
    /// A source failed; another one, or the same one later, is tried if there is hope.
    Trouble {
        /// The address.
        url: &'a str,
        /// What was wrong.
        trouble: &'a Trouble,
    },
    /// What was there did not belong to this file: the same source sends all of it again.
    StartedOver,
    /// No source could help just now: the next attempt follows after this time.
    Pause(Duration),
    /// The file is there and checked.
    Done(Outcome),
}

/// How files are fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fetcher {
    /// Rounds over the sources that may bring nothing new, after the first, before it gives up.
    pub retries: u32,
    /// Pause before the second round; it doubles from round to round.
    pub pause: Duration,
    /// How long a server may stay silent, at each read.
    pub silence: Duration,
    /// Replace files of the same name that are not the right ones.
    pub force: bool,
    /// Obey `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`.
    pub proxy: bool,
}

impl Default for Fetcher {
    /// Three more rounds after 1, 2 and 4 seconds; half a minute of silence; no file of the user's is touched.
    fn default() -> Self {
        Self { retries: 3, pause: Duration::from_secs(1), silence: Duration::from_secs(30), force: false, proxy: true }
    }
}

impl Fetcher {
    /// Brings `files` into `dir`, which is created if need be, and tells `watch` how it goes.
    ///
    /// A file that is there with the right size and sum is left alone. What an earlier attempt left in `NAME.part` is
    /// hashed and kept; the server is asked for the rest only, and if the whole then has another sum, for all of it
    /// once more. The part is locked, so a second process waits for the first and finds the file there. When size and
    /// sum are right the part is synchronised and renamed.
    ///
    /// Sources are tried in their order; one that has another file (or none) is given up, one that fails in passing is
    /// tried again in later rounds. A round that brought new bytes does not count against [`Fetcher::retries`].
    ///
    /// # Errors
    /// [`Problem::Different`] if a wrong file lies under the name and `force` is off; [`Problem::Sources`] if no source
    /// gave the file; [`Problem::Local`] if it cannot be stored. Files before the failing one stay; so does its part.
    #[cfg(feature = "fetch")]
    pub fn fetch(
        &self,
        files: &[File<'_>],
        dir: &Path,
        watch: &mut dyn FnMut(Event<'_>),
    ) -> Result<Vec<Outcome>, Problem> {
        driver::fetch(self, files, dir, watch)
    }

    /// Fails, since this program was built without the feature `fetch`.
    ///
    /// # Errors
    /// Always [`Problem::NoFeature`].
    #[cfg(not(feature = "fetch"))]
    pub fn fetch(
        &self,
        _files: &[File<'_>],
        _dir: &Path,
        _watch: &mut dyn FnMut(Event<'_>),
    ) -> Result<Vec<Outcome>, Problem> {
        Err(Problem::NoFeature)
    }
}
