//! Why a text is not a program.

use crate::program::ProgramError;
use alloc::boxed::Box;
use core::fmt;

/// Why a text is not a program, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct ParseError {
    /// Line, from 1.
    pub line: usize,
    /// Character within the line, from 1.
    pub column: usize,
    /// What is wrong there.
    pub kind: ParseErrorKind,
}

impl ParseError {
    /// What is wrong.
    pub fn kind(&self) -> &ParseErrorKind {
        &self.kind
    }
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// Something else was expected here.
    Expected {
        /// What was expected.
        what: &'static str,
    },
    /// A word that is no operation's name.
    UnknownOperation,
    /// A name that no input before this line has.
    UnknownInput,
    /// A number that is too large for its place.
    Range,
    /// Nodes are numbered in order.
    NodeNumber {
        /// The number that comes next.
        next: usize,
    },
    /// The text has the right form, but the program is not sound.
    Program(Box<ProgramError>),
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: ", self.line, self.column)?;
        match &self.kind {
            ParseErrorKind::Expected { what } => write!(f, "expected {what}"),
            ParseErrorKind::UnknownOperation => f.write_str("no operation has this name"),
            ParseErrorKind::UnknownInput => f.write_str("no input before this line has this name"),
            ParseErrorKind::Range => f.write_str("this number is too large here"),
            ParseErrorKind::NodeNumber { next } => write!(f, "the next node must be %{next}"),
            ParseErrorKind::Program(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ParseError {}
