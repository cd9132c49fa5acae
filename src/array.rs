//! Arrays of the crate `ndarray` in and out: data sets, log densities, samples.
//!
//! Axis 0 counts samples. Images are `[n, height, width, channels]`. Views may have any strides: values are read in their logical order.
//!
//! ```
//! use cdm::array::ArrayModel;
//! use cdm::data::Dataset;
//! use cdm::sample::{AnyMethod, Ddim, SampleSpec};
//! use cdm::train::{Recipe, train};
//! use ndarray::Array2;
//!
//! // A ring, of which a network of a few units learns something in a few steps.
//! let x = Array2::from_shape_fn((200, 2), |(i, axis)| (i as f32 + axis as f32 * 1.6).sin());
//! let data = Dataset::try_from(x.view())?;
//! let mut recipe = Recipe::for_data(&data, None).with_steps(5);
//! recipe.batch = 16;
//! let model = ArrayModel::new(train(&recipe, &data, Default::default(), |_| Ok(()))?)?;
//!
//! let log_density = model.log_density(x.view(), 0)?;
//! assert_eq!(log_density.len(), 200);
//! let drawn = model.samples(SampleSpec::new(AnyMethod::Ddim(Ddim::DETERMINISTIC), 10, 0), 7)?;
//! assert_eq!(drawn.dim(), (7, 2));
//! # Ok::<(), cdm::Error>(())
//! ```

use crate::backend::{self, Device, Trained};
use crate::data::{Dataset, Samples, Shape, Values};
use crate::error::Error;
use crate::evaluate;
use crate::model::Model;
use crate::sample::{self, SampleSpec};
use ndarray::{Array1, Array2, Array4, ArrayView, ArrayView2, ArrayView4, Dimension};

/// Vectors of real numbers, `[n, dim]`, without labels.
///
/// # Errors
/// [`Error::NotFinite`] for a value that is infinite or no number; [`Error::Array`] for samples without values.
impl TryFrom<ArrayView2<'_, f32>> for Dataset {
    type Error = Error;

    fn try_from(x: ArrayView2<'_, f32>) -> Result<Self, Error> {
        real(x, Shape::Vector { dim: x.ncols() })
    }
}

/// Images of real numbers, `[n, height, width, channels]`, without labels.
///
/// # Errors
/// As for vectors.
impl TryFrom<ArrayView4<'_, f32>> for Dataset {
    type Error = Error;

    fn try_from(x: ArrayView4<'_, f32>) -> Result<Self, Error> {
        let (_, height, width, channels) = x.dim();
        real(x, Shape::Image { height, width, channels })
    }
}

/// Images of bytes, `[n, height, width, channels]`, without labels: 256 grey values, which are dequantised.
///
/// # Errors
/// [`Error::Array`] for images without pixels.
impl TryFrom<ArrayView4<'_, u8>> for Dataset {
    type Error = Error;

    fn try_from(x: ArrayView4<'_, u8>) -> Result<Self, Error> {
        let (_, height, width, channels) = x.dim();
        let shape = Shape::Image { height, width, channels };
        let samples = Samples::bytes(x.iter().copied().collect(), extent(shape)?);
        Ok(Dataset::new(NAME.into(), shape, Values::Grey { levels: 256 }, samples))
    }
}

/// What an array is called in messages.
const NAME: &str = "array";

fn real<D: Dimension>(x: ArrayView<'_, f32, D>, shape: Shape) -> Result<Dataset, Error> {
    let (dim, values) = (extent(shape)?, x.iter().copied().collect::<Vec<f32>>());
    if let Some(at) = values.iter().position(|v| !v.is_finite()) {
        let (row, column, value) = (at / dim, at % dim, f64::from(values[at]));
        return Err(Error::NotFinite { data: NAME.into(), row, column, value });
    }
    Ok(Dataset::new(NAME.into(), shape, Values::Real, Samples::real(values, dim)))
}

/// Values of a sample, of which there must be some.
fn extent(shape: Shape) -> Result<usize, Error> {
    match shape.dim() {
        0 => Err(Error::Array { problem: "its samples have no values; an axis other than the first is empty".into() }),
        dim => Ok(dim),
    }
}

/// A trained model, open on a backend, that takes and gives arrays.
pub struct ArrayModel {
    model: Model,
    net: Box<dyn Trained>,
}

