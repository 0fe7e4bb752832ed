//! Lists, read with the lexer.

use crate::Span;
use crate::edit::List;
use crate::json::lexer::{Lexer, TokenKind};

/// Reads the list at `span`, which includes its brackets.
pub(super) fn read(text: &str, span: Span) -> List {
    let mut list = List::default();
    let mut lexer = Lexer::starting_at(text, span.start + 1);
    let mut depth = 0usize;
    loop {
        let token = lexer.next_token();
        if token.kind == TokenKind::End || token.span.end >= span.end {
            return list;
        }
        let outside = depth == 0;
        match token.kind {
            TokenKind::OpenObject | TokenKind::OpenList => depth += 1,
            TokenKind::CloseObject | TokenKind::CloseList => depth = depth.saturating_sub(1),
            TokenKind::Comment => continue,
            TokenKind::Comma if outside => {
                list.commas.push(token.span);
                continue;
            }
            _ => {}
        }
        if outside {
            list.elements.push(token.span);
        } else if depth == 0
            && let Some(element) = list.elements.last_mut()
        {
            element.end = token.span.end;
        }
    }
}
