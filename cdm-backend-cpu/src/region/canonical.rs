//! The body of a pass as a text that does not depend on shapes, registers and constants: the key of its compiled kernel, and what that
//! kernel's source is made from.

use super::{Instruction, Loc, Pass, Region};
use crate::element::Element;
use crate::pointwise::Code;
use std::fmt::Write;

/// A pass in canonical form, and what its names stand for.
#[derive(Clone, Debug)]
pub(super) struct Canonical<E> {
    /// Statements such as `v1=mul v0 s2`: of values in memory `w`, repeated values `s`, numbers of rows `r`, constants `c`, results `v`, and of sums `t`.
    pub(super) key: String,
    /// Positions in [`Region::memory`].
    pub(super) wide: Vec<usize>,
    /// Registers of repeated values.
    pub(super) spreads: Vec<usize>,
    pub(super) constants: Vec<E>,
    /// Views that repeat a number throughout each row of one period.
    pub(super) rows: Vec<usize>,
    /// Registers of sums.
    pub(super) sums: Vec<usize>,
}

struct Namer<'a, E> {
    region: &'a Region<E>,
    canonical: Canonical<E>,
    /// Repeated values in registers.
    hoisted: Vec<usize>,
    /// Results, and numbers of rows, in registers and in memory.
    results: Vec<(Loc, String)>,
    count: usize,
}

/// The canonical form; `None` if a view has to be spread chunk by chunk.
pub(super) fn canonical<E: Element>(region: &Region<E>, pass: &Pass<E>) -> Option<Canonical<E>> {
    let canonical = Canonical {
        key: String::new(),
        wide: Vec::new(),
        spreads: Vec::new(),
        constants: Vec::new(),
        rows: Vec::new(),
        sums: pass.sums.iter().map(|(_, register)| *register).collect(),
    };
    let hoisted = region.hoisted.iter().chain(&pass.hoisted).map(|(_, register)| *register).collect();
    let mut namer = Namer { region, canonical, hoisted, results: Vec::new(), count: 0 };
    for instruction in &pass.code {
        namer.statement(instruction)?;
    }
    Some(namer.canonical)
}

impl<E: Element> Namer<'_, E> {
    fn position<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
        list.iter().position(|other| *other == item).unwrap_or_else(|| {
            list.push(item);
            list.len() - 1
        })
    }

    fn constant(&mut self, value: E) -> String {
        self.canonical.constants.push(value);
        format!("c{}", self.canonical.constants.len() - 1)
    }

    fn name(&mut self, loc: Loc) -> String {
        if let Some((_, result)) = self.results.iter().rev().find(|(held, _)| *held == loc) {
            return result.clone();
        }
        match loc {
            Loc::Memory(at) => format!("w{}", Self::position(&mut self.canonical.wide, at)),
            Loc::Register(register) if self.hoisted.contains(&register) => {
                format!("s{}", Self::position(&mut self.canonical.spreads, register))
            }
            Loc::Register(register) => self.constant(self.region.constants.get(register).copied().unwrap_or(E::zero())),
        }
    }

    fn statement(&mut self, instruction: &Instruction<E>) -> Option<()> {
        match *instruction {
            Instruction::Compute { code, operands, out } => {
                let names = &operands[..code.arity()];
                let mut names: Vec<String> = names.iter().map(|&loc| self.name(loc)).collect();
                if let Code::Affine(scale, shift) = code {
                    names.extend([self.constant(scale), self.constant(shift)]);
                }
                let result = self.count;
                self.count += 1;
                self.write(&format!("v{result}={} {};", code.name(), names.join(" ")));
                self.results.push((out, format!("v{result}")));
                if let Loc::Memory(at) = out {
                    let to = Self::position(&mut self.canonical.wide, at);
                    self.write(&format!("w{to}=v{result};"));
                }
            }
            Instruction::Add { of, register } => {
                let (sum, of) = (self.sum(register), self.name(of));
                self.write(&format!("t{sum}+={of};"));
            }
            Instruction::AddProduct { of: [a, b], register } => {
                let (sum, a, b) = (self.sum(register), self.name(a), self.name(b));
                self.write(&format!("t{sum}+={a}*{b};"));
            }
            Instruction::Spread { view, register } => {
                if self.region.views[view].view.row() != Some(self.region.period) {
                    return None;
                }
                let row = Self::position(&mut self.canonical.rows, view);
                self.results.push((Loc::Register(register), format!("r{row}")));
            }
        }
        Some(())
    }

    fn sum(&self, register: usize) -> usize {
        self.canonical.sums.iter().position(|other| *other == register).unwrap_or(0)
    }

    fn write(&mut self, statement: &str) {
        self.canonical.key.push_str(statement);
    }
}

