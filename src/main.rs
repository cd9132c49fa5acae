//! cdm command line.
fn main() {}
