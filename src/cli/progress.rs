//! Progress of long work.

use super::notes;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on standard error with rate and remaining time; invisible where that is no terminal, or with `--quiet`.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    /// Its number among those past which lines are written.
    number: u64,
}

const TEMPLATE: &str = "{prefix} [{bar:30}] {pos}/{len} {per_sec}, {eta} left  {msg}";
const BYTES: &str =
    "{prefix} [{bar:30}] {decimal_bytes}/{decimal_total_bytes} {decimal_bytes_per_sec}, {eta} left  {msg}";

impl Progress {
    /// Starts work named `what` of `steps` steps.
    pub fn new(what: &str, steps: usize) -> Self {
        Self::with_template(what, steps as u64, TEMPLATE)
    }

    /// Starts a transfer named `what` of `bytes` bytes.
    pub fn of_bytes(what: &str, bytes: u64) -> Self {
        Self::with_template(what, bytes, BYTES)
    }

    fn with_template(what: &str, length: u64, template: &str) -> Self {
        let target = if notes::are_wanted() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(length), target);
        // The templates are constants that the test below parses; a plain bar would do as well.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_prefix(what.to_owned());
        let number = notes::pass(&bar);
        Self { bar, number }
    }

    /// Says that the work goes on from step or byte `at`, where an earlier attempt ended: rates count from here.
    pub fn start_at(&self, at: u64) {
        self.bar.set_position(at);
        self.bar.reset_eta();
    }

    /// Says that all before step or byte `at` is done.
    pub fn reach(&self, at: u64) {
        self.bar.set_position(at);
    }

    /// Says that `steps` more steps are done.
    pub fn advance(&self, steps: usize) {
        self.bar.inc(steps as u64);
    }

    /// Shows `text`, such as the current loss, behind the bar.
    pub fn message(&self, text: String) {
        self.bar.set_message(text);
    }

    /// Prints a line on standard error without disturbing the bar, unless results alone are wanted.
    pub fn log(&self, line: &str) {
        notes::note(line);
    }
}

/// The bar goes when the work is over or given up.
impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
        notes::unpass(self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_one() {
        for template in [TEMPLATE, BYTES] {
            assert!(ProgressStyle::with_template(template).is_ok());
        }
        let progress = Progress::new("training", 3);
        progress.advance(2);
        assert_eq!(progress.bar.position(), 2);
    }
}
