//! A quadratic form for each level.

use super::head::Head;
use super::parameter::Scope;
use crate::program::{Dtype, ErrorKind, ProgramError, ValueId};

/// Raw logits that are quadratic in the sample: `A (W x + b)² + B (W x + b) + c`, the square taken entry by entry.
///
/// For Gaussian data this is the exact family: `log p_t(x)` is quadratic at every level, and since the covariances
/// `a_t² Σ + σ_t² I` share their axes, as many features as the sample has numbers are enough. With `d (d + 1)/2` it holds
/// every quadratic form at every level. For other data it finds the best Gaussian-like density.
///
/// Parameter names: `input` (`W`, `b`), `head` (`B` and `A` side by side, `c`).
///
/// # Source
/// The quadratic head of Rhodes, Xu, Gutmann, *Telescoping density-ratio estimation*, NeurIPS 2020, §4.2, with features
/// shared among levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quadratic {
    /// Numbers in a sample.
    pub dim: usize,
    /// Features that are squared, at least 1.
    pub features: usize,
}

impl Quadratic {
    pub(super) fn head(&self, scope: &mut Scope, x: ValueId, levels: usize) -> Result<Head, ProgramError> {
        if self.features == 0 {
            let rule = "a quadratic network has at least one feature";
            return Err(ProgramError { at: 0, kind: ErrorKind::Table { rule } });
        }
        let x = scope.builder.cast(x, Dtype::Narrow)?;
        let x = scope.builder.reshape(x, &[1, self.dim])?;
        let h = scope.linear("input", x, self.features)?;
        let h = scope.builder.cast(h, Dtype::Wide)?;
        let square = scope.builder.mul(h, h)?;
        let both = scope.builder.concat(h, square, 1)?;
        Head::new(scope, "head", both, levels)
    }
}
