use crate::{Container, PlaceNames, Source};

const DOCUMENT: &str = r#"{"Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;

/// What stands around each document of a template with these resources, and more sections after them.
fn read(resources: &str, more: &str) -> Vec<Container> {
    let text = format!(r#"{{"Resources": {{{resources}}}{more}}}"#).replace("DOCUMENT", DOCUMENT);
    let source = Source::read(text);
    assert_eq!(source.errors(), [], "{}", source.text);
    source.documents.into_iter().map(|document| document.container).collect()
}

/// The references of the first document.
fn references(resources: &str, more: &str) -> Vec<String> {
    let containers = read(resources, more);
    let references = containers.first().unwrap().references.iter();
    references
        .map(|it| format!("{:?} {} ({})", it.kind, it.target.as_deref().unwrap_or("-"), it.how))
        .collect()
}

#[test]
fn a_document_knows_its_resource_and_property() {
    for (resource, expected) in [
        (
            r#""R": {"Type": "AWS::IAM::Role", "Properties": {"Policies": [{"PolicyDocument": DOCUMENT}]}}"#,
            "R AWS::IAM::Role Policies",
        ),
        (
            r#""R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": DOCUMENT}}"#,
            "R AWS::IAM::Role AssumeRolePolicyDocument",
        ),
        (
            r#""P": {"Type": "AWS::IAM::Policy", "PolicyDocument": DOCUMENT}"#,
            "P AWS::IAM::Policy PolicyDocument",
        ),
        (
            r#""F": {"Type": "AWS::Serverless::Function", "Properties": {"Policies": [DOCUMENT]}}"#,
            "F AWS::Serverless::Function Policies",
        ),
        (
            r#""P": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyDocument": {"Fn::If": ["x", DOCUMENT]}}}"#,
            "P AWS::IAM::Policy PolicyDocument",
        ),
        (
            r#""C": {"Type": "Custom::Policy", "Properties": {"Document": DOCUMENT}}"#,
            "C Custom::Policy Document",
        ),
    ] {
        let container = &read(resource, "")[0];
        let found =
            container.resource.as_ref().map(|it| format!("{} {} {}", it.logical_id, it.kind, it.property));
        assert_eq!(
            (found.as_deref(), container.place_names),
            (Some(expected), PlaceNames::WhenAlone),
            "{resource}"
        );
    }
    let nested = format!(
        r#"{{"TemplateBody": {{"Resources": {{"P": {{"Type": "AWS::IAM::Policy", "PolicyDocument": {DOCUMENT}}}}}}}}}"#
    );
    let container = &Source::read(nested).documents[0].container;
    assert!(container.place_names == PlaceNames::WhenAlone && container.resource.is_some());
    let beside = format!(r#"{{"Resources": {{"P": {{"Type": "policy", "PolicyDocument": {DOCUMENT}}}}}}}"#);
    let container = &Source::read(beside).documents[0].container;
    assert!(container.place_names == PlaceNames::Always && container.resource.is_none());
}

#[test]
fn owners_of_a_policy_are_named_or_referred_to() {
    for (lists, named, expected) in [
        ("", &[][..], &[][..]),
        (r#""Roles": [],"#, &[], &[]),
        (r#""Roles": ["A"], "Groups": ["G"],"#, &["A", "G"], &[]),
        (r#""Roles": [{"Ref": "A"}],"#, &[], &["Attaches A (`Ref` to `A` in `Roles`)"]),
        (
            r#""Roles": [{"Fn::GetAtt": ["A", "Name"]}],"#,
            &[],
            &["Attaches A (`Fn::GetAtt` to `A` in `Roles`)"],
        ),
        (r#""Roles": [{"Fn::GetAtt": "A.Name"}],"#, &[], &["Attaches A (`Fn::GetAtt` to `A` in `Roles`)"]),
        (r#""Groups": [{"Fn::Sub": "${A}-x"}],"#, &[], &["Attaches A (`Fn::Sub` to `A` in `Groups`)"]),
        (r#""Roles": [{"Fn::Sub": ["${A}", {"A": "x"}]}],"#, &[], &["Attaches - (`Fn::Sub` in `Roles`)"]),
        (r#""Roles": [{"Fn::ImportValue": "A"}],"#, &[], &["Attaches - (`Fn::ImportValue` in `Roles`)"]),
        (r#""Roles": [{"Fn::If": ["c", "A", "B"]}],"#, &[], &["Attaches - (`Fn::If` in `Roles`)"]),
        (
            r#""Users": ["U", {"Ref": "A"}, "${B}"],"#,
            &["U"],
            &["Attaches A (`Ref` to `A` in `Users`)", "Attaches - (`${B}` in `Users`)"],
        ),
        (r#""Roles": {"Ref": "List"},"#, &[], &["Attaches List (`Ref` to `List` in `Roles`)"]),
        (r#""Roles": [1],"#, &[], &["Attaches - (`a value that is no name` in `Roles`)"]),
    ] {
        let policy = format!(
            r#""P": {{"Type": "AWS::IAM::Policy", "Properties": {{{lists} "PolicyName": "p", "PolicyDocument": DOCUMENT}}}}"#
        );
        let container = &read(&policy, "")[0];
        let names: Vec<&str> = container.attached.iter().map(|owner| owner.name.as_str()).collect();
        assert_eq!(names, named, "{lists}");
        assert_eq!(references(&policy, ""), expected, "{lists}");
    }
}

#[test]
fn an_owner_without_a_literal_name_is_a_reference() {
    for (kind, properties, name, expected) in [
        ("AWS::IAM::Role", r#""RoleName": "worker","#, Some("worker"), None),
        ("AWS::IAM::Role", "", None, Some("Generated X (the name of role `X` is generated)")),
        (
            "AWS::IAM::Role",
            r#""RoleName": {"Ref": "Name"},"#,
            None,
            Some("Name Name (`Ref` to `Name` in `RoleName`)"),
        ),
        (
            "AWS::IAM::Role",
            r#""RoleName": {"Fn::Sub": "${Env}-x"},"#,
            None,
            Some("Name Env (`Fn::Sub` to `Env` in `RoleName`)"),
        ),
        ("AWS::IAM::Role", r#""RoleName": "${env}-x","#, None, Some("Name - (`${env}-x` in `RoleName`)")),
        ("AWS::IAM::RolePolicy", r#""RoleName": "worker","#, Some("worker"), None),
        (
            "AWS::IAM::RolePolicy",
            r#""RoleName": {"Ref": "R"},"#,
            None,
            Some("Name R (`Ref` to `R` in `RoleName`)"),
        ),
        ("AWS::IAM::User", r#""UserName": "alice","#, Some("alice"), None),
        ("AWS::IAM::User", "", None, Some("Generated X (the name of user `X` is generated)")),
        (
            "AWS::IAM::UserPolicy",
            r#""UserName": {"Ref": "U"},"#,
            None,
            Some("Name U (`Ref` to `U` in `UserName`)"),
        ),
        ("AWS::IAM::Group", "", None, Some("Generated X (the name of group `X` is generated)")),
        ("AWS::IAM::GroupPolicy", r#""GroupName": "g","#, Some("g"), None),
        ("AWS::SSO::PermissionSet", r#""Name": "Analyst","#, Some("Analyst"), None),
        (
            "AWS::SSO::PermissionSet",
            r#""Name": {"Ref": "N"},"#,
            None,
            Some("Name N (`Ref` to `N` in `Name`)"),
        ),
        (
            "AWS::Serverless::Function",
            "",
            None,
            Some("Generated XRole (the name of the role of `X` is generated)"),
        ),
        (
            "AWS::Serverless::Function",
            r#""Role": "arn","#,
            None,
            Some("Ignored - (SAM ignores `Policies` beside `Role`)"),
        ),
        ("AWS::S3::BucketPolicy", r#""Bucket": {"Ref": "B"},"#, None, None),
        ("AWS::IAM::ManagedPolicy", "", None, None),
    ] {
        let resource = format!(
            r#""X": {{"Type": "{kind}", "Properties": {{{properties} "Policies": [{{"PolicyDocument": DOCUMENT}}]}}}}"#
        );
        let container = &read(&resource, "")[0];
        assert_eq!(container.owner.as_ref().map(|owner| owner.name.as_str()), name, "{kind} {properties}");
        assert_eq!(
            references(&resource, ""),
            expected.into_iter().collect::<Vec<_>>(),
            "{kind} {properties}"
        );
    }
}

#[test]
fn whoever_refers_to_a_managed_policy_is_found() {
    let policy = r#""P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"ManagedPolicyName": "Shared", "Description": {"Ref": "P"},
        "PolicyDocument": DOCUMENT}}, "#;
    let role = |property: &str| {
        format!(r#"{policy}"B": {{"Type": "AWS::IAM::Role", "Properties": {{{property}}}}}"#)
    };
    for (property, expected) in [
        (r#""ManagedPolicyArns": [{"Ref": "P"}]"#, "AttachedBy B (`Ref` in `ManagedPolicyArns` of `B`)"),
        (
            r#""ManagedPolicyArns": [{"Fn::If": ["c", {"Fn::GetAtt": ["P", "PolicyArn"]}, {"Ref": "AWS::NoValue"}]}]"#,
            "AttachedBy B (`Fn::GetAtt` in `ManagedPolicyArns` of `B`)",
        ),
        (
            r#""ManagedPolicyArns": [{"Fn::Sub": "${P}"}]"#,
            "AttachedBy B (`Fn::Sub` in `ManagedPolicyArns` of `B`)",
        ),
        (
            r#""ManagedPolicyArns": {"Fn::Sub": ["${A}", {"A": {"Ref": "P"}}]}"#,
            "AttachedBy B (`Ref` in `ManagedPolicyArns` of `B`)",
        ),
        (
            r#""ManagedPolicyArns": ["arn:aws:iam::111122223333:policy/path/Shared"]"#,
            "AttachedBy B (`name` in `ManagedPolicyArns` of `B`)",
        ),
        (
            r#""ManagedPolicyArns": [{"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:policy/shared"}]"#,
            "AttachedBy B (`name` in `ManagedPolicyArns` of `B`)",
        ),
        (
            r#""ManagedPolicyArns": [{"Fn::Join": ["", ["arn:aws:iam::", {"Ref": "AWS::AccountId"}, ":policy/Shared"]]}]"#,
            "AttachedBy B (`name` in `ManagedPolicyArns` of `B`)",
        ),
        (
            r#""CustomerManagedPolicyReferences": [{"Name": "Shared"}]"#,
            "AttachedBy B (`name` in `CustomerManagedPolicyReferences` of `B`)",
        ),
        (r#""Policies": [{"Ref": "P"}]"#, "AttachedBy B (`Ref` in `Policies` of `B`)"),
        (r#""PermissionsBoundary": {"Ref": "P"}"#, "Boundary B (`Ref` in `PermissionsBoundary` of `B`)"),
        (
            r#""PermissionsBoundary": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:policy/Shared"}"#,
            "Boundary B (`name` in `PermissionsBoundary` of `B`)",
        ),
        (
            r#""Tags": [{"Name": "x"}, {"Ref": "P"}], "PermissionsBoundary": "x""#,
            "PassedOn B (`Ref` in `Tags` of `B`)",
        ),
        (
            r#""Options": [{"a": {"Ref": "P"}, "PermissionsBoundary": "x"}]"#,
            "PassedOn B (`Ref` in `Options` of `B`)",
        ),
        (r#""Options": [{"PermissionsBoundary": {"Ref": "P"}}]"#, "Boundary B (`Ref` in `Options` of `B`)"),
    ] {
        assert_eq!(references(&role(property), ""), [expected], "{property}");
    }
    for (property, more) in [
        (
            r#""ManagedPolicyArns": ["arn:aws:iam::aws:policy/Other", "arn:aws:iam::1:policy/NotShared", {"Fn::Sub": "${!P}${AWS::P}"}]"#,
            "",
        ),
        (r#""Description": "the policy Shared, P or x/Shared""#, ""),
        (r#""Description": "{\"Statement\": [{\"Ref\": \"P\"}, \"arn:aws:iam::1:policy/Shared\", 1]}""#, ""),
        ("", r#", "Parameters": {"P": {"Default": "P"}}"#),
    ] {
        assert_eq!(references(&role(property), more), [""; 0], "{property}");
    }
    for (more, expected) in [
        (r#", "Outputs": {"Arn": {"Value": {"Ref": "P"}}}"#, "PassedOn - (`Ref` in `Outputs`)"),
        (
            r#", "Globals": {"Function": {"PermissionsBoundary": {"Ref": "P"}}}"#,
            "Boundary - (`Ref` in `Globals`)",
        ),
    ] {
        assert_eq!(references(&role(""), more), [expected], "{more}");
    }
    // An inline policy can be attached by nothing but itself.
    let inline = role(r#""X": {"Ref": "P"}"#).replace("ManagedPolicy\"", "Policy\"");
    assert_eq!(references(&inline, ""), [""; 0]);
}

#[test]
fn every_template_of_a_file_has_its_own_references() {
    let template = |boundary: &str| {
        format!(
            r#"{{"Resources": {{"P": {{"Type": "AWS::IAM::ManagedPolicy", "Properties": {{"PolicyDocument": {DOCUMENT}}}}},
                "R": {{"Type": "AWS::IAM::Role", "Properties": {{"PermissionsBoundary": {{"Ref": "{boundary}"}}}}}}}}}}"#
        )
    };
    let source = Source::read(format!("[{}, {}]", template("P"), template("Q")));
    let counts: Vec<usize> = source.documents.iter().map(|it| it.container.references.len()).collect();
    assert_eq!(counts, [1, 0]);
}
