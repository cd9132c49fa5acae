//! The page of a demonstration.

use super::{DemoOutcome, Picture, tables};
use crate::cli::MODEL;
use crate::error::Error;
use crate::report::{Block, Page};
use std::path::Path;

/// What there is to see.
pub(super) struct Pictures {
    pub(super) toy: Vec<Picture>,
    pub(super) digits: Vec<Picture>,
    pub(super) levels: Picture,
}

impl Pictures {
    pub(super) fn all(&self) -> impl Iterator<Item = &Picture> {
        self.toy.iter().chain(&self.digits).chain(std::iter::once(&self.levels))
    }
}

const INTRODUCTION: &str = "A classification diffusion model is one network that looks at a noisy sample and says how noisy it \
    is: it gives logits f_t(x) over the noise levels t = 0 … L, where level 0 is clean data and level L is the standard \
    normal distribution. Everything on this page comes from such classifiers, without a second network.";

const FORMULAS: &str = "\
noised sample   x_t = a_t x₀ + σ_t ε
density         log p_t(x) = f_t(x) − f_L(x) + log N(x; 0, I)             one forward pass
denoiser        ε̂(x, t) = σ_t (∇_x F(x, t) + x),  F = f_L − f_t           one input gradient
clean estimate  x̂₀ = (x − σ_t ε̂) / a_t
training        w · cross-entropy(t, f(x_t)) + mean of (ε − ε̂(x_t, t))²
normaliser      log Z = Σ_t log E over p_{t+1} of exp(log p_t − log p_{t+1})";

const TRUST: &str = "The density is exact for the optimal classifier only. How far to trust it otherwise is measured: for each \
    pair of neighbouring levels the mean ratio of densities must be 1, and the logarithms of the means add up to the log \
    normaliser of the density of clean data.";

pub(super) fn page(outcome: &DemoOutcome, pictures: &Pictures, out: &Path) -> Result<Page, Error> {
    let mut page = Page::new("Classification diffusion models: a demonstration");
    let [toy, digits] = tables(outcome);
    page.push(Block::Paragraph(INTRODUCTION.into())).push(Block::Code(FORMULAS.into()));
    page.push(Block::Heading("A density that is known: 8 Gaussians".into()));
    page.push(toy.block()).push(Block::Paragraph(outcome.toy.trust()));
    figures(&mut page, &pictures.toy)?;
    page.push(Block::Heading("Real data: handwritten digits of 8 × 8 pixels".into()));
    page.push(digits.block()).push(Block::Paragraph(outcome.digits.trust()));
    figures(&mut page, &pictures.digits)?;
    page.push(Block::Heading("What the classifiers say".into()));
    figures(&mut page, std::slice::from_ref(&pictures.levels))?;
    page.push(Block::Heading("How far to trust the densities".into()));
    page.push(Block::Paragraph(TRUST.into()));
    page.push(Block::Heading("To go on".into())).push(Block::Code(commands(out)));
    let (seed, seconds) = (outcome.seed, outcome.seconds);
    page.push(Block::Paragraph(format!(
        "Made by cdm {} from seed {seed} in {seconds:.0} s.",
        env!("CARGO_PKG_VERSION")
    )));
    Ok(page)
}

fn figures(page: &mut Page, pictures: &[Picture]) -> Result<(), Error> {
    for picture in pictures {
        let (png, alt) = (picture.canvas.to_png()?, picture.alt.to_owned());
        page.push(Block::Figure { png, alt, caption: picture.caption.clone() });
    }
    Ok(())
}

fn commands(out: &Path) -> String {
    let model = |part: &str| out.join(part).join(MODEL).display().to_string();
    let (toy, digits) = (model("toy"), model("digits"));
    format!(
        "cdm sample --model {digits} --n 100 --sampler ddpm --steps 100 --out more-digits.png\n\
         cdm score --model {digits} --data digits:test --out scores.csv\n\
         cdm sample --model {toy} --n 10000 --out points.npy\n\
         cdm score --model {toy} --data npy:points.npy\n\
         cdm train --data npy:points.npy --out run"
    )
}
