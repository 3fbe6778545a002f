//! Paragraphs and columns.

use textwrap::{Options, WordSplitter};

pub(super) fn indent(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect()
}

/// Breaks a paragraph into lines of at most 100 columns.
pub(crate) fn wrap(text: &str) -> String {
    let paragraph = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let options = Options::new(100).break_words(false).word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(&paragraph, options)
}

/// Rows with their columns one below the other; the last one is as long as it is.
pub(super) fn columns<R: AsRef<[String]>>(rows: &[R]) -> String {
    let width = |column: usize| rows.iter().map(|row| row.as_ref()[column].len()).max().unwrap_or_default();
    let lines = rows.iter().map(|row| {
        let cells = row.as_ref().iter().enumerate().map(|(column, cell)| format!("{cell:0$}", width(column)));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_are_measured_in_columns() {
        let (wide, narrow) = (format!("{} ü", "ü".repeat(98)), format!("{} ü", "ü".repeat(99)));
        assert_eq!(wrap(&wide), wide);
        assert_eq!(wrap(&narrow), format!("{}\nü", "ü".repeat(99)));
        let long = "a-b".repeat(60);
        assert_eq!(wrap(&format!("see\n  {long} there")), format!("see\n{long}\nthere"));
    }
}
