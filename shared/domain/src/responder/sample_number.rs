//! Telephone numbers that regulators keep for films, books and examples: a message there reaches nobody.
//! Must not judge anything else about a number.

/// What such a number begins with, and how many digits it has.
type Range = (&'static str, usize);

/// North America's are [`is_north_american_sample`].
const RANGES: &[Range] = &[
    // Ofcom, "Telephone numbers for use in TV and radio drama programmes".
    ("441134960", 12),
    ("441144960", 12),
    ("441154960", 12),
    ("441164960", 12),
    ("441174960", 12),
    ("441184960", 12),
    ("441214960", 12),
    ("441314960", 12),
    ("441414960", 12),
    ("441514960", 12),
    ("441614960", 12),
    ("441632960", 12),
    ("441914980", 12),
    ("442079460", 12),
    ("447700900", 12),
    // ComReg, numbers for drama.
    ("3532091", 12),
    // PTS (Sweden), numbers for books and films.
    ("467017406", 11),
    // Bundesnetzagentur, Mitteilung 148/2021, "Drama Numbers".
    ("493023125", 12),
    ("496990009", 12),
    ("494066969", 12),
    ("492214710", 12),
    ("498999998", 12),
    ("4915228817386", 13),
    // ACMA (Australia), "Phone numbers for use in TV shows, films and creative works".
    ("6125550", 11),
    ("6135550", 11),
    ("6175550", 11),
    ("6185550", 11),
    ("6127010", 11),
    ("6137010", 11),
    ("6177010", 11),
    ("6187010", 11),
    ("61491570156", 11),
    ("61491570157", 11),
    ("61491570158", 11),
    ("61491570159", 11),
    ("61491570110", 11),
    ("61491570006", 11),
];

/// Whether a number in E.164 form is kept for examples.
pub fn is_sample_number(number: &str) -> bool {
    let Some(digits) = number.strip_prefix('+') else { return false };
    if let Some(national) = digits.strip_prefix('1') {
        return is_north_american_sample(national);
    }
    RANGES.iter().any(|(start, length)| digits.len() == *length && digits.starts_with(start))
}

/// 555-0100 to 555-0199 of any area, and the area 555, which is none (North American Numbering Plan Administration, "555 line
/// numbers").
fn is_north_american_sample(national: &str) -> bool {
    national.starts_with("555") || (national.len() == 10 && national.get(3..8) == Some("55501"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_films_and_examples_are_known() {
        for number in [
            "+12125550123",
            "+15550100",
            "+15550100123",
            "+447700900461",
            "+442079460123",
            "+441632960961",
            "+441614960123",
            "+353209123456",
            "+46701740612",
            "+493023125000",
            "+4915228817386",
            "+61255501234",
            "+61491570156",
        ] {
            assert!(is_sample_number(number), "{number}");
        }
    }

    #[test]
    fn numbers_beside_them_are_real() {
        for number in [
            "+12125551234",
            "+12125550200",
            "+442079450000",
            "+447700800461",
            "+447911123456",
            "+4930231250000",
            "+61491570256",
            "447700900461",
        ] {
            assert!(!is_sample_number(number), "{number}");
        }
    }
}
