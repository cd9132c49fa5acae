//! The 8×8 handwritten digits that are built in.

use super::{Dataset, Part, Samples, Shape, Spec, Values};

const CLASSES: usize = 10;

/// Loads the test part of the UCI "Optical Recognition of Handwritten Digits" set: 1,797 images of 8×8 pixels with the
/// grey values 0 to 16, embedded in the crate `smartcore`.
///
/// The split is fixed and stratified: of each digit every fifth image, in file order, is held out (355 of 1,797).
pub(super) fn load(part: Part) -> Dataset {
    let source = smartcore::dataset::digits::load_dataset();
    let labels: Vec<u32> = source.target.iter().map(|&label| label as u32).collect();
    let held_out = held_out(&labels);
    let (name, shape) = (Spec::Digits(part).to_string(), Shape::Image { height: 8, width: 8, channels: 1 });
    let samples = Samples::bytes(source.data.iter().map(|grey| *grey as u8).collect(), shape.dim());
    let all = Dataset::new(name, shape, Values::Grey { levels: 17 }, samples).with_labels(labels, CLASSES);
    match part {
        Part::All => all,
        Part::Train => all.partition(|i| held_out[i]).0,
        Part::Test => all.partition(|i| held_out[i]).1,
    }
}

fn held_out(labels: &[u32]) -> Vec<bool> {
    let mut seen = [0u32; CLASSES];
    labels
        .iter()
        .map(|&label| {
            let count = &mut seen[label as usize];
            *count += 1;
            *count % 5 == 0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_set_is_what_its_description_says() {
        let all = load(Part::All);
        assert_eq!((all.len(), all.dim(), all.classes), (1797, 64, 10));
        let values = all.values().unwrap();
        assert!(values.iter().all(|v| v.fract() == 0.0 && (0.0..=16.0).contains(v)));
        assert!(values.contains(&0.0) && values.contains(&16.0));
        let labels = all.labels.unwrap();
        assert_eq!(labels[..10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn the_parts_are_disjoint_complete_and_stratified() {
        let (all, train, test) = (load(Part::All), load(Part::Train), load(Part::Test));
        assert_eq!((train.len(), test.len()), (1442, 355));
        let rows = |data: &Dataset| -> Vec<Vec<u32>> {
            data.values().unwrap().chunks(64).map(|r| r.iter().map(|v| *v as u32).collect()).collect()
        };
        let (mut both, mut rows) = ([rows(&train), rows(&test)].concat(), rows(&all));
        both.sort();
        rows.sort();
        assert_eq!(both, rows);
        for class in 0..10 {
            let count = |d: &Dataset| d.labels.as_ref().unwrap().iter().filter(|l| **l == class).count();
            assert_eq!(count(&test), count(&all) / 5);
        }
    }
}
