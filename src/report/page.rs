//! A page: one HTML file that needs nothing else.

use super::chart::Svg;
use super::ink::{Ink, SERIES};
use crate::error::Error;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write;
use std::path::Path;

/// A part of a [`Page`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Block {
    /// A heading of a section.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// Text shown as it is, such as a command.
    Code(String),
    /// A table.
    Table {
        /// What it shows.
        caption: String,
        /// Names of the columns.
        head: Vec<String>,
        /// Rows of cells; a cell that is a number is set to the right.
        rows: Vec<Vec<String>>,
    },
    /// Links to the headings.
    Contents,
    /// A heading within a section.
    Subheading(String),
    /// Something that the reader should know before believing the rest.
    Notice(String),
    /// A table whose marked rows stand out; a cell that is a number is set to the right.
    Comparison {
        /// What it shows.
        caption: String,
        /// Names of the columns.
        head: Vec<String>,
        /// Whether a row is marked, and its cells.
        rows: Vec<(bool, Vec<String>)>,
    },
    /// Which colour is which.
    Legend(Vec<(Ink, String)>),
    /// A plot.
    Plot {
        /// The drawing, which says itself what it shows.
        svg: Svg,
        /// What to see in it.
        caption: String,
    },
    /// Parts side by side, where the page is wide enough.
    Row(Vec<Block>),
    /// A picture.
    Figure {
        /// The bytes of a PNG file.
        png: Vec<u8>,
        /// What it shows, for those who cannot see it.
        alt: String,
        /// What to see in it.
        caption: String,
    },
}

/// A self-contained page. All text is plain and gets escaped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// Its parts, in order.
    pub blocks: Vec<Block>,
}

/// Colours of light pages: the series' are Okabe and Ito's, told apart with the common colour deficiencies.
macro_rules! light {
    () => {
        "--ink:#22262d;--soft:#566070;--page:#fff;--rule:#dde1e7;--code:#f3f5f8;--mark:#fff3c4;--heat:#0b4f8a;\
         --c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#cc79a7;--c4:#e69f00;--c5:#56b4e9"
    };
}

/// The same for dark pages: hues stay, and are lighter.
macro_rules! dark {
    () => {
        "--ink:#e4e7ec;--soft:#a3adba;--page:#15181d;--rule:#343a44;--code:#1f242c;--mark:#4a3f14;--heat:#8fd0ff;\
         --c0:#4ea3e0;--c1:#f28a4a;--c2:#35c79b;--c3:#e0a0c5;--c4:#f2c14e;--c5:#a9dcf9"
    };
}

const STYLE: &str = concat!(
    ":root{color-scheme:light dark;",
    light!(),
    "}@media(prefers-color-scheme:dark){:root{",
    dark!(),
    "}}\
body{margin:0 auto;max-width:64rem;padding:2rem 1.2rem 4rem;background:var(--page);color:var(--ink);\
font:16px/1.55 system-ui,sans-serif}\
h1{font-size:1.8rem;line-height:1.2}h2{margin-top:2.4rem;padding-top:1rem;border-top:1px solid var(--rule);\
font-size:1.25rem}h3{font-size:1.05rem;margin:1.6rem 0 .4rem}p{max-width:44rem}\
nav{margin:1.2rem 0}nav a{color:inherit;margin-right:1.2rem;white-space:nowrap}\
figure{margin:1.6rem 0}img{max-width:100%;height:auto;background:#fff;border-radius:6px}\
svg{display:block;width:100%;max-width:34rem;height:auto}svg.square{max-width:26rem}\
.row{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(25rem,100%),1fr));gap:0 2rem}\
.row figure{margin:.8rem 0}.legend{margin:.6rem 0}.legend span{white-space:nowrap;margin-right:1.4rem}\
.legend i{display:inline-block;width:1.5em;height:.3em;margin-right:.5em;vertical-align:.2em;border-radius:2px}\
.notice{border-left:4px solid var(--c1);padding:.4rem 1rem;background:var(--code);white-space:pre-line}\
tr.mark{background:var(--mark)}\
figcaption,caption{color:var(--soft);font-size:.92rem;text-align:left;max-width:min(44rem,90vw);padding:.35rem 0}\
.wide{overflow-x:auto}table{border-collapse:collapse;margin:1.2rem 0;font-variant-numeric:tabular-nums}\
th,td{padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top}\
.wide{margin-top:-.6rem}td:first-child{white-space:nowrap}.n{text-align:right}pre{background:var(--code);padding:.8rem 1rem;border-radius:6px;overflow-x:auto}\
@media(max-width:40rem){td:first-child{white-space:normal}}\
@media print{:root{color-scheme:light;",
    light!(),
    "}body{max-width:none;padding:0;font-size:10.5pt}nav{display:none}*{print-color-adjust:exact}\
.row{grid-template-columns:1fr 1fr}pre{white-space:pre-wrap;overflow:visible}\
figure,tr,.notice{break-inside:avoid}h2,h3,caption,.legend{break-after:avoid}}"
);

