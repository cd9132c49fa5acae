//! Pictures as PNG: grids of images, and panels with axes that hold density maps, points and lines.

mod animation;
mod axis;
mod canvas;
mod colour;
mod grid;
mod panel;

pub use animation::animate;
pub use canvas::{Anchor, Canvas};
pub use colour::{PALETTE, Rgb, sequential};
pub use grid::ImageGrid;
pub use panel::{Axis, Layer, Panel, render};
