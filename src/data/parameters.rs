//! Parameters behind the colon of a data specification: `key=value,key=value`.

use crate::error::Error;

/// The parameters of one kind of data, each given at most once and all of them known.
#[derive(Clone, Debug)]
pub(super) struct Parameters<'a> {
    kind: &'static str,
    given: Vec<(&'a str, &'a str)>,
}

impl<'a> Parameters<'a> {
    /// Splits `text`, which may be empty or missing, into parameters among `known`.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownName`] with the nearest known one; [`Error::BadValue`] for what is no `key=value`, or given twice.
    pub(super) fn parse(kind: &'static str, text: Option<&'a str>, known: &[&str]) -> Result<Self, Error> {
        let mut given: Vec<(&str, &str)> = Vec::new();
        let bad = |value: &str, expected: String| Error::BadValue {
            option: format!("the parameters of {kind}"),
            value: value.into(),
            expected,
        };
        for part in text.unwrap_or("").split(',').filter(|_| text.is_some_and(|t| !t.is_empty())) {
            let (key, value) = part
                .split_once('=')
                .ok_or_else(|| bad(part, format!("key=value, with the keys {}", known.join(", "))))?;
            if !known.contains(&key) {
                return Err(Error::unknown_name("parameter", key, known));
            }
            if given.iter().any(|(other, _)| *other == key) {
                return Err(bad(part, format!("{key} once")));
            }
            given.push((key, value));
        }
        Ok(Self { kind, given })
    }

    /// The value of `key`, or `default` without one.
    ///
    /// # Errors
    ///
    /// [`Error::BadValue`] if `read` makes nothing of the value, or if there is neither a value nor a default: then it
    /// says that `expected` is.
    pub(super) fn value<T>(
        &self,
        key: &str,
        expected: &str,
        default: Option<T>,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Error> {
        let given = self.given.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
        let value = match given {
            Some(text) => read(text),
            None => default,
        };
        value.ok_or_else(|| Error::BadValue {
            option: format!("{key} of {}", self.kind),
            value: given.unwrap_or("nothing").into(),
            expected: format!("{expected}, as in {key}={}", example(key)),
        })
    }
}

fn example(key: &str) -> &'static str {
    match key {
        "shape" => "3x8x8",
        "d" => "80",
        _ => "0.5",
    }
}

/// A positive finite number.
pub(super) fn positive(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| *value > 0.0 && value.is_finite())
}

/// Channels, rows and columns, `CxHxW`, each at least 1.
pub(super) fn shape(text: &str) -> Option<[usize; 3]> {
    let extents: Option<Vec<usize>> = text.split('x').map(|e| e.parse().ok().filter(|e| *e > 0)).collect();
    extents?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        let read = |p: Parameters<'_>| {
            let gamma = p.value("gamma", "a positive number", None, positive)?;
            Ok((gamma, p.value("shape", "channels x rows x columns", Some([1, 1, 1]), shape)?))
        };
        match Parameters::parse("images", Some(text), &["gamma", "shape"]).and_then(read) {
            Ok((gamma, [c, h, w])) => format!("{gamma} {c} {h} {w}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn parameters_come_in_any_order_with_defaults() {
        assert_eq!(message("shape=3x8x9,gamma=0.5"), "0.5 3 8 9");
        assert_eq!(message("gamma=2"), "2 1 1 1");
    }

    #[test]
    fn mistakes_are_named_with_what_is_expected() {
        for (text, parts) in [
            ("", &["gamma", "nothing", "positive", "gamma=0.5"][..]),
            ("gamma", &["'gamma'", "key=value"]),
            ("gama=1", &["unknown parameter", "did you mean 'gamma'"]),
            ("gamma=1,gamma=2", &["gamma=2", "once"]),
            ("gamma=-1", &["'-1'", "positive"]),
            ("gamma=nan", &["'nan'"]),
            ("gamma=1,shape=8x8", &["'8x8'", "channels x rows", "shape=3x8x8"]),
            ("gamma=1,shape=0x8x8", &["'0x8x8'"]),
            ("gamma=1,", &["key=value"]),
        ] {
            let message = message(text);
            assert!(parts.iter().all(|part| message.contains(part)), "{text}: {message}");
        }
    }
}
