//! Amounts as Kubernetes writes them: `250m`, `1.5Gi`, `2e3`.
//! <https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/>

/// An amount, in billionths; Kubernetes rounds finer ones up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Quantity(i128);

impl Quantity {
    /// Nothing.
    pub(crate) const ZERO: Self = Self(0);

    /// Reads an amount; `None` when the text is none. What is larger than any amount counts as the largest.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (is_negative, text) = match text.strip_prefix(['+', '-']) {
            Some(rest) => (text.starts_with('-'), rest),
            None => (false, text),
        };
        let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
            return None;
        }
        let digits: i128 = format!("{whole}{fraction}").parse().unwrap_or(i128::MAX);
        let (twos, tens) = scale(unit)?;
        let tens = tens - i32::try_from(fraction.len()).ok()? + 9;
        let factor = 2_i128.pow(twos);
        let amount = digits.saturating_mul(factor);
        let power = 10_i128.checked_pow(tens.unsigned_abs()).unwrap_or(i128::MAX);
        let amount =
            if tens < 0 { amount / power + i128::from(amount % power > 0) } else { amount.saturating_mul(power) };
        Some(Self(if is_negative { -amount } else { amount }))
    }
}

/// Returns the powers of two and of ten that a unit stands for.
fn scale(unit: &str) -> Option<(u32, i32)> {
    const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    const DECIMAL: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    if let Some(rank) = BINARY.iter().position(|known| *known == unit) {
        return Some((10 * (u32::try_from(rank).ok()? + 1), 0));
    }
    if let Some(rank) = DECIMAL.iter().position(|known| *known == unit) {
        return Some((0, 3 * (i32::try_from(rank).ok()? - 3)));
    }
    let exponent: i32 = unit.strip_prefix(['e', 'E'])?.parse().ok()?;
    (exponent.unsigned_abs() <= 99).then_some((0, exponent))
}

#[cfg(test)]
mod tests {
    use super::Quantity;

    #[test]
    fn amounts_are_compared_by_what_they_are() {
        let parse = |text: &str| Quantity::parse(text).unwrap_or_else(|| panic!("{text}"));
        for (left, right) in [
            ("1", "1000m"),
            ("0.25", "250m"),
            (".5", "500m"),
            ("5.", "5"),
            ("1Ki", "1024"),
            ("1.5Gi", "1536Mi"),
            ("1G", "1e9"),
            ("1E3", "1k"),
            ("12e-1", "1200m"),
            ("1E", "1000P"),
            ("1Ei", "1024Pi"),
            ("1u", "1000n"),
            ("0.1n", "1n"),
            ("-1", "-1000m"),
            ("+1", "1"),
            ("0", "0Mi"),
        ] {
            assert_eq!(parse(left), parse(right), "{left} {right}");
        }
        for (less, more) in [("999m", "1"), ("1G", "1Gi"), ("600M", "1G"), ("8Gi", "9G"), ("-1", "0"), ("1Ei", "9e99")]
        {
            assert!(parse(less) < parse(more), "{less} {more}");
        }
        assert!(parse("99999999999999999999999999999999999999999999Ei") > parse("8Ei"));
    }

    #[test]
    fn other_texts_are_no_amounts() {
        for text in [
            "",
            ".",
            "-",
            "m",
            "1 Gi",
            "1gi",
            "1KB",
            "1.2.3",
            "object",
            "1e",
            "1e1.5",
            "{{ x }}",
            "--1",
            "1K",
            "1e-2147483648",
        ] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }
}
