//! Regions: sets of pointwise operations that can run together while their data is in cache. Analysis only; the
//! semantics are those of the operations, and an executor may ignore it.
//!
//! A region holds [`Op::Unary`], [`Op::Binary`] and [`Op::Cast`] nodes of one phase over one iteration space: the linear
//! index of a value of one length, per sample or shared. A reshape keeps that index, so regions look through it.
//! Constants and broadcasts are read as [`Operand`]s: no region stores them.
//!
//! **Sums.** A region over the values of samples may also hold sums of these, per sample or over the batch, and what follows from
//! a sample's sums in numbers of the sums' size, such as a mean and a deviation. So a norm, its statistics and the derivatives
//! through them are one region: it goes through a sample's values several times while they are in cache. Such nodes have another
//! *home* than their own iteration space: that of the values that are summed.
//!
//! **Convexity.** Each node has a stage: the largest of its arguments', plus one along every edge that cannot be fused (an
//! end does not belong in regions, or the homes differ). A region is a connected set of nodes of one stage, so no path leaves it
//! and comes back, and every edge between regions goes to a later stage.
//!
//! **Recomputation.** Some values are in memory in any case: what other operations compute or read. A region computes pointwise values
//! of earlier ones again from those (and constants and broadcasts) instead of having them stored, if it takes no more of them than it
//! saves: no more is read, less is written, and no more is kept. So a normalised activation, its sigmoid and that one's slope are
//! not stored, and of all that leads to a derivative of second order only what the products before and behind a norm have computed.

use super::plan::{StepList, phase};
use super::{Extent, Node, Op, ProgramRef, Section, Totals, ValueId, ValueType};
use alloc::vec;
use alloc::vec::Vec;

/// What a backend's regions can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Different values that a region reads, recomputed values and their operands not counted; at least 2.
    pub inputs: usize,
    /// Operations in a region, recomputed ones not counted; at least 1.
    pub ops: usize,
    /// Operations, at most, to recompute a value instead of storing it; 0 stores every value.
    pub recompute: usize,
    /// Numbers in a [`period`] of a sum, at most, that regions hold; 0 leaves all sums outside.
    pub period: usize,
    /// Numbers in a sample's value, at least, whose sums per sample regions hold: shorter ones are better done for many samples at
    /// once.
    pub row: usize,
}

/// The period of a small value repeated to a wide one, or summed from it: what the wide index must be taken modulo to
/// know the small one. It is the extent of all axes but the leading ones along which it is repeated.
pub fn period(small: &ValueType, wide: &ValueType) -> usize {
    let differs = |axis: &usize| small.shape.dim(*axis) != wide.shape.dim(*axis) || wide.shape.dim(*axis) == 1;
    let leading = (0..wide.shape.rank()).take_while(differs).count();
    (leading..wide.shape.rank()).map(|axis| wide.shape.dim(axis)).product()
}

/// What an argument of a pointwise node is in memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operand {
    /// One number everywhere.
    Constant(f64),
    /// A value with the node's own linear index: computed in the region, or read.
    Value(ValueId),
    /// A smaller value, repeated as from `small`'s type to `wide`'s.
    Spread {
        /// The value that is read.
        small: ValueId,
        /// The broadcast whose result it becomes.
        wide: ValueId,
    },
}

/// Does this node belong in a region?
pub fn is_pointwise(node: &Node) -> bool {
    matches!(node.op, Op::Unary(_) | Op::Binary(_) | Op::Cast)
}

/// Resolves an argument of a pointwise node: through reshapes to the value that lies in memory, and through broadcasts
/// to what they repeat. The nodes passed on the way, which belong in the region's step, go to `visit`.
pub fn operand(program: &ProgramRef<'_>, argument: ValueId, mut visit: impl FnMut(ValueId)) -> Operand {
    let wide = program.alias_root(argument);
    let mut at = wide;
    loop {
        match program.node(at) {
            &Node { op: Op::Constant(value), .. } => {
                visit(at);
                return Operand::Constant(value);
            }
            Node { op: Op::Broadcast, args, .. } => {
                visit(at);
                let source = program.node(args[0]);
                if !matches!(source.op, Op::Broadcast | Op::Constant(_)) {
                    return Operand::Spread { small: args[0], wide };
                }
                at = args[0];
            }
            _ => return Operand::Value(at),
        }
    }
}

