//! Files and folders that cannot be read.

use super::*;

#[test]
fn a_large_file_is_unseen_only_where_findings_in_it_cannot_be_told() {
    let folder = Folder::new(&[("policy.json", POLICY)]);
    let spaces = vec![b' '; 11 * 1024 * 1024 - 7];
    folder.write("data.json", &[b"[1".as_slice(), &spaces, b"]"].concat());
    folder.write("late.json", &[b"[1,".as_slice(), &spaces, FINDINGS.as_bytes(), b"]"].concat());
    folder.write("torn.json", &[b"[1,".as_slice(), &spaces, FINDINGS.as_bytes(), b"}"].concat());
    let files = folder.scan(&[""], None).unwrap();
    let unseen: Vec<_> = files.skipped.iter().map(|skipped| (skipped.path.clone(), skipped.unseen)).collect();
    assert_eq!(unseen, [(folder.path("data.json"), false), (folder.path("torn.json"), true)]);
    let found: Vec<_> = files.findings.iter().map(|findings| findings.path.clone()).collect();
    assert_eq!(found, [folder.path("late.json")]);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_unseen_and_lock_files_of_editors_are_not() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new(&[
        ("policy.json", POLICY),
        ("folder.json/policy.json", POLICY),
        ("saved/one.json", FINDINGS),
    ]);
    symlink("nowhere", folder.path("gone.json")).unwrap();
    symlink("loop.json", folder.path("loop.json")).unwrap();
    symlink("someone@machine.1:2", folder.path(".#policy.json")).unwrap();
    let skipped = |findings| {
        let files = folder.scan(&[""], findings).unwrap();
        files.skipped.into_iter().map(|one| (one.path, one.unseen)).collect::<Vec<_>>()
    };
    let told = |unseen| ["gone.json", "loop.json"].map(|name| (folder.path(name), unseen));
    assert_eq!(skipped(None), told(true));
    // Only findings that are named are used.
    assert_eq!(skipped(Some(&["saved"][..])), told(false));
}
