//! "Did you mean".

use std::cmp::Reverse;

/// Returns the candidate that a typing mistake turns into `word`, if one is near enough.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let allowed = length.div_ceil(3).min(3);
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| {
            let (word, lower) = (word.to_lowercase(), candidate.to_lowercase());
            let distance = strsim::damerau_levenshtein(&word, &lower);
            // Of two that are equally near, people rather mean the one that starts the same way.
            let shared = word.chars().zip(lower.chars()).take_while(|(a, b)| a == b).count();
            (distance, Reverse(shared), candidate)
        })
        .filter(|(distance, ..)| *distance <= allowed)
        .min()
        .map(|(.., candidate)| candidate)
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
        assert_eq!(closest("rke", ["gke", "rke2"]), Some("rke2"));
        assert_eq!(closest("wholly-different", known), None);
    }
}