/// The iteration space of a node: phase, extent, length. Pointwise nodes can be fused if theirs, or their homes, are equal.
type Space = (Option<usize>, Extent, usize);

fn space(program: &ProgramRef<'_>, value: ValueId) -> Space {
    let ty = &program.node(value).ty;
    (phase(program, value), ty.extent, ty.elements())
}

/// What it takes to recompute a value: the operations, and the full-size values that they start from. Both ascend.
#[derive(Clone)]
struct Recipe {
    nodes: Vec<ValueId>,
    sources: Vec<ValueId>,
}

/// A region or a single node, on its way to becoming a step.
struct Draft {
    phase: usize,
    nodes: Vec<ValueId>,
    stores: Vec<ValueId>,
    /// Values stored by other steps.
    reads: Vec<ValueId>,
}

struct Analysis<'a> {
    program: ProgramRef<'a>,
    limits: Limits,
    live: Vec<bool>,
    /// Read by an operation outside regions or by the caller: in memory in any case.
    forced: Vec<bool>,
    /// The space of the regions that a node can be in; `None` if in none.
    homes: Vec<Option<Space>>,
    recipes: Vec<Option<Recipe>>,
    /// Their additions are in no step.
    totals: Totals,
}

/// Steps for [`super::plan::Plan::with_steps`]: regions, and every other node that is needed on its own. A step comes just before
/// the first that needs it, so lifetimes are short.
pub fn steps(program: ProgramRef<'_>, limits: Limits) -> [StepList; 3] {
    let mut analysis = Analysis::new(program, limits);
    analysis.find_homes();
    analysis.find_recipes();
    let drafts = analysis.drafts();
    schedule(&analysis, drafts)
}

impl<'a> Analysis<'a> {
    fn new(program: ProgramRef<'a>, limits: Limits) -> Self {
        let count = program.nodes.len();
        let (mut live, mut forced) = (vec![false; count], vec![false; count]);
        for value in wanted(&program) {
            live[value.index()] = true;
            forced[value.index()] = true;
        }
        for index in (0..count).rev().filter(|&i| program.nodes[i].args().len() <= 2) {
            if !live[index] {
                continue;
            }
            let node = &program.nodes[index];
            let is_sum = is_row_sum(&program, limits, ValueId(index as u32));
            let reads_memory = !is_pointwise(node) && !is_sum && !matches!(node.op, Op::Reshape);
            for &argument in node.args() {
                let root = program.alias_root(argument);
                live[argument.index()] = true;
                live[root.index()] = true;
                let is_name = is_sum || matches!(node.op, Op::Reshape);
                let elsewhere = !is_name && space(&program, root) != space(&program, ValueId(index as u32));
                forced[root.index()] |= reads_memory || elsewhere;
            }
        }
        let totals = Totals::new(&program);
        Analysis { program, limits, live, forced, homes: vec![None; count], recipes: vec![None; count], totals }
    }

    /// Homes in order, since those of what follows from sums depend on the sums'.
    fn find_homes(&mut self) {
        for index in (0..self.program.nodes.len()).filter(|&index| self.live[index]) {
            let (value, node) = (ValueId(index as u32), &self.program.nodes[index]);
            self.homes[index] = if is_pointwise(node) && !self.totals.contains(&self.program, value) {
                let own = space(&self.program, value);
                let mut foreign = self.values(value).filter_map(|read| {
                    let home = self.homes[read.index()].filter(|home| *home != space(&self.program, read))?;
                    (own.0 == Some(1) && own.1 == Extent::PerSample && home.0 == own.0).then_some(home)
                });
                let first = foreign.next();
                Some(first.filter(|first| foreign.all(|other| other == *first)).unwrap_or(own))
            } else if is_row_sum(&self.program, self.limits, value) {
                Some(space(&self.program, self.program.alias_root(node.args[0])))
            } else {
                None
            };
        }
    }

    fn is_member(&self, value: ValueId) -> bool {
        self.homes[value.index()].is_some()
    }

    /// Has the value the size of its region's space, so that it is not summed or follows from sums?
    fn is_wide(&self, value: ValueId) -> bool {
        self.homes[value.index()] == Some(space(&self.program, value))
    }

