//! Maps offsets of a decoded text back to the encoded one.

/// Pairs of offsets `(inner, outer)` where a run of equally long text starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SliceMap {
    runs: Vec<(usize, usize)>,
}

impl SliceMap {
    /// Builds a map from pairs `(inner, outer)` in rising order; runs that continue the one before are joined.
    pub(crate) fn new(pairs: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let mut map = Self::default();
        for (inner, outer) in pairs {
            map.push(inner, outer);
        }
        map
    }

    /// Adds the start of a run; offsets must not fall behind the ones before.
    pub(crate) fn push(&mut self, inner: usize, outer: usize) {
        if self.runs.is_empty() || self.outer(inner) != outer {
            self.runs.push((inner, outer));
        }
    }

    /// Returns the outer offset of an inner one.
    pub(crate) fn outer(&self, inner: usize) -> usize {
        let after = self.runs.partition_point(|run| run.0 <= inner);
        match after.checked_sub(1).map(|index| self.runs[index]) {
            Some((start, outer)) => outer + (inner - start),
            None => inner,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_runs_are_joined() {
        let map = SliceMap::new([(0, 10), (1, 11), (2, 14), (3, 15)]);
        assert_eq!(map.runs, [(0, 10), (2, 14)]);
        assert_eq!([0, 1, 2, 5].map(|offset| map.outer(offset)), [10, 11, 14, 17]);
    }
}
