use super::*;

/// A file as AWS writes it, with what is of no use here too.
const FILE: &str = r#"{
  "Name": "s3",
  "Actions": [
    {
      "Name": "GetObject",
      "ActionConditionKeys": ["s3:authType"],
      "Annotations": { "Properties": { "IsList": false, "IsPermissionManagement": false, "IsTaggingOnly": false, "IsWrite": false } },
      "Resources": [{ "Name": "object" }, { "Name": "accesspointobject" }],
      "SupportedBy": { "IAM Access Analyzer Policy Generation": false, "IAM Action Last Accessed": false }
    },
    { "Name": "ListJobs", "Annotations": { "Properties": { "IsList": true } }, "SupportedBy": { "IAM Action Last Accessed": true } },
    { "Name": "PutBucketAcl", "Annotations": { "Properties": { "IsPermissionManagement": true, "IsWrite": true } } },
    { "Name": "TagResource", "Annotations": { "Properties": { "IsTaggingOnly": true, "IsWrite": true } } },
    { "Name": "PutObject", "Annotations": { "Properties": { "IsWrite": true } } },
    { "Name": "Bare" }
  ],
  "ConditionKeys": [{ "Name": "s3:authType", "Types": ["String"] }],
  "Resources": [{ "Name": "object", "ARNFormats": ["arn:${Partition}:s3:::${BucketName}/${ObjectName}"] }],
  "Operations": [{ "Name": "GetObject", "AuthorizedActions": [{ "Name": "GetObject", "Service": "s3" }] }],
  "Version": "v1.3"
}"#;

#[test]
fn a_file_of_awss_reads_with_what_it_does_not_say_left_open() {
    let file = read(FILE).unwrap().unwrap();
    let actions: Vec<_> = file
        .actions
        .iter()
        .map(|action| {
            let types = action.resource_types.as_ref().map(|types| types.to_string());
            (&*action.name, action.level, action.tracking, types)
        })
        .collect();
    assert_eq!(&*file.prefix, "s3");
    assert_eq!(
        actions,
        [
            (
                "GetObject",
                Some(AccessLevel::Read),
                Some(Tracking::Untracked),
                Some("accesspointobject, object".to_owned())
            ),
            ("ListJobs", Some(AccessLevel::List), Some(Tracking::Tracked), None),
            ("PutBucketAcl", Some(AccessLevel::PermissionsManagement), None, None),
            ("TagResource", Some(AccessLevel::Tagging), None, None),
            ("PutObject", Some(AccessLevel::Write), None, None),
            ("Bare", None, None, None),
        ]
    );
    assert_eq!(read(&format!("\u{feff}{FILE}")).unwrap().unwrap(), file);
}

#[test]
fn a_resource_type_that_is_no_name_is_left_out() {
    let text = r#"{ "Name": "s3", "Actions": [{ "Name": "A", "Resources": [{ "Name": "[x](http://example.com)" }, { "Name": "dead letter queue" }] }] }"#;
    let actions = read(text).unwrap().unwrap().actions;
    assert_eq!(actions[0].resource_types, Some(ResourceTypes::new(["dead letter queue"])));
}

#[test]
fn other_json_is_not_taken_for_a_service() {
    for text in [
        r#"[{"service":"s3","url":"https://servicereference.us-east-1.amazonaws.com/v1/s3/s3.json"}]"#,
        r#"{"Version":"2012-10-17","Statement":[]}"#,
        r#"{"Name":"s3","Actions":null}"#,
        r#"{"ConditionKeys":[{"Name":"aws:CalledVia","Types":["ArrayOfString"]}]}"#,
        r#""s3""#,
        "null",
        "{}",
    ] {
        assert_eq!(read(text), Ok(None), "{text}");
    }
}

#[test]
fn a_malformed_file_gives_the_place_and_the_reason() {
    let deep = format!(r#"{{"Name":"s3","Actions":[{{"Name":"A","X":{}"#, "[".repeat(100_000));
    for (text, line, message) in [
        ("", 1, "EOF while parsing a value"),
        ("not json", 1, "expected ident"),
        ("{\n  \"Name\": \"s3\",\n  \"Actions\": [\n    {\"Name\": \"GetOb", 4, "EOF while parsing a string"),
        (r#"{"Name":"s3","Actions":[{"Name":"A"}"#, 1, "EOF while parsing a list"),
        (r#"{"Name":"s3","Actions":[{"Name":"A"}]} x"#, 1, "trailing characters"),
        (r#"{"Name":"s3","Actions":{}}"#, 1, "invalid type: map, expected a sequence"),
        (r#"{"Name":"s3","Actions":["GetObject"]}"#, 1, "invalid type: string \"GetObject\""),
        (r#"{"Name":"s3","Actions":[{}]}"#, 1, "missing field `Name`"),
        (r#"{"Name":"s3","Actions":[null]}"#, 1, "invalid type: null"),
        (r#"{"Name":"s3","Actions":[{"Name":null}]}"#, 1, "invalid type: null, expected a name"),
        (r#"{"Name":"s3","Actions":[{"Name":7}]}"#, 1, "invalid type: integer `7`, expected a name"),
        (r#"{"Name":7,"Actions":[{"Name":"A"}]}"#, 1, "invalid type: integer `7`, expected a name"),
        (r#"{"Actions":[{"Name":"A"}]}"#, 1, "`Name`, the service prefix, is missing"),
        (r#"{"Name":"s3","Actions":[]}"#, 1, "`Actions` is empty"),
        (r#"{"Name":"s3","Actions":[],"Actions":[{"Name":"A"}]}"#, 1, "duplicate field `Actions`"),
        (r#"{"Name":"s3","Actions":[{"Name":"A","Name":"B"}]}"#, 1, "duplicate field `Name`"),
        (r#"{"Name":"s*","Actions":[{"Name":"A"}]}"#, 1, "`s*` is not the name of a service or an action"),
        (
            r#"{"Name":"s3","Actions":[{"Name":"Get*"}]}"#,
            1,
            "`Get*` is not the name of a service or an action",
        ),
        (r#"{"Name":"s3","Actions":[{"Name":"s3:Get"}]}"#, 1, "`s3:Get` is not the name of a service"),
        (r#"{"Name":"s3","Actions":[{"Name":"G\u0000"}]}"#, 1, r"`G\0` is not the name"),
        (r#"{"Name":"s3","Actions":[{"Name":"Gét"}]}"#, 1, "`Gét` is not the name"),
        (r#"{"Name":"s3","Actions":[{"Name":""}]}"#, 1, "`` is not the name"),
        (r#"{"Name":"s3","Actions":[{"Name":"A","SupportedBy":[]}]}"#, 1, "invalid length 0"),
        (
            r#"{"Name":"s3","Actions":[{"Name":"A","Annotations":{"Properties":{"IsWrite":"true"}}}]}"#,
            1,
            "invalid type: string \"true\", expected a boolean",
        ),
        (&deep, 1, "EOF while parsing a list"),
    ] {
        let error = read(text).unwrap_err();
        let shown = text.get(..80).unwrap_or(text);
        assert!(error.message.contains(message), "{shown}: {error}");
        assert!(error.line == line && error.column <= text.len().max(1), "{shown}: {error}");
    }
    let long = format!(r#"{{"Name":"s3","Actions":[{{"Name":"{}"}}]}}"#, "A".repeat(1_000_000));
    assert!(read(&long).unwrap_err().message.len() < 100);
}