impl Page {
    /// An empty page.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), blocks: Vec::new() }
    }

    /// Appends a part.
    pub fn push(&mut self, block: Block) -> &mut Self {
        self.blocks.push(block);
        self
    }

    /// The page as HTML.
    pub fn to_html(&self) -> String {
        let title = escape(&self.title);
        let mut html = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        );
        let headings: Vec<&str> = self.blocks.iter().filter_map(heading).collect();
        let mut number = 0;
        for block in &self.blocks {
            // Writing to a string cannot fail.
            let _ = match block {
                Block::Contents => push_contents(&mut html, &headings),
                Block::Heading(text) => {
                    number += 1;
                    writeln!(html, "<h2 id=\"s{number}\">{}</h2>", escape(text))
                }
                block => push_block(&mut html, block),
            };
        }
        html.push_str("</body>\n</html>\n");
        html
    }

    /// Writes the page, all or nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        crate::fs::write_bytes(path, self.to_html().as_bytes())
    }
}

fn heading(block: &Block) -> Option<&str> {
    if let Block::Heading(text) = block { Some(text) } else { None }
}

fn push_contents(html: &mut String, headings: &[&str]) -> std::fmt::Result {
    html.push_str("<nav>");
    for (index, text) in headings.iter().enumerate() {
        write!(html, "<a href=\"#s{}\">{}</a> ", index + 1, escape(text))?;
    }
    writeln!(html, "</nav>")
}

fn push_block(html: &mut String, block: &Block) -> std::fmt::Result {
    match block {
        // Within others there is nothing to link to.
        Block::Contents => Ok(()),
        Block::Heading(text) => writeln!(html, "<h2>{}</h2>", escape(text)),
        Block::Subheading(text) => writeln!(html, "<h3>{}</h3>", escape(text)),
        Block::Paragraph(text) => writeln!(html, "<p>{}</p>", escape(text)),
        Block::Notice(text) => writeln!(html, "<p class=\"notice\">{}</p>", escape(text)),
        Block::Code(text) => writeln!(html, "<pre><code>{}</code></pre>", escape(text)),
        Block::Table { caption, head, rows } => {
            push_table(html, caption, head, rows.iter().map(|row| (false, row.as_slice())))
        }
        Block::Comparison { caption, head, rows } => {
            push_table(html, caption, head, rows.iter().map(|(marked, row)| (*marked, row.as_slice())))
        }
        Block::Legend(keys) => push_legend(html, keys),
        Block::Plot { svg: Svg(svg), caption } => {
            writeln!(html, "<figure>{svg}<figcaption>{}</figcaption></figure>", escape(caption))
        }
        Block::Row(blocks) => {
            html.push_str("<div class=\"row\">\n");
            blocks.iter().try_for_each(|block| push_block(html, block))?;
            writeln!(html, "</div>")
        }
        Block::Figure { png, alt, caption } => writeln!(
            html,
            "<figure><img alt=\"{}\" src=\"data:image/png;base64,{}\"><figcaption>{}</figcaption></figure>",
            escape(alt),
            STANDARD.encode(png),
            escape(caption)
        ),
    }
}

fn push_legend(html: &mut String, keys: &[(Ink, String)]) -> std::fmt::Result {
    html.push_str("<p class=\"legend\">");
    for (ink, text) in keys {
        let colour = format!("var({})", ink.variable());
        // As lines are drawn when colours repeat.
        let background = match ink {
            Ink::Series(SERIES..) => format!("repeating-linear-gradient(90deg,{colour} 0 7px,transparent 7px 11px)"),
            _ => colour,
        };
        write!(html, "<span><i style=\"background:{background}\"></i>{}</span> ", escape(text))?;
    }
    writeln!(html, "</p>")
}

