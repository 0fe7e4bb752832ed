//! Finding the programs that are run: where the person put them, never in the workspace.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::Failure;

/// Names the AWS CLI, instead of the first `aws` on the path.
pub const PROGRAM_VARIABLE: &str = "LEASTWISE_AWS";

/// Where programs are looked for.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// What [`PROGRAM_VARIABLE`] holds.
    pub program: Option<OsString>,
    /// What `PATH` holds.
    pub path: Option<OsString>,
    /// The folder of the workspace: nothing in it is run unless it was named.
    pub workspace: Option<PathBuf>,
}

impl Lookup {
    /// As the environment of this process has it. A home folder, and what lies above it, is no workspace.
    pub fn of_environment(current: &Path) -> Lookup {
        let home = std::env::home_dir();
        let is_above_home = home.is_some_and(|home| home.starts_with(current));
        let workspace = (!is_above_home && current.parent().is_some()).then(|| current.to_owned());
        let program = std::env::var_os(PROGRAM_VARIABLE).filter(|program| !program.is_empty());
        Lookup { program, path: std::env::var_os("PATH"), workspace }
    }

    /// The AWS CLI.
    pub(crate) fn aws(&self) -> Result<PathBuf, Failure> {
        let Some(program) = &self.program else {
            return self.find("aws").map_err(|passed_over| no_aws(passed_over.as_deref()));
        };
        let path = Path::new(program);
        if path.is_absolute() {
            return Ok(path.to_owned());
        }
        let is_name = path.components().count() == 1 && path.file_name() == Some(program);
        match program.to_str().filter(|_| is_name) {
            Some(name) => self.find(name).map_err(|_| {
                Failure::no_program(format!("{PROGRAM_VARIABLE} names {name:?}, which is not on the path"))
            }),
            None => Err(Failure::no_program(format!(
                "{PROGRAM_VARIABLE} is {}; set it to the absolute path of the AWS CLI",
                path.display()
            ))),
        }
    }

    /// `curl`, where there is one.
    pub(crate) fn curl(&self) -> Option<PathBuf> {
        self.find("curl").ok()
    }

    /// The first program of that name on the path. Folders that are relative are passed over: they would mean another
    /// place in each folder, and so are those in the workspace. `Err` has the program that was passed over for that.
    fn find(&self, name: &str) -> Result<PathBuf, Option<PathBuf>> {
        let mut passed_over = None;
        for folder in self.path.as_deref().map(std::env::split_paths).into_iter().flatten() {
            if !folder.is_absolute() {
                continue;
            }
            let program = folder.join(name).with_added_suffix();
            if !is_program(&program) {
                continue;
            }
            if self.is_in_workspace(&folder) {
                passed_over.get_or_insert(program);
                continue;
            }
            return Ok(program);
        }
        Err(passed_over)
    }

    fn is_in_workspace(&self, folder: &Path) -> bool {
        let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        self.workspace.as_ref().is_some_and(|workspace| {
            folder.starts_with(workspace) || real(folder).starts_with(real(workspace))
        })
    }
}

trait WithAddedSuffix {
    /// The path with what programs end in on this system. On Windows only what needs no command interpreter is run.
    fn with_added_suffix(self) -> PathBuf;
}

impl WithAddedSuffix for PathBuf {
    fn with_added_suffix(self) -> PathBuf {
        let suffix = std::env::consts::EXE_SUFFIX;
        let has_suffix = self
            .extension()
            .is_some_and(|end| OsStr::new(suffix).to_str() == Some(&format!(".{}", end.display())));
        if suffix.is_empty() || has_suffix {
            return self;
        }
        let mut name = self.into_os_string();
        name.push(suffix);
        name.into()
    }
}

fn no_aws(passed_over: Option<&Path>) -> Failure {
    Failure::no_program(match passed_over {
        Some(program) => format!(
            "the only `aws` on the path is in the workspace, and programs in a workspace are not run; \
             set {PROGRAM_VARIABLE} to {} if you trust it",
            program.display()
        ),
        None => format!(
            "the AWS CLI was not found; install it \
             (https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html), or set \
             {PROGRAM_VARIABLE} to its absolute path"
        ),
    })
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn program(folder: &Path, name: &str) -> PathBuf {
        std::fs::create_dir_all(folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, "").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    #[test]
    fn the_first_program_on_the_path_is_taken_that_is_not_relative_or_in_the_workspace() {
        let root = tempfile::tempdir().unwrap();
        let (workspace, bin) = (root.path().join("work"), root.path().join("bin"));
        let own = program(&workspace.join(".venv/bin"), "aws");
        std::os::unix::fs::symlink(workspace.join(".venv/bin"), root.path().join("linked")).unwrap();
        std::fs::create_dir_all(root.path().join("plain")).unwrap();
        std::fs::write(root.path().join("plain/aws"), "").unwrap();
        let root = root.path().display();
        let lookup = |path: &str, named: Option<&str>| Lookup {
            program: named.map(OsString::from),
            path: Some(path.into()),
            workspace: Some(workspace.clone()),
        };
        let hostile = format!(":.:bin:{root}/work/.venv/bin:{root}/linked:{root}/plain");
        let error = lookup(&hostile, None).aws().unwrap_err().to_string();
        assert!(error.contains("is in the workspace") && error.contains(own.to_str().unwrap()), "{error}");

        let aws = program(&bin, "aws");
        let path = format!("{hostile}:{}", bin.display());
        assert_eq!(lookup(&path, None).aws().unwrap(), aws);
        assert_eq!(lookup(&path, Some("aws")).aws().unwrap(), aws);
        assert_eq!(lookup("", Some(own.to_str().unwrap())).aws().unwrap(), own);
        for named in ["./aws", "bin/aws", "..", "nothing"] {
            assert!(lookup(&path, Some(named)).aws().is_err(), "{named}");
        }
        assert!(lookup("", None).aws().unwrap_err().to_string().contains("was not found"));
    }
}
