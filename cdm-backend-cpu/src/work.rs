//! The work of each step of a plan.

use crate::element::Element;
use crate::prepared::Filters;
use crate::region::Region;
use cdm_core::program::plan::{Place, PlanRef};
use cdm_core::program::{ProgramRef, ValueId};

/// One step of the plan.
#[derive(Debug)]
pub(crate) enum Work<E> {
    Node(ValueId),
    Region(Region<E>),
    /// A convolution, its adjoint in the image, or a product, with the prepared filter or weights of this number.
    Convolution(ValueId, usize),
}

/// The work of each step, and the filters to prepare before the batch.
pub(crate) fn work<E: Element>(program: ProgramRef<'_>, plan: PlanRef<'_>) -> (Vec<Work<E>>, Filters) {
    let mut filters = Filters::default();
    let mut compile = |step| {
        let (nodes, stores) = (plan.nodes(step), plan.stored(step));
        // What lies in a state: its new value.
        let late = |value: ValueId| matches!(plan.places[value.index()], Place::Input(_));
        if let Some(region) = Region::compile(program, nodes, stores, late) {
            return Work::Region(region);
        }
        // A step that is not a region is one node.
        let value = nodes[0];
        let number = filters.add::<E>(program, program.node(value));
        number.map_or(Work::Node(value), |number| Work::Convolution(value, number))
    };
    let work = plan.steps.iter().map(&mut compile).collect();
    (work, filters)
}
