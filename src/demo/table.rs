//! The figures of a demonstration, for people.

use super::{DemoOutcome, DigitsOutcome, ToyOutcome};
use crate::report::Block;

/// Figures in rows and columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What they are about.
    pub caption: String,
    /// Names of the columns.
    pub head: Vec<String>,
    /// Cells by rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    fn new(caption: String, head: [&str; 3], rows: Vec<[String; 3]>) -> Self {
        let rows = rows.into_iter().map(Vec::from).collect();
        Self { caption, head: head.map(str::to_owned).to_vec(), rows }
    }

    /// Aligned columns for a terminal.
    pub fn text(&self) -> String {
        let lines = || std::iter::once(&self.head).chain(&self.rows);
        let width = |c: usize| lines().filter_map(|l| l.get(c)).map(|cell| cell.chars().count()).max().unwrap_or(0);
        let mut text = format!("{}\n", self.caption);
        for line in lines() {
            let cells: Vec<String> =
                line.iter().enumerate().map(|(c, cell)| format!("{cell:<w$}", w = width(c))).collect();
            text.push_str(format!("  {}", cells.join("   ")).trim_end());
            text.push('\n');
        }
        text
    }

    pub(super) fn block(&self) -> Block {
        Block::Table { caption: self.caption.clone(), head: self.head.clone(), rows: self.rows.clone() }
    }
}

/// A table for each model.
pub fn tables(outcome: &DemoOutcome) -> [Table; 2] {
    [toy(&outcome.toy), digits(&outcome.digits)]
}

const NONE: &str = "–";

fn plus_minus(value: f64, error: f64, digits: usize) -> String {
    format!("{value:.digits$} ± {error:.digits$}")
}

fn row(name: &str, value: String, other: String) -> [String; 3] {
    [name.to_owned(), value, other]
}

fn toy(outcome: &ToyOutcome) -> Table {
    let ToyOutcome { truth, model, optimal, .. } = outcome;
    let log_model_mean = truth.log_true_mean - truth.mean_difference;
    let rows = vec![
        row(
            "mean log density, nats (truth: minus the entropy)",
            format!("{log_model_mean:.3}"),
            format!("{:.3}", truth.log_true_mean),
        ),
        row(
            "log p_true − log p_model, mean",
            plus_minus(truth.mean_difference, truth.mean_difference_stderr, 4),
            "0".into(),
        ),
        row("|log p_true − log p_model|, mean", format!("{:.4}", truth.mean_absolute), "0".into()),
        row("integral, mean of p_model / p_true", format!("{:.3}", truth.normaliser), "1".into()),
        row(
            "log normaliser from levels alone",
            plus_minus(model.log_normaliser, model.log_normaliser_stderr, 3),
            plus_minus(optimal.log_normaliser, optimal.log_normaliser_stderr, 3),
        ),
        row("denoising error per value", format!("{:.4}", model.mse), format!("{:.4}", optimal.mse)),
        row("cross-entropy over levels, nats", format!("{:.4}", model.ce), format!("{:.4}", optimal.ce)),
        row(
            "level recognised, %",
            format!("{:.2}", 100.0 * model.accuracy),
            format!("{:.2}", 100.0 * optimal.accuracy),
        ),
    ];
    let caption = format!(
        "8 Gaussians: {} held-out samples; {} training steps in {:.1} s. Cross-entropy of guessing: {:.3} nats",
        truth.count, outcome.steps, outcome.training_seconds, outcome.ce_chance
    );
    Table::new(caption, ["", "model", "truth or optimum"], rows)
}

fn digits(outcome: &DigitsOutcome) -> Table {
    let (score, quality) = (&outcome.judgement.score, &outcome.judgement.quality);
    let levels = outcome.ce_chance.exp();
    let rows = vec![
        row("bits/dim, dequantised", format!("{:.3}", score.bits_per_dim), NONE.into()),
        row("bits/dim, divided by the normaliser", format!("{:.3}", outcome.bits_per_dim_normalised), NONE.into()),
        row(
            "log density, nats per image",
            plus_minus(score.log_density_mean, score.log_density_stderr.unwrap_or(f64::NAN), 2),
            NONE.into(),
        ),
        row(
            "log normaliser, nats",
            plus_minus(quality.log_normaliser, quality.log_normaliser_stderr, 2),
            "0 if exact".into(),
        ),
        row("cross-entropy over levels, nats", format!("{:.3}", quality.ce), format!("{:.3}", outcome.ce_chance)),
        row("level recognised, %", format!("{:.2}", 100.0 * quality.accuracy), format!("{:.2}", 100.0 / levels)),
        row("denoising error per value", format!("{:.4}", quality.mse), "1".into()),
    ];
    let caption = format!(
        "Digits: {} held-out images; {} training steps in {:.1} s",
        score.count, outcome.steps, outcome.training_seconds
    );
    Table::new(caption, ["", "model", "guessing"], rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_the_characters() {
        let cells = |a: &str, b: &str, c: &str| [a, b, c].map(str::to_owned);
        let table =
            Table::new("c".into(), ["", "model", "truth"], vec![cells("ε ± σ", "1", "2"), cells("longer", "10", "20")]);
        assert_eq!(table.text(), "c\n           model   truth\n  ε ± σ    1       2\n  longer   10      20\n");
    }
}
