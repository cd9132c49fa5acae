//! The table of settings for the docs.

use super::key::{Group, KEYS, Key, Only, Resume};
use super::value::Kind;

/// All settings as tables of Markdown: what docs/settings.md holds.
pub fn markdown() -> String {
    let mut text = String::new();
    for group in Group::ALL {
        text.push_str(&format!("### {}\n\n", group.title()));
        text.push_str("| setting | values | default | what it is | when a run goes on |\n|---|---|---|---|---|\n");
        for key in KEYS.iter().filter(|key| key.group == group) {
            let option = key.option.map_or(String::new(), |option| format!(", `--{option}`"));
            let resume = match key.resume {
                Resume::Fixed => "fixed",
                Resume::Changes => "may change",
                Resume::Exact => "may change, same weights",
            };
            let (name, help) = (key.name, key.help);
            text.push_str(&format!("| `{name}`{option} | {} | {} | {help} | {resume} |\n", values(key), default(key)));
        }
        text.push('\n');
    }
    text
}

/// Backends are those of the build, and docs those of all.
fn default(key: &Key) -> String {
    match key.only {
        _ if key.name == "backend" => "cpu; ref in a build without it".into(),
        Only::Always => key.default.to_owned(),
        Only::Networks(list) => {
            let names: Vec<String> = list.iter().map(ToString::to_string).collect();
            format!("{} ({} only)", key.default, names.join(", "))
        }
        Only::Steps => format!("{} (decay = step only)", key.default),
    }
}

fn values(key: &Key) -> String {
    match key.kind {
        Kind::Name(_) if key.name == "backend" => "a backend: `cdm info` lists them".into(),
        _ => key.expected(),
    }
}
