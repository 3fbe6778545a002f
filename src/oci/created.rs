//! The time that an image manifest says it was made at. It is an input, so that equal packs stay equal.

use std::fmt;

/// Seconds from 1970 to the end of the year 9999, the last that RFC 3339 can write.
const MAX: u64 = 253_402_300_799;
const DAY: u64 = 86_400;

/// A time in whole seconds, shown as RFC 3339 in UTC; by default the first second of 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Created(u64);

/// A time that cannot be written into an image manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{seconds} seconds after 1970 is later than the year 9999")]
pub struct CreatedOutOfRange {
    /// The time, in seconds since 1970.
    pub seconds: u64,
}

impl Created {
    /// Takes seconds since 1970, as `SOURCE_DATE_EPOCH` gives them.
    pub fn from_epoch(seconds: u64) -> Result<Self, CreatedOutOfRange> {
        if seconds > MAX { Err(CreatedOutOfRange { seconds }) } else { Ok(Self(seconds)) }
    }
}

impl fmt::Display for Created {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.0 / DAY);
        let time = self.0 % DAY;
        let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
        write!(formatter, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Turns days since 1970 into a date: <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_as_rfc_3339() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_767_225_599, "2025-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (MAX, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(Created::from_epoch(seconds).unwrap().to_string(), expected);
        }
        assert!(Created::from_epoch(MAX + 1).is_err());
    }
}
