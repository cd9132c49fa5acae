//! What keeps a file from being fetched, and what to do about it.

use crate::error::ErrorKind;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why files were not fetched.
#[derive(Debug)]
#[non_exhaustive]
pub enum Problem {
    /// No source gave the file.
    Sources {
        /// Where it was to be.
        path: PathBuf,
        /// Bytes of it in the part, for the next attempt.
        have: u64,
        /// Its size.
        bytes: u64,
        /// Its sum.
        sha256: String,
        /// Each source, and what went wrong there last.
        tried: Vec<(String, Trouble)>,
    },
    /// Another file has its name.
    Different {
        /// The file.
        path: PathBuf,
        /// Bytes that it has.
        found: u64,
        /// Bytes that it should have.
        bytes: u64,
        /// The sum that it should have.
        sha256: String,
    },
    /// The file system refuses.
    Local {
        /// The file or directory.
        path: PathBuf,
        /// Bytes that are still to come.
        left: u64,
        /// The cause.
        source: io::Error,
    },
    /// A program that was built without the feature `fetch`.
    NoFeature,
}

/// What went wrong with one source.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// Another status than 200 or 206.
    Status(u16),
    /// A web page in place of the file.
    Page,
    /// A file of another size.
    Size {
        /// The size that the file has here, at least.
        found: u64,
        /// The size that it should have.
        bytes: u64,
    },
    /// A whole file with another sum.
    Sum {
        /// The sum.
        found: String,
    },
    /// The connection ended before the file did.
    Cut {
        /// Bytes of the file that are here.
        have: u64,
        /// Bytes of the file.
        bytes: u64,
    },
    /// The server stayed silent for too long.
    Silence,
    /// The host's name has no address here.
    Host,
    /// Anything else on the way: connection refused, a certificate that is not trusted, a proxy that fails.
    Network(String),
}

impl Trouble {
    /// Whether the same source may do better in a moment.
    pub fn passes(&self) -> bool {
        match self {
            Self::Status(code) => matches!(code, 408 | 425 | 429 | 500..=599),
            Self::Page | Self::Size { .. } | Self::Sum { .. } => false,
            Self::Cut { .. } | Self::Silence | Self::Host | Self::Network(_) => true,
        }
    }
}

impl Problem {
    /// Who has to act on it: the user on a file of the same name, nobody on a network that fails.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Different { .. } => ErrorKind::Input,
            Self::NoFeature => ErrorKind::Usage,
            // A path that leads nowhere is a mistake in the command, unlike a full disk.
            Self::Local { source, .. }
                if matches!(
                    source.kind(),
                    io::ErrorKind::IsADirectory | io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists
                ) =>
            {
                ErrorKind::Usage
            }
            Self::Sources { .. } | Self::Local { .. } => ErrorKind::Failure,
        }
    }

    #[cfg(feature = "fetch")]
    pub(super) fn local(path: &Path, left: u64, source: io::Error) -> Self {
        Self::Local { path: path.to_owned(), left, source }
    }

    #[cfg(feature = "fetch")]
    pub(super) fn different(path: &Path, found: u64, file: &super::File<'_>) -> Self {
        Self::Different { path: path.to_owned(), found, bytes: file.bytes, sha256: file.sha256.to_owned() }
    }
}

/// A number of bytes for people: three digits and a decimal unit.
pub fn size(bytes: u64) -> String {
    let value = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", value / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", value / 1e6),
        _ => format!("{:.2} GB", value / 1e9),
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(code @ (404 | 410)) => write!(f, "no such file there ({code})"),
            Self::Status(code @ (401 | 403)) => write!(f, "access is refused ({code})"),
            Self::Status(429) => f.write_str("too many requests for now (429)"),
            Self::Status(code) => write!(f, "the server answers with status {code}"),
            Self::Page => f.write_str(
                "the server sends a web page, not the file: a login, a notice, or a quota that is used up; \
                 open the address in a browser to see it",
            ),
            Self::Size { found, bytes } => write!(f, "another file: {found} bytes, expected {bytes}"),
            Self::Sum { found } => write!(f, "another file: its SHA-256 is {found}"),
            Self::Cut { have, bytes } => write!(f, "the connection was cut at {have} of {bytes} bytes"),
            Self::Silence => f.write_str("no answer in time"),
            Self::Host => f.write_str("host not found: there is no network, or no name service"),
            Self::Network(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sources { path, have, bytes, sha256, tried } => sources(f, path, (*have, *bytes), sha256, tried),
            Self::Different { path, found, bytes, sha256 } => {
                write!(f, "{}: another file has this name: ", path.display())?;
                if found == bytes {
                    write!(f, "its SHA-256 is not {sha256}")?;
                } else {
                    write!(f, "it has {found} bytes, expected {bytes}")?;
                }
                f.write_str("; move it away, fetch to another directory with --out, or replace it with --force")
            }
            Self::Local { path, left, source } => {
                write!(f, "{}: cannot be written: {source}; ", path.display())?;
                match source.kind() {
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => write!(
                        f,
                        "{} are still to come: make room and run the same command, which goes on where it stopped, \
                         or fetch to another disk with --out",
                        size(*left)
                    ),
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                        f.write_str("name a directory that you may write to with --out")
                    }
                    _ => f.write_str("check the path, or fetch to another directory with --out"),
                }
            }
            Self::NoFeature => f.write_str(
                "this program was built without the feature 'fetch' and cannot download; build it with \
                 --features fetch, or fetch the files of `cdm data fetch --list` by hand",
            ),
        }
    }
}

fn sources(
    f: &mut fmt::Formatter<'_>,
    path: &Path,
    (have, bytes): (u64, u64),
    sha256: &str,
    tried: &[(String, Trouble)],
) -> fmt::Result {
    let name = path.display();
    write!(f, "{name}: could not be fetched:")?;
    tried.iter().try_for_each(|(url, trouble)| write!(f, "\n  {url}: {trouble}"))?;
    f.write_str(
        "\nCheck the network (a proxy goes in HTTPS_PROXY, and where it signs certificates itself, the file of its own \
         in SSL_CERT_FILE) and run the same command again",
    )?;
    if have > 0 {
        write!(f, "; it goes on after the {} of {} that are in {name}.part", size(have), size(bytes))?;
    }
    write!(
        f,
        ".\nBy hand: download one of these addresses to {name}; it must have {bytes} bytes, and \
         `sha256sum {name}` must say {sha256}. Then run the same command again."
    )
}

impl std::error::Error for Problem {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Local { source, .. } => Some(source),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        let cases = [(999, "999 bytes"), (29_515, "29.5 kB"), (9_912_422, "9.9 MB"), (1_443_490_838, "1.44 GB")];
        for (bytes, text) in cases {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn a_full_disk_says_how_much_is_missing() {
        let source = io::ErrorKind::StorageFull.into();
        let text = Problem::Local { path: "d/x.part".into(), left: 2_000_000, source }.to_string();
        for part in ["d/x.part", "2.0 MB", "make room", "--out"] {
            assert!(text.contains(part), "{part} missing from: {text}");
        }
    }

    #[test]
    fn only_the_user_can_move_a_file_of_the_same_name() {
        let different = Problem::Different { path: "x".into(), found: 1, bytes: 2, sha256: String::new() };
        assert_eq!(different.kind().exit_code(), 2);
        let sources =
            Problem::Sources { path: "x".into(), have: 0, bytes: 2, sha256: String::new(), tried: Vec::new() };
        assert_eq!(sources.kind().exit_code(), 1);
    }
}
