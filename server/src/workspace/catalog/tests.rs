use super::*;
use crate::workspace::load::{Asked, Loaded};

const SQS: &str = r#"{ "Name": "sqs", "Actions": [{ "Name": "SendQuux" }] }"#;

/// A folder with files, and its normalized path.
fn folder(files: &[(&str, &[u8])]) -> (tempfile::TempDir, PathBuf) {
    let keep = tempfile::tempdir().unwrap();
    let path = identity::normalise(keep.path());
    for (name, bytes) in files {
        let file = path.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
    (keep, path)
}

fn read(path: &Path) -> CatalogOnDisk {
    CatalogOnDisk::read(&[Folder::new("services", path)])
}

fn knows_quux(catalog: &CatalogOnDisk) -> bool {
    catalog.catalog.service("sqs").unwrap().action("SendQuux").is_some()
}

#[test]
fn the_files_of_a_folder_refresh_their_services_in_awss_layout_and_without_it() {
    for name in
        ["services/sqs.json", "services/v1/sqs/sqs.json", "services/SQS.JSON", "services/.hidden/x.json"]
    {
        let index = br#"[{"service":"sqs","url":"https://example.com/v1/sqs/sqs.json"}]"#;
        let (_keep, path) =
            folder(&[(name, SQS.as_bytes()), ("services/index.json", index), ("services/README.md", b"{")]);
        let read = read(&path);
        assert!(knows_quux(&read), "{name}");
        assert!(read.problems.is_empty() && read.unnamed_problems.is_empty() && read.skipped.is_empty());
        assert_eq!(read.catalog.refreshed_from(), Some("services"));
        assert_eq!(read.catalog.refreshed_services().count(), 1);
    }
}

#[test]
fn a_file_that_cannot_be_parsed_is_left_out_and_reported_at_its_place() {
    let half = &SQS[..30];
    for (text, at, said) in [
        (half.to_owned(), "", "EOF while parsing"),
        (SQS.replace("SendQuux", "Send*"), "\"", "`Send*` is not the name"),
        (SQS.replace(['[', ']'], ""), "", ""),
        ("{\n  \"Name\": \"sqs\",\n  \"Actions\": 7é\n}".to_owned(), "7", "invalid type: integer `7`"),
        (String::new(), "", "EOF"),
    ] {
        let s3 = br#"{ "Name": "s3", "Actions": [{ "Name": "GetQuux" }] }"#;
        let (_keep, path) = folder(&[("services/sqs.json", text.as_bytes()), ("services/s3.json", s3)]);
        let read = read(&path);
        assert!(!knows_quux(&read), "{text}");
        assert!(read.catalog.service("sqs").unwrap().action("SendMessage").unwrap().retired.is_none());
        assert!(read.catalog.service("s3").unwrap().action("GetQuux").is_some(), "{text}");
        let [(file, problem)] = read.problems.as_slice() else { panic!("{text}: {:?}", read.problems) };
        assert_eq!((file, &*read.broken[0].text), (&read.broken[0].name, text.as_str()));
        assert!(problem.message.contains(said), "{text}: {}", problem.message);
        assert!(problem.span.text(&text).unwrap().starts_with(at), "{text}: {:?}", problem.span);
    }
}

#[test]
fn what_is_no_utf8_or_too_large_is_skipped_with_the_reason() {
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(SQS.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let large = vec![b' '; load::MAX_BYTES as usize + 1];
    for (bytes, reason) in [
        (utf16.as_slice(), "is UTF-16; save it as UTF-8"),
        (b"{ \"Name\": \"\xff\" }", "is not UTF-8; save it as UTF-8"),
        (large.as_slice(), "is larger than 10 MB"),
    ] {
        let (_keep, path) = folder(&[("services/sqs.json", bytes)]);
        let read = read(&path);
        assert_eq!(read.skipped, [Skipped::new(path.join("services/sqs.json"), reason)]);
        assert!(read.problems.is_empty() && read.unnamed_problems.is_empty());
    }
    let (_keep, path) = folder(&[("services/sqs.json", format!("\u{feff}{SQS}").as_bytes())]);
    assert!(knows_quux(&read(&path)));
}

#[test]
fn a_folder_that_holds_nothing_of_use_is_said() {
    for (files, reason) in [
        (vec![], "does not exist"),
        (vec![("services", SQS.as_bytes())], "is not a folder"),
        (vec![("services/other.json", b"{}".as_slice())], "contains no service reference file"),
    ] {
        let (_keep, path) = folder(&files);
        let read = read(&path);
        assert_eq!(read.unnamed_problems, [Skipped::new("services", reason)]);
        assert!(Arc::ptr_eq(&read.catalog, &Catalog::embedded()));
    }
}

#[test]
fn the_folder_of_a_settings_file_lies_below_it() {
    let toml = b"catalog = \"services\"\n";
    let settings = |path: &Path| match load::load(&path.join("leastwise.toml"), Asked::Named) {
        Ok(Some(Loaded::Settings(settings))) => settings,
        other => panic!("settings, not {other:?}"),
    };
    let (_keep, path) = folder(&[("leastwise.toml", toml), ("services/sqs.json", SQS.as_bytes())]);
    let read = CatalogOnDisk::read(&Folder::of_settings([&settings(&path)]));
    assert!(knows_quux(&read) && read.problems.is_empty());

    let (_keep, path) = folder(&[("leastwise.toml", toml)]);
    let read = CatalogOnDisk::read(&Folder::of_settings([&settings(&path)]));
    let [(file, problem)] = read.problems.as_slice() else { panic!("{:?}", read.problems) };
    assert_eq!(**file, *identity::name(&path.join("leastwise.toml")));
    assert_eq!(problem.message, "the folder `services` does not exist; using the built-in catalog");
    assert_eq!(problem.span.text("catalog = \"services\"\n"), Some("\"services\""));
}

#[cfg(unix)]
#[test]
fn a_link_out_of_a_settings_files_folder_is_not_followed() {
    let (_keep, elsewhere) = folder(&[("services/sqs.json", SQS.as_bytes())]);
    let (_keep, path) = folder(&[("leastwise.toml", b"catalog = \"services\"\n")]);
    std::os::unix::fs::symlink(elsewhere.join("services"), path.join("services")).unwrap();
    let Ok(Some(Loaded::Settings(settings))) = load::load(&path.join("leastwise.toml"), Asked::Named) else {
        panic!("no settings")
    };
    let read = CatalogOnDisk::read(&Folder::of_settings([&settings]));
    assert!(!knows_quux(&read) && read.watched.is_empty());
    assert!(read.problems[0].1.message.contains("leads outside the folder of this file through a link"));
}

#[test]
fn a_file_that_is_being_written_keeps_its_last_valid_version() {
    let (_keep, path) = folder(&[("services/sqs.json", SQS.as_bytes())]);
    let folders = [Folder::new("services", &path)];
    let mut before = CatalogOnDisk::read(&folders);
    let file = path.join("services/sqs.json");
    for part in [&SQS[..40], "", &SQS[..20]] {
        std::fs::write(&file, part).unwrap();
        let read = CatalogOnDisk::read_after(&folders, Some(&before));
        assert!(knows_quux(&read), "{part}");
        let [(_, problem)] = read.problems.as_slice() else { panic!("{part}: {:?}", read.problems) };
        assert!(problem.message.ends_with("); using its last valid version"), "{problem:?}");
        before = read;
    }
    std::fs::write(&file, "\u{feff}".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()).unwrap();
    before = CatalogOnDisk::read_after(&folders, Some(&before));
    assert!(knows_quux(&before) && before.skipped.len() == 1);
    // What holds something else, or is gone, says nothing.
    for text in ["{}", SQS] {
        std::fs::write(&file, text).unwrap();
        before = CatalogOnDisk::read_after(&folders, Some(&before));
        assert_eq!(knows_quux(&before), text == SQS);
    }
    std::fs::remove_file(&file).unwrap();
    assert!(!knows_quux(&CatalogOnDisk::read_after(&folders, Some(&before))));
}

#[test]
fn a_change_is_noticed_without_the_files_being_read() {
    let (_keep, path) = folder(&[("services/sqs.json", SQS.as_bytes())]);
    let folders = [Folder::new("services", &path)];
    let read = CatalogOnDisk::read(&folders);
    assert!(read.is_current(&folders));
    std::fs::write(path.join("services/s3.json"), "").unwrap();
    assert!(!read.is_current(&folders));
    for (about, expected) in [("services/v1", true), ("services", true), ("", true), ("other.json", false)] {
        assert_eq!(read.is_about(&path.join(about)), expected, "{about}");
    }
}
