//! What the name of a folder, a file or a key says about the type of the policies in it.

use super::DocumentType;
use crate::path::{Word, words};

/// A type, and the words that say it, one after the other. Each word is one of several.
type Phrase = (DocumentType, &'static [&'static [&'static str]]);

const PHRASES: [Phrase; 9] = [
    (DocumentType::Scp, &[&["scp", "scps", "rcp", "rcps"]]),
    (DocumentType::Scp, &[&["service", "resource"], &["control"]]),
    (DocumentType::Scp, &[&["guardrail", "guardrails"]]),
    (DocumentType::Scp, &[&["guard"], &["rail", "rails"]]),
    (DocumentType::Boundary, &[&["boundary", "boundaries"]]),
    (DocumentType::Session, &[&["session", "sessions"], &["policy", "policies"]]),
    (DocumentType::Trust, &[&["trust"]]),
    (DocumentType::Trust, &[&["assume"], &["role"], &["policy", "policies"]]),
    (DocumentType::Trust, &[&["assume"], &["policy", "policies"]]),
];

/// The type that a name says, and the part of the name that says it.
pub(super) fn type_of_name(name: &str) -> Option<(DocumentType, &str)> {
    let words = words(name);
    // A word alone that means much else beside other words, as in `session-manager`.
    if let [only] = words.as_slice()
        && (only.is("session") || only.is("sessions"))
    {
        return Some((DocumentType::Session, only.span.text(name)?));
    }
    (0..words.len()).find_map(|at| {
        let rest = words.get(at..)?;
        let (kind, phrase) = PHRASES.iter().find(|(_, phrase)| begins_with(rest, phrase))?;
        let span =
            leastwise_policy::Span::new(rest.first()?.span.start, rest.get(phrase.len() - 1)?.span.end);
        Some((*kind, span.text(name)?))
    })
}

fn begins_with(words: &[Word], phrase: &[&[&str]]) -> bool {
    let matches = words.iter().zip(phrase).filter(|(word, choices)| choices.iter().any(|one| word.is(one)));
    matches.count() == phrase.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_recognized_in_every_spelling() {
        use DocumentType::{Boundary, Scp, Session, Trust};
        for (names, expected) in [
            (
                &[
                    "scp",
                    "SCPs",
                    "scps2",
                    "deny-scp",
                    "MyScp",
                    "RCP",
                    "org_rcps",
                    "service-control-policies",
                    "ServiceControlPolicies",
                    "servicecontrolpolicy",
                    "service_control",
                    "Resource-Control-Policies",
                    "resourceControlPolicy",
                    "guardrails",
                    "Guardrail01",
                    "GuardRails",
                    "guard_rails",
                ][..],
                Some(Scp),
            ),
            (
                &[
                    "boundary",
                    "boundary2",
                    "Boundaries",
                    "MyBoundary",
                    "permissionsboundary",
                    "PermissionsBoundary",
                    "permission_boundary",
                    "PERMISSIONS-BOUNDARY",
                    "BoundaryPolicy",
                    "ci-boundary-policy",
                ],
                Some(Boundary),
            ),
            (
                &[
                    "session-policy",
                    "SessionPolicy",
                    "sessionpolicies",
                    "SESSION_POLICY",
                    "session",
                    "Sessions2",
                    "my-session-policy",
                ],
                Some(Session),
            ),
            (
                &[
                    "trust",
                    "TrustPolicy",
                    "trust-policies",
                    "assume-role-policy",
                    "AssumeRolePolicyDocument",
                    "assume_policy",
                ],
                Some(Trust),
            ),
            (
                &[
                    "session-manager",
                    "SessionHandler",
                    "Trustworthy",
                    "service",
                    "controller",
                    "boundaryless",
                    "scpx",
                    "rail-guard",
                    "MyRole",
                    "policy",
                    "assume-role",
                    "boundless",
                    "",
                    "2",
                ],
                None,
            ),
        ] {
            for name in names {
                assert_eq!(type_of_name(name).map(|(kind, _)| kind), expected, "{name}");
            }
        }
    }

    #[test]
    fn the_words_that_say_it_are_shown() {
        for (name, expected) in [
            ("my-PermissionsBoundary2", "Boundary"),
            ("org-service-control-policies", "service-control"),
            ("my_session_policy", "session_policy"),
        ] {
            assert_eq!(type_of_name(name).map(|(_, words)| words), Some(expected), "{name}");
        }
    }
}
