//! A policy document's digest: equal for texts that differ in white space and in the order of keys only.

use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest, Sha256};

/// The SHA-256 of a document, in hexadecimal digits: of its JSON without white space, the keys of each object sorted by
/// their bytes.
pub fn digest(document: &Value) -> String {
    let mut text = String::new();
    canonical(document, &mut text);
    Sha256::digest(text).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// [`digest`] of a text; `None` where it is not JSON.
pub fn digest_of(document: &str) -> Option<String> {
    serde_json::from_str(document).ok().map(|value| digest(&value))
}

fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                canonical(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(key, _)| key.as_bytes());
            out.push('{');
            for (index, (key, value)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                let _ = write!(out, "{}:", Value::from(key.as_str()));
                canonical(value, out);
            }
            out.push('}');
        }
        other => {
            let _ = write!(out, "{other}");
        }
    }
}

/// The digest of a document as the AWS CLI prints it: JSON, or a text that may be percent-encoded as on the wire.
pub(crate) fn digest_of_answer(document: &Value) -> Option<String> {
    match document {
        Value::String(text) => digest_of(text).or_else(|| digest_of(&percent_decoded(text)?)),
        Value::Null => None,
        other => Some(digest(other)),
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let (byte, left) = match (first, after) {
            (b'%', [high, low, left @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                (u8::try_from(digit(high)? * 16 + digit(low)?).ok()?, left)
            }
            _ => (*first, after),
        };
        bytes.push(byte);
        rest = left;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_the_order_of_keys_make_no_difference_and_everything_else_does() {
        let one = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*"}]}"#;
        let other = r#"{"Statement":[{"Action":["s3:Get*","s3:List*"],"Resource":"*","Effect":"Allow"}],
            "Version":"2012-10-17"}"#;
        assert_eq!(digest_of(one).unwrap(), digest_of(other).unwrap());
        // sha256sum of the text that stands here.
        let expected = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        assert_eq!(digest_of(" { } ").unwrap(), expected);
        for changed in
            [one.replace("Get", "Put"), one.replace("Allow", "Deny"), one.replace(r#""s3:List*""#, "1")]
        {
            assert_ne!(digest_of(one).unwrap(), digest_of(&changed).unwrap());
        }
        assert_eq!(digest_of("{"), None);
    }

    #[test]
    fn a_document_in_a_text_has_the_digest_of_the_document() {
        let value = |text: &str| Value::String(text.to_owned());
        let expected = digest_of(r#"{"Version":"2012-10-17"}"#);
        assert_eq!(digest_of_answer(&value(r#"{"Version": "2012-10-17"}"#)), expected);
        assert_eq!(digest_of_answer(&value("%7B%22Version%22%3A%20%222012-10-17%22%7D")), expected);
        assert_eq!(digest_of_answer(&value("%7")), None);
        assert_eq!(digest_of_answer(&Value::Null), None);
    }
}
