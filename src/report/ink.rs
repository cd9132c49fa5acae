//! Colours of plots by what they are for: the page's style sheet says which they are, in light and in dark.

use plotters::style::RGBColor;

/// What a colour is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Text and axes.
    Text,
    /// Lines behind the data.
    Rule,
    /// Cells of a map, from transparent to opaque.
    Heat,
    /// The data series or run of this number; the colours repeat after [`SERIES`].
    Series(usize),
}

/// Different colours of data series.
pub const SERIES: usize = 6;

impl Ink {
    const ALL: [Self; 3 + SERIES] = [
        Self::Text,
        Self::Rule,
        Self::Heat,
        Self::Series(0),
        Self::Series(1),
        Self::Series(2),
        Self::Series(3),
        Self::Series(4),
        Self::Series(5),
    ];

    /// The name of its variable in the style sheet.
    pub(super) fn variable(self) -> String {
        match self {
            Self::Text => "--soft".into(),
            Self::Rule => "--rule".into(),
            Self::Heat => "--heat".into(),
            Self::Series(number) => format!("--c{}", number % SERIES),
        }
    }

    /// A colour that stands for it in what the plotting crate writes, which knows numbers only.
    pub(super) fn placeholder(self) -> RGBColor {
        let number = match self {
            Self::Text => 0,
            Self::Rule => 1,
            Self::Heat => 2,
            Self::Series(number) => 3 + (number % SERIES) as u8,
        };
        RGBColor(254, 1, 100 + number)
    }
}

/// The same drawing with the style sheet's variables in place of the placeholders.
pub(super) fn with_variables(svg: &str) -> String {
    Ink::ALL.iter().fold(svg.to_owned(), |svg, ink| {
        let RGBColor(r, g, b) = ink.placeholder();
        svg.replace(&format!("\"#{r:02X}{g:02X}{b:02X}\""), &format!("\"var({})\"", ink.variable()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_colour_becomes_its_own_variable() {
        let text: String = Ink::ALL
            .iter()
            .map(|ink| {
                let RGBColor(r, g, b) = ink.placeholder();
                format!("fill=\"#{r:02X}{g:02X}{b:02X}\" ")
            })
            .collect();
        let with = with_variables(&text);
        assert!(!with.contains('#'), "{with}");
        for ink in Ink::ALL {
            assert_eq!(with.matches(&format!("\"var({})\"", ink.variable())).count(), 1, "{with}");
        }
        assert_eq!(Ink::Series(7).placeholder(), Ink::Series(1).placeholder());
    }
}
