//! "Did you mean".

/// Returns the candidate that a typing mistake turns into `word`, if one is near enough.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = word.chars().count().div_ceil(3).min(3);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn only_near_words_are_suggested() {
        let known = ["version", "values", "expose", "pack"];
        assert_eq!(closest("verison", known), Some("version"));
        assert_eq!(closest("Values", known), Some("values"));
        assert_eq!(closest("pakc", known), Some("pack"));
        assert_eq!(closest("wholly-different", known), None);
    }
}
