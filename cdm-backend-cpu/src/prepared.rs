//! Filters that convolutions need in another form, and weights that products do, made once a run.

use crate::element::Element;
use crate::micro::{self, panels};
use crate::products::{self, Matrix};
use crate::{convolution, direct, winograd};
use cdm_core::kernels::{Conv, MatMul};
use cdm_core::program::plan::ALIGN;
use cdm_core::program::{Node, Op, ProgramRef, Section, ValueId};

/// How the batch of a run is divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Division {
    /// Samples of the largest group.
    pub(crate) group: usize,
    /// Samples of the batch.
    pub(crate) batch: usize,
}

/// What a convolution or a product is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The filter or the weights as they are.
    Plain,
    /// [`direct::flip`].
    Flipped,
    /// [`winograd::prepare`], or [`winograd::prepare_for_data`] for an adjoint.
    Transformed,
    /// [`panels::transpose`], for a product.
    Panels,
}

/// What a bound operand is used for, with the geometry of one sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Conv(Conv),
    /// The adjoint of a convolution in its image.
    ConvData(Conv),
    /// A product whose right operand is stored transposed and the same for all samples.
    Product(MatMul),
}

/// A bound filter or a bound matrix of weights, for all convolutions or products that need it in the same form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prepared {
    pub(crate) filter: ValueId,
    used: Use,
    /// Where the form begins in its space, and how many numbers it may have.
    pub(crate) offset: usize,
    len: usize,
}

impl Use {
    fn of(program: ProgramRef<'_>, node: &Node) -> Option<Self> {
        let ty = |arg: usize| &program.node(node.args[arg]).ty;
        let shape = |arg: usize| &ty(arg).shape;
        match node.op {
            Op::Conv(window) => Some(Use::Conv(Conv::new(window, shape(0), shape(1), &node.ty.shape, 1))),
            Op::ConvData(window) => Some(Use::ConvData(Conv::new(window, &node.ty.shape, shape(1), shape(0), 1))),
            // A product for no samples is in a section of its own, and one row or one column is its own transpose.
            Op::MatMul { ta, tb: true } if node.ty.is_per_sample() => {
                let g = MatMul::new(ty(0), ta, ty(1), true, &node.ty, 1);
                (g.b_shared && (!ta || g.m == 1 || g.k == 1) && g.k > 1 && g.n > 1).then_some(Use::Product(g))
            }
            _ => None,
        }
    }

    /// Numbers of the longest form that ever serves better than the operand itself, if any.
    fn len<E: Element>(&self) -> Option<usize> {
        match self {
            Use::Conv(g) => winograd::possible::<E>(g, false).then(|| winograd::prepared_len(g)),
            Use::ConvData(g) if winograd::possible::<E>(g, true) => Some(winograd::prepared_len(g)),
            Use::ConvData(g) => direct::applies_to_data::<E>(g).then(|| filter_len(g)),
            Use::Product(g) => micro::applies_with_edge(g.n).then(|| panels::len::<E>([g.k, g.n])),
        }
    }
}

fn filter_len(g: &Conv) -> usize {
    g.filter.iter().product::<usize>() * g.image[2] * g.output[2]
}

/// All filters to prepare.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filters(Vec<Prepared>);

impl Filters {
    /// The number of what this node needs, if its right operand is bound and any form of it ever serves better than itself.
    pub(crate) fn add<E: Element>(&mut self, program: ProgramRef<'_>, node: &Node) -> Option<usize> {
        let used = Use::of(program, node)?;
        if program.node(node.args[1]).section != Section::Bind {
            return None;
        }
        let len = used.len::<E>()?;
        let (filter, offset) = (program.alias_root(node.args[1]), self.len());
        // Images of other sides may be given another form.
        let same = |other: &Prepared| (other.filter, other.used) == (filter, used);
        if let Some(number) = self.0.iter().position(same) {
            return Some(number);
        }
        self.0.push(Prepared { filter, used, offset, len });
        Some(self.0.len() - 1)
    }

    /// Numbers of all forms.
    pub(crate) fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (last.offset + last.len).next_multiple_of(ALIGN))
    }

    pub(crate) fn all(&self) -> &[Prepared] {
        &self.0
    }
}

impl Prepared {
    /// The form that serves best when the batch is divided like this.
    pub(crate) fn form<E: Element>(&self, division: Division) -> Form {
        let of_group = |g: &Conv| Conv { samples: division.group, ..*g };
        let transformed = |g, adjoint| winograd::pays::<E>(&of_group(g), adjoint, division.batch);
        match &self.used {
            Use::Conv(g) if transformed(g, false) => Form::Transformed,
            Use::ConvData(g) if transformed(g, true) => Form::Transformed,
            Use::ConvData(g) if direct::applies_to_data::<E>(g) => Form::Flipped,
            Use::Product(g) if products::transposing_pays([division.batch * g.m, g.k, g.n]) => Form::Panels,
            _ => Form::Plain,
        }
    }

