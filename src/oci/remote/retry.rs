//! `Retry-After`: when a registry wants to be asked again ([RFC 9110, 10.2.3]).
//!
//! [RFC 9110, 10.2.3]: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3

use httpdate::HttpDate;

/// A registry that wants us to wait for longer than a year means something else.
const MAX_SECONDS: u32 = 366 * 86_400;

/// Says in words what a `Retry-After` means; anything else that stands there is not shown.
pub(super) fn describe(header: &str) -> Option<String> {
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
    use super::describe;

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
            assert_eq!(describe(header).as_deref(), expected, "{header}");
        }
    }
}
