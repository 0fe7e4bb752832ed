//! The status of the server as text: plain lines, which every editor can show.

use std::fmt::{Result, Write};

use leastwise_advice::visible::visible_text;
use leastwise_advice::words::count;

use super::{
    CoverageStatus, FindingsStatus, PolicyStatus, PrincipalStatus, ScanStatus, SourceStatus, Status,
};

/// More lines of one list are counted.
const MOST_LINES: usize = 200;

impl Status {
    /// One line, for a message.
    pub fn summary(&self) -> String {
        let Some(catalog) = &self.catalog else {
            return match &self.last_scan {
                Some(_) => format!("leastwise {}: reading the workspace was cancelled", self.version),
                None => format!("leastwise {}: still reading the workspace", self.version),
            };
        };
        let CoverageStatus { policies, checked, checked_in_part } = self.coverage;
        let in_part = match checked_in_part {
            0 => String::new(),
            some => format!(" ({some} more in part)"),
        };
        let ages = self.findings.iter().flat_map(|file| &file.principals);
        let newest = ages.filter_map(|principal| principal.age_days).min().map(ago);
        format!(
            "leastwise {}: checked {checked} of {}{in_part}; {}{}; catalog {}",
            self.version,
            count(policies, "policy"),
            count(self.findings.len(), "findings file"),
            newest.map(|ago| format!(" (newest: {ago})")).unwrap_or_default(),
            catalog.date,
        )
    }

    /// All of it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut text);
        visible_text(&text).into_owned()
    }

    fn write(&self, out: &mut String) -> Result {
        writeln!(out, "{}", self.summary())?;
        if let Some(catalog) = &self.catalog {
            let (actions, services) = (catalog.actions, catalog.services);
            writeln!(
                out,
                "Catalog: {actions} actions of {services} services, {}, from {}",
                catalog.date, catalog.source
            )?;
        }
        if let Some(day) = &self.as_of {
            writeln!(out, "As of: {day}")?;
        }
        let folders =
            if self.folders.is_empty() { "single files".to_owned() } else { self.folders.join(", ") };
        let watcher = match self.watcher {
            "none" => "not watching for changes yet".to_owned(),
            watcher => format!("the {watcher} watches for changes"),
        };
        writeln!(out, "Workspace: {folders}; {watcher}")?;
        if !self.settings.is_empty() {
            writeln!(out, "Settings: {}", self.settings.join(", "))?;
        }
        list(out, "Policies", &self.policies, policy)?;
        if !self.sources.is_empty() {
            list(out, "Unsupported syntax", &self.sources, source)?;
        }
        list(out, "Findings", &self.findings, findings)?;
        let diagnostics = &self.diagnostics;
        let counts = diagnostics.counts;
        writeln!(
            out,
            "Diagnostics: {}, {}, {} informational, {} in {}",
            count(counts.error, "error"),
            count(counts.warning, "warning"),
            counts.information,
            count(counts.hint, "hint"),
            count(diagnostics.files, "file"),
        )?;
        if let Some(last) = &self.last_scan {
            writeln!(out, "Last scan: {}", scan(last))?;
        }
        match self.resident_bytes {
            // Tenths are precise enough, and a quotient of integers has no rounding to explain.
            Some(bytes) => {
                let tenths = bytes * 10 / (1024 * 1024);
                writeln!(out, "Memory: {}.{} MiB", tenths / 10, tenths % 10)
            }
            None => writeln!(out, "Memory: unknown on this system"),
        }
    }
}

fn list<T>(out: &mut String, title: &str, items: &[T], line: impl Fn(&T) -> String) -> Result {
    writeln!(out, "{title}:{}", if items.is_empty() { " none" } else { "" })?;
    for item in items.iter().take(MOST_LINES) {
        writeln!(out, "  {}", line(item))?;
    }
    match items.len().saturating_sub(MOST_LINES) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more"),
    }
}

/// "roles/MyRole.json:1: role MyRole (by the file's name)".
fn policy(policy: &PolicyStatus) -> String {
    let owners: Vec<String> =
        policy.owners.iter().map(|owner| format!("{} ({})", owner.name, owner.by)).collect();
    let owners = if owners.is_empty() { "no known owner".to_owned() } else { owners.join(", ") };
    let blocked = match (&policy.blocked, &policy.in_part) {
        (Some(why), _) => format!("; not checked: {why}"),
        (None, Some(why)) => format!("; checked in part: {why}"),
        (None, None) => String::new(),
    };
    format!("{}:{}: {owners}{blocked}", policy.path, policy.line)
}

/// "infra/app.ts: AWS CDK or Pulumi code, 3 files in this folder".
fn source(source: &SourceStatus) -> String {
    format!("{}: {}, {} in this folder", source.path, source.syntax, count(source.files, "file"))
}

/// "finding.json: role MyRole, analyzed 2024-06-12 (3 days ago)".
fn findings(file: &FindingsStatus) -> String {
    let principal = |principal: &PrincipalStatus| {
        let mut parts = vec![principal.name.clone()];
        match (&principal.analyzed, principal.age_days) {
            (Some(day), Some(age)) => parts.push(format!("analyzed {day} ({})", ago(age))),
            _ => parts.push("no date".to_owned()),
        }
        parts.extend(principal.silent.clone());
        parts.extend((!principal.attributed).then(|| "matches no policy".to_owned()));
        parts.join(", ")
    };
    let principals: Vec<String> = file.principals.iter().map(principal).collect();
    let principals = if principals.is_empty() {
        "contains no permission findings".to_owned()
    } else {
        principals.join("; ")
    };
    format!("{}: {principals}", file.path)
}

fn scan(scan: &ScanStatus) -> String {
    let files = count(scan.files, "file");
    if scan.cancelled {
        return format!("cancelled after {files}, {} s ago; save any file to retry", scan.seconds_ago);
    }
    format!(
        "{files} read in {} ms, indexed in {} ms, {} s ago",
        scan.reading_ms, scan.joining_ms, scan.seconds_ago
    )
}

fn ago(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "1 day ago".to_owned(),
        days => format!("{days} days ago"),
    }
}
