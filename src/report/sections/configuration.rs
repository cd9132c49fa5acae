//! The settings, side by side where there are several runs.

use crate::report::Entry;
use crate::report::page::{Block, Page};

/// Appends the section.
pub(in crate::report) fn push(page: &mut Page, entries: &[Entry]) {
    page.push(Block::Heading("Configuration".into()));
    match entries {
        [entry] => {
            let text = entry.run.config.clone();
            let none = "There is no config.toml: this is a model alone, or the run is damaged.";
            page.push(text.map_or_else(|| Block::Paragraph(none.into()), Block::Code));
            if let Some(training) = entry.training().filter(|_| entry.run.config.is_none()) {
                page.push(Block::Code(training));
            }
        }
        _ => {
            page.push(table(entries));
        }
    }
}

/// A table of all settings of all runs.
fn table(entries: &[Entry]) -> Block {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in entries.iter().flat_map(|entry| &entry.run.settings) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let row = |name: &str| {
        let values: Vec<Option<&str>> = entries.iter().map(|entry| entry.run.setting(name)).collect();
        let differ = values.windows(2).any(|pair| pair[0] != pair[1]);
        let cells = values.into_iter().map(|value| value.unwrap_or("\u{2013}").to_owned());
        (differ, std::iter::once(name.to_owned()).chain(cells).collect())
    };
    let head = std::iter::once("setting".to_owned()).chain(entries.iter().map(|entry| entry.run.name.clone()));
    Block::Comparison {
        caption: "What each run was told (config.toml). Settings that differ are marked.".into(),
        head: head.collect(),
        rows: names.into_iter().map(row).collect(),
    }
}
