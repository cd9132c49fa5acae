//! Prints one pass: what threads compute row by row, and what the block makes of the sums.

use super::*;
use crate::cuda::lower::regions::{expression, name, spread_axes};
use crate::cuda::lower::{literal, read, write};

/// Before statements of the loop over rows.
const I: &str = "                ";

/// What a pass computes in registers, while it is written.
#[derive(Default)]
struct Rows {
    /// The wide nodes that it computes, in order.
    here: Vec<ValueId>,
    /// What a thread needs once, since its column does not change.
    once: Vec<String>,
    /// What it loads for each row: a value and how it is addressed.
    loads: Vec<(ValueId, String)>,
    compute: String,
}

impl Passes<'_> {
    /// Prints the pass of this level.
    pub(super) fn pass(&mut self, level: usize) {
        let due = |value: &ValueId| self.level(*value) == level + usize::from(self.ty(*value).is_per_sample());
        let of_level = |value: &ValueId| is_sum(self.program, *value) && due(value);
        let sums: Vec<ValueId> = self.nodes.iter().copied().filter(of_level).collect();
        let is_due = |value: &ValueId| !self.is_small(*value) && self.level(*value) == level;
        let stores: Vec<ValueId> = self.stores.iter().copied().filter(is_due).collect();
        let small = |value: &ValueId| {
            self.is_small(*value) && self.ty(*value).is_per_sample() && self.level(*value) == level + 1
        };
        let small: Vec<ValueId> = self.nodes.iter().copied().filter(small).collect();
        if !sums.is_empty() || !stores.is_empty() {
            self.rows(level, &sums, &stores);
        }
        if !sums.is_empty() {
            let (lanes, width, count) = (self.lanes, self.slices.width, sums.len());
            let _ = writeln!(
                self.body,
                "        __syncthreads();\n        add_lanes<{lanes}, {width}>(sums, {count});\n        __syncthreads();"
            );
        }
        for (number, &sum) in sums.iter().enumerate() {
            if !self.ty(sum).is_per_sample() {
                self.batch_sum(number, sum);
            }
        }
        if sums.is_empty() && !small.is_empty() {
            // The block may still be busy with the sample before.
            self.body.push_str("        __syncthreads();\n");
        }
        self.small(&sums, &small);
        if !sums.is_empty() || !small.is_empty() {
            self.body.push_str("        __syncthreads();\n");
        }
    }

    /// The wide nodes that lead to these sums and stores from what is in memory by then.
    fn needed(&self, level: usize, sums: &[ValueId], stores: &[ValueId]) -> Vec<ValueId> {
        let is_here = |value: ValueId| {
            let stored_before = self.stores.contains(&value) && self.level(value) < level;
            self.computed(value).is_some() && !self.is_small(value) && !stored_before
        };
        let summed = sums.iter().map(|&sum| self.program.alias_root(self.program.node(sum).args[0]));
        let mut open: Vec<ValueId> = summed.chain(stores.iter().copied()).collect();
        let mut needed = Vec::new();
        while let Some(value) = open.pop() {
            if !is_here(value) || needed.contains(&value) {
                continue;
            }
            needed.push(value);
            open.extend(self.operands(value).filter_map(|operand| match operand {
                Operand::Value(read) => Some(read),
                Operand::Constant(_) | Operand::Spread { .. } => None,
            }));
        }
        needed.sort_unstable();
        needed
    }

    fn rows(&mut self, level: usize, sums: &[ValueId], stores: &[ValueId]) {
        let mut rows = Rows { here: self.needed(level, sums, stores), ..Rows::default() };
        for value in rows.here.clone() {
            let node = self.program.node(value);
            let arguments: Vec<_> = node.args().iter().map(|&argument| self.argument(argument, &mut rows)).collect();
            let _ = writeln!(rows.compute, "{I}    float {} = {};", name(value), expression(node, &arguments));
        }
        for &store in stores {
            let pointer = self.pointer(write(store));
            let _ = writeln!(rows.compute, "{I}    store({pointer}, i, {});", name(store));
            self.touch(store);
        }
        for (number, &sum) in sums.iter().enumerate() {
            let summed = self.program.alias_root(self.program.node(sum).args[0]);
            let term = self.wide(summed, &mut rows);
            let _ = writeln!(rows.compute, "{I}    a{number} += {term};");
        }
        self.print(&rows, sums.len());
    }

    /// Notes that a pass goes through a wide value in memory.
    fn touch(&mut self, value: ValueId) {
        if self.touched.contains(&value) {
            self.again.push(value);
        } else {
            self.touched.push(value);
        }
    }

    fn argument(&mut self, argument: ValueId, rows: &mut Rows) -> String {
        match operand(self.program, argument, |_| {}) {
            Operand::Constant(number) => literal(number),
            Operand::Value(value) => self.wide(value, rows),
            Operand::Spread { small, wide } => self.repeated(small, self.ty(wide), rows),
        }
    }

    /// A number of a wide value.
    fn wide(&mut self, value: ValueId, rows: &mut Rows) -> String {
        if rows.here.contains(&value) {
            return name(value);
        }
        if self.is_small(value) {
            // A sum of one number each.
            return self.repeated(value, self.ty(self.program.node(value).args[0]), rows);
        }
        if !rows.loads.iter().any(|(loaded, at)| *loaded == value && at == "i") {
            self.touch(value);
        }
        load(rows, value, "i".to_owned())
    }

    /// A number of a small value that is repeated.
    fn repeated(&mut self, small: ValueId, wide: ValueType, rows: &mut Rows) -> String {
        let (root, ty, columns) = (self.program.alias_root(small), self.ty(small), self.slices.columns);
        let by_column = columns.is_multiple_of(period(&ty, &wide));
        if !by_column || (!self.by_sample && ty.is_per_sample()) {
            return load(rows, root, address("i", &spread_axes(&ty, &wide)));
        }
        let at = address("c", &View::new(&ty, &wide, columns).axes);
        let from = if self.is_small(root) {
            let (name, base) = (self.small_name(root), self.base(ty.elements()));
            format!("{name}[{at}{base}]")
        } else {
            let pointer = self.pointer(read(root));
            let sample = if ty.is_per_sample() { format!("s * {}u + ", ty.elements()) } else { String::new() };
            format!("load({pointer}, {sample}{at})")
        };
        let number = rows.once.iter().position(|other| *other == from).unwrap_or_else(|| {
            rows.once.push(from);
            rows.once.len() - 1
        });
        format!("h{number}")
    }

    /// What must be taken off a small value's index to have it within the slice.
    fn base(&self, len: usize) -> String {
        if self.slices.count() == 1 { String::new() } else { format!(" - blockIdx.x * {}u", self.each(len)) }
    }

    fn print(&mut self, rows: &Rows, sums: usize) {
        let (width, lanes) = (self.slices.width, self.lanes);
        let mut text = String::new();
        let _ = match (width > THREADS, lanes * width == THREADS) {
            (true, _) => writeln!(text, "        for (u32 k = threadIdx.x; k < {width}u; k += THREADS) {{"),
            (_, true) => writeln!(text, "        {{\n            u32 k = threadIdx.x % {width}u;"),
            _ => writeln!(text, "        if (lane < {lanes}u) {{\n            u32 k = threadIdx.x % {width}u;"),
        };
        let lane = if width > THREADS { "0u" } else { "lane" };
        let from = if self.by_sample { format!("s * {}u + c", self.ty.elements()) } else { "c".to_owned() };
        let _ = writeln!(text, "            u32 c = first + k, from = {from};");
        for (number, once) in rows.once.iter().enumerate() {
            let _ = writeln!(text, "            float h{number} = {once};");
        }
        for number in 0..sums {
            let _ = writeln!(text, "            float a{number} = 0.0f;");
        }
        text.push_str(&self.row_loop(rows, lane));
        for number in 0..sums {
            let at = number * lanes * width;
            let _ = writeln!(text, "            sums[{at}u + {lane} * {width}u + k] = a{number};");
        }
        text.push_str("        }\n");
        self.body.push_str(&text);
        if sums > 0 {
            self.reserve_sums(sums * lanes * width);
        }
    }

    /// The loop of a thread over its rows: some are loaded, then computed with, so that memory has several requests at a time.
    fn row_loop(&mut self, rows: &Rows, lane: &str) -> String {
        let Slices { columns, rows: of_sample, .. } = self.slices;
        let (lanes, ahead) = (self.lanes, self.at_a_time(rows.loads.len()));
        let step = lanes * ahead;
        let (start, end, step_text) = match self.by_sample {
            true => (lane.to_owned(), format!("{of_sample}u"), format!("{step}u")),
            false => {
                let start = format!("blockIdx.y * {step}u + {lane}");
                (start, format!("{of_sample}u * samples"), format!("gridDim.y * {step}u"))
            }
        };
        let never_beyond = ahead == 1 || (self.by_sample && of_sample.is_multiple_of(step));
        let inside = if never_beyond { String::new() } else { format!("{I}    if (row >= {end}) break;\n") };
        let each = format!(
            "{I}#pragma unroll\n{I}for (u32 u = 0; u < {ahead}; u++) {{\n\
             {I}    u32 row = start + u * {lanes}u, i = from + row * {columns}u;\n{inside}"
        );
        let mut text = format!("            for (u32 start = {start}; start < {end}; start += {step_text}) {{\n");
        for number in 0..rows.loads.len() {
            let _ = writeln!(text, "{I}float y{number}[{ahead}];");
        }
        text.push_str(&each);
        for (number, (value, at)) in rows.loads.iter().enumerate() {
            let _ = writeln!(text, "{I}    y{number}[u] = load({}, {at});", self.pointer(read(*value)));
        }
        let _ = write!(text, "{I}}}\n{each}");
        for number in 0..rows.loads.len() {
            let _ = writeln!(text, "{I}    float x{number} = y{number}[u];");
        }
        let _ = write!(text, "{}{I}}}\n            }}\n", rows.compute);
        text
    }

    fn reserve_sums(&mut self, len: usize) {
        match self.shared.iter_mut().find(|(value, _)| value.is_none()) {
            Some((_, known)) => *known = len.max(*known),
            None => self.shared.push((None, len)),
        }
    }

    /// The statements that leave number `j` of a sum in a variable.
    fn gather(&self, number: usize, sum: ValueId, to: &str) -> String {
        let wide = self.ty(self.program.node(sum).args[0]);
        let view = View::new(&self.ty(sum), &wide, self.slices.columns);
        let (kept, summed) = (view.columns(true), view.columns(false));
        let terms: usize = summed.iter().map(|axis: &Axis| axis.extent.unwrap_or(1)).product();
        let at = number * self.lanes * self.slices.width;
        let (from, term) = (address("j", &kept), address("t", &summed));
        format!(
            "            float {to} = 0.0f;\n            for (u32 t = 0; t < {terms}u; t++) {to} += sums[{at}u + {from} + {term} - first];\n"
        )
    }

    /// The head of a loop over the slice's numbers of a small value of this length.
    fn numbers(&self, len: usize) -> String {
        let each = self.each(len);
        let base = if self.slices.count() == 1 { String::new() } else { format!(" + blockIdx.x * {each}u") };
        format!("        for (u32 o = threadIdx.x; o < {each}u; o += THREADS) {{\n            u32 j = o{base};\n")
    }

    /// Adds the block's part of a sum over the batch to its row of parts.
    fn batch_sum(&mut self, number: usize, sum: ValueId) {
        let parts = self.pointer((Pointer::Write, PARTS));
        let offset = self.batch_sums.iter().find(|(other, _)| *other == sum).map_or(0, |(_, offset)| *offset);
        let mut text = self.numbers(self.ty(sum).elements()) + &self.gather(number, sum, "sum");
        let _ = writeln!(text, "            float* to = {parts} + blockIdx.y * {}u + {offset}u + j;", self.row);
        let value = if self.by_sample { "s == blockIdx.y ? sum : *to + sum" } else { "sum" };
        let _ = writeln!(text, "            *to = {value};\n        }}");
        self.body.push_str(&text);
    }

    /// Sums of samples, and what follows from them: a thread for each number, for all values of one length.
    fn small(&mut self, sums: &[ValueId], small: &[ValueId]) {
        let mut lens: Vec<usize> = small.iter().map(|&value| self.ty(value).elements()).collect();
        lens.sort_unstable();
        lens.dedup();
        for len in lens {
            let here: Vec<ValueId> = small.iter().copied().filter(|&v| self.ty(v).elements() == len).collect();
            let mut text = self.numbers(len) + &format!("            u32 g = s * {len}u + j;\n");
            for &value in &here {
                let node = self.program.node(value);
                if let Some(number) = sums.iter().position(|sum| *sum == value) {
                    text.push_str(&self.gather(number, value, &name(value)));
                } else {
                    let arguments: Vec<_> =
                        node.args().iter().map(|&argument| self.small_argument(argument, &here)).collect();
                    let _ = writeln!(text, "            float {} = {};", name(value), expression(node, &arguments));
                }
                let _ = writeln!(text, "            {}[o] = {};", self.small_name(value), name(value));
                if self.stores.contains(&value) {
                    let _ = writeln!(text, "            store({}, g, {});", self.pointer(write(value)), name(value));
                }
            }
            text.push_str("        }\n");
            self.body.push_str(&text);
        }
    }

    /// Number `j` of what a small value is made of.
    fn small_argument(&mut self, argument: ValueId, here: &[ValueId]) -> String {
        match operand(self.program, argument, |_| {}) {
            Operand::Constant(number) => literal(number),
            Operand::Value(value) => self.small_number(value, "g".to_owned(), here),
            Operand::Spread { small, wide } => {
                let at = address("g", &spread_axes(&self.ty(small), &self.ty(wide)));
                self.small_number(self.program.alias_root(small), at, here)
            }
        }
    }

    fn small_number(&mut self, value: ValueId, at: String, here: &[ValueId]) -> String {
        if here.contains(&value) {
            return name(value);
        }
        if self.is_small(value) {
            // Of the same length, as all that may follow from each other here.
            return format!("{}[o]", self.small_name(value));
        }
        format!("load({}, {at})", self.pointer(read(value)))
    }
}

/// The name of a number that is loaded for each row.
fn load(rows: &mut Rows, value: ValueId, at: String) -> String {
    let key = (value, at);
    let number = rows.loads.iter().position(|loaded| *loaded == key).unwrap_or_else(|| {
        rows.loads.push(key);
        rows.loads.len() - 1
    });
    format!("x{number}")
}
