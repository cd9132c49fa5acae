//! What must hold of a plan so that following its offsets is safe, checked once when a program is compiled.

use crate::backend::CpuError;
use crate::element::Element;
use crate::region::Region;
use crate::work::Work;
use cdm_core::program::plan::{Place, PlanRef};
use cdm_core::program::{Dtype, ProgramRef, Role, ValueId};

/// Where a value's numbers lie: which space, from where, and to where (exclusive); for one sample if the space is the samples'.
type Span = (usize, usize, usize);

/// Checks that all values lie within their spaces and are of the space's kind, that steps find what they read in memory, and that
/// what a step writes overlaps nothing else that it uses and belongs to the thread that runs it.
///
/// # Errors
/// [`CpuError::Plan`] with the first value of which that is not so.
pub(crate) fn check<E: Element>(program: ProgramRef<'_>, plan: PlanRef<'_>, work: &[Work<E>]) -> Result<(), CpuError> {
    for index in 0..program.nodes.len() as u32 {
        let value = ValueId(index);
        let inside = span(program, plan, value).is_none_or(|(space, _, end)| {
            let len = [plan.shared_len, plan.reduce_len, plan.sample_len][space] as usize;
            // Only the space of samples grows with their number.
            end <= len && (space == 2) == program.node(value).ty.is_per_sample()
        });
        if !inside {
            return Err(CpuError::Plan { value: index });
        }
    }
    let mapped = plan.phases()[1].clone();
    for (number, (step, work)) in plan.steps.iter().zip(work).enumerate() {
        let (reads, stores) = match work {
            Work::Region(region) => (region.reads().collect(), plan.stored(step)),
            Work::Node(value) | Work::Convolution(value, _) => {
                (program.node(*value).args().to_vec(), std::slice::from_ref(value))
            }
        };
        let in_space: Vec<ValueId> = stores.iter().copied().filter(|&value| state_of(plan, value).is_none()).collect();
        check_step(program, plan, &reads, &in_space, mapped.contains(&number))?;
        check_states(program, plan, work, stores, number >= mapped.end)?;
        if let Work::Region(region) = work {
            let unlike = |value: &&ValueId| !region.is_alike(&program.node(**value).ty);
            if let Some(value) = region.alike().find(unlike) {
                return Err(CpuError::Plan { value: value.0 });
            }
        }
    }
    Ok(())
}

/// The state in which a computed value lies.
fn state_of(plan: PlanRef<'_>, value: ValueId) -> Option<u32> {
    if let Place::Input(input) = plan.places[value.index()] { Some(input) } else { None }
}

/// New values that lie in states: computed after the batch by a region that reads the state's old value number by number if at all
/// (it writes each number after it has read all that it reads there), one for each state, alike it.
fn check_states<E: Element>(
    program: ProgramRef<'_>,
    plan: PlanRef<'_>,
    work: &Work<E>,
    stores: &[ValueId],
    after_batch: bool,
) -> Result<(), CpuError> {
    for (position, &value) in stores.iter().enumerate() {
        let Some(input) = state_of(plan, value) else { continue };
        let is_sound = |region: &Region<E>| {
            let is_own = |other: ValueId| state_of(plan, other) == Some(input);
            let declared = program.inputs.get(input as usize);
            let fits =
                declared.is_some_and(|i| i.role == Role::State && i.ty.elements() == program.node(value).ty.elements());
            fits && region.is_one_pass()
                && !region.repeated().any(is_own)
                && !stores[..position].iter().any(|&other| is_own(other))
        };
        if !after_batch || !matches!(work, Work::Region(region) if is_sound(region)) {
            return Err(CpuError::Plan { value: value.0 });
        }
    }
    Ok(())
}

fn check_step(
    program: ProgramRef<'_>,
    plan: PlanRef<'_>,
    reads: &[ValueId],
    stores: &[ValueId],
    mapped: bool,
) -> Result<(), CpuError> {
    let in_memory = |value: ValueId| match plan.places[value.index()] {
        Place::Input(input) => {
            let (ty, input) = (program.node(value).ty, program.inputs[input as usize].ty);
            let is_index = |dtype| dtype == Dtype::Index;
            ty.elements() == input.elements()
                && ty.is_per_sample() == input.is_per_sample()
                && is_index(ty.dtype) == is_index(input.dtype)
        }
        _ => span(program, plan, value).is_some(),
    };
    if let Some(value) = reads.iter().find(|value| !in_memory(**value)) {
        return Err(CpuError::Plan { value: value.0 });
    }
    let overlaps = |a: Span, b: Span| a.0 == b.0 && a.1 < b.2 && b.1 < a.2;
    for (position, &value) in stores.iter().enumerate() {
        // Threads that map samples share the shared space.
        let Some(own) = span(program, plan, value).filter(|own| !mapped || own.0 != 0) else {
            return Err(CpuError::Plan { value: value.0 });
        };
        let span_of = |&other: &ValueId| span(program, plan, other);
        // Sums over the batch are added to what is there, one after the other, and may have one place.
        let apart = |other: Span| !overlaps(own, other) || (own.0 == 1 && own == other);
        let stands = |other: Span| !overlaps(own, other);
        if !reads.iter().filter_map(span_of).all(stands) || !stores[..position].iter().filter_map(span_of).all(apart) {
            return Err(CpuError::Plan { value: value.0 });
        }
    }
    Ok(())
}

