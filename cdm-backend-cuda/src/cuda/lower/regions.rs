//! Pointwise regions: a thread for each number, which computes all of the region's nodes in registers.

use super::{Argument, Lowered, Pointer, literal, read, write};
use crate::cuda::index::{Axis, address};
use cdm_core::kernels::Spread;
use cdm_core::program::regions::{Operand, is_pointwise, operand};
use cdm_core::program::{Binary, Node, Op, ProgramRef, Unary, ValueId, ValueType};
use std::fmt::Write;

/// A region's kernel while it is written.
struct Region<'a> {
    program: &'a ProgramRef<'a>,
    /// The nodes that have been computed.
    computed: Vec<ValueId>,
    /// Values in memory and how they are addressed, with the name of the number that was loaded.
    loaded: Vec<(ValueId, String)>,
    pointers: Vec<(Pointer, Argument)>,
    body: String,
}

impl Lowered {
    /// Lowers the pointwise nodes among these, in order, and writes `stores`.
    pub(super) fn region(&mut self, program: &ProgramRef<'_>, nodes: &[ValueId], stores: &[ValueId]) {
        let Some(first) = stores.first().map(|&store| program.node(store).ty) else { return };
        let mut region =
            Region { program, computed: Vec::new(), loaded: Vec::new(), pointers: Vec::new(), body: String::new() };
        for &value in nodes.iter().filter(|&&value| is_pointwise(program.node(value))) {
            region.compute(value);
        }
        for &store in stores {
            let pointer = region.pointer(write(store));
            let _ = writeln!(region.body, "        store({pointer}, i, {});", name(store));
        }
        let (count, per_sample) = (first.elements(), first.is_per_sample());
        self.launch_items(&region.pointers, vec![count], per_sample, canonical(&region.body));
    }
}

impl Region<'_> {
    fn pointer(&mut self, pointer: (Pointer, Argument)) -> String {
        self.pointers.push(pointer);
        format!("p{}", self.pointers.len() - 1)
    }

    fn compute(&mut self, value: ValueId) {
        let node = self.program.node(value);
        let arguments: Vec<String> = node.args().iter().map(|&argument| self.argument(argument)).collect();
        let _ = writeln!(self.body, "        float {} = {};", name(value), expression(node, &arguments));
        self.computed.push(value);
    }

    /// An argument as text; loaded first if it lies in memory.
    fn argument(&mut self, argument: ValueId) -> String {
        match operand(self.program, argument, |_| {}) {
            Operand::Constant(number) => literal(number),
            Operand::Value(value) if self.computed.contains(&value) => name(value),
            Operand::Value(value) => self.load(value, "i".to_owned()),
            Operand::Spread { small, wide } => {
                let (small_ty, wide_ty) = (&self.program.node(small).ty, &self.program.node(wide).ty);
                self.load(small, address("i", &spread_axes(small_ty, wide_ty)))
            }
        }
    }

    fn load(&mut self, value: ValueId, at: String) -> String {
        let key = (self.program.alias_root(value), at);
        let number = self.loaded.iter().position(|loaded| *loaded == key).unwrap_or_else(|| {
            let pointer = self.pointer(read(key.0));
            let number = self.loaded.len();
            let _ = writeln!(self.body, "        float x{number} = load({pointer}, {});", key.1);
            self.loaded.push(key);
            number
        });
        format!("x{number}")
    }
}

/// The axes of a wide value with their distances in the small one that it repeats.
pub(super) fn spread_axes(small: &ValueType, wide: &ValueType) -> Vec<Axis> {
    let spread = Spread::new(small, wide, 1);
    let axes = spread.wide.iter().zip(spread.stride).enumerate();
    let axis = |(number, (&extent, stride))| {
        let samples = number == 0 && wide.is_per_sample();
        Axis { extent: (!samples).then_some(extent), stride }
    };
    axes.map(axis).collect()
}

/// A computed node's name. The numbers become short ones in [`canonical`].
pub(super) fn name(value: ValueId) -> String {
    format!("v{}", value.index())
}

/// What a pointwise node computes from these arguments.
pub(super) fn expression(node: &Node, x: &[String]) -> String {
    match node.op {
        Op::Unary(Unary::Affine { scale, shift }) => match (scale, shift) {
            (1.0, _) => format!("{} + {}", x[0], literal(shift)),
            (_, 0.0) => format!("{} * {}", literal(scale), x[0]),
            _ => format!("{} * {} + {}", literal(scale), x[0], literal(shift)),
        },
        Op::Unary(Unary::Recip) => format!("1.0f / {}", x[0]),
        Op::Unary(Unary::Sqrt) => format!("sqrtf({})", x[0]),
        Op::Unary(Unary::Sigmoid) => format!("sigmoid({})", x[0]),
        Op::Binary(Binary::Add) => format!("{} + {}", x[0], x[1]),
        Op::Binary(Binary::Sub) => format!("{} - {}", x[0], x[1]),
        Op::Binary(Binary::Mul) => format!("{} * {}", x[0], x[1]),
        _ => x[0].clone(),
    }
}

/// The body with the names of computed nodes numbered in the order in which they occur, so that equal computations of different
/// nodes are one kernel.
pub(super) fn canonical(body: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut text = String::new();
    let mut rest = body;
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphanumeric() || c == '_') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let is_name = word.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        if is_name {
            let number = names.iter().position(|name| *name == word).unwrap_or_else(|| {
                names.push(word);
                names.len() - 1
            });
            let _ = write!(text, "v{number}");
        } else {
            text.push_str(word);
        }
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_numbered_as_they_occur() {
        assert_eq!(canonical("float v17 = x0 * 3e0f; v4 = v17;"), "float v0 = x0 * 3e0f; v1 = v0;");
    }
}
