//! Who may read and write the new file: exactly those who could read and write the old one.

use std::fs::File;

use super::WriteError;

/// Gives `new` the mode, owner, group and access list of `old`.
///
/// # Errors
///
/// [`WriteError::Access`] where it cannot be: a file in the name of another group is open to others than before.
pub(super) fn keep(old: &File, new: &File) -> Result<(), WriteError> {
    let metadata = old.metadata()?;
    keep_owner(new, &metadata)?;
    // After the owner, since changing it clears some bits of the mode; before the access list, which decides last.
    new.set_permissions(metadata.permissions())?;
    keep_attributes(old, new)
}

#[cfg(unix)]
fn keep_owner(new: &File, old: &std::fs::Metadata) -> Result<(), WriteError> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let own = new.metadata()?;
    if (own.uid(), own.gid()) == (old.uid(), old.gid()) {
        return Ok(());
    }
    // Only a privileged user can give a file away.
    let owner = (own.uid() != old.uid()).then_some(old.uid());
    fchown(new, owner, Some(old.gid())).map_err(|_| WriteError::Access)
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &std::fs::Metadata) -> Result<(), WriteError> {
    Ok(())
}

/// The access list, as acl(5) keeps it.
#[cfg(target_os = "linux")]
const ACCESS_LIST: &str = "system.posix_acl_access";

/// What else may go along: the label of SELinux and what users attach. Signatures of the old bytes may not.
#[cfg(target_os = "linux")]
fn goes_along(name: &str) -> bool {
    name == "security.selinux" || name.starts_with("user.")
}

#[cfg(target_os = "linux")]
fn keep_attributes(old: &File, new: &File) -> Result<(), WriteError> {
    use rustix::fs::{XattrFlags, fremovexattr, fsetxattr};
    for name in names(old).iter().filter(|name| goes_along(name)) {
        if let Some(value) = attribute(old, name) {
            // No access depends on one of these.
            let _ = fsetxattr(new, name.as_str(), &value, XattrFlags::empty());
        }
    }
    let list = attribute(old, ACCESS_LIST);
    if attribute(new, ACCESS_LIST) != list {
        // The folder may have given the new file a list that the old one does not have.
        let set = match &list {
            Some(list) => fsetxattr(new, ACCESS_LIST, list, XattrFlags::empty()),
            None => fremovexattr(new, ACCESS_LIST),
        };
        set.map_err(|_| WriteError::Access)?;
        // Taking a list away leaves the mode that it has made.
        if list.is_none() {
            new.set_permissions(old.metadata()?.permissions())?;
        }
    }
    Ok(())
}

/// More than any attribute, or list of names, may have (see xattr(7)).
#[cfg(target_os = "linux")]
const MOST_BYTES: usize = 64 * 1024;

#[cfg(target_os = "linux")]
fn attribute(file: &File, name: &str) -> Option<Vec<u8>> {
    let mut value = Vec::with_capacity(MOST_BYTES);
    rustix::fs::fgetxattr(file, name, rustix::buffer::spare_capacity(&mut value)).ok()?;
    Some(value)
}

#[cfg(target_os = "linux")]
fn names(file: &File) -> Vec<String> {
    let mut list = Vec::with_capacity(MOST_BYTES);
    if rustix::fs::flistxattr(file, rustix::buffer::spare_capacity(&mut list)).is_err() {
        return Vec::new();
    }
    let names = list.split(|&byte| byte == 0);
    names.filter_map(|name| String::from_utf8(name.to_vec()).ok()).collect()
}

#[cfg(not(target_os = "linux"))]
fn keep_attributes(_: &File, _: &File) -> Result<(), WriteError> {
    Ok(())
}