/// Where a value lies, unless in a caller's buffer or nowhere.
fn span(program: ProgramRef<'_>, plan: PlanRef<'_>, value: ValueId) -> Option<Span> {
    let (space, offset) = match plan.places[value.index()] {
        Place::Shared(offset) => (0, offset),
        Place::Reduce(offset) => (1, offset),
        Place::Sample(offset) => (2, offset),
        Place::Input(_) | Place::Nowhere => return None,
    };
    Some((space, offset as usize, (offset as usize).saturating_add(program.node(value).ty.elements())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::CpuOptions;
    use crate::work::work;
    use cdm_core::conformance::Case;
    use cdm_core::program::plan::Plan;
    use cdm_core::program::regions;

    /// Every value that a step stores, moved to where it must not lie, is found.
    #[test]
    fn wrong_plans_are_refused() {
        let mut moved = 0;
        for seed in 0..20 {
            let program = Case::random(seed).program;
            let program = program.as_ref();
            let plan = Plan::with_steps(program, regions::steps(program, CpuOptions::default().limits)).unwrap();
            let plan = plan.as_ref();
            let (work, _) = work::<f32>(program, plan);
            assert_eq!(check(program, plan, &work), Ok(()));
            for &value in plan.stores {
                let lens = [plan.shared_len, plan.reduce_len, plan.sample_len];
                let (other, beyond): (fn(u32) -> Place, _) = match plan.places[value.index()] {
                    Place::Shared(_) => (Place::Sample, Place::Shared(lens[0])),
                    Place::Reduce(_) => (Place::Sample, Place::Reduce(lens[1])),
                    _ => (Place::Shared, Place::Sample(u32::MAX)),
                };
                for wrong in [other(0), beyond, Place::Nowhere] {
                    let mut places = plan.places.to_vec();
                    places[value.index()] = wrong;
                    assert!(check(program, PlanRef { places: &places, ..plan }, &work).is_err(), "{value:?} {wrong:?}");
                    moved += 1;
                }
            }
            // A step's result in the place of one of its arguments.
            for (step, work_of) in plan.steps.iter().zip(&work) {
                let (Work::Node(_), &[value]) = (work_of, plan.stored(step)) else { continue };
                for &arg in program.node(value).args() {
                    let mut places = plan.places.to_vec();
                    places[value.index()] = places[arg.index()];
                    assert!(
                        check(program, PlanRef { places: &places, ..plan }, &work).is_err(),
                        "{value:?} on {arg:?}"
                    );
                }
            }
        }
        assert!(moved > 100);
    }

    /// New values lie in their states only where a region of the last phase computes them number by number.
    #[test]
    fn wrong_plans_in_place_are_refused() {
        let mut moved = [0, 0];
        for seed in 0..200 {
            let program = Case::random(seed).program;
            let program = program.as_ref();
            let plan = Plan::in_place(program, regions::steps(program, CpuOptions::default().limits)).unwrap();
            let plan = plan.as_ref();
            let (own, _) = work::<f32>(program, plan);
            assert_eq!(check(program, plan, &own), Ok(()), "seed {seed}");
            for &value in plan.stores {
                if let Place::Input(_) = plan.places[value.index()] {
                    moved[0] += 1;
                }
                for (input, declared) in program.inputs.iter().enumerate() {
                    let mut places = plan.places.to_vec();
                    places[value.index()] = Place::Input(input as u32);
                    let plan = PlanRef { places: &places, ..plan };
                    let update = plan.phases()[2].clone();
                    let late = plan.steps[update].iter().any(|step| plan.stored(step).contains(&value));
                    let fits =
                        declared.role == Role::State && declared.ty.elements() == program.node(value).ty.elements();
                    if !late || !fits {
                        let (work, _) = work::<f32>(program, plan);
                        assert!(check(program, plan, &work).is_err(), "seed {seed}: {value:?} in input {input}");
                        moved[1] += 1;
                    }
                }
            }
        }
        assert!(moved[0] > 10 && moved[1] > 1000, "{moved:?}");
    }
}
