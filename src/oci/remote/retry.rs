//! `Retry-After`: when a registry wants to be asked again ([RFC 9110, 10.2.3]).
//!
//! [RFC 9110, 10.2.3]: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3

const DAYS: [&str; 7] = ["Mon,", "Tue,", "Wed,", "Thu,", "Fri,", "Sat,", "Sun,"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// A registry that wants us to wait for longer than a year means something else.
const MAX_SECONDS: u32 = 366 * 86_400;

/// Words the header anew from what it means; anything else that stands there is not shown.
pub(super) fn describe(header: &str) -> Option<String> {
    let header = header.trim();
    match number(header) {
        Some(1) => Some("1 second".to_owned()),
        Some(seconds) => (seconds <= MAX_SECONDS).then(|| format!("{seconds} seconds")),
        None => date(header),
    }
}

/// Reads the form of dates that senders must use: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn date(header: &str) -> Option<String> {
    let parts: Vec<&str> = header.split(' ').collect();
    let [weekday, day, month, year, time, "GMT"] = parts[..] else {
        return None;
    };
    let clock: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = clock[..] else {
        return None;
    };
    let within =
        |text: &str, length: usize, limit: u32| text.len() == length && number(text).is_some_and(|n| n <= limit);
    let is_date = DAYS.contains(&weekday)
        && MONTHS.contains(&month)
        && within(day, 2, 31)
        && within(year, 4, 9_999)
        && within(hour, 2, 23)
        && within(minute, 2, 59)
        && within(second, 2, 60);
    is_date.then(|| format!("until {day} {month} {year} {time} GMT"))
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
            ("Sun, 06 Nov 1994 24:49:37 GMT", None),
            ("Sun, 06 Nov 1994 08:49 GMT", None),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
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
