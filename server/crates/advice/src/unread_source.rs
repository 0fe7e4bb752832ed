//! Sources that look like policies and are in a syntax that is not read: Terragrunt, code, templates. They are told from
//! other files by their names and a few words, so that a repository without a policy that is read is not taken for one in
//! which all is well.

use std::sync::Arc;

/// A file that looks like it holds a policy, in a syntax that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadSource {
    /// The path, as files are named to the [`crate::World`].
    pub path: Arc<str>,
    /// What it is written in.
    pub syntax: UnreadSyntax,
}

/// A syntax that is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnreadSyntax {
    /// Terragrunt, and whatever else is in `*.hcl`.
    Terragrunt,
    /// Code that makes policies with the AWS CDK, CDK for Terraform or Pulumi.
    Code,
    /// Jsonnet.
    Jsonnet,
    /// JSON5, or JSON with other liberties.
    Json5,
    /// A template of a policy: `*.tpl`, `*.tftpl`, `*.j2`, and the YAML of Helm.
    Template,
    /// A policy under a name that is not searched for.
    OtherName,
}

/// The ends of names, in small letters, of what is looked at.
const EXTENSIONS: &[(UnreadSyntax, &[&str])] = &[
    (UnreadSyntax::Terragrunt, &["hcl"]),
    (
        UnreadSyntax::Code,
        &[
            "ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "py", "java", "kt", "scala", "cs", "fs",
            "vb", "go",
        ],
    ),
    (UnreadSyntax::Jsonnet, &["jsonnet", "libsonnet"]),
    (UnreadSyntax::Json5, &["json5", "hjson"]),
    (
        UnreadSyntax::Template,
        &[
            "tpl",
            "tftpl",
            "tmpl",
            "gotmpl",
            "j2",
            "jinja",
            "jinja2",
            "erb",
            "ejs",
            "mustache",
            "hbs",
            "handlebars",
            "liquid",
        ],
    ),
    (UnreadSyntax::OtherName, &["policy", "iam"]),
];

impl UnreadSyntax {
    /// What a file of that name may be written in; `None` for one that is not looked at.
    ///
    /// ```
    /// use leastwise_advice::unread_source::UnreadSyntax;
    ///
    /// assert_eq!(UnreadSyntax::of_name("terragrunt.hcl"), Some(UnreadSyntax::Terragrunt));
    /// assert_eq!(UnreadSyntax::of_name("MyRole.json.tpl"), Some(UnreadSyntax::Template));
    /// assert_eq!(UnreadSyntax::of_name("MyRole.json"), None);
    /// ```
    pub fn of_name(name: &str) -> Option<UnreadSyntax> {
        let (_, extension) = name.rsplit_once('.')?;
        let is = |known: &&str| extension.eq_ignore_ascii_case(known);
        EXTENSIONS.iter().find(|(_, known)| known.iter().any(is)).map(|(syntax, _)| *syntax)
    }

    /// What a file of that name is written in, if its text looks like it holds a policy.
    pub fn detect(name: &str, text: &str) -> Option<UnreadSyntax> {
        let syntax = UnreadSyntax::of_name(name)?;
        let holds_policy = match syntax {
            UnreadSyntax::Terragrunt => has(text, "aws_iam_policy_document") || names_elements(text),
            UnreadSyntax::Code => is_infrastructure_code(text),
            _ => names_elements(text),
        };
        holds_policy.then_some(syntax)
    }

    /// What a text of a syntax that is read is written in, if lines of it are directives of a template language, as in Helm:
    /// it is of its syntax only after those are carried out.
    ///
    /// ```
    /// use leastwise_advice::unread_source::UnreadSyntax;
    ///
    /// let text = "{{- if .Values.iam }}\nStatement:\n  - Effect: Allow\n    Action: s3:Get*\n{{- end }}\n";
    /// assert_eq!(UnreadSyntax::of_directives(text), Some(UnreadSyntax::Template));
    /// ```
    pub fn of_directives(text: &str) -> Option<UnreadSyntax> {
        let is_directive =
            |line: &str| ["{{", "{%", "<%"].iter().any(|begins| line.trim_start().starts_with(begins));
        (names_elements(text) && text.lines().any(is_directive)).then_some(UnreadSyntax::Template)
    }

