//! Where CUDA's libraries are: found by name, or in the usual places.

use super::super::CudaError;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Folders to look in before all others for what the loader does not find by name, as `PATH` lists them.
const VARIABLE: &str = "CDM_CUDA_PATH";

/// Loads the driver's library.
pub(super) fn driver() -> Result<(), CudaError> {
    // SAFETY: asks whether a library opens.
    if unsafe { cudarc::driver::sys::is_culib_present() } {
        return Ok(());
    }
    let why = "there is no NVIDIA driver (libcuda.so); install one, or use --backend cpu";
    Err(CudaError::Unavailable(why.to_owned()))
}

/// Loads the run-time compiler.
pub(super) fn compiler() -> Result<(), CudaError> {
    static FOUND: OnceLock<bool> = OnceLock::new();
    // SAFETY: asks whether a library opens.
    let is_there = || unsafe { cudarc::nvrtc::sys::is_culib_present() };
    let found = *FOUND.get_or_init(|| {
        is_there() || {
            // It opens this one by name, which succeeds if it is open already.
            open("libnvrtc-builtins.so");
            open("libnvrtc.so");
            is_there()
        }
    });
    if found {
        return Ok(());
    }
    Err(CudaError::Unavailable(format!(
        "the run-time compiler (libnvrtc.so) is not found; install the CUDA toolkit, or run `pip install nvidia-cuda-nvrtc`, or \
         set {VARIABLE} to the folder that holds it"
    )))
}

/// Opens the first library whose name begins so, in the folders where CUDA is usually found, and leaves it open.
fn open(name: &str) {
    for folder in folders() {
        let Ok(entries) = folder.read_dir() else { continue };
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        // The newest first.
        files.sort();
        for file in files.iter().rev() {
            let fits = file.file_name().is_some_and(|file| file.to_string_lossy().starts_with(name));
            // SAFETY: NVIDIA's library, which the user has installed; its initialisation is its own.
            if let Some(library) = fits.then(|| unsafe { libloading::Library::new(file) }).and_then(Result::ok) {
                core::mem::forget(library);
                return;
            }
        }
    }
}

/// Folders where CUDA's libraries usually are: a variable, the toolkit's, and those of Python's packages.
fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    if let Some(listed) = std::env::var_os(VARIABLE) {
        folders.extend(std::env::split_paths(&listed));
    }
    folders.extend(["/usr/local/cuda/lib64", "/usr/local/cuda/lib", "/opt/cuda/lib64"].map(PathBuf::from));
    folders.extend(matching(Path::new("/usr/local"), "cuda-").map(|toolkit| toolkit.join("lib64")));
    let environment = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let home = environment("HOME").map(|home| home.join(".local"));
    let prefixes = [environment("VIRTUAL_ENV"), environment("CONDA_PREFIX"), home];
    let system = ["/usr/local", "/usr"].map(|prefix| Some(PathBuf::from(prefix)));
    for prefix in prefixes.into_iter().chain(system).flatten() {
        for python in matching(&prefix.join("lib"), "python3") {
            for packages in ["site-packages", "dist-packages"] {
                folders.extend(matching(&python.join(packages).join("nvidia"), "").map(|package| package.join("lib")));
            }
        }
    }
    folders
}

/// The folder's entries whose names begin so.
fn matching(folder: &Path, prefix: &'static str) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let named = entries.filter(move |entry| entry.file_name().to_string_lossy().starts_with(prefix));
    let mut paths: Vec<PathBuf> = named.map(|entry| entry.path()).collect();
    // The newest version first.
    paths.sort();
    paths.into_iter().rev()
}
