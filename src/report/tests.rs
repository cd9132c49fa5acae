//! Pages of runs in every state.

use super::*;
use crate::backend::Device;
use std::path::Path;

fn page(entries: Vec<Entry>) -> String {
    let measuring = Measuring { samples: 20, seed: 0, device: Device::HOST.with_threads(1), outliers: None };
    let html = Report { entries, measuring, command: "cdm report <run> & \"more\"".into() }.page().unwrap().to_html();
    assert_well_formed(&html);
    html
}

/// Every element that is opened is closed, in order, and every quotation mark has its other one.
fn assert_well_formed(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("no end: {tag}"));
        assert!(tag.matches('"').count().is_multiple_of(2), "{tag}");
        let name = tag.split([' ', '\n', '/']).next().unwrap();
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !(tag.starts_with('!') || tag.ends_with('/') || ["meta", "img", "br"].contains(&name)) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

fn open(dir: &Path, files: &[(&str, &str)]) -> Entry {
    for (name, text) in files {
        std::fs::write(dir.join(name), text).unwrap();
    }
    Entry { run: Run::open(dir, false).unwrap(), measured: None }
}

#[test]
fn runs_that_tell_little_have_a_page() {
    let dirs = [(); 4].map(|()| tempfile::tempdir().unwrap());
    let of = |at: usize, files: &[(&str, &str)]| open(dirs[at].path(), files);
    // Killed before its first line; of an earlier version; without validations; with nothing but metrics that are not finite.
    let none = of(0, &[("config.toml", "data = \"digits\"\nsteps = 100\n"), ("metrics.jsonl", "")]);
    let earlier =
        of(1, &[("config.toml", "lr = 0.5\n"), ("metrics.jsonl", "{\"step\":1,\"ce\":2.0}\n{\"step\":2}\n{\"st")]);
    let lines = "{\"step\":5,\"ce\":2.0,\"mse\":1.0,\"lr\":0.1,\"samples_per_second\":9.0}\n";
    let unvalidated = of(2, &[("config.toml", "lr = 0.1\nbatch = 4\n"), ("metrics.jsonl", lines)]);
    let nan = "{\"step\":5,\"ce\":null,\"mse\":null}\n{\"step\":5,\"validation\":{\"nll\":null}}\n";
    let nan = of(3, &[("metrics.jsonl", nan)]);
    let html = page(vec![none.clone()]);
    assert!(
        html.contains("There are no metrics") && html.contains("none yet of 100") && html.contains("no samples yet")
    );
    assert!(html.contains("no model yet"));
    let html = page(vec![unvalidated.clone()]);
    assert!(html.contains("Curves of cross-entropy") && !html.contains("Curves of NLL"));
    let html = page(vec![none, earlier, unvalidated, nan]);
    assert!(html.contains("1 unreadable lines") && html.contains("<tr class=\"mark\"><td>lr</td>"), "{html}");
    for hue in 0..4 {
        assert!(html.contains(&format!("<i style=\"background:var(--c{hue})\">")));
    }
}

/// Names come from directories, which may be called anything.
#[test]
fn names_and_settings_are_escaped() {
    let dir = tempfile::tempdir().unwrap();
    let run = dir.path().join("<b>\"&'");
    std::fs::create_dir(&run).unwrap();
    let entry = open(&run, &[("config.toml", "data = \"<i>&\"\n"), ("metrics.jsonl", "")]);
    for html in [page(vec![entry.clone()]), page(vec![entry.clone(), entry])] {
        assert!(!html.contains("<b>") && !html.contains("<i>&") && html.contains("&lt;i&gt;&amp;"), "{html}");
        assert!(html.contains("cdm report &lt;run&gt; &amp; &quot;more&quot;"));
    }
}
