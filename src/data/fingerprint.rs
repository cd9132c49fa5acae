//! A short text that tells one data set from another.

use super::Dataset;
use crate::error::Error;
use sha2::{Digest, Sha256};

/// Samples whose values count.
const SAMPLES: usize = 64;

impl Dataset {
    /// Sixteen hexadecimal digits that depend on the number of samples, their shape and kind of values, all labels, and the
    /// values of 64 samples spread evenly: a resumed run notices by them that its data have changed. Not on names and paths.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn fingerprint(&self) -> Result<String, Error> {
        let mut hash = Sha256::new();
        hash.update(format!("{:?} {:?} {} {}\n", self.shape, self.values, self.len(), self.classes));
        for label in self.labels.iter().flatten() {
            hash.update(label.to_le_bytes());
        }
        let (chosen, mut row) = (SAMPLES.min(self.len()), vec![0.0; self.dim()]);
        for i in 0..chosen {
            // The first and the last one are among them.
            self.read(i * (self.len() - 1) / (chosen - 1).max(1), &mut row)?;
            row.iter().for_each(|value| hash.update(value.to_le_bytes()));
        }
        Ok(hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect())
    }
}

#[cfg(test)]
mod tests {
    use crate::data::{Dataset, Samples, Shape, Values};

    fn data(values: Vec<f32>, labels: &[u32]) -> Dataset {
        let samples = Samples::real(values, 2);
        Dataset::new("x".into(), Shape::Vector { dim: 2 }, Values::Real, samples).with_labels(labels.to_vec(), 3)
    }

    #[test]
    fn whatever_training_sees_changes_the_fingerprint() {
        let print = |values: &[f32], labels: &[u32]| data(values.to_vec(), labels).fingerprint().unwrap();
        let first = print(&[1.0, 2.0, 3.0, 4.0], &[0, 1]);
        assert_eq!((first.len(), &first), (16, &print(&[1.0, 2.0, 3.0, 4.0], &[0, 1])));
        for other in [
            print(&[1.0, 2.0, 3.0, 4.5], &[0, 1]),
            print(&[1.0, 2.0, 3.0, 4.0], &[0, 2]),
            print(&[1.0, 2.0], &[0]),
            print(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[0, 1, 2]),
        ] {
            assert_ne!(other, first);
        }
        let renamed = Dataset { name: "y".into(), ..data(vec![1.0, 2.0, 3.0, 4.0], &[0, 1]) };
        assert_eq!(renamed.fingerprint().unwrap(), first);
        assert_eq!(renamed.choose(&[]).fingerprint().unwrap().len(), 16);
    }

    #[test]
    fn ends_and_the_middle_are_seen() {
        let mut values: Vec<f32> = (0..2000).map(|v| v as f32).collect();
        let first = data(values.clone(), &[0; 1000]).fingerprint().unwrap();
        for at in [0, 1999, 2 * (31 * 999 / 63)] {
            values[at] += 0.5;
            assert_ne!(data(values.clone(), &[0; 1000]).fingerprint().unwrap(), first, "{at}");
            values[at] -= 0.5;
        }
    }
}