impl ArrayModel {
    /// Opens a model on the default backend, with a thread for each core. A conditional one stands for all classes together.
    ///
    /// # Errors
    /// [`Error::Backend`] if the backend cannot run it.
    pub fn new(model: Model) -> Result<Self, Error> {
        Self::on(Device::default(), model)
    }

    /// Opens a model on a backend that is chosen.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn on(device: Device, model: Model) -> Result<Self, Error> {
        let net = backend::open_trained(device, &model)?;
        Ok(Self { model, net })
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The log density of each sample, `[n]`, in nats, in the data's own units: from one forward pass.
    ///
    /// # Shapes
    /// `x` is `[n, …]` with as many values per sample as the model's: `[n, dim]`, or `[n, height, width, channels]`.
    ///
    /// # Numerics
    /// Grey values are dequantised with noise from `seed`; other data are scored as they are.
    ///
    /// # Errors
    /// [`Error::Dimension`] for samples of another number of values, [`Error::Images`] for images of another shape,
    /// [`Error::NotGrey`] for a value that is no grey value of the model, [`Error::NotFinite`]; the backend's.
    ///
    /// # Source
    /// Eq. (10), Theorem 3.2 of \[CDM\].
    pub fn log_density<D: Dimension>(&self, x: ArrayView<'_, f32, D>, seed: u64) -> Result<Array1<f64>, Error> {
        let shape = match *x.shape() {
            [_, height, width, channels] => Shape::Image { height, width, channels },
            [_, ref rest @ ..] => Shape::Vector { dim: rest.iter().product() },
            [] => Shape::Vector { dim: 0 },
        };
        self.log_density_of(&real(x, shape)?, seed)
    }

    /// The log density of each sample of a data set: as [`log_density`](Self::log_density).
    ///
    /// # Errors
    /// As that; data that cannot be read.
    pub fn log_density_of(&self, data: &Dataset, seed: u64) -> Result<Array1<f64>, Error> {
        self.model.config.check_data(data)?;
        let (net, transform) = (self.net.as_ref(), &self.model.config.transform);
        Ok(Array1::from_vec(evaluate::log_density(net, transform, data, 0, seed, |_| ())?))
    }

    /// Draws samples, `[count, dim]`, in the data's own units; sample `i` depends on the seed and `i` alone.
    ///
    /// # Errors
    /// [`Error::Steps`] for more steps than the model has levels; the backend's.
    pub fn samples(&self, spec: SampleSpec, count: usize) -> Result<Array2<f32>, Error> {
        let dim = self.model.config.shape.dim();
        shaped(Array2::from_shape_vec((count, dim), self.drawn(spec, count)?))
    }

    /// Draws images, `[count, height, width, channels]`, in the data's own units.
    ///
    /// # Errors
    /// As [`samples`](Self::samples); [`Error::Array`] for a model of vectors.
    pub fn images(&self, spec: SampleSpec, count: usize) -> Result<Array4<f32>, Error> {
        let Shape::Image { height, width, channels } = self.model.config.shape else {
            return Err(Error::Array { problem: "the model draws vectors, no images; use `samples`".into() });
        };
        shaped(Array4::from_shape_vec((count, height, width, channels), self.drawn(spec, count)?))
    }

    fn drawn(&self, spec: SampleSpec, count: usize) -> Result<Vec<f32>, Error> {
        let x = sample::draw(self.net.as_ref(), &self.model.schedule()?, spec, count, |_| ())?;
        let mut values = vec![0.0; x.len()];
        self.model.config.transform.decode_into(&x, &mut values);
        Ok(values)
    }
}