    /// Could `reader` and the value it reads, as it is or repeated, be in one region?
    fn fusible(&self, value: ValueId, reader: ValueId) -> bool {
        let (home, reader_home) = (self.homes[value.index()], self.homes[reader.index()]);
        if home.is_none() || home != reader_home {
            return false;
        }
        let same_size = space(&self.program, value) == space(&self.program, reader);
        let is_sum = matches!(self.program.node(reader).op, Op::Sum { .. });
        match (self.is_wide(value), self.is_wide(reader)) {
            (true, true) => same_size,
            (true, false) => is_sum,
            (false, false) => same_size && !is_sum,
            // A sum over the batch is not there before the end.
            (false, true) => self.program.node(value).ty.is_per_sample(),
        }
    }

    /// The values that a node of a region reads: of its own size, repeated, or to be summed.
    fn reads(&self, node: ValueId) -> impl Iterator<Item = ValueId> + '_ {
        let is_sum = matches!(self.program.node(node).op, Op::Sum { .. });
        self.program.node(node).args().iter().filter_map(move |&argument| {
            if is_sum {
                return Some(self.program.alias_root(argument));
            }
            match operand(&self.program, argument, |_| {}) {
                Operand::Constant(_) => None,
                Operand::Value(value) => Some(value),
                Operand::Spread { small, .. } => Some(self.program.alias_root(small)),
            }
        })
    }

    /// The values of a pointwise node's own size that it reads.
    fn values(&self, node: ValueId) -> impl Iterator<Item = ValueId> + '_ {
        let operands = self.program.node(node).args().iter().map(|&argument| operand(&self.program, argument, |_| {}));
        operands.filter_map(|operand| match operand {
            Operand::Value(value) => Some(value),
            Operand::Constant(_) | Operand::Spread { .. } => None,
        })
    }

    fn find_recipes(&mut self) {
        for index in 0..self.program.nodes.len() {
            let value = ValueId(index as u32);
            let pointwise = is_pointwise(self.program.node(value));
            if pointwise && self.is_wide(value) && !self.forced[index] && self.limits.recompute > 0 {
                self.recipes[index] = self.recipe(value);
            }
        }
    }

    fn recipe(&self, value: ValueId) -> Option<Recipe> {
        let mut recipe = Recipe { nodes: vec![value], sources: Vec::new() };
        for read in self.values(value) {
            match &self.recipes[read.index()] {
                Some(part) => {
                    recipe.nodes.extend(&part.nodes);
                    recipe.sources.extend(&part.sources);
                }
                None => recipe.sources.push(read),
            }
        }
        for list in [&mut recipe.nodes, &mut recipe.sources] {
            list.sort_unstable();
            list.dedup();
        }
        let short = recipe.nodes.len() <= self.limits.recompute && recipe.sources.len() <= self.limits.inputs;
        short.then_some(recipe)
    }

    fn stages(&self) -> Vec<u32> {
        let mut stages = vec![0; self.program.nodes.len()];
        for (index, node) in self.program.nodes.iter().enumerate() {
            let value = ValueId(index as u32);
            let over = |root: ValueId| stages[root.index()] + u32::from(!self.fusible(root, value));
            stages[index] = if self.is_member(value) {
                self.reads(value).map(over).max().unwrap_or(0)
            } else {
                node.args().iter().map(|&argument| over(self.program.alias_root(argument))).max().unwrap_or(0)
            };
        }
        stages
    }

    /// Connected sets of fusible nodes of one stage, cut to the limits, with their stage; in order.
    fn regions(&self) -> Vec<(u32, Vec<ValueId>)> {
        let stages = self.stages();
        let mut parent: Vec<usize> = (0..stages.len()).collect();
        for value in (0..stages.len() as u32).map(ValueId).filter(|&value| self.is_member(value)) {
            for read in self.reads(value) {
                if self.fusible(read, value) && stages[read.index()] == stages[value.index()] {
                    let (a, b) = (find(&mut parent, read.index()), find(&mut parent, value.index()));
                    parent[a.max(b)] = a.min(b);
                }
            }
        }
        let mut members: Vec<Vec<ValueId>> = vec![Vec::new(); stages.len()];
        for value in (0..stages.len() as u32).map(ValueId).filter(|&value| self.is_member(value)) {
            members[find(&mut parent, value.index())].push(value);
        }
        let mut regions = Vec::new();
        for members in members.into_iter().filter(|members| !members.is_empty()) {
            let stage = stages[members[0].index()];
            regions.extend(self.cut(members).into_iter().map(|part| (stage, part)));
        }
        // Stable: parts of one region stay in order.
        regions.sort_by_key(|(stage, _)| *stage);
        regions
    }

    /// Cuts nodes in topological order into runs within the limits: edges lead from a run to a later one only.
    fn cut(&self, members: Vec<ValueId>) -> Vec<Vec<ValueId>> {
        let mut parts: Vec<Vec<ValueId>> = vec![Vec::new()];
        let mut inputs: Vec<ValueId> = Vec::new();
        for value in members {
            let Some(part) = parts.last_mut() else { break };
            let mut with = inputs.clone();
            for read in self.reads(value) {
                if !part.contains(&read) && !with.contains(&read) {
                    with.push(read);
                }
            }
            let full = part.len() >= self.limits.ops || with.len() > self.limits.inputs;
            if full && !part.is_empty() {
                parts.push(vec![value]);
                inputs = self.reads(value).collect();
            } else {
                part.push(value);
                inputs = with;
            }
        }
        parts
    }

    /// Steps without an order: from the last region to the first, so that it is known what each must store.
    fn drafts(&self) -> Vec<Draft> {
        let mut demanded = self.forced.clone();
        let mut drafts = Vec::new();
        for (_, members) in self.regions().into_iter().rev() {
            let stores: Vec<ValueId> = members.iter().copied().filter(|v| demanded[v.index()]).collect();
            if stores.is_empty() {
                continue;
            }
            drafts.push(self.draft_region(&members, stores, &mut demanded));
        }
        for value in (0..self.program.nodes.len() as u32).map(ValueId) {
            let node = self.program.node(value);
            let alone = self.live[value.index()] && !is_pointwise(node) && !self.is_member(value);
            if let (true, Some(phase)) = (alone, phase(&self.program, value)) {
                let reads = node.args().iter().map(|&argument| self.program.alias_root(argument)).collect();
                drafts.push(Draft { phase, nodes: vec![value], stores: vec![value], reads });
            }
        }
        drafts
    }

    /// The nodes that the stores need, with what is recomputed for them and the broadcasts and constants they read.
    fn draft_region(&self, members: &[ValueId], stores: Vec<ValueId>, demanded: &mut [bool]) -> Draft {
        let (_, reads) = self.collect(&stores, |value| members.contains(&value));
        let again = self.recomputed(&reads, members, demanded);
        let (mut nodes, reads) = self.collect(&stores, |v| members.contains(&v) || again.binary_search(&v).is_ok());
        reads.iter().for_each(|read| demanded[read.index()] = true);
        nodes.sort_unstable();
        let phase = phase(&self.program, stores[0]).unwrap_or(0);
        Draft { phase, nodes, stores, reads }
    }

    /// The stores and those nodes before them that are `inside`, with the broadcasts and constants they read; and all values that
    /// these read in memory.
    fn collect(&self, stores: &[ValueId], inside: impl Fn(ValueId) -> bool) -> (Vec<ValueId>, Vec<ValueId>) {
        let mut nodes: Vec<ValueId> = Vec::new();
        let mut reads: Vec<ValueId> = Vec::new();
        let mut open = stores.to_vec();
        let push = |list: &mut Vec<ValueId>, value| {
            if !list.contains(&value) {
                list.push(value);
            }
        };
        while let Some(value) = open.pop() {
            if nodes.contains(&value) {
                continue;
            }
            nodes.push(value);
            if is_pointwise(self.program.node(value)) {
                for &argument in self.program.node(value).args() {
                    operand(&self.program, argument, |leaf| push(&mut nodes, leaf));
                }
            }
            for read in self.reads(value) {
                if inside(read) { open.push(read) } else { push(&mut reads, read) }
            }
        }
        (nodes, reads)
    }

    /// Which operations of other regions a region with these reads does again: those of all values that follow from what it reads
    /// anyway, and those of the rest if they take no more other values than they are.
    fn recomputed(&self, reads: &[ValueId], members: &[ValueId], demanded: &[bool]) -> Vec<ValueId> {
        let home = self.homes[members[0].index()];
        let wide = |value: &&ValueId| self.is_wide(**value) && self.homes[value.index()] == home;
        let recipe = |value: ValueId| self.recipes[value.index()].as_ref().filter(|_| !demanded[value.index()]);
        let (mut open, mut sources): (Vec<ValueId>, Vec<ValueId>) =
            reads.iter().filter(wide).partition(|value| recipe(**value).is_some());
        sources.extend(reads.iter().filter(|value| !self.is_member(**value)));
        let mut again: Vec<ValueId> = Vec::new();
        let mut take = |value: ValueId| again.extend(recipe(value).iter().flat_map(|recipe| &recipe.nodes));
        let from = |value: ValueId| recipe(value).map_or(&[][..], |recipe| &recipe.sources);
        open.retain(|&value| {
            let free = from(value).iter().all(|source| sources.contains(source));
            if free {
                take(value);
            }
            !free
        });
        let mut more: Vec<ValueId> = open.iter().flat_map(|&value| from(value)).copied().collect();
        more.retain(|source| !sources.contains(source));
        more.sort_unstable();
        more.dedup();
        if more.len() <= open.len() {
            open.into_iter().for_each(take);
        }
        again.sort_unstable();
        again.dedup();
        again
    }
}

