//! How images of files are brought to one size and number of channels.

use crate::data::Problem;
use crate::data::options::Options;
use crate::error::Error;

/// What is done with each image of a folder or archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImageOptions {
    /// Rows and columns; without them those that all images have.
    pub size: Option<[usize; 2]>,
    /// What is cut out before.
    pub crop: Option<Crop>,
    /// Grey or colour; without it colour, unless all images are grey.
    pub colour: Option<Colour>,
}

/// What is cut out of an image before it is scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crop {
    /// A square of that many pixels a side in the middle.
    Square(usize),
    /// The face of CelebA's aligned images of 218 rows and 178 columns: rows 57 to 184, columns 25 to 152.
    ///
    /// # Source
    /// `datasets/__init__.py` of the published code of Song et al., *Denoising Diffusion Implicit Models*, ICLR 2021, whose
    /// pre-processing diffusion models of CelebA 64×64 share: 64 pixels to each side of (121, 89), scaled to 64×64.
    Celeba,
}

/// Channels of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// One: the luma of Rec. 709 of coloured images.
    Grey,
    /// Red, green, blue; three equal ones of grey images.
    Colour,
}

/// Pixels of a side that images may be scaled to.
const LARGEST: usize = 4096;

/// Names of the options, without the parts.
pub(in crate::data) const FLAGS: [&str; 2] = ["grey", "colour"];
/// Names of the options with values.
pub(in crate::data) const KEYS: [&str; 2] = ["size", "crop"];

impl ImageOptions {
    /// Reads them.
    pub(in crate::data) fn parse(options: &Options<'_>) -> Result<Self, Error> {
        Ok(Self {
            size: options.value("size", "a side or ROWSxCOLUMNS, of 1 to 4096 pixels", size)?,
            crop: options.value("crop", "celeba, or the side of a square", crop)?,
            colour: options.one_of(&[("grey", Colour::Grey), ("colour", Colour::Colour)])?,
        })
    }

    /// Prints them.
    pub(in crate::data) fn print(&self) -> Vec<String> {
        let size = self.size.map(|[h, w]| if h == w { format!("size={h}") } else { format!("size={h}x{w}") });
        let crop = self.crop.map(|crop| match crop {
            Crop::Square(side) => format!("crop={side}"),
            Crop::Celeba => "crop=celeba".to_owned(),
        });
        let colour = self.colour.map(|colour| match colour {
            Colour::Grey => "grey".to_owned(),
            Colour::Colour => "colour".to_owned(),
        });
        [size, crop, colour].into_iter().flatten().collect()
    }
}

fn side(text: &str) -> Option<usize> {
    text.parse().ok().filter(|side| (1..=LARGEST).contains(side))
}

fn size(text: &str) -> Option<[usize; 2]> {
    match text.split_once('x') {
        Some((height, width)) => Some([side(height)?, side(width)?]),
        None => side(text).map(|side| [side; 2]),
    }
}

fn crop(text: &str) -> Option<Crop> {
    if text == "celeba" { Some(Crop::Celeba) } else { side(text).map(Crop::Square) }
}

/// A rectangle of an image: its corner, rows and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rectangle {
    pub(super) top: usize,
    pub(super) left: usize,
    pub(super) height: usize,
    pub(super) width: usize,
}

impl Crop {
    /// What is left of an image of `[height, width]`.
    ///
    /// # Errors
    /// An image too small, or one that is not CelebA's.
    pub(super) fn of(crop: Option<Self>, [height, width]: [usize; 2]) -> Result<Rectangle, Problem> {
        match crop {
            None => Ok(Rectangle { top: 0, left: 0, height, width }),
            Some(Self::Celeba) if [height, width] == [218, 178] => {
                Ok(Rectangle { top: 121 - 64, left: 89 - 64, height: 128, width: 128 })
            }
            Some(Self::Celeba) => Err(Problem::NotCeleba { found: [height, width] }),
            Some(Self::Square(side)) if height < side || width < side => {
                Err(Problem::SmallImage { found: [height, width], side })
            }
            Some(Self::Square(side)) => {
                Ok(Rectangle { top: (height - side) / 2, left: (width - side) / 2, height: side, width: side })
            }
        }
    }
}

impl Rectangle {
    /// The largest part in the middle whose sides are as `[height, width]`, to the nearest pixel.
    pub(super) fn middle(self, [height, width]: [usize; 2]) -> Self {
        let scaled = |side: usize, by: usize, to: usize| ((side * by + to / 2) / to).max(1);
        let rows = scaled(self.width, height, width).min(self.height);
        let columns = scaled(self.height, width, height).min(self.width);
        Self {
            top: self.top + (self.height - rows) / 2,
            left: self.left + (self.width - columns) / 2,
            height: rows,
            width: columns,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crop_of_celeba_is_the_published_one() {
        let face = Crop::of(Some(Crop::Celeba), [218, 178]).unwrap();
        assert_eq!(face, Rectangle { top: 57, left: 25, height: 128, width: 128 });
        assert!(Crop::of(Some(Crop::Celeba), [178, 218]).is_err());
    }

    #[test]
    fn squares_lie_in_the_middle() {
        let square = Crop::of(Some(Crop::Square(140)), [218, 178]).unwrap();
        assert_eq!(square, Rectangle { top: 39, left: 19, height: 140, width: 140 });
        assert!(Crop::of(Some(Crop::Square(179)), [218, 178]).is_err());
    }

    #[test]
    fn the_middle_has_the_proportions_asked_for() {
        let whole = |height, width| Rectangle { top: 0, left: 0, height, width };
        assert_eq!(whole(100, 60).middle([32, 32]), Rectangle { top: 20, left: 0, height: 60, width: 60 });
        assert_eq!(whole(60, 101).middle([64, 64]), Rectangle { top: 0, left: 20, height: 60, width: 60 });
        assert_eq!(whole(60, 100).middle([10, 40]), Rectangle { top: 17, left: 0, height: 25, width: 100 });
        assert_eq!(whole(1, 50).middle([3, 4]), Rectangle { top: 0, left: 24, height: 1, width: 1 });
        assert_eq!(whole(3, 5).middle([3, 5]), whole(3, 5));
    }
}
