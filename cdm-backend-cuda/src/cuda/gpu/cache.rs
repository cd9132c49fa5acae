//! Compiled modules kept on disk, by source, architecture and compiler: a program's kernels are compiled once.

use super::nvrtc;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// Bytes of the hash before a module.
const HASH: usize = 32;

/// A module that was compiled before.
pub(super) fn find(source: &str, architecture: &str) -> Option<Vec<u8>> {
    let bytes = std::fs::read(file(source, architecture)?).ok()?;
    // The driver takes no length: a damaged file must not reach it.
    let (hash, cubin) = bytes.split_at_checked(HASH)?;
    (Sha256::digest(cubin).as_slice() == hash).then(|| cubin.to_vec())
}

/// Keeps a module. One that cannot be kept is compiled again.
pub(super) fn keep(source: &str, architecture: &str, cubin: &[u8]) {
    let Some(file) = file(source, architecture) else { return };
    let write = || {
        let folder = file.parent().unwrap_or(&file);
        std::fs::create_dir_all(folder)?;
        let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
        std::io::Write::write_all(&mut temporary, Sha256::digest(cubin).as_slice())?;
        std::io::Write::write_all(&mut temporary, cubin)?;
        // Not synced, of which a training's kernels would take seconds: what a failing machine leaves behind, its hash shows.
        temporary.persist(&file).map(drop).map_err(|error| error.error)
    };
    let _: std::io::Result<()> = write();
}

/// `$XDG_CACHE_HOME/cdm` or `~/.cache/cdm`; none where there is no home.
fn file(source: &str, architecture: &str) -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")))?;
    let (major, minor) = nvrtc::version().ok()?;
    let hash = Sha256::digest(format!("{major}.{minor}\n{architecture}\n{:?}\n{source}", nvrtc::OPTIONS));
    let name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(cache.join("cdm").join(format!("{name}.cubin")))
}
