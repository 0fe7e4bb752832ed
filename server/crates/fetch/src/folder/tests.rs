use super::*;

fn folder() -> (tempfile::TempDir, PathBuf) {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().join("aws");
    (parent, out)
}

#[test]
fn a_new_folder_is_kept_out_of_git_and_taken_again() {
    let (_parent, out) = folder();
    drop(Folder::open(&out).unwrap());
    assert!(fs::read_to_string(out.join(".gitignore")).unwrap().ends_with("\n*\n"));
    assert!(is_made_by_fetch(&out));
    drop(Folder::open(&out).unwrap());
}

#[test]
fn a_folder_of_somebody_else_is_refused_and_stays_as_it_is() {
    let (_parent, out) = folder();
    fs::create_dir(&out).unwrap();
    fs::write(out.join("main.tf"), "").unwrap();
    for gitignore in [None, Some("*\n"), Some("# Made by hand\n*\n")] {
        gitignore.inspect(|text| fs::write(out.join(".gitignore"), text).unwrap());
        assert!(matches!(Folder::open(&out), Err(FolderError::NotOurs(_))), "{gitignore:?}");
        assert!(!out.join(LOCK).exists());
    }
}

#[test]
fn a_folder_stays_ours_when_its_gitignore_is_deleted_and_gets_no_new_one() {
    let (_parent, out) = folder();
    drop(Folder::open(&out).unwrap());
    let account = out.join("aws/111122223333");
    fs::create_dir_all(&account).unwrap();
    fs::write(account.join("fetched.json"), r#"[{"leastwise": "fetched", "version": 1}]"#).unwrap();
    fs::remove_file(out.join(".gitignore")).unwrap();
    drop(Folder::open(&out).unwrap());
    assert!(!out.join(".gitignore").exists());
}

#[test]
fn a_second_run_at_the_same_time_is_refused() {
    let (_parent, out) = folder();
    let first = Folder::open(&out).unwrap();
    assert!(matches!(Folder::open(&out), Err(FolderError::Busy(_))));
    drop(first);
    Folder::open(&out).unwrap();
}

#[test]
fn a_file_takes_its_place_only_when_it_is_told_to() {
    let (_parent, out) = folder();
    let folder = Folder::open(&out).unwrap();
    let path = Path::new("aws/111122223333/findings/a.json");
    folder.stage(path, b"[1]").unwrap();
    assert!(folder.json(path).is_none() && folder.staged_json(path).is_some());
    folder.publish(path).unwrap();
    assert!(folder.json(path).is_some() && folder.staged_json(path).is_none());
    folder.discard();
    assert!(!out.join(PARTIAL).exists());
    folder.remove(path).unwrap();
    folder.remove(path).unwrap();
    assert!(folder.names(Path::new("aws/111122223333/findings")).is_empty());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    use std::os::unix::fs::symlink;
    let (parent, out) = folder();
    let elsewhere = parent.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    symlink(&elsewhere, &out).unwrap();
    assert!(matches!(Folder::open(&out), Err(FolderError::NotAFolder(_))));
    fs::remove_file(&out).unwrap();

    let folder = Folder::open(&out).unwrap();
    fs::create_dir_all(out.join("aws")).unwrap();
    symlink(&elsewhere, out.join("aws/111122223333")).unwrap();
    let path = Path::new("aws/111122223333/attachments.json");
    folder.stage(path, b"{}").unwrap();
    assert!(matches!(folder.publish(path), Err(FolderError::NotAFolder(_))));
    symlink(&elsewhere, out.join(PARTIAL).join("other")).unwrap();
    assert!(folder.stage(Path::new("other/s3.json"), b"{}").is_err());
    assert!(matches!(folder.stage(Path::new("../x"), b""), Err(FolderError::NotAFolder(_))));
    assert!(is_empty(&elsewhere));

    // A link in the place of a file is replaced, not followed; nor is what it leads to read back.
    fs::write(elsewhere.join("mine"), "{}").unwrap();
    fs::remove_file(out.join("aws/111122223333")).unwrap();
    fs::create_dir(out.join("aws/111122223333")).unwrap();
    symlink(elsewhere.join("mine"), out.join(path)).unwrap();
    assert!(folder.json(path).is_none());
    folder.publish(path).unwrap();
    assert!(fs::symlink_metadata(out.join(path)).unwrap().is_file());
    assert_eq!(fs::read(elsewhere.join("mine")).unwrap(), b"{}");
}
