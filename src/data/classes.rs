//! Classes that are told by names.

use std::collections::HashMap;

/// Classes that a column of a table may have; more is a column of other things.
pub(super) const MOST: usize = 1 << 16;
/// Bytes of the longest name of a class in a table.
pub(super) const LONGEST: usize = 1 << 10;

/// Gives names numbers in the order in which they come up, and in the end in their own order.
#[derive(Debug, Default)]
pub(super) struct Classes {
    numbers: HashMap<String, u32>,
}

impl Classes {
    /// The provisional number of a name.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        let next = self.numbers.len() as u32;
        match self.numbers.get(name) {
            Some(number) => *number,
            None => *self.numbers.entry(name.to_owned()).or_insert(next),
        }
    }

    /// Names so far.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// The names in their order, and the final number of each provisional one. Names that are all integers are ordered as
    /// such, others by their bytes.
    pub(super) fn finish(self) -> (Vec<String>, Vec<u32>) {
        let mut names: Vec<(String, u32)> = self.numbers.into_iter().collect();
        let integer = |name: &str| name.parse::<i64>().ok();
        if names.iter().all(|(name, _)| integer(name).is_some()) {
            names.sort_by(|a, b| (integer(&a.0), &a.0).cmp(&(integer(&b.0), &b.0)));
        } else {
            names.sort();
        }
        let mut finals = vec![0; names.len()];
        (0..).zip(&names).for_each(|(number, (_, provisional))| finals[*provisional as usize] = number);
        (names.into_iter().map(|(name, _)| name).collect(), finals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(names: &[&str]) -> (Vec<String>, Vec<u32>) {
        let mut classes = Classes::default();
        let provisional: Vec<u32> = names.iter().map(|name| classes.number(name)).collect();
        let (names, finals) = classes.finish();
        (names, provisional.iter().map(|number| finals[*number as usize]).collect())
    }

    #[test]
    fn names_are_numbered_in_their_own_order() {
        assert_eq!(sorted(&["b", "a", "b", "c"]), (vec!["a".into(), "b".into(), "c".into()], vec![1, 0, 1, 2]));
        assert_eq!(sorted(&["10", "2", "-1"]), (vec!["-1".into(), "2".into(), "10".into()], vec![2, 1, 0]));
        assert_eq!(sorted(&["10", "2", "x"]).1, [0, 1, 2]);
        assert_eq!(sorted(&[]), (vec![], vec![]));
    }
}
