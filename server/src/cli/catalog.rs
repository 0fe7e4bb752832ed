//! `leastwise catalog`: which actions are known, and as of which day.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use leastwise_advice::words::count;
use leastwise_iam::catalog::LastSeen;
use leastwise_iam::{Action, Catalog, Service, Tracking};

use super::args::CatalogArgs;
use super::input;
use super::output::{self, FAINT, STRONG};
use super::place::Base;
use crate::workspace::catalog::CatalogOnDisk;
use leastwise_advice::visible::visible;

/// More services that were refreshed are counted.
const MOST_PREFIXES: usize = 8;

/// Prints the catalog's facts, or the actions of one service.
pub(crate) fn run(args: &CatalogArgs) -> anyhow::Result<ExitCode> {
    let read = input::current_catalog(args.catalog.as_deref())?;
    let catalog = &read.catalog;
    let mut text = String::new();
    match &args.service {
        None => overview(&mut text, catalog).and_then(|()| unread(&mut text, &read)),
        Some(prefix) => match catalog.service(prefix) {
            Some(service) => actions(&mut text, service),
            None => {
                bail!("unknown service `{prefix}` (catalog {}); {}", catalog.date(), near(catalog, prefix))
            }
        },
    }
    .context("cannot print")?;
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn overview(out: &mut String, catalog: &Catalog) -> std::fmt::Result {
    let actions = || catalog.services().iter().flat_map(Service::actions);
    let tracked = |tracking| actions().filter(|action| action.tracking == tracking).count();
    writeln!(out, "{STRONG}date{STRONG:#}      {}", catalog.date())?;
    writeln!(out, "{STRONG}source{STRONG:#}    {}, built into leastwise", catalog.source())?;
    if let Some(from) = catalog.refreshed_from() {
        writeln!(out, "{STRONG}refreshed{STRONG:#} {}, from {}", refreshed(catalog), visible(from))?;
    }
    writeln!(out, "{STRONG}services{STRONG:#}  {}", catalog.services().len())?;
    writeln!(out, "{STRONG}actions{STRONG:#}   {}", catalog.action_count())?;
    writeln!(out, "  tracked    {:>6}  a finding can name them as unused", tracked(Tracking::Tracked))?;
    writeln!(out, "  untracked  {:>6}  AWS does not record their use", tracked(Tracking::Untracked))?;
    writeln!(out, "  unknown    {:>6}  not known whether AWS records their use", tracked(Tracking::Unknown))?;
    let retired = actions().filter(|action| action.retired.is_some()).count();
    writeln!(out, "  retired    {retired:>6}  no longer in AWS's lists, but still granted")
}

/// "3 services (ec2, s3 and sqs)".
fn refreshed(catalog: &Catalog) -> String {
    let prefixes: Vec<&str> = catalog.refreshed_services().map(Service::prefix).collect();
    let shown = prefixes.iter().take(MOST_PREFIXES).copied().collect::<Vec<_>>().join(", ");
    let more = if prefixes.len() > MOST_PREFIXES { ", ..." } else { "" };
    format!("{} ({shown}{more})", count(prefixes.len(), "service"))
}

/// The files of the catalog's folder that cannot be read, and why.
fn unread(out: &mut String, read: &CatalogOnDisk) -> std::fmt::Result {
    let current = Base::current();
    for (file, advice) in &read.problems {
        writeln!(
            out,
            "{STRONG}not read{STRONG:#}  {}: {}",
            visible(&current.show(Path::new(&**file))),
            visible(&advice.message)
        )?;
    }
    for skipped in &read.skipped {
        writeln!(out, "{STRONG}not read{STRONG:#}  {}", visible(&input::sentence(&current, skipped)))?;
    }
    Ok(())
}

fn actions(out: &mut String, service: &Service) -> std::fmt::Result {
    let actions = service.actions();
    writeln!(out, "{STRONG}{}{STRONG:#}  {}, {} actions", service.prefix(), service.title(), actions.len())?;
    let width = actions.iter().map(|action| action.name.len()).max().unwrap_or_default();
    for action in actions {
        let Action { name, level, tracking, first_seen, .. } = action;
        let (level, tracking) = (level.as_str(), tracking.as_str());
        write!(out, "  {name:width$}  {level:22}  {tracking:9}  {FAINT}first seen{FAINT:#} {first_seen}")?;
        match action.retired {
            None => writeln!(out)?,
            Some(LastSeen::On(day)) => writeln!(out, "  {FAINT}last seen{FAINT:#} {day}")?,
            Some(_) => writeln!(out, "  retired")?,
        }
    }
    Ok(())
}

/// Services with a prefix or title that contains the given text.
fn near(catalog: &Catalog, asked: &str) -> String {
    let asked = asked.to_ascii_lowercase();
    let holds = |text: &str| text.to_ascii_lowercase().contains(&asked);
    let found: Vec<&str> = catalog
        .services()
        .iter()
        .filter(|service| holds(service.prefix()) || holds(service.title()))
        .map(Service::prefix)
        .take(10)
        .collect();
    match found.as_slice() {
        [] => "give a service prefix such as `s3`".to_owned(),
        found => format!("perhaps {}", found.join(", ")),
    }
}
