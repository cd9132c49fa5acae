//! Files of tar archives, in the order in which they lie there.

use super::stream::at_most;
use std::io::{self, Read};
use tar::{Entries, Entry, PaxExtensions};

/// Bytes of an entry that only tells of the next one, at most. The crate's own reading of these has no limit.
const EXTENSION: u64 = 1 << 20;

/// Calls `each` with the path of every file, without the `./` that some archives begin with, and the file.
///
/// # Errors
/// What `failed` makes of an archive that is damaged, and what `each` returns.
pub(super) fn files<'a, R: Read + 'a, E>(
    entries: Entries<'a, R>,
    failed: impl Fn(io::Error) -> E,
    mut each: impl FnMut(&str, &mut Entry<'a, R>) -> Result<(), E>,
) -> Result<(), E> {
    let mut long = None;
    for entry in entries.raw(true) {
        let mut entry = entry.map_err(&failed)?;
        let kind = entry.header().entry_type();
        if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
            let bytes = extension(&mut entry).map_err(&failed)?;
            let name = if kind.is_gnu_longname() { Some(bytes) } else { pax_path(&bytes).map_err(&failed)? };
            long = name.or(long);
        } else if kind.is_file() || kind.is_contiguous() {
            let name = long.take().unwrap_or_else(|| entry.path_bytes().into_owned());
            let name = String::from_utf8_lossy(&name);
            each(&clean(name.trim_end_matches('\0')), &mut entry)?;
        } else if !kind.is_gnu_longlink() {
            long = None;
        }
    }
    Ok(())
}

fn extension(entry: &mut impl Read) -> io::Result<Vec<u8>> {
    let bytes = at_most(entry, EXTENSION + 1)?;
    if bytes.len() as u64 > EXTENSION {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the name of a file is longer than 1 MiB"));
    }
    Ok(bytes)
}

/// The path that an extended header gives the next entry.
fn pax_path(bytes: &[u8]) -> io::Result<Option<Vec<u8>>> {
    let mut path = None;
    for pair in PaxExtensions::new(bytes) {
        let pair = pair?;
        match pair.key_bytes() {
            b"path" => path = Some(pair.value_bytes().to_vec()),
            b"size" => return Err(io::Error::new(io::ErrorKind::InvalidData, "it holds a file of more than 8 GiB")),
            _ => (),
        }
    }
    Ok(path)
}

/// A path without empty components and dots.
pub(super) fn clean(name: &str) -> String {
    name.split('/').filter(|part| !matches!(*part, "" | ".")).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(archive: &[u8]) -> Result<Vec<String>, String> {
        let mut archive = tar::Archive::new(archive);
        let mut names = Vec::new();
        files(
            archive.entries().unwrap(),
            |error| error.to_string(),
            |name, _| {
                names.push(name.to_owned());
                Ok(())
            },
        )?;
        Ok(names)
    }

    #[test]
    fn long_names_of_both_kinds_are_followed() {
        let long = format!("{}/x.png", "folder/".repeat(40));
        let mut builder = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(1);
        builder.append_data(&mut header, &long, &b"a"[..]).unwrap();
        builder.append_data(&mut header, "short", &b"b"[..]).unwrap();
        builder.append_pax_extensions([("path", &b"./from/pax"[..]), ("mtime", b"1")]).unwrap();
        builder.append_data(&mut header, "other", &b"c"[..]).unwrap();
        let archive = builder.into_inner().unwrap();
        assert_eq!(names(&archive).unwrap(), [clean(&long).as_str(), "short", "from/pax"]);
    }

    #[test]
    fn a_name_without_end_is_refused() {
        let mut builder = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::GNULongName);
        header.set_size(2 << 20);
        builder.append_data(&mut header, "x", io::repeat(b'x').take(2 << 20)).unwrap();
        let archive = builder.into_inner().unwrap();
        assert!(names(&archive).unwrap_err().contains("longer than 1 MiB"));
    }
}