fn shaped<A>(array: Result<A, ndarray::ShapeError>) -> Result<A, Error> {
    array.map_err(|e| Error::Array { problem: e.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::Backend;
    use crate::data::Transform;
    use crate::model::{ModelConfig, NetworkConfig};
    use crate::sample::{AnyMethod, Ddim};
    use cdm_core::ScheduleKind;
    use ndarray::{Array3, Axis, Slice};

    fn model(shape: Shape, transform: Transform) -> ArrayModel {
        let network = NetworkConfig::Quadratic { features: 3 };
        let config = ModelConfig::new(network, shape, transform, (ScheduleKind::Uniform, 9), "none".into());
        let levels = config.schedule().unwrap().levels();
        let architecture = config.network.architecture(shape).unwrap();
        let weights = crate::train::initial_weights(&architecture, levels, 5).unwrap();
        ArrayModel::on(Backend::Ref.into(), Model { config, weights }).unwrap()
    }

    fn vectors() -> ArrayModel {
        let transform = Transform::Standard { mean: vec![1.0, 2.0], unit: vec![2.0, 0.5] };
        model(Shape::Vector { dim: 2 }, transform)
    }

    /// Strides are the array's own affair.
    #[test]
    fn views_are_read_in_their_logical_order() {
        let x = Array2::from_shape_fn((6, 2), |(i, j)| (i * 2 + j) as f32);
        let wide = Array2::from_shape_fn((2, 12), |(j, i)| if i % 2 == 0 { x[[i / 2, j]] } else { f32::NAN });
        let view = wide.slice_axis(Axis(1), Slice::from(..).step_by(2)).reversed_axes();
        let data = Dataset::try_from(view).unwrap();
        assert_eq!(data.values().unwrap(), Dataset::try_from(x.view()).unwrap().values().unwrap());
        let model = vectors();
        assert_eq!(model.log_density(view, 0).unwrap(), model.log_density(x.view(), 0).unwrap());
        let bytes = Array4::from_shape_fn((2, 3, 4, 1), |(n, y, x, _)| (n * 12 + y * 4 + x) as u8);
        let data = Dataset::try_from(bytes.view()).unwrap();
        assert_eq!((data.len(), data.shape), (2, Shape::Image { height: 3, width: 4, channels: 1 }));
        assert_eq!(data.values().unwrap(), (0..24).map(|v| v as f32).collect::<Vec<f32>>());
    }

    /// The same numbers as through the data set, and samples in the data's own units.
    #[test]
    fn a_model_takes_and_gives_arrays() {
        let (model, x) = (vectors(), Array2::from_shape_fn((5, 2), |(i, j)| i as f32 - 3.0 * j as f32));
        let data = Dataset::try_from(x.view()).unwrap();
        let net = crate::backend::open(Backend::Ref.into(), model.model()).unwrap();
        let want = evaluate::log_density(&net, &model.model().config.transform, &data, 0, 0, |_| ()).unwrap();
        assert_eq!(model.log_density(x.view(), 0).unwrap().to_vec(), want);
        let spec = SampleSpec::new(AnyMethod::Ddim(Ddim::DETERMINISTIC), 4, 3);
        let drawn = model.samples(spec, 30).unwrap();
        assert_eq!(drawn.dim(), (30, 2));
        assert_eq!(drawn.slice_axis(Axis(0), Slice::from(..7)), model.samples(spec, 7).unwrap());
        assert!(matches!(model.images(spec, 2), Err(Error::Array { .. })));

        let grey = Transform::Grey { levels: 17, dim: 6, scale: crate::data::GreyScale::Linear };
        let images = self::model(Shape::Image { height: 2, width: 3, channels: 1 }, grey);
        let drawn = images.images(spec, 3).unwrap();
        assert_eq!(drawn.dim(), (3, 2, 3, 1));
        assert!(drawn.iter().all(|v| v.fract() == 0.0 && (0.0..=16.0).contains(v)));
        let densities = images.log_density(drawn.view(), 0).unwrap();
        assert_eq!(densities, images.log_density(drawn.view().into_shape_with_order((3, 6)).unwrap(), 0).unwrap());
    }

    #[test]
    fn arrays_that_do_not_fit_are_refused() {
        let model = vectors();
        let mut x = Array2::<f32>::zeros((3, 2));
        x[[2, 1]] = f32::INFINITY;
        assert!(matches!(model.log_density(x.view(), 0), Err(Error::NotFinite { row: 2, column: 1, .. })));
        assert!(matches!(Dataset::try_from(x.view()), Err(Error::NotFinite { .. })));
        let three = Array2::<f32>::zeros((3, 3));
        assert!(matches!(model.log_density(three.view(), 0), Err(Error::Dimension { found: 3, expected: 2, .. })));
        assert!(matches!(model.log_density(Array2::<f32>::zeros((3, 0)).view(), 0), Err(Error::Array { .. })));
        assert!(Dataset::try_from(Array4::<u8>::zeros((3, 2, 0, 1)).view()).is_err());
        assert!(model.log_density(Array3::<f32>::zeros((4, 1, 2)).view(), 0).unwrap().len() == 4);
        assert!(model.log_density(Array2::<f32>::zeros((0, 2)).view(), 0).unwrap().is_empty());
        assert!(model.log_density(ndarray::arr0(1.0f32).view(), 0).is_err());
    }
}
