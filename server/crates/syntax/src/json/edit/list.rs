//! A list as it is written: its elements, the commas between them, and what else stands there.

use crate::Span;
use crate::json::lexer::{Lexer, TokenKind};

/// A list of a document that reads strictly: a comma between every two elements, none after the last.
pub(crate) struct List {
    /// The elements, whole.
    pub(crate) elements: Vec<Span>,
    /// The comma after each element but the last.
    pub(crate) commas: Vec<Span>,
}

impl List {
    /// Reads the list at `span`, which includes its brackets.
    pub(crate) fn read(text: &str, span: Span) -> List {
        let mut list = List { elements: Vec::new(), commas: Vec::new() };
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

    /// What stands between an element and the next one, if it is nothing but a comma and white space.
    pub(crate) fn separator_after<'t>(&self, text: &'t str, index: usize) -> Option<&'t str> {
        let (element, next) = self.elements.get(index).zip(self.elements.get(index + 1))?;
        let between = Span::new(element.end, next.start).text(text)?;
        between.chars().all(|char| matches!(char, ',' | ' ' | '\t' | '\n' | '\r')).then_some(between)
    }
}
