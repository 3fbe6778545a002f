//! Container images.

use super::change::Pair;
use std::collections::{BTreeMap, BTreeSet};

/// An image that comes, goes, or is pulled by another tag or digest.
pub(super) type ImageChange = Pair<String>;

/// Compares two lists; references to one repository belong together when each list has one of them.
pub(super) fn compare(old: &[String], new: &[String]) -> Vec<ImageChange> {
    let (before, after): (BTreeSet<&String>, BTreeSet<&String>) = (old.iter().collect(), new.iter().collect());
    let mut changes: BTreeMap<&str, (Vec<&String>, Vec<&String>)> = BTreeMap::new();
    for gone in before.difference(&after) {
        changes.entry(repository(gone)).or_default().0.push(gone);
    }
    for new in after.difference(&before) {
        changes.entry(repository(new)).or_default().1.push(new);
    }
    changes.into_values().flat_map(|(gone, new)| pair(&gone, &new)).collect()
}

fn pair(gone: &[&String], new: &[&String]) -> Vec<ImageChange> {
    if let ([gone], [new]) = (gone, new) {
        return vec![Pair::new(Some((*gone).clone()), Some((*new).clone()))];
    }
    let gone = gone.iter().map(|image| Pair::new(Some((*image).clone()), None));
    gone.chain(new.iter().map(|image| Pair::new(None, Some((*image).clone())))).collect()
}

/// Returns a reference without tag and digest.
fn repository(reference: &str) -> &str {
    let reference = reference.split('@').next().unwrap_or_default();
    let tag = reference.rfind(':').filter(|colon| !reference[*colon..].contains('/'));
    tag.map_or(reference, |colon| &reference[..colon])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_of_one_repository_belong_together() {
        let list = |images: &[&str]| images.iter().map(|image| (*image).to_owned()).collect::<Vec<_>>();
        let old = list(&["r:5/a:1", "r:5/b", "same:1", "two:1", "two:2"]);
        let new = list(&["r:5/a:1@sha256:0", "r/b", "same:1", "two:3"]);
        let text = |image: Option<String>| image.unwrap_or_default();
        let shown: Vec<_> =
            compare(&old, &new).into_iter().map(|pair| format!("{} > {}", text(pair.old), text(pair.new))).collect();
        assert_eq!(shown, [" > r/b", "r:5/a:1 > r:5/a:1@sha256:0", "r:5/b > ", "two:1 > ", "two:2 > ", " > two:3"]);
    }
}
