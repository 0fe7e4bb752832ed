//! Where the words of an action name end: the borders at which a prefix may be cut.

/// The byte offsets at which the tokens of `name` end, in order, the last being its length.
///
/// A run of capitals is one token (`ACL`, `DB`), digits stick to the token before them (`S3`, `V2`), and an
/// odd character (`-`, `_`, `.`) ends a token.
pub fn borders(name: &str) -> Vec<usize> {
    let _ = name;
    unimplemented!()
}
