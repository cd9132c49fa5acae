//! Training and held-out data: which kinds come with a held-out part of their own, and what happens to the others.

use super::{Dataset, Draw, Part, Spec, images};
use crate::error::Error;

/// Loads training data and the data to judge by: `(train, held_out)`.
///
/// The held-out samples are those of `validation` where it is given. Otherwise they are the test part of data that come with
/// one (digits, MNIST, CIFAR, images in folders
/// `train` and `test`) unless that very part is trained on, samples of their own of a density, drawn by `seed`,
/// and of all else the fraction `held_out` that `split_seed` chooses.
///
/// # Errors
/// What [`Dataset::load`] reports; [`Error::BadValue`] for a fraction that is not between 0 and 1; [`Error::TooFew`] for data too
/// few to split; [`Error::Dimension`] for validation data of another dimension, [`Error::UnknownName`] for a class of theirs that the
/// training data lack.
pub fn load_parts(
    spec: &Spec,
    validation: Option<&Spec>,
    held_out: f64,
    split_seed: u64,
    seed: u64,
) -> Result<(Dataset, Dataset), Error> {
    let draw = |count, held_out| Draw { count, seed, held_out };
    let counts = |spec: &Spec| match spec {
        Spec::Synthetic(synthetic) => synthetic.density().map(|density| synthetic.counts(density.dim())),
        _ => Ok((0, 0)),
    };
    if let Some(validation) = validation {
        let train = Dataset::load(spec, draw(counts(spec)?.0, false))?;
        let held_out = Dataset::load(validation, draw(counts(validation)?.1, true))?;
        held_out.require_dim(train.dim())?;
        let held_out = with_classes_of(&train, held_out)?;
        return Ok((train, held_out));
    }
    if let Spec::Synthetic(_) = spec {
        let (train, held_out) = counts(spec)?;
        return Ok((Dataset::load(spec, draw(train, false))?, Dataset::load(spec, draw(held_out, true))?));
    }
    // Never samples that `digits:test` holds, so that a score on it means what it says.
    if let Some((train, test)) = own_parts(spec) {
        return Ok((Dataset::load(&train, draw(0, false))?, Dataset::load(&test, draw(0, false))?));
    }
    // Opened once, since that is where the work is.
    let all = if let Spec::Images { path, options, part } = spec {
        let folder = images::open(path, options)?;
        if *part != Part::Test && folder.both() {
            return Ok((folder.part(path, options, Part::Train)?, folder.part(path, options, Part::Test)?));
        }
        folder.part(path, options, *part)?
    } else {
        #[cfg(feature = "parquet")]
        if let Spec::Parquet { path, table, images, part: Part::All | Part::Train } = spec {
            let wanted = super::parquet::Wanted { table: table.clone(), images: *images };
            let loaded = super::parquet::open(path, &wanted)?;
            if loaded.both() {
                return Ok((loaded.part(path, &wanted, Part::Train)?, loaded.part(path, &wanted, Part::Test)?));
            }
        }
        Dataset::load(spec, draw(0, false))?
    };
    if !(held_out > 0.0 && held_out < 1.0) {
        return Err(Error::BadValue {
            option: "the held-out fraction".into(),
            value: held_out.to_string(),
            expected: "a number between 0 and 1, such as 0.2".into(),
        });
    }
    // Two samples to train on and one to judge by.
    all.require_len(5)?;
    Ok(all.split(held_out, split_seed))
}

/// The same data with classes of the same names numbered as in `train`, where both have names.
fn with_classes_of(train: &Dataset, data: Dataset) -> Result<Dataset, Error> {
    if train.class_names.is_empty() || data.class_names.is_empty() || train.class_names == data.class_names {
        return Ok(data);
    }
    let number = |name: &String| {
        let found = train.class_names.iter().position(|own| own == name).map(|number| number as u32);
        found.ok_or_else(|| Error::unknown_name("class of the validation data", name, &train.class_names))
    };
    let numbers = data.class_names.iter().map(number).collect::<Result<Vec<u32>, _>>()?;
    let labels = data.labels.as_ref().map(|labels| labels.iter().map(|label| numbers[*label as usize]).collect());
    Ok(Dataset { labels, classes: train.classes, class_names: train.class_names.clone(), ..data })
}

