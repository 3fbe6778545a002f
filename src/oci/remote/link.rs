//! `Link`: where a list goes on ([RFC 8288]).
//!
//! [RFC 8288]: https://www.rfc-editor.org/rfc/rfc8288

/// Finds the target of the link to the next page.
pub(super) fn next(header: &str) -> Option<&str> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let (target, after) = after.split_once('>')?;
        let parameters = after.split_once('<').map_or(after, |(parameters, _)| parameters);
        if parameters.split([';', ',']).any(is_next) {
            return Some(target);
        }
        rest = after;
    }
    None
}

fn is_next(parameter: &str) -> bool {
    parameter.split_once('=').is_some_and(|(name, value)| {
        let mut relations = value.trim().trim_matches('"').split_whitespace();
        name.trim().eq_ignore_ascii_case("rel") && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
    })
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn finds_the_next_page() {
        assert_eq!(next(r#"</v2/a/tags/list?n=2&last=b>; rel="next""#), Some("/v2/a/tags/list?n=2&last=b"));
        assert_eq!(next("<x>; rel=next"), Some("x"));
        assert_eq!(next(r#"<x>; rel="prev", <y>; title="z"; REL="last next""#), Some("y"));
        for none in ["", "<x>", r#"<x>; rel="prev""#, "<x", r#"rel="next""#, r#"<x>; rel="nextish""#] {
            assert_eq!(next(none), None, "{none}");
        }
    }
}