    /// "Terragrunt", "AWS CDK or Pulumi code".
    pub fn words(self) -> &'static str {
        match self {
            UnreadSyntax::Terragrunt => "Terragrunt",
            UnreadSyntax::Code => "AWS CDK or Pulumi code",
            UnreadSyntax::Jsonnet => "Jsonnet",
            UnreadSyntax::Json5 => "JSON5",
            UnreadSyntax::Template => "a template",
            UnreadSyntax::OtherName => "policies under other names",
        }
    }
}

fn has(text: &str, word: &str) -> bool {
    text.contains(word)
}

/// Whether a text has the words of a statement, as they are spelled in JSON, YAML and `jsonencode`.
fn names_elements(text: &str) -> bool {
    has(text, "Effect")
        && has(text, "Action")
        && (has(text, "Allow") || has(text, "Deny"))
        && (has(text, "tatement") || has(text, "2012-10-17"))
}

/// Whether a program makes policies with a tool whose programs are the source of what is deployed.
fn is_infrastructure_code(text: &str) -> bool {
    const CDK: [&str; 5] = ["aws-cdk", "aws_cdk", "awscdk", "Amazon.CDK", "cdktf"];
    const CDK_POLICIES: [&str; 5] =
        ["PolicyStatement", "PolicyDocument", "RolePolicy", "role_policy", "IamPolicy"];
    const PULUMI_POLICIES: [&str; 2] = ["olicyDocument", "policy_document"];
    let any = |words: &[&str]| words.iter().any(|word| has(text, word));
    (any(&CDK) && any(&CDK_POLICIES))
        || (has(text, "ulumi") && (any(&PULUMI_POLICIES) || names_elements(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_policy_is_told_by_name_and_words() {
        const JSON: &str = r#"{"Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}"#;
        const YAML: &str = "Statement:\n  - Effect: Allow\n    Action: s3:Get*\n    Resource: '*'\n";
        const DATA: &str =
            "data \"aws_iam_policy_document\" \"p\" {\n  statement {\n    actions = [\"s3:Get*\"]\n  }\n}\n";
        const ENCODED: &str =
            "policy = jsonencode({ Statement = [{ Effect = \"Allow\", Action = \"s3:Get*\" }] })";
        const TYPESCRIPT: &str =
            "import * as iam from 'aws-cdk-lib/aws-iam';\nnew iam.PolicyStatement({ actions: ['s3:Get*'] });";
        const PYTHON: &str =
            "from aws_cdk import aws_iam as iam\nrole.add_to_policy(iam.PolicyStatement(actions=[]))";
        const PULUMI: &str = "import pulumi_aws as aws\naws.iam.get_policy_document(statements=[])";
        const JAVA: &str = "import software.amazon.awscdk.services.iam.PolicyStatement;";
        const BOTO: &str = "import boto3\npolicy = {'Statement': [{'Effect': 'Allow', 'Action': 's3:*'}]}";
        use UnreadSyntax::{Code, Json5, Jsonnet, OtherName, Template, Terragrunt};
        for (name, text, expected) in [
            ("terragrunt.hcl", DATA, Some(Terragrunt)),
            ("TERRAGRUNT.HCL", ENCODED, Some(Terragrunt)),
            ("terragrunt.hcl", "inputs = {}", None),
            ("main.tf", DATA, None),
            ("main.tofu", ENCODED, None),
            ("template.yaml", YAML, None),
            ("stack.template", JSON, None),
            ("MyRole.policy", JSON, Some(OtherName)),
            ("MyRole.iam", YAML, Some(OtherName)),
            ("MyRole.yaml.j2", YAML, Some(Template)),
            ("MyRole.json5", JSON, Some(Json5)),
            ("MyRole.json.tpl", JSON, Some(Template)),
            ("MyRole.tftpl", JSON, Some(Template)),
            ("MyRole.json.j2", JSON, Some(Template)),
            ("index.html.j2", "<p>{{ Action }}</p>", None),
            ("policy.jsonnet", JSON, Some(Jsonnet)),
            ("stack.ts", TYPESCRIPT, Some(Code)),
            ("stack.py", PYTHON, Some(Code)),
            ("Stack.java", JAVA, Some(Code)),
            ("__main__.py", PULUMI, Some(Code)),
            ("script.py", BOTO, None),
            ("app.ts", "import * as cdk from 'aws-cdk-lib';", None),
            ("README.md", JSON, None),
            ("MyRole.json", JSON, None),
            ("Makefile", JSON, None),
        ] {
            assert_eq!(UnreadSyntax::detect(name, text), expected, "{name}");
        }
    }
}