fn push_table<'a>(
    html: &mut String,
    caption: &str,
    head: &[String],
    rows: impl Iterator<Item = (bool, &'a [String])> + Clone,
) -> std::fmt::Result {
    writeln!(html, "<div class=\"wide\"><table><caption>{}</caption>", escape(caption))?;
    let is_numeric = |column: usize| rows.clone().all(|(_, row)| row.get(column).is_some_and(|text| is_number(text)));
    let some = rows.clone().next().is_some();
    let numeric: Vec<bool> = (0..head.len()).map(|column| some && is_numeric(column)).collect();
    let class = |column: usize| if numeric.get(column) == Some(&true) { " class=\"n\"" } else { "" };
    html.push_str("<thead><tr>");
    for (column, cell) in head.iter().enumerate() {
        write!(html, "<th scope=\"col\"{}>{}</th>", class(column), escape(cell))?;
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for (marked, row) in rows {
        html.push_str(if marked { "<tr class=\"mark\">" } else { "<tr>" });
        for (column, cell) in row.iter().enumerate() {
            write!(html, "<td{}>{}</td>", class(column), escape(cell))?;
        }
        html.push_str("</tr>\n");
    }
    writeln!(html, "</tbody></table></div>")
}

/// Starts like a number, so that units, percent signs and standard errors may follow; a dash stands for none.
fn is_number(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['-', '+', '\u{2212}', '<', '≤', '≈', ' ']);
    text.is_empty() || text == "\u{2013}" || text == "\u{2014}" || text.starts_with(|c: char| c.is_ascii_digit())
}

/// Text as HTML shows it.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_text_is_escaped() {
        let nasty = "<script>alert(\"1\")</script> & 'x'";
        let mut page = Page::new(nasty);
        page.push(Block::Heading(nasty.into()))
            .push(Block::Paragraph(nasty.into()))
            .push(Block::Code(nasty.into()))
            .push(Block::Table { caption: nasty.into(), head: vec![nasty.into()], rows: vec![vec![nasty.into()]] })
            .push(Block::Figure { png: vec![1], alt: nasty.into(), caption: nasty.into() })
            .push(Block::Contents)
            .push(Block::Subheading(nasty.into()))
            .push(Block::Notice(nasty.into()))
            .push(Block::Legend(vec![(Ink::Text, nasty.into())]))
            .push(Block::Row(vec![Block::Plot { svg: Svg(String::new()), caption: nasty.into() }]))
            .push(Block::Comparison {
                caption: nasty.into(),
                head: vec![nasty.into()],
                rows: vec![(true, vec![nasty.into()])],
            });
        let html = page.to_html();
        assert!(!html.contains("<script") && !html.contains("\"1\"") && !html.contains("'x'"));
        // Twice the title, three blocks of text, three texts of each table, two of the figure, and one of each other.
        assert_eq!(html.matches("&lt;script&gt;").count(), 10 + 5 + 3);
    }

    #[test]
    fn pictures_are_inside_and_nothing_is_fetched() {
        let mut page = Page::new("t");
        page.push(Block::Figure { png: b"png bytes".to_vec(), alt: "a".into(), caption: "c".into() });
        let html = page.to_html();
        assert!(html.contains("src=\"data:image/png;base64,cG5nIGJ5dGVz\""));
        assert!(!html.contains("http") && !html.contains("url(") && !html.contains("@import"));
        assert!(html.contains("prefers-color-scheme:dark"));
    }

    #[test]
    fn columns_of_numbers_stand_to_the_right() {
        let row = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        let mut page = Page::new("t");
        page.push(Block::Table {
            caption: String::new(),
            head: row("name", "value"),
            rows: vec![row("a", "1.5 ± 0.1"), row("2nd", "\u{2212}3 nats")],
        });
        let html = page.to_html();
        assert!(html.contains("<td>a</td><td class=\"n\">1.5 ± 0.1</td>"), "{html}");
    }

    #[test]
    fn contents_link_to_the_headings() {
        let mut page = Page::new("t");
        page.push(Block::Contents).push(Block::Heading("One".into())).push(Block::Heading("Two".into()));
        let html = page.to_html();
        for (link, target) in [("<a href=\"#s1\">One</a>", "<h2 id=\"s1\">One</h2>"), ("\"#s2\">Two", "id=\"s2\">Two")]
        {
            assert!(html.contains(link) && html.contains(target), "{html}");
        }
    }

    #[test]
    fn light_pages_have_the_colours_of_pictures() {
        for (series, [r, g, b]) in crate::picture::PALETTE.into_iter().enumerate() {
            let colour = format!("{}:#{r:02x}{g:02x}{b:02x}", Ink::Series(series).variable());
            assert_eq!(STYLE.matches(&colour).count(), 2, "{colour}, light and in print");
        }
    }

    #[test]
    fn every_colour_is_defined_in_light_dark_and_print() {
        for series in 0..SERIES {
            assert_eq!(STYLE.matches(&format!("{}:#", Ink::Series(series).variable())).count(), 3);
        }
        for ink in [Ink::Text, Ink::Rule, Ink::Heat] {
            assert_eq!(STYLE.matches(&format!("{}:#", ink.variable())).count(), 3, "{ink:?}");
        }
    }
}
