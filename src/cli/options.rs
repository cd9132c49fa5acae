//! The table of every option, from the definitions that read the command line: `docs/options.md`.

use super::man::every_command;
use clap::{Arg, Command};
use std::fmt::Write;

/// Every command with its arguments, in Markdown: what each is called, takes, is by default, and does.
pub fn options_markdown() -> String {
    let mut text = String::from(
        "# Every command and its options\n\nWritten by `CDM_WRITE_DOCS=1 cargo test -p cdm --test cli the_docs_list`. What stands in \
         brackets may be left out. Settings that `--set` takes are in [settings.md](settings.md), wrong lines and their answers in \
         [mistakes.md](mistakes.md).\n\n## Everywhere\n\n",
    );
    let commands = every_command();
    let everywhere = |arg: &&Arg| arg.is_global_set();
    table(&mut text, commands.iter().take(1).flat_map(|(_, root)| root.get_arguments()).filter(everywhere));
    for (name, command) in commands.iter().skip(1) {
        let _ = write!(text, "\n## {name}\n\n{}.\n\n", plain(command.get_about()).trim_end_matches('.'));
        match command.has_subcommands() {
            true => list_below(&mut text, name, command),
            false => table(&mut text, command.get_arguments().filter(|arg| !arg.is_global_set())),
        }
    }
    text
}

/// The full names of all commands that do something, such as `cdm data fetch`.
pub fn command_names() -> Vec<String> {
    let every = every_command().into_iter();
    every.filter(|(_, command)| !command.has_subcommands()).map(|(name, _)| name).collect()
}

fn list_below(text: &mut String, name: &str, command: &Command) {
    let below = command.get_subcommands().filter(|below| below.get_name() != "help");
    let list: Vec<String> = below.map(|below| format!("`{name} {}`", below.get_name())).collect();
    let _ = writeln!(text, "Commands: {}.", list.join(", "));
}

fn table<'a>(text: &mut String, arguments: impl Iterator<Item = &'a Arg>) {
    let shown = arguments.filter(|arg| !arg.is_hide_set() && !["help", "version"].contains(&arg.get_id().as_str()));
    let rows: Vec<String> = shown.map(row).collect();
    if rows.is_empty() {
        text.push_str("No options of its own.\n");
        return;
    }
    text.push_str("| option | value | default | what it is |\n|---|---|---|---|\n");
    text.extend(rows);
}

fn row(arg: &Arg) -> String {
    let (what, said) = split_default(&plain(arg.get_help()));
    let values: Vec<String> = arg.get_default_values().iter().map(|v| v.to_string_lossy().into_owned()).collect();
    let by_clap = arg.get_action().takes_values().then(|| values.join(" ")).filter(|values| !values.is_empty());
    let required = if arg.is_required_set() { "must be given" } else { "" };
    let default = by_clap.map(|value| format!("`{value}`")).or(said).unwrap_or_else(|| required.to_owned());
    format!("| {} | {} | {} | {} |\n", option(arg), value(arg), cell(&default), cell(&what))
}

/// How it is written: `--out`, `-q, --quiet`, or the name of what has a place of its own.
fn option(arg: &Arg) -> String {
    let (long, short) =
        (arg.get_long().map(|long| format!("--{long}")), arg.get_short().map(|short| format!("-{short}")));
    let written: Vec<String> = short.into_iter().chain(long).map(|text| format!("`{text}`")).collect();
    if !written.is_empty() {
        return written.join(", ");
    }
    let name =
        arg.get_value_names().and_then(|names| names.first()).map_or(arg.get_id().as_str(), |name| name.as_str());
    if arg.is_required_set() { format!("`{name}`") } else { format!("`[{name}]`") }
}

/// What it takes: one of a few words, or the name of what goes there.
fn value(arg: &Arg) -> String {
    if !arg.get_action().takes_values() {
        return String::new();
    }
    let possible: Vec<String> =
        arg.get_possible_values().iter().map(|value| format!("`{}`", value.get_name())).collect();
    if !possible.is_empty() {
        return possible.join(", ");
    }
    arg.get_value_names().unwrap_or_default().iter().map(|name| cell(name.as_str())).collect::<Vec<_>>().join(" ")
}

/// The help without the default that it ends in, and that default.
fn split_default(help: &str) -> (String, Option<String>) {
    match help.rsplit_once(" [default: ") {
        Some((what, default)) if default.ends_with(']') => {
            (what.to_owned(), Some(default.trim_end_matches(']').to_owned()))
        }
        _ => (help.to_owned(), None),
    }
}

fn plain(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}

/// Text that keeps within its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_that_the_help_tells_get_their_column() {
        assert_eq!(split_default("Threads [default: one per core]"), ("Threads".into(), Some("one per core".into())));
        assert_eq!(split_default("Takes a [list]"), ("Takes a [list]".into(), None));
    }

    #[test]
    fn every_command_has_a_heading_and_every_option_a_row() {
        let text = options_markdown();
        for (name, command) in every_command().iter().skip(1) {
            assert!(text.contains(&format!("\n## {name}\n")), "{name}");
            let own = command.get_arguments().filter_map(|arg| arg.get_long()).filter(|long| *long != "help");
            for long in own.filter(|long| *long != "version") {
                assert!(text.contains(&format!("`--{long}`")), "{name} --{long}");
            }
        }
        assert!(text.lines().filter(|line| line.starts_with("| ")).all(|line| line.matches(" | ").count() >= 3));
    }
}
