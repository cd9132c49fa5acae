//! The work of each step of a plan.

use crate::direct;
use crate::element::Element;
use crate::region::Region;
use cdm_core::kernels::Conv;
use cdm_core::program::plan::{ALIGN, Place, PlanRef};
use cdm_core::program::{Op, ProgramRef, Section, ValueId};

/// One step of the plan.
#[derive(Debug)]
pub(crate) enum Work<E> {
    Node(ValueId),
    Region(Region<E>),
    /// A convolution's adjoint in its image with the flipped filter of this number.
    ConvData(ValueId, usize),
}

/// A bound filter that adjoints of convolutions need the other way round: see [`direct::flip`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flip {
    pub(crate) filter: ValueId,
    pub(crate) geometry: Conv,
    /// Where the flipped filter begins in its space.
    pub(crate) offset: usize,
}

/// The work of each step, and the filters to flip before the batch.
pub(crate) fn work<E: Element>(program: ProgramRef<'_>, plan: PlanRef<'_>) -> (Vec<Work<E>>, Vec<Flip>) {
    let mut flips: Vec<Flip> = Vec::new();
    let mut offset = 0;
    let mut compile = |step| {
        let (nodes, stores) = (plan.nodes(step), plan.stored(step));
        // What lies in a state: its new value.
        let late = |value: ValueId| matches!(plan.places[value.index()], Place::Input(_));
        if let Some(region) = Region::compile(program, nodes, stores, late) {
            return Work::Region(region);
        }
        // A step that is not a region is one node.
        let value = nodes[0];
        let node = program.node(value);
        let Op::ConvData(window) = node.op else { return Work::Node(value) };
        let (cotangent, filter) = (program.node(node.args[0]), program.node(node.args[1]));
        let geometry = Conv::new(window, &node.ty.shape, &filter.ty.shape, &cotangent.ty.shape, 1);
        if filter.section != Section::Bind || !direct::applies_to_data::<E>(&geometry) {
            return Work::Node(value);
        }
        let root = program.alias_root(node.args[1]);
        let same = |flip: &Flip| {
            let g = &flip.geometry;
            flip.filter == root && g.filter == geometry.filter && g.image[2] == geometry.image[2]
        };
        let number = flips.iter().position(same).unwrap_or_else(|| {
            flips.push(Flip { filter: root, geometry, offset });
            offset += filter.ty.elements().next_multiple_of(ALIGN);
            flips.len() - 1
        });
        Work::ConvData(value, number)
    };
    let work = plan.steps.iter().map(&mut compile).collect();
    (work, flips)
}
