//! Who calls, by the scheme in which the user is the key and the password is nothing.

/// The user of an `Authorization: Basic …` header.
pub(super) fn user(header: &str) -> Option<String> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(decoded(encoded.trim())?).ok()?;
    Some(pair.split_once(':')?.0.to_owned())
}

/// Base64, padded or not.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_is_what_stands_before_the_colon() {
        let known = "Basic eG5kX2RldmVsb3BtZW50X3g6";

        assert_eq!(user(known).as_deref(), Some("xnd_development_x"));
        assert_eq!(user("basic YTpiOmM=").as_deref(), Some("a"));
        for wrong in [
            "",
            "Basic",
            "Bearer YTpi",
            "Basic YWI",
            "Basic ***",
            "Basic gA==",
        ] {
            assert_eq!(user(wrong), None, "{wrong}");
        }
    }
}
