//! Numbers as files hold them.

use crate::import::half;

/// A type of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F16,
    Bf16,
    F32,
    F64,
}

/// A number in a file: its type and the order of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) number: Number,
    pub(super) big_endian: bool,
}

impl Element {
    /// Unsigned bytes.
    pub(super) const BYTE: Self = Self { number: Number::U8, big_endian: false };
    /// Single precision as spooled tables hold it.
    pub(super) const SINGLE: Self = Self { number: Number::F32, big_endian: false };

    /// Bytes.
    pub(super) fn size(self) -> usize {
        match self.number {
            Number::U8 | Number::I8 => 1,
            Number::U16 | Number::I16 | Number::F16 | Number::Bf16 => 2,
            Number::U32 | Number::I32 | Number::F32 => 4,
            Number::U64 | Number::I64 | Number::F64 => 8,
        }
    }

    /// Whether it is an integer.
    pub(super) fn integer(self) -> bool {
        !matches!(self.number, Number::F16 | Number::Bf16 | Number::F32 | Number::F64)
    }

    /// Rounds numbers to single precision; as many as `out` takes and `bytes` has.
    pub(super) fn decode(self, bytes: &[u8], out: &mut [f32]) {
        macro_rules! each {
            ($t:ty, $size:literal, $convert:expr) => {
                for (out, b) in out.iter_mut().zip(bytes.as_chunks::<$size>().0) {
                    let value = if self.big_endian { <$t>::from_be_bytes(*b) } else { <$t>::from_le_bytes(*b) };
                    *out = $convert(value);
                }
            };
        }
        match self.number {
            Number::U8 => each!(u8, 1, f32::from),
            Number::I8 => each!(i8, 1, f32::from),
            Number::U16 => each!(u16, 2, f32::from),
            Number::I16 => each!(i16, 2, f32::from),
            Number::U32 => each!(u32, 4, |v| v as f32),
            Number::I32 => each!(i32, 4, |v| v as f32),
            Number::U64 => each!(u64, 8, |v| v as f32),
            Number::I64 => each!(i64, 8, |v| v as f32),
            Number::F16 => each!(u16, 2, half),
            Number::Bf16 => each!(u16, 2, |v| f32::from_bits(u32::from(v) << 16)),
            Number::F32 => each!(f32, 4, |v| v),
            Number::F64 => each!(f64, 8, |v| v as f32),
        }
    }

    /// The integer that `bytes` begin with; `None` for another type, or one beyond 2⁶³.
    pub(super) fn index(self, bytes: &[u8]) -> Option<i64> {
        let mut wide = [0; 8];
        let size = self.size();
        let bytes = bytes.get(..size)?;
        wide[..size].copy_from_slice(bytes);
        if self.big_endian {
            wide[..size].reverse();
        }
        let bits = u64::from_le_bytes(wide);
        Some(match self.number {
            Number::U8 | Number::U16 | Number::U32 => bits as i64,
            Number::U64 => i64::try_from(bits).ok()?,
            Number::I8 => i64::from(bits as i8),
            Number::I16 => i64::from(bits as i16),
            Number::I32 => i64::from(bits as i32),
            Number::I64 => bits as i64,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_either_byte_order_are_the_same() {
        let little = |number| Element { number, big_endian: false };
        let cases: [(Number, Vec<u8>, f32); 9] = [
            (Number::I8, vec![0xfe], -2.0),
            (Number::U16, 513u16.to_le_bytes().to_vec(), 513.0),
            (Number::I32, (-70_000i32).to_le_bytes().to_vec(), -70_000.0),
            (Number::U64, 5u64.to_le_bytes().to_vec(), 5.0),
            (Number::I64, (-5i64).to_le_bytes().to_vec(), -5.0),
            (Number::F16, 0xc000u16.to_le_bytes().to_vec(), -2.0),
            (Number::Bf16, 0x3f80u16.to_le_bytes().to_vec(), 1.0),
            (Number::F32, 1.5f32.to_le_bytes().to_vec(), 1.5),
            (Number::F64, (-0.25f64).to_le_bytes().to_vec(), -0.25),
        ];
        for (number, mut bytes, value) in cases {
            let (element, mut out) = (little(number), [0.0]);
            element.decode(&bytes, &mut out);
            assert_eq!((out[0], bytes.len()), (value, element.size()), "{number:?}");
            assert_eq!(element.index(&bytes), element.integer().then_some(value as i64));
            bytes.reverse();
            let big = Element { big_endian: true, ..element };
            big.decode(&bytes, &mut out);
            assert_eq!((out[0], big.index(&bytes)), (value, element.integer().then_some(value as i64)));
        }
        assert_eq!(little(Number::U64).index(&[0xff; 8]), None);
    }
}
