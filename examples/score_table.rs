//! The log density of each row of a table.
//!
//! ```sh
//! cargo run --release --example score_table -- measurements.csv > scored.csv
//! ```
//!
//! Trains on the table itself, four fifths of it, and scores every row: rows of low density are unlike the others. Without an argument,
//! on a table made here, whose last row does not belong.

use cdm::array::ArrayModel;
use cdm::backend::Device;
use cdm::data::{Dataset, Draw};
use cdm::train::{Recipe, train};
use ndarray::Array2;

fn main() {
    if let Err(error) = run() {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    // Columns of numbers under a heading; or any array of ndarray.
    let table = match std::env::args().nth(1) {
        Some(path) => Dataset::load(&format!("csv:{path}").parse()?, Draw { count: 0, seed: 0, held_out: false })?,
        None => Dataset::try_from(spiral().view())?,
    };
    let (data, _) = table.split(0.2, 0);
    let recipe = Recipe::for_data(&data, None).with_steps(1_500);
    let model = train(&recipe, &data, Device::default(), |_| Ok(()))?;

    // Nats in the table's own units: of a column in metres, per metre.
    let model = ArrayModel::new(model)?;
    println!("row,log_density");
    for (row, log_density) in model.log_density_of(&table, 0)?.iter().enumerate() {
        println!("{row},{log_density:.3}");
    }
    Ok(())
}

/// Points along a spiral, and one in its middle of nowhere.
fn spiral() -> Array2<f32> {
    let mut points = Array2::from_shape_fn((400, 2), |(i, axis)| {
        let turn = 0.02 * i as f32 + 1.0;
        turn * (turn + 1.57 * axis as f32).cos() + 0.3 * (i as f32 * 12.9898).sin()
    });
    points.row_mut(399).fill(14.0);
    points
}
