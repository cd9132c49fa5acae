//! One line of the text form and a position in it: tokens, numbers, names.

use super::error::{ParseError, ParseErrorKind};
use crate::program::{ProgramError, ValueId};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::str::FromStr;

/// One line of the text and a position in it.
#[derive(Clone, Copy)]
pub(super) struct Line<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) number: usize,
}

impl<'t> Line<'t> {
    pub(super) fn error(&self, kind: ParseErrorKind) -> ParseError {
        let column = self.text.get(..self.at).map_or(0, |before| before.chars().count()) + 1;
        ParseError { line: self.number, column, kind }
    }

    pub(super) fn expected(&self, what: &'static str) -> ParseError {
        self.error(ParseErrorKind::Expected { what })
    }

    pub(super) fn unsound(&self, at: usize, error: ProgramError) -> ParseError {
        Line { at, ..*self }.error(ParseErrorKind::Program(Box::new(error)))
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    pub(super) fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    /// Is nothing left but blanks and a comment?
    pub(super) fn ended(&mut self) -> bool {
        self.blanks();
        self.rest().is_empty() || self.rest().starts_with('#')
    }

    pub(super) fn eat(&mut self, token: &str) -> bool {
        self.blanks();
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    pub(super) fn token(&mut self, token: &str, what: &'static str) -> Result<(), ParseError> {
        if self.eat(token) { Ok(()) } else { Err(self.expected(what)) }
    }

    pub(super) fn span(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        self.blanks();
        let rest = self.rest();
        let len = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }

    pub(super) fn word(&mut self) -> &'t str {
        self.span(|c| c.is_ascii_alphanumeric() || c == '_')
    }

    /// A word that may be left out.
    pub(super) fn flag(&mut self, word: &str) -> bool {
        let before = self.at;
        let found = self.word() == word;
        if !found {
            self.at = before;
        }
        found
    }

    pub(super) fn one_of<T: Copy>(&mut self, words: &[(&str, T)], what: &'static str) -> Result<T, ParseError> {
        self.blanks();
        let start = *self;
        let word = self.word();
        words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value).ok_or_else(|| start.expected(what))
    }

    pub(super) fn number<T: FromStr>(&mut self) -> Result<T, ParseError> {
        self.blanks();
        let start = *self;
        let digits = self.span(|c| c.is_ascii_digit());
        if digits.is_empty() {
            return Err(start.expected("a number"));
        }
        digits.parse().map_err(|_| start.error(ParseErrorKind::Range))
    }

    pub(super) fn float(&mut self) -> Result<f64, ParseError> {
        self.blanks();
        let start = *self;
        let digits = self.span(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E'));
        digits.parse().map_err(|_| start.expected("a decimal number"))
    }

    pub(super) fn list<T: FromStr>(&mut self) -> Result<Vec<T>, ParseError> {
        self.token("[", "`[`")?;
        let mut numbers = Vec::new();
        if self.eat("]") {
            return Ok(numbers);
        }
        loop {
            numbers.push(self.number()?);
            if self.eat("]") {
                return Ok(numbers);
            }
            self.token(",", "`,` or `]`")?;
        }
    }

    pub(super) fn value(&mut self) -> Result<ValueId, ParseError> {
        self.token("%", "a value")?;
        Ok(ValueId(self.number()?))
    }

    pub(super) fn name(&mut self) -> Result<String, ParseError> {
        self.token("\"", "a quoted name")?;
        let mut name = String::new();
        loop {
            let start = *self;
            match self.character() {
                Some('"') => return Ok(name),
                Some('\\') => name.push(self.escaped().ok_or_else(|| start.expected("an escape"))?),
                Some(other) => name.push(other),
                None => return Err(start.expected("a closing `\"`")),
            }
        }
    }

    pub(super) fn character(&mut self) -> Option<char> {
        let next = self.rest().chars().next()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// The character that the escape behind a `\` stands for.
    pub(super) fn escaped(&mut self) -> Option<char> {
        Some(match self.character()? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            'u' => {
                let (digits, _) = self.rest().strip_prefix('{')?.split_once('}')?;
                if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return None;
                }
                let code = u32::from_str_radix(digits, 16).ok()?;
                self.at += digits.len() + 2;
                char::from_u32(code)?
            }
            same @ ('"' | '\\' | '\'') => same,
            _ => return None,
        })
    }

    pub(super) fn key(&mut self, key: &str, what: &'static str) -> Result<(), ParseError> {
        self.blanks();
        let start = *self;
        if self.word() == key && self.eat("=") { Ok(()) } else { Err(start.expected(what)) }
    }
}
