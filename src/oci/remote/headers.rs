//! Headers whose values have a form of their own: where a list goes on ([RFC 8288]), and when to ask again
//! ([RFC 9110, 10.2.3]).
//!
//! [RFC 8288]: https://www.rfc-editor.org/rfc/rfc8288
//! [RFC 9110, 10.2.3]: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3

use httpdate::HttpDate;

/// A registry that wants us to wait for longer than a year means something else.
const MAX_SECONDS: u32 = 366 * 86_400;

/// Finds the next page of a list in a `Link`.
pub(super) fn next_page(link: &str) -> Option<&str> {
    let mut rest = link;
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

/// Says in words what a `Retry-After` means; anything else that stands there is not shown.
pub(super) fn retry_after(header: &str) -> Option<String> {
    let header = header.trim();
    match number(header) {
        Some(1) => Some("1 second".to_owned()),
        Some(seconds) => (seconds <= MAX_SECONDS).then(|| format!("{seconds} seconds")),
        None => {
            let date = header.parse::<HttpDate>().ok()?.to_string();
            let (_weekday, date) = date.split_once(", ")?;
            Some(format!("until {date}"))
        }
    }
}

fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_next_page() {
        assert_eq!(next_page(r#"</v2/a/tags/list?n=2&last=b>; rel="next""#), Some("/v2/a/tags/list?n=2&last=b"));
        assert_eq!(next_page("<x>; rel=next"), Some("x"));
        assert_eq!(next_page(r#"<x>; rel="prev", <y>; title="z"; REL="last next""#), Some("y"));
        for none in ["", "<x>", r#"<x>; rel="prev""#, "<x", r#"rel="next""#, r#"<x>; rel="nextish""#] {
            assert_eq!(next_page(none), None, "{none}");
        }
    }

    #[test]
    fn seconds_and_dates_are_understood_and_nothing_else_is_shown() {
        for (header, expected) in [
            ("120", Some("120 seconds")),
            (" 1 ", Some("1 second")),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some("until 06 Nov 1994 08:49:37 GMT")),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some("until 06 Nov 1994 08:49:37 GMT")),
            ("Sun Nov  6 08:49:37 1994", Some("until 06 Nov 1994 08:49:37 GMT")),
            ("Mon, 06 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 24:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49 GMT", None),
            ("99999999999", None),
            ("400000000", None),
            ("-1", None),
            ("+1", None),
            ("", None),
            ("Basic cm9ib3QkY2k6Q0FOQVJZ", None),
        ] {
            assert_eq!(retry_after(header).as_deref(), expected, "{header}");
        }
    }
}
