use crate::sandbox::Sandbox;

#[test]
fn the_catalog_tells_its_day_and_how_much_it_knows() {
    let sandbox = Sandbox::new(&[]);
    let told = sandbox.run(&["catalog"]);
    let catalog = leastwise_iam::Catalog::embedded();
    for line in [
        "exit code: 0\n",
        "date      [CATALOG]\n",
        &format!("services  {}\n", catalog.services().len()),
        &format!("actions   {}\n", catalog.action_count()),
        "  tracked ",
        "  untracked ",
    ] {
        assert!(told.contains(line), "{line:?} is missing in\n{told}");
    }
}

#[test]
fn a_services_actions_are_listed_with_their_facts() {
    let sandbox = Sandbox::new(&[]);
    let told = sandbox.run(&["catalog", "SQS"]);
    assert!(told.contains("\nsqs  Amazon SQS, "), "{told}");
    let line = told.lines().find(|line| line.contains("CreateQueue")).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words, ["CreateQueue", "write", "tracked", "first", "seen", "2016-05-08"]);
}

#[test]
fn an_unknown_service_is_one_line_with_near_names() {
    let sandbox = Sandbox::new(&[]);
    assert_eq!(
        sandbox.run(&["catalog", "simple queue"]).lines().count(),
        3,
        "exit code, heading and one line of stderr"
    );
    let told = sandbox.run(&["catalog", "elasticloadbalanc"]);
    assert!(told.starts_with("exit code: 2\n") && told.contains("perhaps elasticloadbalancing\n"), "{told}");
}
