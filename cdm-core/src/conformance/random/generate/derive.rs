//! The end of a program: gradients, outputs and updates.

use super::super::{Built, ancestors};
use super::{Generator, all_axes};
use crate::program::{Op, ValueId};
use alloc::{format, vec, vec::Vec};

impl Generator {
    pub(super) fn finish(&mut self) -> Built<()> {
        let mut gradients = Vec::new();
        let (y, wrt) = self.function()?;
        if self.noise.chance(0.7)
            && let Ok(found) = self.gradient(y, &wrt)
        {
            self.name_gradients(["loss", "gradient"], &wrt, &found);
            gradients = wrt.iter().copied().zip(found.1).collect();
            if self.noise.chance(0.7)
                && let Ok(found) = self.second_gradient(&gradients, &wrt)
            {
                self.name_gradients(["norm", "second gradient"], &wrt, &found);
            }
        }
        self.outputs()?;
        self.updates(&gradients)
    }

    /// A value to differentiate and a few to differentiate it with respect to: inputs that it depends on (but now and
    /// then one that it does not) and a value on the way.
    fn function(&mut self) -> Built<(ValueId, Vec<ValueId>)> {
        let program = self.builder.clone().finish_as_built()?;
        let mut best = (self.values[0].id, Vec::new());
        // The one of a few with most inputs behind it, so that most gradients go somewhere.
        for _ in 0..4 {
            let y = self.values[self.noise.below(self.values.len())].id;
            let behind = ancestors(program.as_ref(), vec![y]);
            let inputs = |found: &[ValueId]| self.real_inputs.iter().filter(|(id, _)| found.contains(id)).count();
            if inputs(&behind) > inputs(&best.1) {
                best = (y, behind);
            }
        }
        let (y, behind) = best;
        let inputs: Vec<ValueId> = self.real_inputs.iter().map(|(id, _)| *id).collect();
        let mut wrt: Vec<ValueId> = inputs.iter().copied().filter(|id| behind.contains(id)).take(4).collect();
        if self.noise.chance(0.1) {
            wrt.extend(self.noise.pick(&inputs));
        }
        let between: Vec<ValueId> = self.values.iter().map(|x| x.id).filter(|id| behind.contains(id)).collect();
        if self.noise.chance(0.5) {
            wrt.extend(self.noise.pick(&between));
        }
        if wrt.is_empty() {
            wrt.push(y);
        }
        wrt.sort_unstable();
        wrt.dedup();
        Ok((y, wrt))
    }

    fn name_gradients(&mut self, [scalar, gradient]: [&str; 2], wrt: &[ValueId], found: &(ValueId, Vec<ValueId>)) {
        self.builder.output(scalar, found.0);
        for (x, id) in wrt.iter().zip(&found.1) {
            let input = self.real_inputs.iter().find(|(input, _)| input == x);
            let of = input.map_or_else(|| format!("{x:?}"), |(_, name)| name.clone());
            self.builder.output(&format!("{gradient} of {of}"), *id);
        }
    }

    /// The sum of all numbers of a value, over the batch too.
    fn total(&mut self, x: ValueId) -> Built<ValueId> {
        let axes = all_axes(&self.ty(x));
        self.builder.sum_batch(x, axes)
    }

    fn gradient(&mut self, mut y: ValueId, wrt: &[ValueId]) -> Built<(ValueId, Vec<ValueId>)> {
        if self.noise.chance(0.7) {
            y = self.builder.mul(y, y)?;
        }
        let loss = self.total(y)?;
        Ok((loss, self.builder.grad(loss, wrt)?))
    }

    /// Gradient of the squared norm of one gradient, where the sections allow it.
    fn second_gradient(&mut self, gradients: &[(ValueId, ValueId)], wrt: &[ValueId]) -> Built<(ValueId, Vec<ValueId>)> {
        // Per-sample gradients first: squares of those that the batch has been summed into cannot be pulled back.
        let mut order: Vec<ValueId> = gradients.iter().map(|(_, gradient)| *gradient).collect();
        order.sort_by_key(|id| !self.ty(*id).is_per_sample());
        let gradient = order[if self.noise.chance(0.8) { 0 } else { self.noise.below(order.len()) }];
        let square = self.builder.mul(gradient, gradient)?;
        let norm = self.total(square)?;
        Ok((norm, self.builder.grad(norm, wrt)?))
    }

    /// Values that nothing else uses, so that little is computed in vain, and some others; now and then an input as it is.
    fn outputs(&mut self) -> Built<()> {
        let program = self.builder.clone().finish_as_built()?;
        let nodes = program.as_ref().nodes;
        let unused = |id: &ValueId| !nodes.iter().any(|node| node.args().contains(id));
        let values: Vec<ValueId> = self.values.iter().map(|value| value.id).collect();
        let mut chosen: Vec<ValueId> = values.iter().copied().filter(unused).rev().take(6).collect();
        for _ in 0..self.noise.between(0, 2) {
            chosen.extend(self.noise.pick(&values));
        }
        if chosen.is_empty() {
            chosen.extend(values.last());
        }
        for (at, id) in chosen.into_iter().enumerate() {
            self.builder.output(&format!("value{at}"), id);
        }
        Ok(())
    }

    /// Most states move: along their gradient, towards a value of their type, or by themselves.
    fn updates(&mut self, gradients: &[(ValueId, ValueId)]) -> Built<()> {
        for state in self.states.clone() {
            if self.noise.chance(0.3) {
                continue;
            }
            let ty = self.ty(state);
            let towards: Vec<ValueId> = self.values.iter().map(|x| x.id).filter(|&id| self.ty(id) == ty).collect();
            let gradient = gradients.iter().find(|(wrt, _)| *wrt == state).map(|(_, gradient)| *gradient);
            let new = match (gradient, self.noise.pick(&towards).copied()) {
                (Some(gradient), _) if self.noise.chance(0.7) => {
                    let step = self.builder.scale(gradient, 0.1)?;
                    self.builder.sub(state, step)?
                }
                (_, Some(value)) if self.noise.chance(0.7) => {
                    let (old, new) = (self.builder.scale(state, 0.9)?, self.builder.scale(value, 0.1)?);
                    self.builder.add(old, new)?
                }
                // Another value as it is, an input's own excepted.
                (_, Some(value)) if self.computed(value) => value,
                _ => self.builder.affine(state, 0.5, 0.25)?,
            };
            self.builder.update(state, new)?;
        }
        Ok(())
    }

    /// Is it more than an input under another shape?
    fn computed(&self, value: ValueId) -> bool {
        let program = self.builder.clone().finish_as_built();
        program.is_ok_and(|program| {
            let program = program.as_ref();
            !matches!(program.node(program.alias_root(value)).op, Op::Input(_))
        })
    }
}
