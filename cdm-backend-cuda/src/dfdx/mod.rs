//! Programs on `dfdx` tensors.
//!
//! A value is a contiguous tensor of one axis: all samples one behind the other, as in the caller's buffers. Each operation
//! looks at it under the two or three axes that it needs (a reshape of a contiguous tensor copies nothing), so values
//! of any rank fit `dfdx`'s six axes. `dfdx` panics on shapes that do not fit; a verified program and checked buffers have
//! none, and everything else goes through its `try_` methods.

#![forbid(unsafe_code)]

mod backend;
mod error;
mod executable;
mod ops;
mod products;
mod rows;

pub use backend::{DfdxBackend, DfdxBuffer};
pub use error::DfdxError;
pub use executable::DfdxExecutable;

use ::dfdx::dtypes::Dtype;
use ::dfdx::tensor::{HasErr, Tensor};
use ::dfdx::tensor_ops::Device;
use cdm_core::backend::HostReal;

/// A precision: `f32` or `f64`.
pub trait Number: HostReal + Dtype {}

impl<E: HostReal + Dtype> Number for E {}

/// A `dfdx` device that computes in `E`, and in `f64` for running sums. `dfdx::tensor::Cpu` is one.
pub trait DfdxDevice<E: Dtype>: Device<E> + Device<f64> {}

impl<E: Dtype, D: Device<E> + Device<f64>> DfdxDevice<E> for D {}

/// All numbers of a value, contiguous.
type Flat<E, D> = Tensor<(usize,), E, D>;

/// A value under two axes.
type Rows<E, D> = Tensor<(usize, usize), E, D>;

/// A value under three axes.
type Blocks<E, D> = Tensor<(usize, usize, usize), E, D>;

/// A result, or the device's own error.
type Tried<T, D> = Result<T, <D as HasErr>::Err>;
