//! Kernels that do the work of several launches.
//!
//! All addresses are one argument, which lies in constant memory, so that a block can ask for those of its part by number: first
//! what all parts share, then each part's own.

use super::groups::{Form, Group};
use super::{Argument, Blocks, Launch, MOST_BLOCKS, THREADS, along};
use crate::cuda::index::elements;
use crate::cuda::source::{Kernel, Parameters};
use std::fmt::Write;

/// Numbers in constant memory, at most, of a module: 48 of 64 KiB.
pub(super) const CONSTANTS: usize = 12 << 10;

/// The launch of a group, but for the kernel's number, and the kernel, which takes of the `constants` that are left.
pub(super) fn launch(group: Group, constants: &mut usize) -> (Kernel, Launch) {
    let (kernel, arguments, grid) = match &group.members[..] {
        [work] => {
            let (pointers, arguments) = work.pointers.iter().copied().unzip();
            let body = match &work.form {
                Form::Items { numbers, per_sample } => items(numbers, *per_sample, &work.body),
                _ => work.body.clone(),
            };
            (Kernel { parameters: Parameters::Each(pointers), body }, arguments, work.grid)
        }
        _ => joint(&group, constants),
    };
    (kernel, Launch { kernel: 0, arguments, grid })
}

/// A loop over the items of a launch by itself.
fn items(numbers: &[usize], per_sample: bool, body: &str) -> String {
    let number = |(at, number): (usize, &usize)| {
        format!("    const u32 n{at} = {};\n", elements(*number, per_sample && at == 0))
    };
    let numbers: String = numbers.iter().enumerate().map(number).collect();
    format!("{numbers}    FOR_ITEMS(i, n0) {{\n{body}    }}\n")
}

fn joint(group: &Group, constants: &mut usize) -> (Kernel, Vec<Argument>, [Blocks; 3]) {
    let work = &group.members[0];
    let (arguments, pointers) = pointers(group);
    let (body, grid) = match work.form {
        Form::Items { .. } => flat(group, &pointers, constants),
        Form::Alone | Form::Grid => {
            let [x, y, _] = work.grid;
            let part = "    const u32 samples = (u32)all.samples, part = blockIdx.z;\n";
            let body = format!("{part}{pointers}{}", work.body);
            (body, [x, y, Blocks::exactly(group.members.len())])
        }
    };
    (Kernel { parameters: Parameters::Joint(arguments.len() - 1), body }, arguments, grid)
}

/// The arguments, and text that gives a part's pointers their names.
fn pointers(group: &Group) -> (Vec<Argument>, String) {
    let columns = group.members[0].pointers.len();
    let (common, own): (Vec<usize>, Vec<usize>) =
        (0..columns).filter(|&at| group.firsts[at] == at).partition(|&at| group.common[at]);
    let of = |columns: &[usize], member: usize| -> Vec<Argument> {
        columns.iter().map(|&at| group.members[member].pointers[at].1).collect()
    };
    let mut arguments = of(&common, 0);
    arguments.extend((0..group.members.len()).flat_map(|member| of(&own, member)));
    arguments.push(Argument::Samples);
    let mut text = String::new();
    for (at, (pointer, _)) in group.members[0].pointers.iter().enumerate() {
        let first = group.firsts[at];
        let place = |list: &[usize]| list.iter().position(|&column| column == first);
        let from = match (place(&common), place(&own)) {
            (Some(place), _) => format!("{place}u"),
            (None, place) => format!("part * {}u + {}u", own.len(), common.len() + place.unwrap_or(0)),
        };
        let kind = pointer.text();
        // Writing to a string does not fail.
        let _ = writeln!(text, "    {kind} p{at} = ({kind})all.at[{from}];");
    }
    (arguments, text)
}

/// Parts of different lengths as one list of blocks, in which a block looks for its part.
fn flat(group: &Group, pointers: &str, constants: &mut usize) -> (String, [Blocks; 3]) {
    let numbers: Vec<&[usize]> = group.members.iter().map(|work| work.form.numbers()).collect();
    let all: usize = numbers.iter().map(|numbers| numbers[0].div_ceil(THREADS)).sum();
    // Items of a thread: several if there are very many.
    let each = THREADS * all.div_ceil(MOST_BLOCKS).max(1);
    let mut blocks = 0;
    let ends = numbers.iter().map(|numbers| {
        blocks += numbers[0].div_ceil(each);
        blocks
    });
    let tables = numbers.len() * (1 + numbers[0].len());
    let left = constants.checked_sub(tables);
    *constants = left.unwrap_or(*constants);
    let table = if left.is_some() { "static __constant__ const u32" } else { "static __device__ const u32" };
    let list = |numbers: &mut dyn Iterator<Item = usize>| numbers.map(|n| format!("{n}, ")).collect::<String>();
    let mut text = format!("    {table} ends[] = {{{}}};\n", list(&mut ends.into_iter()));
    for at in 0..numbers[0].len() {
        let column = list(&mut numbers.iter().map(|numbers| numbers[at]));
        let _ = writeln!(text, "    {table} all_n{at}[] = {{{column}}};");
    }
    let parts = numbers.len();
    let _ = writeln!(text, "    const u32 part = part_of_block(ends, {parts}u, blockIdx.x);");
    let _ = writeln!(text, "    const u32 first = part == 0 ? 0 : ends[part - 1], blocks = ends[part] - first;");
    for at in 0..numbers[0].len() {
        let _ = writeln!(text, "    const u32 n{at} = all_n{at}[part];");
    }
    let body = &group.members[0].body;
    let _ = write!(text, "{pointers}    FOR_ITEMS_OF(i, n0, blockIdx.x - first, blocks) {{\n{body}    }}\n");
    (text, along(Blocks::exactly(blocks)))
}
