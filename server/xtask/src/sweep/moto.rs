//! AWS's own managed policies, as the PyPI package `moto` carries them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::cache;
use crate::process::run_logged;

const VERSION: &str = "5.2.5";
const DEADLINE: Duration = Duration::from_secs(300);

/// Takes the policies out of the package without running any of its code.
const TAKE_OUT: &str = r#"
import ast, glob, json, os, zipfile
text = zipfile.ZipFile(glob.glob("moto-*.whl")[0]).read("moto/iam/aws_managed_policies.py")
[data] = [node.value for node in ast.parse(text).body if isinstance(node, ast.Assign)]
os.mkdir("policies")
for name, policy in json.loads(ast.literal_eval(data)).items():
    with open(f"policies/{name}.json", "w") as file:
        json.dump(policy["Document"], file, indent=2)
"#;

/// The folder with one file for each policy, filled at the first call; needs Python with pip then.
pub(super) fn policies() -> Result<PathBuf> {
    let folder = cache::installed(&format!("moto-{VERSION}"), |folder| {
        let log = |name: &str| folder.join(name);
        let package = format!("moto=={VERSION}");
        let mut download = python(folder);
        download.args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", &package]);
        run_logged(&mut download, &log("download.log"), DEADLINE)?;
        fs::write(folder.join("take_out.py"), TAKE_OUT)?;
        run_logged(python(folder).arg("take_out.py"), &log("take_out.log"), DEADLINE)
    })?;
    Ok(folder.join("policies"))
}

fn python(folder: &Path) -> Command {
    let mut command = Command::new(if cfg!(windows) { "python" } else { "python3" });
    command.current_dir(folder);
    command
}
