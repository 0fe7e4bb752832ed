//! Lists and the arguments of calls, read with the lexer.

use crate::Span;
use crate::edit::List;
use crate::hcl::lexer::{Lexer, TokenKind};

/// Reads the list at `span`, which includes its brackets, or the arguments between parentheses.
pub(super) fn read(text: &str, span: Span) -> List {
    let mut list = List::default();
    let mut lexer = Lexer::starting_at(text, span.start + 1);
    let mut depth = 0usize;
    // An element goes on over operators, up to its comma.
    let mut is_inside = false;
    loop {
        let token = lexer.next_token();
        if token.kind == TokenKind::End || token.span.end >= span.end {
            return list;
        }
        match token.kind {
            TokenKind::Newline => continue,
            TokenKind::Comma if depth == 0 => {
                list.commas.push(token.span);
                is_inside = false;
                continue;
            }
            TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParenthesis => depth += 1,
            TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParenthesis => {
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        match list.elements.last_mut().filter(|_| is_inside) {
            Some(element) => element.end = token.span.end,
            None => list.elements.push(token.span),
        }
        is_inside = true;
    }
}
