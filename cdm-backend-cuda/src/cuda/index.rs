//! Index arithmetic as text: from a linear index to another one, over extents that are known but for the number of samples.

/// An axis of an iteration space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Axis {
    /// Its extent; `None` for the samples, which come first.
    pub(super) extent: Option<usize>,
    /// Distance of neighbours along it in the memory that is addressed; 0 where they are the same.
    pub(super) stride: usize,
}

/// Where the element lies that has linear index `i` in a space with these axes, the outermost first.
pub(super) fn address(i: &str, axes: &[Axis]) -> String {
    let axes = merged(axes);
    let mut terms = Vec::new();
    let mut inner = 1;
    for (number, axis) in axes.iter().enumerate().rev() {
        if axis.stride > 0 {
            let mut term = if inner == 1 { i.to_owned() } else { format!("{i} / {inner}u") };
            if let Some(extent) = axis.extent.filter(|_| number > 0) {
                term = format!("{term} % {extent}u");
            }
            terms.push(if axis.stride == 1 { term } else { format!("{term} * {}u", axis.stride) });
        }
        inner *= axis.extent.unwrap_or(1);
    }
    terms.reverse();
    if terms.is_empty() { "0u".to_owned() } else { terms.join(" + ") }
}

/// The number of elements of a space, as text.
pub(super) fn count(axes: impl IntoIterator<Item = Axis>) -> String {
    let (mut known, mut sampled) = (1, false);
    for axis in axes {
        known *= axis.extent.unwrap_or(1);
        sampled |= axis.extent.is_none();
    }
    elements(known, sampled)
}

/// So many for each sample, or in all.
pub(super) fn elements(count: usize, per_sample: bool) -> String {
    if per_sample { format!("{count}u * samples") } else { format!("{count}u") }
}

/// The same space with as few axes as can be: neighbours are joined where one distance leads along both.
fn merged(axes: &[Axis]) -> Vec<Axis> {
    let mut merged: Vec<Axis> = Vec::new();
    for &axis in axes.iter().filter(|axis| axis.extent != Some(1)) {
        match (merged.last_mut(), axis.extent) {
            (Some(outer), Some(extent)) if outer.stride == axis.stride * extent => {
                *outer = Axis { extent: outer.extent.map(|outer| outer * extent), stride: axis.stride };
            }
            _ => merged.push(axis),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(extent: usize, stride: usize) -> Axis {
        Axis { extent: Some(extent), stride }
    }

    const SAMPLES: fn(usize) -> Axis = |stride| Axis { extent: None, stride };

    #[test]
    fn addresses_are_short() {
        // The same space, samples included.
        assert_eq!(address("i", &[SAMPLES(12), axis(3, 4), axis(4, 1)]), "i");
        // A bias of four channels.
        assert_eq!(address("i", &[SAMPLES(0), axis(3, 0), axis(4, 1)]), "i % 4u");
        // A number for each sample and each of two groups of three channels.
        assert_eq!(address("i", &[SAMPLES(2), axis(5, 0), axis(2, 1), axis(3, 0)]), "i / 30u * 2u + i / 3u % 2u");
        assert_eq!(address("i", &[axis(7, 0), axis(1, 5)]), "0u");
        assert_eq!(count([SAMPLES(1), axis(3, 0), axis(2, 1)]), "6u * samples");
    }
}
