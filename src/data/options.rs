//! What stands behind the path of a data specification: `PATH:option,key=value`.

use super::Part;
use crate::error::{Error, nearest};
use std::path::PathBuf;

/// What a kind of data accepts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grammar {
    /// Name of the kind, for messages.
    pub(super) kind: &'static str,
    /// Options that stand alone.
    pub(super) flags: &'static [&'static str],
    /// Options with a value.
    pub(super) keys: &'static [&'static str],
}

/// Options, each given at most once and all of them known.
#[derive(Clone, Debug)]
pub(super) struct Options<'a> {
    grammar: Grammar,
    given: Vec<(&'a str, Option<&'a str>)>,
}

impl Grammar {
    /// Splits what stands behind the kind into a path, which may hold colons, and options.
    ///
    /// The text behind the last colon are options if it begins with one, or looks like a misspelt one; an empty text there is none,
    /// and keeps what is before it from being taken as options.
    ///
    /// # Errors
    /// [`Error::UnknownName`] with the nearest option; [`Error::BadValue`] for one that is given twice or lacks its value, and
    /// for an empty path.
    pub(super) fn split(self, rest: &str) -> Result<(PathBuf, Options<'_>), Error> {
        let (path, text) = match rest.rsplit_once(':') {
            Some((path, text)) if self.options(text) => (path, text),
            _ => (rest, ""),
        };
        if path.is_empty() {
            let expected = format!("a path after '{}:'", self.kind);
            return Err(Error::BadValue { option: "data".into(), value: format!("{}:{rest}", self.kind), expected });
        }
        Ok((PathBuf::from(path), self.parse(text)?))
    }

    /// Whether a text is meant as options.
    fn options(self, text: &str) -> bool {
        let first = text.split(',').next().unwrap_or_default();
        let name = first.split('=').next().unwrap_or_default();
        if text.is_empty() || self.known().any(|known| known == name) {
            return true;
        }
        let known: Vec<&str> = self.known().collect();
        !text.contains(['/', '\\', '.']) && nearest(name, &known).is_some()
    }

    fn known(self) -> impl Iterator<Item = &'static str> {
        self.flags.iter().chain(self.keys).copied()
    }

    fn parse(self, text: &str) -> Result<Options<'_>, Error> {
        let mut given: Vec<(&str, Option<&str>)> = Vec::new();
        let bad = |value: &str, expected: String| Error::BadValue {
            option: format!("the options of {}", self.kind),
            value: value.into(),
            expected,
        };
        for part in text.split(',').filter(|_| !text.is_empty()) {
            let (name, value) = part.split_once('=').map_or((part, None), |(name, value)| (name, Some(value)));
            match value {
                _ if !self.known().any(|known| known == name) => {
                    return Err(Error::unknown_name("option", name, &self.known().collect::<Vec<_>>()));
                }
                Some(_) if self.flags.contains(&name) => return Err(bad(part, format!("{name} without a value"))),
                None | Some("") if self.keys.contains(&name) => {
                    return Err(bad(part, format!("a value, as in {name}={}", example(name))));
                }
                _ if given.iter().any(|(other, _)| *other == name) => return Err(bad(part, format!("{name} once"))),
                _ => given.push((name, value)),
            }
        }
        Ok(Options { grammar: self, given })
    }

    /// A specification as it is written: options follow the path, and a path that ends like options is followed by a colon.
    pub(super) fn print(self, path: &std::path::Path, options: &[String]) -> String {
        let (kind, path) = (self.kind, path.display().to_string());
        match options {
            [] if path.rsplit_once(':').is_some_and(|(_, text)| self.options(text)) => format!("{kind}:{path}:"),
            [] => format!("{kind}:{path}"),
            _ => format!("{kind}:{path}:{}", options.join(",")),
        }
    }
}