/// The source of the module `kernels` with a kernel for each of these keys.
pub fn source<'k>(keys: impl Iterator<Item = &'k str>) -> String {
    let mut keys: Vec<&str> = keys.collect();
    keys.sort_unstable();
    keys.dedup();
    keys.retain(|key| !key.starts_with('#'));
    let mut source = String::from(HEADER);
    let mut find = String::new();
    for (number, key) in keys.iter().enumerate() {
        body(&mut source, number, key);
        // Writing to a string cannot fail.
        let _ = writeln!(find, "        \"{key}\" => functions::<E, K{number}>(),");
    }
    source.push_str(
        "\n/// The kernel of a pass.\npub(super) fn find<E: Element>(key: &str) -> Option<[Function<E>; 2]> {\n",
    );
    source.push_str("    Some(match key {\n");
    source.push_str(&find);
    source.push_str("        _ => return None,\n    })\n}\n");
    source
}

const HEADER: &str = "\
//! Kernels for the passes of known networks' regions. Written by the example `region_kernels`, not by hand.

#![cfg_attr(rustfmt, rustfmt_skip)]

use super::kernel::{Args, Body, Function, functions};
use super::lanes::Functions;
use crate::element::Element;
";

fn body(source: &mut String, number: usize, key: &str) {
    let names = |letter: char| {
        let is_name = move |word: &&str| word.starts_with(letter) && word[1..].parse::<usize>().is_ok();
        let words = key.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.filter(is_name).filter_map(|word| word[1..].parse::<usize>().ok()).max().map_or(0, |most| most + 1)
    };
    let mut lines = Vec::new();
    let mut loaded = Vec::new();
    for statement in key.split_terminator(';') {
        let (left, right) = statement.split_once('=').unwrap_or((statement, ""));
        for word in right.split([' ', '*']).filter(|word| word.starts_with('w') && word[1..].parse::<usize>().is_ok()) {
            if !loaded.contains(&word) {
                loaded.push(word);
                lines.push(format!("let {word} = V::load(a.wide[{}].add(i));", &word[1..]));
            }
        }
        if let Some(sum) = left.strip_suffix('+') {
            lines.push(match right.split_once('*') {
                Some((x, y)) => format!("{sum} = {x}.mul_add({y}, {sum});"),
                None => format!("{sum} = {sum}.add({right});"),
            });
        } else if let Some(number) = left.strip_prefix('w') {
            lines.push(format!("{right}.store(a.wide[{number}].add(i));"));
        } else {
            lines.push(format!("let {left} = {};", expression(right)));
        }
    }
    let each = |letter: char, line: &dyn Fn(usize) -> String| {
        (0..names(letter)).map(|n| format!("                {}\n", line(n))).collect::<String>()
    };
    let begin = each('s', &|n| format!("let s{n} = V::load(a.spreads[{n}].add(c));"))
        + &each('t', &|n| format!("let mut t{n} = V::zero();"));
    let rows = each('r', &|n| format!("    let r{n} = V::splat(*a.rows[{n}].add(row));"));
    let (first, header) = match names('r') {
        0 => ("", "for _ in 0..rows"),
        _ => ("                let first = at / a.period;\n", "for row in first..first + rows"),
    };
    let constants = each('c', &|n| format!("let c{n} = V::splat(*a.constants.add({n}));"));
    let end = each('t', &|n| format!("V::load(a.sums[{n}].add(c)).add(t{n}).store(a.sums[{n}].add(c));"));
    let lines: String = lines.iter().map(|line| format!("                    {line}\n")).collect();
    // Writing to a string cannot fail.
    let _ = write!(
        source,
        "\nstruct K{number};\nimpl Body for K{number} {{\n    #[inline(always)]\n    unsafe fn run<V: Functions>(a: &Args<V::Number>, at: usize, rows: usize) {{\n        \
         // SAFETY: as the trait says.\n        unsafe {{\n{constants}            for c in (0..a.period).step_by(V::COUNT) {{\n{begin}                \
         let mut i = at + c;\n{first}                {header} {{\n{rows}{lines}                    i += a.period;\n                }}\n{end}            \
         }}\n        }}\n    }}\n}}\n"
    );
}

fn expression(right: &str) -> String {
    let words: Vec<&str> = right.split(' ').collect();
    match words[..] {
        ["affine", x, scale, shift] => format!("{x}.mul_add({scale}, {shift})"),
        ["recip", x] => format!("V::one().div({x})"),
        ["copy", x] => x.to_owned(),
        [name, x] => format!("{x}.{name}()"),
        [name, x, y] => format!("{x}.{name}({y})"),
        [name, x, y, z] => format!("{x}.{name}({y}, {z})"),
        _ => right.to_owned(),
    }
}
