//! Names from AWS as names of files: the same on every system, never a path, never a device.

use std::fmt;

use crate::aws::Failure;

/// The most characters of a name that are kept.
const LONGEST: usize = 64;

/// A principal's, stack's or service's name as the start of a file's name. What a file system may not take becomes `_`.
pub(crate) fn file_stem(name: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+=,@_-.".contains(c);
    let mut stem: String = name.chars().take(LONGEST).map(|c| if allowed(c) { c } else { '_' }).collect();
    // A leading dot hides a file, and Windows drops a dot at the end.
    if stem.starts_with(['.', '-']) {
        stem.insert(0, '_');
    }
    if stem.ends_with('.') {
        stem.push('_');
    }
    if stem.is_empty() || is_device(&stem) {
        stem.insert(0, '_');
    }
    stem
}

/// Whether Windows takes the name for a device, whatever follows its first dot.
fn is_device(stem: &str) -> bool {
    let base = stem.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered = |kind: &str| {
        base.strip_prefix(kind)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(base.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || numbered("COM")
        || numbered("LPT")
}

/// A role or user, by its ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PrincipalArn<'a> {
    pub(crate) partition: &'a str,
    pub(crate) account: &'a str,
    /// `role` or `user`.
    pub(crate) kind: &'a str,
    pub(crate) name: &'a str,
}

impl<'a> PrincipalArn<'a> {
    /// `None` for what is no role and no user.
    pub(crate) fn parse(arn: &'a str) -> Option<PrincipalArn<'a>> {
        let arn = Arn::parse(arn).filter(|arn| arn.service == "iam")?;
        let (kind, path) = arn.resource.split_once('/')?;
        let name = path.rsplit('/').next().filter(|name| !name.is_empty())?;
        matches!(kind, "role" | "user").then_some(PrincipalArn {
            partition: arn.partition,
            account: arn.account,
            kind,
            name,
        })
    }
}

/// The parts of an ARN that name folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arn<'a> {
    pub(crate) partition: &'a str,
    pub(crate) service: &'a str,
    pub(crate) region: &'a str,
    pub(crate) account: &'a str,
    pub(crate) resource: &'a str,
}

impl<'a> Arn<'a> {
    /// `None` unless the partition, the region and the account are plain enough to be a folder's name and an argument.
    pub(crate) fn parse(arn: &'a str) -> Option<Arn<'a>> {
        let mut parts = arn.splitn(6, ':');
        let mut next = || parts.next();
        if next()? != "arn" {
            return None;
        }
        let (partition, service, region, account, resource) = (next()?, next()?, next()?, next()?, next()?);
        let is_plain = |part: &str| {
            part.len() <= 32
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
        let has_controls = arn.chars().any(char::is_control);
        let is_valid = !partition.is_empty()
            && [partition, service, region].into_iter().all(is_plain)
            && !partition.starts_with('-')
            && is_account
            && !resource.is_empty()
            && !has_controls;
        is_valid.then_some(Arn { partition, service, region, account, resource })
    }
}

/// A text that may become a part of a file's name and an argument of a program: a finding's id.
pub(crate) fn checked_id(id: &str) -> Result<&str, Failure> {
    let is_valid = (1..=128).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !id.starts_with('-');
    if is_valid { Ok(id) } else { Err(Failure::malformed(&format!("the id {:?} of a finding", Short(id)))) }
}

/// The start of a text, for a message.
pub(crate) struct Short<'a>(pub(crate) &'a str);

impl fmt::Debug for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short: String = self.0.chars().take(80).collect();
        fmt::Debug::fmt(&short, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_one_that_every_file_system_takes() {
        let table = [
            ("Deploy", "Deploy"),
            ("a+b=c,d.e@f_g-h", "a+b=c,d.e@f_g-h"),
            ("../../etc/passwd", "_.._.._etc_passwd"),
            ("..", "_.._"),
            (".git", "_.git"),
            ("-rf", "_-rf"),
            ("a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j"),
            ("CON", "_CON"),
            ("con.txt", "_con.txt"),
            ("com1", "_com1"),
            ("lpt9.x", "_lpt9.x"),
            ("com10", "com10"),
            ("contract", "contract"),
            ("end.", "end._"),
            ("", "_"),
            ("\u{202e}rolé\0", "_rol__"),
        ];
        for (name, expected) in table {
            assert_eq!(file_stem(name), expected, "{name:?}");
        }
        assert_eq!(file_stem(&"x".repeat(1000)).len(), LONGEST);
    }

    #[test]
    fn only_plain_arns_are_read() {
        let arn =
            |text| PrincipalArn::parse(text).map(|arn| (arn.partition, arn.account, arn.kind, arn.name));
        let table = [
            ("arn:aws:iam::111122223333:role/Deploy", Some(("aws", "111122223333", "role", "Deploy"))),
            ("arn:aws-cn:iam::111122223333:user/a/b/Jo", Some(("aws-cn", "111122223333", "user", "Jo"))),
            ("arn:aws:iam::111122223333:group/G", None),
            ("arn:aws:iam::1:role/Deploy", None),
            ("arn:../..:iam::111122223333:role/Deploy", None),
            ("arn::iam::111122223333:role/Deploy", None),
            ("arn:aws:iam::111122223333:role/", None),
            ("arn:aws:s3:::bucket", None),
            ("Deploy", None),
        ];
        for (text, expected) in table {
            assert_eq!(arn(text), expected, "{text}");
        }
    }

    #[test]
    fn an_id_is_letters_digits_and_hyphens() {
        for (id, expected) in [
            ("aabb1122-0000-4444-8888-ccccddddeeee", true),
            ("../x", false),
            ("file://x", false),
            ("--profile", false),
            ("", false),
        ] {
            assert_eq!(checked_id(id).is_ok(), expected, "{id}");
        }
    }
}
