//! Who calls, by the scheme in which the user is the key and the password is nothing.

use crate::domain::base64;

/// The user of an `Authorization: Basic …` header.
pub(super) fn user(header: &str) -> Option<String> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(base64::decode(encoded.trim())?).ok()?;
    Some(pair.split_once(':')?.0.to_owned())
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
