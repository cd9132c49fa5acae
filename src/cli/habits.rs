//! What every command takes: how much it says, and in which colours.

use super::notes::{self, Loudness};
use clap::{ArgAction, ColorChoice, ValueEnum};
use std::ffi::OsString;

/// How much is said, and in which colours.
#[derive(Clone, Copy, Debug, clap::Args)]
#[command(next_help_heading = "Everywhere")]
pub struct HabitArgs {
    /// Print results alone: no progress, no notes, no warnings
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more on standard error: data that are opened, defaults that are chosen, backends that are found; -vv says all
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Colours in messages and help; auto: on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
}

impl HabitArgs {
    /// How much is said.
    pub fn loudness(&self) -> Loudness {
        match (self.quiet, self.verbose) {
            (true, _) => Loudness::Quiet,
            (false, 0) => Loudness::Usual,
            (false, 1) => Loudness::Verbose,
            (false, 2..) => Loudness::Debug,
        }
    }

    /// From here on says as much as is asked for, in these colours.
    pub fn apply(&self) {
        paint(self.color);
        notes::install(self.loudness());
    }
}

/// Chooses colours for everything on standard output and standard error, what clap prints included.
fn paint(choice: ColorChoice) {
    match choice {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// Chooses colours before the line is read: what is wrong with it is said in colours too.
pub(super) fn paint_early(words: impl IntoIterator<Item = OsString>) {
    if let Some(choice) = asked(words) {
        paint(choice);
    }
}

/// The value of `--color`, if it is one.
fn asked(words: impl IntoIterator<Item = OsString>) -> Option<ColorChoice> {
    let mut words = words.into_iter().take_while(|word| word != "--");
    let value = words.find_map(|word| match word.to_str()? {
        "--color" => Some(None),
        word => word.strip_prefix("--color=").map(|value| Some(OsString::from(value))),
    })?;
    let value = value.or_else(|| words.next())?;
    ColorChoice::from_str(value.to_str()?, false).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_found_before_the_line_is_read() {
        let of = |line: &str| asked(line.split_whitespace().map(OsString::from));
        assert_eq!(of("cdm --color never score"), Some(ColorChoice::Never));
        assert_eq!(of("cdm score --color=always"), Some(ColorChoice::Always));
        for none in
            ["cdm score", "cdm --color", "cdm --color blue", "cdm score -- --color=always", "cdm --colors never"]
        {
            assert_eq!(of(none), None, "{none}");
        }
    }
}
