//! A page that shows a run: one HTML file that needs nothing else.

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

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#22262d;--soft:#667;--page:#fff;--rule:#dde1e7;--code:#f3f5f8}\
@media(prefers-color-scheme:dark){:root{--ink:#e4e7ec;--soft:#9aa3b0;--page:#15181d;--rule:#343a44;--code:#1f242c}}\
body{margin:0 auto;max-width:62rem;padding:2rem 1.2rem 4rem;background:var(--page);color:var(--ink);\
font:16px/1.55 system-ui,sans-serif}\
h1{font-size:1.8rem;line-height:1.2}h2{margin-top:2.4rem;padding-top:1rem;border-top:1px solid var(--rule);\
font-size:1.25rem}p{max-width:44rem}\
figure{margin:1.6rem 0}img{max-width:100%;height:auto;background:#fff;border-radius:6px}\
figcaption,caption{color:var(--soft);font-size:.92rem;text-align:left;max-width:44rem;padding:.35rem 0}\
.wide{overflow-x:auto}table{border-collapse:collapse;margin:1.2rem 0;font-variant-numeric:tabular-nums}\
th,td{padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--rule);text-align:left}\
.n{text-align:right}pre{background:var(--code);padding:.8rem 1rem;border-radius:6px;overflow-x:auto}";

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
        for block in &self.blocks {
            // Writing to a string cannot fail.
            let _ = push_block(&mut html, block);
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

fn push_block(html: &mut String, block: &Block) -> std::fmt::Result {
    match block {
        Block::Heading(text) => writeln!(html, "<h2>{}</h2>", escape(text)),
        Block::Paragraph(text) => writeln!(html, "<p>{}</p>", escape(text)),
        Block::Code(text) => writeln!(html, "<pre><code>{}</code></pre>", escape(text)),
        Block::Table { caption, head, rows } => push_table(html, caption, head, rows),
        Block::Figure { png, alt, caption } => writeln!(
            html,
            "<figure><img alt=\"{}\" src=\"data:image/png;base64,{}\"><figcaption>{}</figcaption></figure>",
            escape(alt),
            STANDARD.encode(png),
            escape(caption)
        ),
    }
}

fn push_table(html: &mut String, caption: &str, head: &[String], rows: &[Vec<String>]) -> std::fmt::Result {
    writeln!(html, "<div class=\"wide\"><table><caption>{}</caption>", escape(caption))?;
    let numeric: Vec<bool> = (0..head.len())
        .map(|c| !rows.is_empty() && rows.iter().all(|r| r.get(c).is_some_and(|t| is_number(t))))
        .collect();
    let class = |column: usize| if numeric.get(column) == Some(&true) { " class=\"n\"" } else { "" };
    html.push_str("<thead><tr>");
    for (column, cell) in head.iter().enumerate() {
        write!(html, "<th scope=\"col\"{}>{}</th>", class(column), escape(cell))?;
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        html.push_str("<tr>");
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

fn escape(text: &str) -> String {
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
            .push(Block::Figure { png: vec![1], alt: nasty.into(), caption: nasty.into() });
        let html = page.to_html();
        assert!(!html.contains("<script") && !html.contains("\"1\"") && !html.contains("'x'"));
        // Twice the title, three blocks of text, three texts of the table, two of the figure.
        assert_eq!(html.matches("&lt;script&gt;").count(), 10);
    }

    #[test]
    fn pictures_are_inside_and_nothing_is_fetched() {
        let mut page = Page::new("t");
        page.push(Block::Figure { png: b"png bytes".to_vec(), alt: "a".into(), caption: "c".into() });
        let html = page.to_html();
        assert!(html.contains("src=\"data:image/png;base64,cG5nIGJ5dGVz\""));
        assert!(!html.contains("http") && !html.contains("url("));
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
}
