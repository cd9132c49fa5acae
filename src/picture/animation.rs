//! Animated PNG.

use super::Canvas;
use crate::error::Error;

/// An animated PNG of `count` pictures of one size, over and over: `frame` draws each, and says for how many milliseconds it stands.
/// Programs that know no animation show the first one.
///
/// # Errors
///
/// Those of `frame`; [`Error::Png`] for no picture at all, or one without pixels; [`Error::Picture`] for pictures of several sizes.
pub fn animate(count: usize, mut frame: impl FnMut(usize) -> Result<(Canvas, u16), Error>) -> Result<Vec<u8>, Error> {
    let (first, delay) = frame(0)?;
    let (width, height) = (first.width(), first.height());
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_animated(count as u32, 0)?;
    let mut writer = encoder.write_header()?;
    let mut next = Some((first, delay));
    for number in 0..count {
        let (canvas, delay) = match next.take() {
            Some(next) => next,
            None => frame(number)?,
        };
        if (canvas.width(), canvas.height()) != (width, height) {
            let found = canvas.width() * canvas.height();
            return Err(Error::Picture { expected: width * height, found });
        }
        writer.set_frame_delay(delay, 1000)?;
        writer.write_image_data(canvas.bytes())?;
    }
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_decode_in_order_with_their_times() {
        let frame = |i: usize| {
            let mut canvas = Canvas::new(5, 4);
            canvas.rectangle(i as i64, 0, 1, 4, [10, 20, 30]);
            Ok((canvas, if i == 2 { 2000 } else { 80 }))
        };
        let bytes = animate(3, frame).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        assert_eq!(reader.info().animation_control.map(|a| (a.num_frames, a.num_plays)), Some((3, 0)));
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        for i in 0..3 {
            reader.next_frame(&mut pixels).unwrap();
            let control = reader.info().frame_control.unwrap();
            let (canvas, delay) = frame(i).unwrap();
            assert_eq!((control.delay_num, control.delay_den), (delay, 1000));
            assert_eq!(pixels, canvas.bytes());
        }
        let sizes = |i: usize| Ok((Canvas::new(3 + i, 3), 80));
        assert!(matches!(animate(2, sizes), Err(Error::Picture { expected: 9, found: 12 })));
    }
}