/// Is this a sum that regions hold? Per sample it must be worth going through the samples one by one.
fn is_row_sum(program: &ProgramRef<'_>, limits: Limits, value: ValueId) -> bool {
    let node = program.node(value);
    if !matches!(node.op, Op::Sum { .. }) {
        return false;
    }
    let root = program.node(program.alias_root(node.args[0]));
    let wide = program.node(node.args[0]).ty;
    let long = wide.shape.len() >= limits.row || !node.ty.is_per_sample();
    let period = period(&node.ty, &wide);
    wide.is_per_sample() && long && period <= limits.period && !matches!(root.op, Op::Broadcast | Op::Constant(_))
}

/// Values that the caller gets.
fn wanted<'a>(program: &ProgramRef<'a>) -> impl Iterator<Item = ValueId> + use<'a> {
    let program = *program;
    let outputs = program.outputs.iter().map(|output| output.value);
    outputs
        .chain(program.updates.iter().map(|update| update.value))
        .flat_map(move |value| [value, program.alias_root(value)])
}

fn find(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

/// Orders steps: the nodes outside regions as in the program, everything else just before it is needed.
///
/// A sum over the batch is not waited for: what it sums would have to be kept until the end.
fn schedule(analysis: &Analysis<'_>, mut drafts: Vec<Draft>) -> [StepList; 3] {
    let (program, live) = (&analysis.program, &analysis.live);
    let mut stored_by: Vec<Option<usize>> = vec![None; program.nodes.len()];
    for (number, draft) in drafts.iter().enumerate() {
        for store in &draft.stores {
            stored_by[store.index()] = Some(number);
        }
    }
    let mut is_wanted = vec![false; program.nodes.len()];
    wanted(program).for_each(|value| is_wanted[value.index()] = true);
    let mut lists: [StepList; 3] = Default::default();
    let mut done = vec![false; drafts.len()];
    for (index, node) in program.nodes.iter().enumerate() {
        let member = analysis.is_member(ValueId(index as u32)) && node.section != Section::Reduce;
        let lazy = member || matches!(node.op, Op::Broadcast | Op::Constant(_));
        if !live[index] || (lazy && !is_wanted[index]) {
            continue;
        }
        let mut open: Vec<usize> = stored_by[index].into_iter().collect();
        while let Some(&number) = open.last() {
            let missing = drafts[number].reads.iter().filter_map(|read| stored_by[read.index()]).find(|&n| !done[n]);
            if let Some(missing) = missing.filter(|_| !done[number]) {
                open.push(missing);
                continue;
            }
            open.pop();
            if !core::mem::replace(&mut done[number], true) {
                let draft = &mut drafts[number];
                lists[draft.phase].push((core::mem::take(&mut draft.nodes), core::mem::take(&mut draft.stores)));
            }
        }
    }
    lists
}
