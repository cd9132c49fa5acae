//! Reads the text form of programs.

use super::error::{ParseError, ParseErrorKind};
use super::line::Line;
use super::{ROLES, VERSION};
use crate::program::{
    Axes, Binary, Builder, Distribution, Dtype, ErrorKind, Extent, Input, Op, Output, Program, ProgramError, RowMap,
    Shape, Unary, Update, ValueId, ValueType, Window,
};
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::str::FromStr;

impl FromStr for Program {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Program::parse(text)
    }
}

impl Program {
    /// Reads the text form that `Display` of [`ProgramRef`](crate::program::ProgramRef) writes. The program is verified, and
    /// otherwise exactly what stands there: nothing is optimized.
    ///
    /// # Errors
    /// The first place where the text does not follow the grammar or the program is not sound.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let mut parser = Parser::default();
        let mut begun = false;
        let mut last = 1;
        for (index, source) in text.lines().enumerate() {
            last = index + 1;
            let mut line = Line { text: source, at: 0, number: last };
            if line.ended() {
                continue;
            }
            if begun {
                parser.statement(&mut line)?;
            } else {
                header(&mut line)?;
                begun = true;
            }
            if !line.ended() {
                return Err(line.expected("the end of the line"));
            }
        }
        let end = Line { text: "", at: 0, number: last };
        if !begun {
            return Err(end.expected("the line `program 1`"));
        }
        let program = parser.builder.program;
        program.as_ref().verify().map_err(|error| end.unsound(0, error))?;
        Ok(program)
    }
}

fn header(line: &mut Line<'_>) -> Result<(), ParseError> {
    if line.word() != "program" {
        return Err(Line { at: 0, ..*line }.expected("the line `program 1`"));
    }
    let start = line.at;
    if line.number::<u32>()? == VERSION { Ok(()) } else { Err(Line { at: start, ..*line }.expected("version 1")) }
}

#[derive(Default)]
struct Parser {
    builder: Builder,
    inputs: BTreeMap<String, u32>,
}

impl Parser {
    fn statement(&mut self, line: &mut Line<'_>) -> Result<(), ParseError> {
        line.blanks();
        let start = line.at;
        if line.rest().starts_with('%') {
            return self.node(line);
        }
        match line.word() {
            "input" => self.input(line, start),
            "output" => self.output(line, start),
            "update" => self.update(line, start),
            _ => Err(Line { at: start, ..*line }.expected("`input`, `output`, `update` or a value")),
        }
    }

    fn input(&mut self, line: &mut Line<'_>, start: usize) -> Result<(), ParseError> {
        let name = line.name()?;
        let role = line.one_of(&ROLES, "`data`, `state` or `frozen`")?;
        line.token(":", "`:`")?;
        let ty = self.ty(line)?;
        let program = &mut self.builder.program;
        let number = program.inputs.len();
        let interned = program.intern(&name);
        program.inputs.push(Input { name: interned, role, ty });
        self.inputs.insert(name, number as u32);
        program.as_ref().verify_input(number).map_err(|error| line.unsound(start, error))
    }

    fn output(&mut self, line: &mut Line<'_>, start: usize) -> Result<(), ParseError> {
        let name = line.name()?;
        line.token("=", "`=`")?;
        let value = line.value()?;
        let program = &mut self.builder.program;
        let name = program.intern(&name);
        program.outputs.push(Output { name, value });
        program.as_ref().verify_output(program.outputs.len() - 1).map_err(|error| line.unsound(start, error))
    }

    fn update(&mut self, line: &mut Line<'_>, start: usize) -> Result<(), ParseError> {
        let input = self.known_input(line)?;
        line.token("=", "`=`")?;
        let value = line.value()?;
        let program = &mut self.builder.program;
        program.updates.push(Update { input, value });
        program.as_ref().verify_update(program.updates.len() - 1).map_err(|error| line.unsound(start, error))
    }

    fn known_input(&self, line: &mut Line<'_>) -> Result<u32, ParseError> {
        line.blanks();
        let start = line.at;
        let name = line.name()?;
        let unknown = Line { at: start, ..*line }.error(ParseErrorKind::UnknownInput);
        self.inputs.get(&name).copied().ok_or(unknown)
    }

    fn node(&mut self, line: &mut Line<'_>) -> Result<(), ParseError> {
        let start = line.at;
        let next = self.builder.program.nodes.len();
        if line.value()?.index() != next {
            return Err(Line { at: start, ..*line }.error(ParseErrorKind::NodeNumber { next }));
        }
        line.token("=", "`=`")?;
        line.blanks();
        let at = line.at;
        let (op, args) = self.operation(line)?;
        line.token(":", "`:`")?;
        let ty = self.ty(line)?;
        if let Op::Input(input) = op
            && self.builder.program.inputs[input as usize].ty != ty
        {
            let kind = ErrorKind::Table { rule: "an input node has its declaration's type" };
            return Err(line.unsound(at, ProgramError { at: next, kind }));
        }
        self.builder.push(op, &args, ty).map_err(|error| line.unsound(at, error))?;
        Ok(())
    }

