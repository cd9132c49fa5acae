//! Reports: one page about one or several training runs, side by side, that needs nothing else.

mod chart;
mod ink;
mod page;

pub use chart::{Chart, Mark, Series, Svg};
pub use ink::{Ink, SERIES};
pub use page::{Block, Page};
