use super::super::operation::{GENERATE_RECOMMENDATION, GET_FINDING};
use super::*;

fn failure(stderr: &str, code: i32) -> Failure {
    let ran = Ran { code: Some(code), signal: None, stderr: stderr.to_owned() };
    Failure::of_call(&Call::new(&GET_FINDING), &ran, Some("audit"), "2.9.19")
}

/// What the AWS CLI printed in each case, versions 1.46.3 and 2.23.6.
#[test]
fn what_the_cli_prints_tells_the_kind_and_what_to_do() {
    let table = [
        (
            "Unable to locate credentials. You can configure credentials by running \"aws configure\".",
            253,
            Kind::NotConfigured,
            "--profile",
        ),
        (
            "\nUnable to locate credentials. You can configure credentials by running \"aws login\".\n",
            255,
            Kind::NotConfigured,
            "no credentials",
        ),
        ("The config profile (audit) could not be found", 255, Kind::NotConfigured, "no profile \"audit\""),
        (
            "You must specify a region. You can also configure your region by running \"aws configure\".",
            253,
            Kind::NotConfigured,
            "--region",
        ),
        (
            "\nAn error occurred (ExpiredTokenException) when calling the GetFindingV2 operation: The security token included in the request is expired\n",
            254,
            Kind::Expired,
            "aws sso login --profile audit",
        ),
        (
            "The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO session run aws sso login with the corresponding profile.",
            255,
            Kind::Expired,
            "aws sso login",
        ),
        (
            "Error loading SSO Token: Token for https://example.awsapps.com/start does not exist",
            255,
            Kind::Expired,
            "aws sso login",
        ),
        (
            "\nAn error occurred (UnrecognizedClientException) when calling the GetFindingV2 operation: The security token included in the request is invalid.\n",
            254,
            Kind::NotConfigured,
            "does not accept",
        ),
        (
            "\nAn error occurred (AccessDeniedException) when calling the GetFindingV2 operation: User: arn:aws:iam::111122223333:user/x is not authorized to perform: access-analyzer:GetFinding\n",
            254,
            Kind::Denied,
            "--policy",
        ),
        (
            "\nAn error occurred (ThrottlingException) when calling the GetFindingV2 operation (reached max retries: 4): Rate exceeded\n",
            254,
            Kind::Throttled,
            "throttles the calls",
        ),
        (
            "aws: [ERROR]: An error occurred (TooManyRequestsException) when calling the GetFindingV2 operation: slow down",
            254,
            Kind::Throttled,
            "throttles the calls",
        ),
        (
            "\nAn error occurred (ResourceNotFoundException) when calling the GetFindingV2 operation: Finding not found\n",
            254,
            Kind::NotFound,
            "not found",
        ),
        (
            "\nAn error occurred (InternalServerException) when calling the GetFindingV2 operation (reached max retries: 2): Internal\n",
            254,
            Kind::Refused,
            "InternalServerException: Internal",
        ),
        (
            "usage: aws [options]\n\naws: error: argument operation: Invalid choice, valid choices are:\n\nget-finding | help\n\nInvalid choice: 'get-finding-v2', maybe you meant:\n\n  * get-finding\n",
            252,
            Kind::TooOld,
            "2.14.2 or later",
        ),
        (
            "aws: [ERROR]: argument operation: Found invalid choice 'get-finding-v2'\n",
            252,
            Kind::TooOld,
            "yours is 2.9.19",
        ),
        (
            "\nCould not connect to the endpoint URL: \"http://127.0.0.1:9/findingv2\"\n",
            255,
            Kind::Unreachable,
            "127.0.0.1:9",
        ),
        (
            "warning: something\nsomething else went wrong\n\n",
            1,
            Kind::Refused,
            "exited with code 1: something else went wrong",
        ),
        ("", 137, Kind::Refused, "printed nothing"),
    ];
    for (stderr, code, kind, part) in table {
        let failure = failure(stderr, code);
        assert_eq!(failure.kind, kind, "{stderr}");
        let message = failure.to_string();
        assert!(message.contains(part), "{message}");
        assert!(!message.contains('\n'), "{message}");
    }
}

#[test]
fn the_version_that_is_needed_is_that_of_the_operation() {
    let ran = Ran { code: Some(2), signal: None, stderr: "Invalid choice: 'x'".to_owned() };
    let failure = Failure::of_call(&Call::new(&GENERATE_RECOMMENDATION), &ran, None, "1.32.0");
    assert!(failure.to_string().contains("2.16.6 or later (or 1.33.6"), "{failure}");
}

#[test]
fn what_concerns_one_finding_lets_the_part_go_on_and_what_concerns_a_part_the_run() {
    let failure = |kind| Failure::new(kind, "");
    for kind in [Kind::NotFound, Kind::Malformed, Kind::Refused] {
        assert!(!failure(kind).ends_the_part() && !failure(kind).ends_the_run());
    }
    for kind in [Kind::Denied, Kind::TooOld] {
        assert!(failure(kind).ends_the_part() && !failure(kind).ends_the_run());
    }
    for kind in [Kind::Expired, Kind::Throttled, Kind::Hangs, Kind::NotWritten, Kind::Cancelled] {
        assert!(failure(kind).ends_the_part() && failure(kind).ends_the_run());
    }
}
