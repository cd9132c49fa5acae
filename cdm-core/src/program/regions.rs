//! Regions: sets of pointwise operations that can run together while their data is in cache. Analysis only; the
//! semantics are those of the operations, and an executor may ignore it.
//!
//! A region holds [`Op::Unary`], [`Op::Binary`] and [`Op::Cast`] nodes of one phase over one iteration space: the linear
//! index of a value of one length, per sample or shared. A reshape keeps that index, so regions look through it.
//! Constants and broadcasts are read as [`Operand`]s: no region stores them.
//!
//! **Convexity.** Each node has a stage: the largest of its arguments', plus one along every edge that cannot be fused (an
//! end is not pointwise, or the spaces differ). A region is a connected set of nodes of one stage, so no path leaves it and
//! comes back, and every edge between regions goes to a later stage.
//!
//! **Recomputation.** A pointwise value that follows from *one* full-size value (and constants and broadcasts) in a
//! few operations is computed again in each region that reads it: keeping the other value alive instead costs no more
//! memory, and mostly it is alive anyway. So a normalised activation, its sigmoid and that one's slope are not stored.

use super::plan::{StepList, phase};
use super::{Extent, Node, Op, ProgramRef, Totals, ValueId};
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

/// The iteration space of a node: phase, extent, length. Pointwise nodes can be fused if theirs are equal.
type Space = (Option<usize>, Extent, usize);

fn space(program: &ProgramRef<'_>, value: ValueId) -> Space {
    let ty = &program.node(value).ty;
    (phase(program, value), ty.extent, ty.elements())
}

/// What it takes to recompute a value: the operations in order, and the full-size value they need.
#[derive(Clone)]
struct Recipe {
    nodes: Vec<ValueId>,
    source: Option<ValueId>,
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
    recipes: Vec<Option<Recipe>>,
    /// Their additions are in no step.
    totals: Totals,
}

/// Steps for [`super::plan::Plan::with_steps`]: regions, and every other node that is needed on its own. A step comes just before
/// the first that needs it, so lifetimes are short.
pub fn steps(program: ProgramRef<'_>, limits: Limits) -> [StepList; 3] {
    let mut analysis = Analysis::new(program, limits);
    analysis.find_recipes();
    let drafts = analysis.drafts();
    schedule(&program, &analysis.live, drafts)
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
            let reads_memory = !is_pointwise(node) && !matches!(node.op, Op::Reshape);
            for &argument in node.args() {
                let root = program.alias_root(argument);
                live[argument.index()] = true;
                live[root.index()] = true;
                forced[root.index()] |= reads_memory || space(&program, root) != space(&program, ValueId(index as u32));
            }
        }
        let totals = Totals::new(&program);
        Analysis { program, limits, live, forced, recipes: vec![None; count], totals }
    }

    fn is_member(&self, value: ValueId) -> bool {
        let is_total = self.totals.contains(&self.program, value);
        self.live[value.index()] && is_pointwise(self.program.node(value)) && !is_total
    }

    /// Could `reader` and the value it reads be in one region?
    fn fusible(&self, value: ValueId, reader: ValueId) -> bool {
        self.is_member(value) && self.is_member(reader) && space(&self.program, value) == space(&self.program, reader)
    }

    /// The full-size values that a pointwise node reads.
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
            if self.is_member(value) && !self.forced[index] && self.limits.recompute > 0 {
                self.recipes[index] = self.recipe(value);
            }
        }
    }

    fn recipe(&self, value: ValueId) -> Option<Recipe> {
        let mut recipe = Recipe { nodes: vec![value], source: None };
        for read in self.values(value) {
            let part = match &self.recipes[read.index()] {
                Some(part) => part.clone(),
                None => Recipe { nodes: Vec::new(), source: Some(read) },
            };
            if recipe.source.is_some() && part.source.is_some() && recipe.source != part.source {
                return None;
            }
            recipe.source = recipe.source.or(part.source);
            recipe.nodes.extend(part.nodes);
        }
        recipe.nodes.sort_unstable();
        recipe.nodes.dedup();
        (recipe.nodes.len() <= self.limits.recompute).then_some(recipe)
    }

    fn stages(&self) -> Vec<u32> {
        let mut stages = vec![0; self.program.nodes.len()];
        for (index, node) in self.program.nodes.iter().enumerate() {
            let value = ValueId(index as u32);
            let over = node.args().iter().map(|&argument| {
                let root = self.program.alias_root(argument);
                stages[root.index()] + u32::from(!self.fusible(root, value))
            });
            stages[index] = over.max().unwrap_or(0);
        }
        stages
    }

    /// Connected sets of fusible nodes of one stage, cut to the limits, with their stage; in order.
    fn regions(&self) -> Vec<(u32, Vec<ValueId>)> {
        let stages = self.stages();
        let mut parent: Vec<usize> = (0..stages.len()).collect();
        for value in (0..stages.len() as u32).map(ValueId).filter(|&value| self.is_member(value)) {
            for read in self.values(value) {
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
            for &argument in self.program.node(value).args() {
                let read = match operand(&self.program, argument, |_| {}) {
                    Operand::Constant(_) => continue,
                    Operand::Value(value) => value,
                    Operand::Spread { wide, .. } => wide,
                };
                if !part.contains(&read) && !with.contains(&read) {
                    with.push(read);
                }
            }
            let full = part.len() >= self.limits.ops || with.len() > self.limits.inputs;
            if full && !part.is_empty() {
                parts.push(vec![value]);
                inputs = self.values(value).collect();
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
            if let (true, false, Some(phase)) =
                (self.live[value.index()], is_pointwise(node), phase(&self.program, value))
            {
                let reads = node.args().iter().map(|&argument| self.program.alias_root(argument)).collect();
                drafts.push(Draft { phase, nodes: vec![value], stores: vec![value], reads });
            }
        }
        drafts
    }

    /// The nodes that the stores need, with what is recomputed for them and the broadcasts and constants they read.
    fn draft_region(&self, members: &[ValueId], stores: Vec<ValueId>, demanded: &mut [bool]) -> Draft {
        let mut nodes: Vec<ValueId> = Vec::new();
        let mut reads: Vec<ValueId> = Vec::new();
        let mut open = stores.clone();
        while let Some(value) = open.pop() {
            if nodes.contains(&value) {
                continue;
            }
            nodes.push(value);
            for &argument in self.program.node(value).args() {
                let read = match operand(&self.program, argument, |leaf| {
                    if !nodes.contains(&leaf) {
                        nodes.push(leaf);
                    }
                }) {
                    Operand::Constant(_) => continue,
                    Operand::Value(value) => value,
                    Operand::Spread { small, .. } => self.program.alias_root(small),
                };
                let recomputed = self.fusible(read, value) && self.recipes[read.index()].is_some();
                if members.contains(&read) || recomputed {
                    open.push(read);
                } else if !reads.contains(&read) {
                    demanded[read.index()] = true;
                    reads.push(read);
                }
            }
        }
        nodes.sort_unstable();
        let phase = phase(&self.program, stores[0]).unwrap_or(0);
        Draft { phase, nodes, stores, reads }
    }
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
fn schedule(program: &ProgramRef<'_>, live: &[bool], mut drafts: Vec<Draft>) -> [StepList; 3] {
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
        let lazy = is_pointwise(node) || matches!(node.op, Op::Broadcast | Op::Constant(_));
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