/// The training and the test part of data that come with both, unless one of them is not wanted.
fn own_parts(spec: &Spec) -> Option<(Spec, Spec)> {
    match spec {
        Spec::Digits(Part::All | Part::Train) => Some((Spec::Digits(Part::Train), Spec::Digits(Part::Test))),
        Spec::Mnist(dir, Part::All | Part::Train) => {
            Some((Spec::Mnist(dir.clone(), Part::Train), Spec::Mnist(dir.clone(), Part::Test)))
        }
        Spec::Cifar(cifar, path, Part::All | Part::Train) => {
            let part = |part| Spec::Cifar(*cifar, path.clone(), part);
            Some((part(Part::Train), part(Part::Test)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(
        spec: &str,
        validation: Option<&str>,
        held_out: f64,
        split_seed: u64,
    ) -> Result<(Dataset, Dataset), Error> {
        let validation = validation.map(|text| text.parse().unwrap());
        load_parts(&spec.parse().unwrap(), validation.as_ref(), held_out, split_seed, 3)
    }

    #[test]
    fn data_with_a_test_part_hold_it_out_and_a_test_part_is_split() {
        for spec in ["digits", "digits:train"] {
            let (train, held_out) = parts(spec, None, 0.5, 0).unwrap();
            assert_eq!((train.len(), held_out.len()), (1442, 355), "{spec}");
        }
        let (train, held_out) = parts("digits:test", None, 0.2, 0).unwrap();
        assert_eq!((train.len(), held_out.len()), (284, 71));
        assert_ne!(parts("digits:test", None, 0.2, 1).unwrap().1.labels, held_out.labels);
    }

    #[test]
    fn densities_draw_other_samples_to_judge_by() {
        let (train, held_out) = parts("mi:d=4", None, 0.2, 0).unwrap();
        assert_eq!((train.len(), held_out.len()), (100_000, 20_000));
        assert_ne!(train.gather([0]).unwrap(), held_out.gather([0]).unwrap());
    }

    #[test]
    fn named_validation_data_leave_the_training_data_whole() {
        let (train, held_out) = parts("digits:test", Some("digits:train"), 0.2, 0).unwrap();
        assert_eq!((train.len(), held_out.len()), (355, 1442));
        assert!(matches!(parts("digits", Some("toy:moons"), 0.2, 0), Err(Error::Dimension { expected: 64, .. })));
    }

    #[test]
    fn classes_of_validation_data_are_numbered_as_in_training() {
        let dir = tempfile::tempdir().unwrap();
        let table = |name: &str, text: &str| {
            let path = dir.path().join(name);
            std::fs::write(&path, text).unwrap();
            format!("csv:{}:label=2", path.display())
        };
        let train = table("a.csv", "x,y\n1,cat\n2,dog\n3,emu\n");
        let (_, held_out) = parts(&train, Some(&table("b.csv", "x,y\n1,emu\n2,dog\n")), 0.2, 0).unwrap();
        assert_eq!((held_out.labels, held_out.classes), (Some(vec![2, 1]), 3));
        let error = parts(&train, Some(&table("c.csv", "x,y\n1,emus\n2,dog\n")), 0.2, 0).unwrap_err();
        assert!(error.to_string().contains("did you mean 'emu'?"), "{error}");
    }

    #[test]
    fn a_fraction_that_is_none_is_refused() {
        for fraction in [0.0, 1.0, -0.1, f64::NAN] {
            assert!(matches!(parts("digits:test", None, fraction, 0), Err(Error::BadValue { .. })), "{fraction}");
        }
    }
}