    /// Numbers of a form other than the plain one.
    pub(crate) fn len_of(&self, form: Form) -> usize {
        match (form, &self.used) {
            (Form::Flipped, Use::Conv(g) | Use::ConvData(g)) => filter_len(g),
            _ => self.len,
        }
    }

    /// Makes a form of the filter.
    pub(crate) fn prepare<E: Element>(&self, form: Form, filter: &[E], to: &mut [E]) {
        match (form, &self.used) {
            (Form::Plain, _) => {}
            (_, Use::Product(g)) => panels::transpose(filter, [g.k, g.n], to),
            (Form::Transformed, Use::Conv(g)) => winograd::prepare(g, filter, to),
            (Form::Transformed, Use::ConvData(g)) => winograd::prepare_for_data(g, filter, to),
            (_, Use::Conv(g) | Use::ConvData(g)) => direct::flip(g, filter, to),
        }
    }

    /// The convolution of `samples` images, its adjoint, or their product, with a filter of this form.
    pub(crate) fn convolve<E: Element>(&self, samples: usize, form: Form, image: &[E], filter: &[E], out: &mut [E]) {
        let all = |g: &Conv| Conv { samples, ..*g };
        match (form, &self.used) {
            (Form::Transformed, Use::Conv(g)) => winograd::conv(&all(g), image, filter, out),
            (_, Use::Conv(g)) => convolution::conv(&all(g), image, filter, out),
            (Form::Transformed, Use::ConvData(g)) => winograd::conv_data(&all(g), image, filter, out),
            (Form::Flipped, Use::ConvData(g)) => direct::conv_data(&all(g), image, filter, out),
            (_, Use::ConvData(g)) => convolution::conv_data(&all(g), image, filter, out),
            (Form::Panels, Use::Product(g)) => {
                let dims = [samples * g.m, g.k, g.n];
                products::product_of_panels(dims, Matrix::new(image, g.k, false), filter, false, out);
            }
            (_, Use::Product(g)) => products::matmul(&MatMul { samples, ..*g }, image, filter, out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cdm_core::kernels::naive;
    use cdm_core::program::{Builder, Dtype, Extent, Role};

    /// A layer of one row a sample and one of several, with as few columns as panels serve and with more than a panel has.
    #[test]
    fn products_with_prepared_weights_equal_the_naive_ones_exactly() {
        let numbers = |len: usize, salt: usize| -> Vec<f32> {
            (0..len).map(|i| ((i * 37 + salt) % 17) as f32 / 8.0 - 1.0).collect()
        };
        for [m, k, n] in [[1, 9, 2], [1, 64, 102], [3, 17, 33], [4, 32, 64]] {
            let mut b = Builder::new();
            let x = b.input("x", Role::Data, Extent::PerSample, Dtype::Wide, &[m, k]).unwrap();
            let w = b.input("w", Role::Frozen, Extent::Shared, Dtype::Wide, &[n, k]).unwrap();
            let y = b.matmul(x, false, w, true).unwrap();
            b.output("y", y);
            let program = b.finish().unwrap();
            let program = program.as_ref();
            let mut filters = Filters::default();
            let Some(number) = filters.add::<f32>(program, program.node(y)) else {
                println!("skipped: no AVX-512 on this machine");
                return;
            };
            assert_eq!(filters.add::<f32>(program, program.node(y)), Some(number));
            let prepared = &filters.all()[number];
            for samples in [1, 3, 20] {
                let form = prepared.form::<f32>(Division { group: samples, batch: samples });
                assert_eq!(form == Form::Panels, samples * m >= 5, "{samples} samples of {m} rows");
                let (image, weights) = (numbers(samples * m * k, 1), numbers(n * k, 2));
                let mut panels = vec![f32::NAN; prepared.len_of(form)];
                prepared.prepare(form, &weights, &mut panels);
                let filter = if form == Form::Plain { &weights } else { &panels };
                let (mut got, mut want) = (vec![f32::NAN; samples * m * n], vec![0.0; samples * m * n]);
                prepared.convolve(samples, form, &image, filter, &mut got);
                let Use::Product(g) = prepared.used else { unreachable!() };
                naive::matmul(&MatMul { samples, ..g }, &image, &weights, &mut want);
                assert_eq!(got, want, "{samples} samples of {m} x {k} x {n}");
            }
        }
    }
}
