use super::*;
use crate::workspace::identity;

/// A folder with a normalized path, as those of scanned files are.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(identity::normalise(&std::env::temp_dir())).unwrap()
}

fn entries(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[test]
fn the_new_text_takes_the_place_of_the_old_and_nothing_else_is_left() {
    let folder = folder();
    let path = folder.path().join("policy.json");
    std::fs::write(&path, "old\r\n").unwrap();
    replace(&path, "old\r\n", "new\n").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"new\n");
    assert_eq!(entries(folder.path()), 1);
}

#[test]
fn a_file_that_changed_stays_as_it_is() {
    let folder = folder();
    let path = folder.path().join("policy.json");
    std::fs::write(&path, "theirs").unwrap();
    let error = replace(&path, "old", "new").unwrap_err();
    assert!(matches!(error, WriteError::Changed), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), b"theirs");
    assert_eq!(entries(folder.path()), 1);
}

#[test]
fn a_file_that_is_gone_is_not_made_anew() {
    let folder = folder();
    let path = folder.path().join("policy.json");
    assert!(matches!(replace(&path, "old", "new").unwrap_err(), WriteError::Io(_)));
    assert_eq!(entries(folder.path()), 0);
}

#[test]
fn a_read_only_file_stays_as_it_is() {
    let folder = folder();
    let path = folder.path().join("policy.json");
    std::fs::write(&path, "old").unwrap();
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    assert!(matches!(replace(&path, "old", "new").unwrap_err(), WriteError::ReadOnly));
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
}

#[cfg(unix)]
#[test]
fn mode_and_owner_stay_and_a_link_still_links() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let folder = folder();
    let (target, link) = (folder.path().join("target.json"), folder.path().join("link.json"));
    std::fs::write(&target, "old").unwrap();
    std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("target.json", &link).unwrap();
    // Takes effect for a privileged user only; the comparison below holds for everybody.
    let _ = std::os::unix::fs::chown(&target, Some(1234), Some(1234));
    let before = std::fs::metadata(&target).unwrap();

    replace(&identity::normalise(&link), "old", "new").unwrap();

    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::read(&target).unwrap(), b"new");
    let after = std::fs::metadata(&target).unwrap();
    assert_eq!((after.mode(), after.uid(), after.gid()), (before.mode(), before.uid(), before.gid()));
    assert_eq!(entries(folder.path()), 2);
}

#[cfg(unix)]
#[test]
fn a_folder_is_refused() {
    let folder = folder();
    assert!(matches!(replace(folder.path(), "", "new").unwrap_err(), WriteError::NotRegular));
}

#[cfg(unix)]
#[test]
fn a_link_that_came_into_the_path_is_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = folder();
    std::fs::create_dir(folder.path().join("other")).unwrap();
    let other = folder.path().join("other/policy.json");
    std::fs::write(&other, "old").unwrap();
    symlink("other/policy.json", folder.path().join("policy.json")).unwrap();
    symlink("other", folder.path().join("linked")).unwrap();
    for path in ["policy.json", "linked/policy.json"] {
        let error = replace(&folder.path().join(path), "old", "new").unwrap_err();
        assert!(matches!(error, WriteError::Changed), "{path}: {error}");
    }
    assert_eq!(std::fs::read(&other).unwrap(), b"old");
    assert_eq!(entries(folder.path()), 3);
}

#[cfg(unix)]
#[test]
fn hard_links_part_and_the_other_name_keeps_the_old_text() {
    let folder = folder();
    let (path, other) = (folder.path().join("policy.json"), folder.path().join("other.json"));
    std::fs::write(&path, "old").unwrap();
    std::fs::hard_link(&path, &other).unwrap();
    replace(&path, "old", "new").unwrap();
    assert_eq!(
        (std::fs::read(&path).unwrap(), std::fs::read(&other).unwrap()),
        (b"new".to_vec(), b"old".to_vec())
    );
}

/// Where the file system has no such attributes there are none before and none after.
#[cfg(target_os = "linux")]
#[test]
fn an_access_list_stays_and_none_is_inherited_from_the_folder() {
    use rustix::fs::{XattrFlags, getxattr, setxattr};
    // Version 2, then entries of tag, permissions and id, as acl(5) has them in the file system: owner rw, user 1234 rw,
    // group r, mask rw, others nothing.
    let list: Vec<u8> = [2u32.to_le_bytes().to_vec()]
        .into_iter()
        .chain(
            [(1u16, 6u16, u32::MAX), (2, 6, 1234), (4, 4, u32::MAX), (16, 6, u32::MAX), (32, 0, u32::MAX)]
                .map(|(tag, permissions, id)| {
                    [&tag.to_le_bytes()[..], &permissions.to_le_bytes(), &id.to_le_bytes()].concat()
                }),
        )
        .flatten()
        .collect();
    let (own, inherited) = ("system.posix_acl_access", "system.posix_acl_default");
    let of = |path: &Path, name: &str| {
        let mut value = Vec::with_capacity(1024);
        getxattr(path, name, rustix::buffer::spare_capacity(&mut value)).ok().map(|_| value)
    };
    let folder = folder();
    let (with, without) = (folder.path().join("with.json"), folder.path().join("without.json"));
    for path in [&with, &without] {
        std::fs::write(path, "old").unwrap();
    }
    let _ = setxattr(&with, own, &list, XattrFlags::empty());
    let _ = setxattr(&with, "user.leastwise", b"kept", XattrFlags::empty());
    let _ = setxattr(folder.path(), inherited, &list, XattrFlags::empty());
    for path in [&with, &without] {
        let before =
            (of(path, own), of(path, "user.leastwise"), std::fs::metadata(path).unwrap().permissions());
        replace(path, "old", "new").unwrap();
        let after =
            (of(path, own), of(path, "user.leastwise"), std::fs::metadata(path).unwrap().permissions());
        assert_eq!(after, before, "{}", path.display());
    }
}
