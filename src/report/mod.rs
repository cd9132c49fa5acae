//! Reports: one page about one or several training runs, side by side, that needs nothing else.
//!
//! [`Run::open`] reads what the files of a run tell, [`Measuring::measure`] what its model does on data, and [`Report::page`] shows
//! both.

mod chart;
mod gather;
mod history;
mod ink;
mod measure;
mod page;
mod sections;

pub use chart::{Chart, Mark, Series, Svg};
pub use gather::{Run, tell_apart};
pub use history::{History, Line, Validated};
pub use ink::{Ink, SERIES};
pub use measure::{Images, Measured, Measuring, Seen};
pub use page::{Block, Page};

use crate::data::Transform;
use crate::error::Error;
use crate::model::Model;
use crate::run::checkpoint::Machine;

/// A run and what was measured of its model.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The run.
    pub run: Run,
    /// What was measured; `None` without a model or data.
    pub measured: Option<Measured>,
}

impl Entry {
    fn model(&self) -> Option<&Model> {
        self.run.model.as_ref().map(|(_, model)| model)
    }

    /// Whether its data are grey values, for which bits per dimension mean something.
    fn is_grey(&self) -> bool {
        self.model().is_some_and(|model| matches!(model.config.transform, Transform::Grey { .. }))
    }

    /// Whether it was trained with classes.
    fn is_conditional(&self) -> bool {
        self.model().is_some_and(|model| model.architecture().is_ok_and(|network| network.classes().is_some()))
    }

    /// A setting, without the quotes that TOML has around a text.
    fn setting(&self, name: &str) -> Option<String> {
        self.run.setting(name).map(|value| value.trim_matches('"').to_owned())
    }

    /// How a model says that it was trained.
    fn training(&self) -> Option<String> {
        let training = &self.model()?.config.training;
        if training.is_null() { None } else { serde_json::to_string_pretty(training).ok() }
    }
}

/// All that a report shows.
#[derive(Clone, Debug)]
pub struct Report {
    /// The runs, in the order of their colours.
    pub entries: Vec<Entry>,
    /// How they were measured.
    pub measuring: Measuring,
    /// The command that made the report.
    pub command: String,
}

impl Report {
    /// The page.
    ///
    /// # Errors
    /// As [`Chart::svg`].
    pub fn page(&self) -> Result<Page, Error> {
        let entries = &self.entries[..];
        let names: Vec<&str> = entries.iter().map(|entry| entry.run.name.as_str()).collect();
        let mut page = Page::new(format!("Report: {}", names.join(", ")));
        page.push(Block::Contents);
        sections::summary::push(&mut page, entries);
        sections::curves::push(&mut page, entries)?;
        sections::samples::push(&mut page, entries)?;
        sections::levels::push(&mut page, entries)?;
        sections::likelihoods::push(&mut page, entries)?;
        sections::configuration::push(&mut page, entries);
        self.made(&mut page);
        Ok(page)
    }

    /// How the page was made.
    fn made(&self, page: &mut Page) {
        page.push(Block::Heading("How this page was made".into())).push(Block::Code(self.command.clone()));
        let Measuring { samples, seed, device, .. } = &self.measuring;
        let machine = Machine::here(*device);
        page.push(Block::Paragraph(format!(
            "By {machine}, on {}, with up to {samples} samples of each kind, chosen and noised by seed {seed}: the same command gives \
             the same numbers. [CDM] is Yadin, Elata and Michaeli, Classification Diffusion Models, arXiv 2402.10095.",
            crate::run::now()
        )));
    }
}

#[cfg(test)]
mod tests;