    fn ty(&self, line: &mut Line<'_>) -> Result<ValueType, ParseError> {
        line.blanks();
        let start = line.at;
        let extents = [("shared", Extent::Shared), ("sample", Extent::PerSample)];
        let extent = line.one_of(&extents, "`shared` or `sample`")?;
        let dtypes = [("narrow", Dtype::Narrow), ("wide", Dtype::Wide), ("index", Dtype::Index)];
        let dtype = line.one_of(&dtypes, "`narrow`, `wide` or `index`")?;
        let dims: Vec<usize> = line.list()?;
        let error = ProgramError { at: self.builder.program.nodes.len(), kind: ErrorKind::Shape };
        let shape = Shape::new(&dims).ok_or_else(|| line.unsound(start, error))?;
        Ok(ValueType { extent, dtype, shape })
    }

    fn operation(&self, line: &mut Line<'_>) -> Result<(Op, Vec<ValueId>), ParseError> {
        let start = line.at;
        let word = line.word();
        if !Op::NAMES.contains(&word) {
            return Err(Line { at: start, ..*line }.error(ParseErrorKind::UnknownOperation));
        }
        line.token("(", "`(`")?;
        let mut args = Vec::new();
        let leaf = match word {
            "input" => Some(Op::Input(self.known_input(line)?)),
            "constant" => Some(Op::Constant(line.float()?)),
            _ => {
                args.push(line.value()?);
                if line.eat(",") {
                    args.push(line.value()?);
                }
                None
            }
        };
        line.token(")", "`)`")?;
        let op = match leaf {
            Some(leaf) => leaf,
            None => line.parametrized(word)?,
        };
        Ok((op, args))
    }
}

impl Line<'_> {
    /// The operation that `word` names, with the parameters that stand behind its arguments.
    fn parametrized(&mut self, word: &str) -> Result<Op, ParseError> {
        Ok(match word {
            "affine" => {
                self.key("scale", "`scale=`")?;
                let scale = self.float()?;
                self.key("shift", "`shift=`")?;
                Op::Unary(Unary::Affine { scale, shift: self.float()? })
            }
            "recip" => Op::Unary(Unary::Recip),
            "sqrt" => Op::Unary(Unary::Sqrt),
            "sigmoid" => Op::Unary(Unary::Sigmoid),
            "add" => Op::Binary(Binary::Add),
            "sub" => Op::Binary(Binary::Sub),
            "mul" => Op::Binary(Binary::Mul),
            "cast" => Op::Cast,
            "softmax" => Op::RowMap(RowMap::Softmax),
            "cumsum" => Op::RowMap(RowMap::CumSum { reverse: self.flag("reverse") }),
            "log_sum_exp" => Op::LogSumExp,
            "reshape" => Op::Reshape,
            "slice" => {
                let axis = self.axis()?;
                self.key("start", "`start=`")?;
                Op::Slice { axis, start: self.number()? }
            }
            "pad" => {
                let axis = self.axis()?;
                self.key("before", "`before=`")?;
                Op::Pad { axis, before: self.number()? }
            }
            "concat" => Op::Concat { axis: self.axis()? },
            "broadcast" => Op::Broadcast,
            "sum" => Op::Sum { axes: self.axes()? },
            "matmul" => Op::MatMul { ta: self.flag("ta"), tb: self.flag("tb") },
            "conv" => Op::Conv(self.window()?),
            "conv_data" => Op::ConvData(self.window()?),
            "conv_filter" => Op::ConvFilter(self.window()?),
            "take" => Op::Take,
            "scatter_add" => Op::ScatterAdd,
            "random" => self.random()?,
            _ => return Err(self.error(ParseErrorKind::UnknownOperation)),
        })
    }

    fn axis(&mut self) -> Result<u8, ParseError> {
        self.key("axis", "`axis=`")?;
        self.number()
    }

    fn axes(&mut self) -> Result<Axes, ParseError> {
        self.key("axes", "`axes=`")?;
        self.blanks();
        let start = *self;
        let axes: Vec<u8> = self.list()?;
        let bit = |axis: &u8| 1u8.checked_shl(u32::from(*axis)).ok_or_else(|| start.error(ParseErrorKind::Range));
        axes.iter().try_fold(0, |bits, axis| Ok(bits | bit(axis)?)).map(Axes::from_bits)
    }

    fn window(&mut self) -> Result<Window, ParseError> {
        self.key("stride", "`stride=`")?;
        let stride = self.number()?;
        self.key("before", "`before=`")?;
        let before = self.pair()?;
        self.key("after", "`after=`")?;
        Ok(Window { stride, before, after: self.pair()? })
    }

    fn pair(&mut self) -> Result<[u8; 2], ParseError> {
        self.blanks();
        let start = *self;
        let list: Vec<u8> = self.list()?;
        list.try_into().map_err(|_| start.expected("two numbers"))
    }

    fn random(&mut self) -> Result<Op, ParseError> {
        self.key("stream", "`stream=`")?;
        let stream = self.number()?;
        if self.flag("normal") {
            return Ok(Op::Random { stream, distribution: Distribution::Normal });
        }
        self.key("bernoulli", "`normal` or `bernoulli=`")?;
        Ok(Op::Random { stream, distribution: Distribution::Bernoulli { p: self.float()? } })
    }
}
