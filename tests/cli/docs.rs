//! Tables of the documentation that the program writes, beside what it is now. Another backend is another value of `--backend`, so
//! they are those of the default features.

use super::*;

/// Compares a file of `docs/` with what it should hold, or writes it if `CDM_WRITE_DOCS` is set.
pub(crate) fn assert_docs(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("CDM_WRITE_DOCS").is_some() {
        return std::fs::write(&path, text).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = stored.lines().zip(text.lines()).find(|(stored, now)| stored != now);
    assert!(
        stored == text,
        "docs/{name} is not what the program is now; first difference: {differs:?}\nWrite it again, and look at what changed: \
         CDM_WRITE_DOCS=1 cargo test -p cdm --test cli the_docs_list"
    );
}

#[test]
fn the_docs_list_every_option() {
    assert_docs("options.md", &cdm::cli::options_markdown());
}