impl Options<'_> {
    /// Whether an option without value is given.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.given.iter().any(|(given, _)| *given == name)
    }

    /// The value of an option.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.given.iter().find(|(given, _)| *given == name).and_then(|(_, value)| *value)
    }

    /// The value of an option, read by `read`.
    ///
    /// # Errors
    /// [`Error::BadValue`] if `read` makes nothing of it: then it says that `expected` is.
    pub(super) fn value<T>(
        &self,
        name: &str,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        self.text(name).map(|text| read(text).ok_or_else(|| self.bad(name, text, expected))).transpose()
    }

    /// The error for a value that cannot be used.
    pub(super) fn bad(&self, name: &str, value: &str, expected: &str) -> Error {
        Error::BadValue {
            option: format!("{name} of {}", self.grammar.kind),
            value: value.into(),
            expected: format!("{expected}, as in {name}={}", example(name)),
        }
    }

    /// At most one of some options without values.
    ///
    /// # Errors
    /// [`Error::BadValue`] for more.
    pub(super) fn one_of<T: Copy>(&self, choices: &[(&str, T)]) -> Result<Option<T>, Error> {
        let mut given = choices.iter().filter(|(name, _)| self.flag(name));
        let first = given.next();
        match given.next() {
            None => Ok(first.map(|(_, value)| *value)),
            Some((second, _)) => Err(Error::BadValue {
                option: format!("the options of {}", self.grammar.kind),
                value: (*second).into(),
                expected: format!("either {} or {second}", first.map_or("", |(name, _)| name)),
            }),
        }
    }

    /// The part asked for by `train` or `test`.
    ///
    /// # Errors
    /// [`Error::BadValue`] for both.
    pub(super) fn part(&self) -> Result<Part, Error> {
        Ok(self.one_of(&[("train", Part::Train), ("test", Part::Test)])?.unwrap_or(Part::All))
    }
}

fn example(name: &str) -> &'static str {
    match name {
        "size" => "64",
        "crop" => "celeba",
        "drop" | "columns" => "age+height",
        "labels" => "y.npy",
        "image" => "image",
        _ => "species",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAMMAR: Grammar = Grammar { kind: "images", flags: &["train", "test", "grey"], keys: &["size", "crop"] };

    #[test]
    fn paths_may_hold_colons() {
        for (text, path, size, grey) in [
            ("dir", "dir", None, false),
            ("a:b/dir:size=64", "a:b/dir", Some("64"), false),
            ("C:\\dir", "C:\\dir", None, false),
            ("dir:grey,size=3x4", "dir", Some("3x4"), true),
            ("dir:grey:", "dir:grey", None, false),
            ("dir:", "dir", None, false),
            ("a:b", "a:b", None, false),
        ] {
            let (found, options) = GRAMMAR.split(text).unwrap();
            assert_eq!(
                (found.to_str(), options.text("size"), options.flag("grey")),
                (Some(path), size, grey),
                "{text}"
            );
        }
        for path in ["dir", "dir:grey", "a:b", "dir:size=3"] {
            let printed = GRAMMAR.print(std::path::Path::new(path), &[]);
            assert_eq!(GRAMMAR.split(&printed[7..]).unwrap().0.to_str(), Some(path));
        }
    }

    #[test]
    fn mistakes_are_named_with_what_is_expected() {
        for (text, part) in [
            ("dir:sise=64", "did you mean 'size'?"),
            ("dir:tset", "did you mean 'test'?"),
            ("dir:size=64,gray", "did you mean 'grey'?"),
            ("dir:size", "a value, as in size=64"),
            ("dir:grey=1", "grey without a value"),
            ("dir:size=1,size=2", "size once"),
            ("", "a path after 'images:'"),
            (":grey", "a path after 'images:'"),
        ] {
            let message = GRAMMAR.split(text).unwrap_err().to_string();
            assert!(message.contains(part), "{text}: {message}");
        }
        let (_, options) = GRAMMAR.split("dir:train,test").unwrap();
        assert!(options.part().unwrap_err().to_string().contains("either train or test"));
    }
}
