//! A findings file: every place that is named lies in the text, a broken file reports nothing as unused, and a file that
//! is cut short never reports more than the whole.

use std::sync::{Arc, LazyLock};

use leastwise_advice::report::Reports;
use leastwise_advice::{FindingsFile, World, WorldInput, findings};
use leastwise_iam::{Catalog, Universe};

/// Looking at a universe takes much longer than at a text.
static UNIVERSE: LazyLock<Arc<Universe>> =
    LazyLock::new(|| Arc::new(Universe::new(Catalog::embedded(), None, [])));

/// Reads where the text is cut (two bytes), and then the text.
pub fn check(data: &[u8]) {
    let Some(([high, low], text)) = data.split_first_chunk::<2>() else { return };
    let text = String::from_utf8_lossy(text);
    let whole = reports(&text);
    let mut cut = usize::from(u16::from_be_bytes([*high, *low])) % (text.len() + 1);
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    let part = reports(&text[..cut]);
    let (Some(whole), Some(part)) = (whole, part) else { return };
    for report in &part.list {
        let before = whole.list.iter().find(|other| other.subject == report.subject);
        for action in report.usage().unused().iter() {
            let known = before
                .is_some_and(|before| before.usage().unused().contains(action.service(), action.name()));
            // A second finding of the same principal may silence the first, which the part does not have.
            let silenced = before.is_some_and(|before| before.usage().unused().is_empty());
            assert!(known || silenced || whole.list.len() != part.list.len(), "{action} at {cut}");
        }
    }
}

fn reports(text: &str) -> Option<Reports> {
    let file = Arc::new(findings::read("/w/f.json", text)?);
    assert!(findings::may_be_findings(text));
    places(&file, text);
    let reports = Reports::new(&[Arc::clone(&file)], &UNIVERSE);
    for report in &reports.list {
        assert!(!file.broken || report.usage().unused().is_empty(), "a broken file reports unused actions");
    }
    world(&file);
    Some(reports)
}

fn places(file: &FindingsFile, text: &str) {
    let findings = file.findings.iter();
    let spans = file.problems.iter().map(|problem| problem.span);
    let spans = spans.chain(findings.clone().map(|finding| finding.span));
    let spans = spans.chain(
        findings.flat_map(|finding| finding.details().services.into_iter().map(|service| service.span)),
    );
    for span in spans {
        assert!(span.text(text).is_some(), "{span:?}");
    }
}

/// What is said about the file itself.
fn world(file: &Arc<FindingsFile>) {
    if file.findings.len() > 8 {
        return;
    }
    let world = World::new(WorldInput {
        findings: vec![Arc::clone(file)],
        findings_named: true,
        roots: vec!["/w".into()],
        ..WorldInput::new(jiff::civil::date(2026, 3, 1))
    });
    world.findings_advice("/w/f.json");
}
