//! Lines and columns.

/// A place in a text as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Returns the offset of the first byte of every line.
pub(super) fn line_starts(text: &str) -> Vec<usize> {
    let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(after_breaks).collect()
}

/// Finds line and column of an offset; one behind the end counts as the end.
pub(super) fn locate(text: &str, line_starts: &[usize], offset: usize) -> Position {
    let offset = text.floor_char_boundary(offset.min(text.len()));
    let line = line_starts.partition_point(|start| *start <= offset);
    let start = line_starts[line - 1];
    Position { line, column: text[start..offset].chars().count() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "ä: ö\nb: 1\n";
        let starts = line_starts(text);
        assert_eq!(locate(text, &starts, 4), Position { line: 1, column: 4 });
        assert_eq!(locate(text, &starts, 7), Position { line: 2, column: 1 });
        assert_eq!(locate(text, &starts, 99), Position { line: 3, column: 1 });
    }
}
