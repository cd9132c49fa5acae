//! The text form of programs: printing, and the grammar that `Program::parse` reads back.
//!
//! One line for each input, node, output and update, so that programs can be read and compared line by line:
//!
//! ```text
//! program 1
//! input "x" data : sample wide[1,2]
//! input "w" state : shared wide[64,2]
//! %0 = input("x") : sample wide[1,2]
//! %1 = input("w") : shared wide[64,2]
//! %2 = matmul(%0, %1) tb : sample wide[1,64]
//! %3 = affine(%1) scale=0.999 shift=0.0 : shared wide[64,2]
//! output "y" = %2
//! update "w" = %3
//! ```
//!
//! # Grammar
//! Blanks and tabs may stand between tokens; `#` starts a comment that ends with the line; empty lines are skipped.
//!
//! ```text
//! text      = "program" "1" line*
//! line      = "input" name role ":" type | value "=" operation ":" type
//!           | "output" name "=" value | "update" name "=" value
//! role      = "data" | "state" | "frozen"
//! type      = ("shared" | "sample") ("narrow" | "wide" | "index") list
//! list      = "[" [number ("," number)*] "]"
//! value     = "%" number
//! name      = '"' characters '"', with the escapes \" \\ \' \n \r \t \0 \u{hex}
//! operation = "input" "(" name ")" | "constant" "(" float ")" | word "(" value ["," value] ")" parameter*
//! ```
//!
//! The word is [`Op::name`](super::Op::name). Parameters follow in this order, and only flags may be left out:
//!
//! | operation | parameters |
//! |---|---|
//! | `affine` | `scale=float shift=float` |
//! | `cumsum` | flag `reverse` |
//! | `slice` | `axis=number start=number` |
//! | `pad` | `axis=number before=number` |
//! | `concat` | `axis=number` |
//! | `sum` | `axes=list` |
//! | `matmul` | flags `ta`, `tb` |
//! | `conv`, `conv_data`, `conv_filter` | `stride=number before=list after=list` |
//! | `random` | `stream=number` and either `normal` or `bernoulli=float` |
//!
//! Nodes are numbered from 0 in order. An input is declared before the lines that name it, a value before those that
//! use it. Sections are not written, since they follow from the arguments.
//!
//! # Numerics
//! Numbers are printed with the fewest digits that give back the same f64, so that reading what was printed yields
//! an equal program.

#[cfg(feature = "alloc")]
mod error;
#[cfg(feature = "alloc")]
mod line;
#[cfg(feature = "alloc")]
mod parse;
#[cfg(feature = "alloc")]
#[cfg(test)]
mod tests;

#[cfg(feature = "alloc")]
pub use error::{ParseError, ParseErrorKind};

use super::{Axes, Distribution, Node, Op, ProgramRef, Role, RowMap, Unary, Window};
use core::fmt;

/// Version of the text form, in its first line.
const VERSION: u32 = 1;

const ROLES: [(&str, Role); 3] = [("data", Role::Data), ("state", Role::State), ("frozen", Role::Frozen)];

impl fmt::Display for ProgramRef<'_> {
    /// Writes the [text form](self). Needs no allocator; prints unsound programs too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "program {VERSION}")?;
        for input in self.inputs {
            let role = ROLES.iter().find(|(_, role)| *role == input.role).map_or("", |(word, _)| word);
            writeln!(f, "input {:?} {role} : {:?}", self.name(input.name), input.ty)?;
        }
        for (number, node) in self.nodes.iter().enumerate() {
            write!(f, "%{number} = {}(", node.op.name())?;
            self.operands(f, node)?;
            f.write_str(")")?;
            parameters(f, &node.op)?;
            writeln!(f, " : {:?}", node.ty)?;
        }
        for output in self.outputs {
            writeln!(f, "output {:?} = {:?}", self.name(output.name), output.value)?;
        }
        for update in self.updates {
            writeln!(f, "update {:?} = {:?}", self.input_name(update.input), update.value)?;
        }
        Ok(())
    }
}

#[cfg(feature = "alloc")]
impl fmt::Display for super::Program {
    /// As [`ProgramRef`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}

impl ProgramRef<'_> {
    /// The name of an input, empty where there is none.
    fn input_name(&self, input: u32) -> &str {
        self.inputs.get(input as usize).map_or("", |input| self.name(input.name))
    }

    fn operands(&self, f: &mut fmt::Formatter<'_>, node: &Node) -> fmt::Result {
        match node.op {
            Op::Input(input) => write!(f, "{:?}", self.input_name(input)),
            Op::Constant(value) => write!(f, "{value:?}"),
            _ => node.args().iter().enumerate().try_for_each(|(i, arg)| {
                let separator = if i == 0 { "" } else { ", " };
                write!(f, "{separator}{arg:?}")
            }),
        }
    }
}

fn parameters(f: &mut fmt::Formatter<'_>, op: &Op) -> fmt::Result {
    match *op {
        Op::Unary(Unary::Affine { scale, shift }) => write!(f, " scale={scale:?} shift={shift:?}"),
        Op::RowMap(RowMap::CumSum { reverse }) => f.write_str(if reverse { " reverse" } else { "" }),
        Op::Slice { axis, start } => write!(f, " axis={axis} start={start}"),
        Op::Pad { axis, before } => write!(f, " axis={axis} before={before}"),
        Op::Concat { axis } => write!(f, " axis={axis}"),
        Op::Sum { axes } => sum_axes(f, axes),
        Op::MatMul { ta, tb } => write!(f, "{}{}", if ta { " ta" } else { "" }, if tb { " tb" } else { "" }),
        Op::Conv(window) | Op::ConvData(window) | Op::ConvFilter(window) => {
            let Window { stride, before: [top, left], after: [bottom, right] } = window;
            write!(f, " stride={stride} before=[{top},{left}] after=[{bottom},{right}]")
        }
        Op::Random { stream, distribution: Distribution::Normal } => write!(f, " stream={stream} normal"),
        Op::Random { stream, distribution: Distribution::Bernoulli { p } } => {
            write!(f, " stream={stream} bernoulli={p:?}")
        }
        Op::Input(_)
        | Op::Constant(_)
        | Op::Unary(Unary::Recip | Unary::Sqrt | Unary::Sigmoid)
        | Op::Binary(_)
        | Op::Cast
        | Op::RowMap(RowMap::Softmax)
        | Op::LogSumExp
        | Op::Reshape
        | Op::Broadcast
        | Op::Take
        | Op::ScatterAdd => Ok(()),
    }
}

fn sum_axes(f: &mut fmt::Formatter<'_>, axes: Axes) -> fmt::Result {
    f.write_str(" axes=[")?;
    for (i, axis) in (0..8).filter(|&axis| axes.contains(axis)).enumerate() {
        write!(f, "{}{axis}", if i == 0 { "" } else { "," })?;
    }
    f.write_str("]")
}
