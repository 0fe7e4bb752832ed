use super::*;

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = dunce::canonicalize(folder.path()).unwrap();
    (folder, path)
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

#[test]
fn the_nearest_file_decides_and_the_repositorys_own_list_comes_after_all_of_them() {
    let (_keep, folder) = folder();
    write(&folder.join(".gitignore"), "a.json\nb.json\n");
    write(&folder.join("x/.gitignore"), "!a.json\nc.json\n");
    write(&folder.join(".git/info/exclude"), "d.json\na.json\n");
    let ignored = Ignored::new(&folder.join("x"), Some(&folder));
    for (path, expected) in [
        ("a.json", true),
        ("x/a.json", false),
        ("x/b.json", true),
        ("x/c.json", true),
        ("c.json", false),
        ("x/y/c.json", true),
        ("d.json", true),
        ("x/d.json", true),
    ] {
        assert_eq!(ignored.ignores(&folder.join(path), false), expected, "{path}");
    }
    assert_eq!(ignored.take_problems(), []);
}

#[test]
fn files_above_the_repository_or_without_one_above_the_root_are_not_about_it() {
    let (_keep, folder) = folder();
    write(&folder.join(".gitignore"), "*.json\n");
    for root in
        [Ignored::new(&folder.join("x"), None), Ignored::new(&folder.join("x/y"), Some(&folder.join("x")))]
    {
        assert!(!root.ignores(&folder.join("x/y/a.json"), false));
    }
}

#[test]
fn what_is_over_a_limit_is_told_at_its_place_and_the_rest_holds() {
    let (_keep, folder) = folder();
    let lines = |from: usize, count: usize| -> String {
        (from..from + count).map(|number| format!("name-{number}.json\n")).collect()
    };
    let path = folder.join(".gitignore");
    write(&path, &lines(0, MOST_PATTERNS + 1));
    let ignored = Ignored::new(&folder, None);
    assert!(ignored.ignores(&folder.join("name-0.json"), false));
    assert!(!ignored.ignores(&folder.join(format!("name-{MOST_PATTERNS}.json")), false));
    let [problem] = ignored.take_problems().try_into().unwrap();
    assert_eq!((&problem.path, problem.reason.as_str()), (&path, "has more than 10,000 patterns"));
    assert_eq!(problem.span.text(&problem.text), Some("name-10000.json"));

    let in_all = MOST_PATTERNS_IN_ALL / MOST_PATTERNS;
    for number in 0..=in_all {
        write(&folder.join(format!("{number}/.gitignore")), &lines(0, MOST_PATTERNS));
    }
    std::fs::remove_file(&path).unwrap();
    let ignored = Ignored::new(&folder, None);
    let told = (0..=in_all).map(|number| {
        ignored.ignores(&folder.join(format!("{number}/a.json")), false);
        ignored.take_problems()
    });
    let told: Vec<_> = told.flatten().map(|problem| (problem.path, problem.reason)).collect();
    let reason = "exceeds the limit of 50,000 patterns in all ignore files of the workspace".to_owned();
    assert_eq!(told, [(folder.join(format!("{in_all}/.gitignore")), reason)]);
}

#[test]
fn bytes_that_are_no_text_cost_their_own_line() {
    let (_keep, folder) = folder();
    std::fs::write(folder.join(".gitignore"), b"\xff\xfe.json\na.json\n").unwrap();
    let ignored = Ignored::new(&folder, None);
    assert!(ignored.ignores(&folder.join("a.json"), false));
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_told_and_not_waited_for() {
    use std::os::unix::fs::symlink;
    let (_keep, folder) = folder();
    for name in ["device", "pipe", "folder", "large"] {
        std::fs::create_dir(folder.join(name)).unwrap();
    }
    let file = |name: &str| folder.join(name).join(".gitignore");
    symlink("/dev/zero", file("device")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(file("pipe")).status().unwrap().success());
    std::fs::create_dir(file("folder")).unwrap();
    std::fs::File::create(file("large")).unwrap().set_len(1 << 30).unwrap();
    let ignored = Ignored::new(&folder, None);
    for (name, reason) in [
        ("device", "is a device, not a regular file"),
        ("pipe", "is a pipe, not a regular file"),
        ("folder", "is a folder, not a regular file"),
        ("large", "is larger than 1 MB"),
    ] {
        assert!(!ignored.ignores(&folder.join(name).join("a.json"), false));
        let told: Vec<_> = ignored.take_problems().into_iter().map(|it| (it.path, it.reason)).collect();
        assert_eq!(told, [(file(name), reason.to_owned())]);
    }
}
