//! The kept inputs of every target, without a fuzzer.

use std::path::Path;

#[test]
fn every_kept_input_passes() {
    let targets: [(&str, fn(&[u8])); 5] = [
        ("policy", leastwise_fuzz::policy::check),
        ("findings", leastwise_fuzz::findings::check),
        ("patterns", leastwise_fuzz::patterns::check),
        ("edits", leastwise_fuzz::edits::check),
        ("frames", leastwise_fuzz::frames::check),
    ];
    for (target, check) in targets {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
        let mut count = 0;
        for entry in std::fs::read_dir(&folder).expect("a folder of inputs") {
            let path = entry.expect("an input").path();
            println!("{}", path.display());
            check(&std::fs::read(&path).expect("an input"));
            count += 1;
        }
        assert!(count > 0, "{target} has no input");
    }
}
