//! Filters that convolutions need in another form, made once a run.

use crate::element::Element;
use crate::{convolution, direct, winograd};
use cdm_core::kernels::Conv;
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

/// What a convolution is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The filter as it is.
    Plain,
    /// [`direct::flip`].
    Flipped,
    /// [`winograd::prepare`], or [`winograd::prepare_for_data`] for an adjoint.
    Transformed,
}

/// A bound filter, for all convolutions that need it in the same form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prepared {
    pub(crate) filter: ValueId,
    /// Of a convolution of one sample.
    geometry: Conv,
    /// For the adjoint in the image?
    adjoint: bool,
    /// Where the form begins in its space, and how many numbers it may have.
    pub(crate) offset: usize,
    len: usize,
}

/// The geometry of a convolution, or of its adjoint in the image, and whether it is the adjoint.
pub(crate) fn geometry(program: ProgramRef<'_>, node: &Node, samples: usize) -> Option<(Conv, bool)> {
    let shape = |arg: usize| &program.node(node.args[arg]).ty.shape;
    match node.op {
        Op::Conv(window) => Some((Conv::new(window, shape(0), shape(1), &node.ty.shape, samples), false)),
        Op::ConvData(window) => Some((Conv::new(window, &node.ty.shape, shape(1), shape(0), samples), true)),
        _ => None,
    }
}

/// All filters to prepare.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filters(Vec<Prepared>);

impl Filters {
    /// The number of what this node needs, if its filter is bound and any form of it ever serves better than the filter itself.
    pub(crate) fn add<E: Element>(&mut self, program: ProgramRef<'_>, node: &Node) -> Option<usize> {
        let (geometry, adjoint) = geometry(program, node, 1)?;
        if program.node(node.args[1]).section != Section::Bind {
            return None;
        }
        let len = match adjoint {
            _ if winograd::possible::<E>(&geometry, adjoint) => winograd::prepared_len(&geometry),
            true if direct::applies_to_data::<E>(&geometry) => program.node(node.args[1]).ty.elements(),
            _ => return None,
        };
        let (filter, offset) = (program.alias_root(node.args[1]), self.len());
        // Images of other sides may be given another form.
        let same = |other: &Prepared| (other.filter, other.geometry, other.adjoint) == (filter, geometry, adjoint);
        if let Some(number) = self.0.iter().position(same) {
            return Some(number);
        }
        self.0.push(Prepared { filter, geometry, adjoint, offset, len });
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
        let g = Conv { samples: division.group, ..self.geometry };
        if winograd::pays::<E>(&g, self.adjoint, division.batch) {
            Form::Transformed
        } else if self.adjoint && direct::applies_to_data::<E>(&g) {
            Form::Flipped
        } else {
            Form::Plain
        }
    }

    /// Numbers of a form other than the plain one.
    pub(crate) fn len_of(&self, form: Form) -> usize {
        match form {
            Form::Transformed => self.len,
            Form::Plain | Form::Flipped => self.geometry.filter.iter().product::<usize>() * self.channels(),
        }
    }

    fn channels(&self) -> usize {
        self.geometry.image[2] * self.geometry.output[2]
    }

    /// Makes a form of the filter.
    pub(crate) fn prepare<E: Element>(&self, form: Form, filter: &[E], to: &mut [E]) {
        match form {
            Form::Plain => {}
            Form::Flipped => direct::flip(&self.geometry, filter, to),
            Form::Transformed if self.adjoint => winograd::prepare_for_data(&self.geometry, filter, to),
            Form::Transformed => winograd::prepare(&self.geometry, filter, to),
        }
    }

    /// The convolution of `samples` images, or its adjoint, with a filter of this form.
    pub(crate) fn convolve<E: Element>(&self, samples: usize, form: Form, image: &[E], filter: &[E], out: &mut [E]) {
        let g = Conv { samples, ..self.geometry };
        match (form, self.adjoint) {
            (Form::Plain, false) => convolution::conv(&g, image, filter, out),
            (Form::Plain, true) => convolution::conv_data(&g, image, filter, out),
            (Form::Flipped, _) => direct::conv_data(&g, image, filter, out),
            (Form::Transformed, false) => winograd::conv(&g, image, filter, out),
            (Form::Transformed, true) => winograd::conv_data(&g, image, filter, out),
        }
    }
}
