"""`leastwise fetch` with the real AWS CLI against a server that stands for AWS.

usage: test.py LEASTWISE AWS [NAME...]; the step `fetch` of `cargo xtask test` runs it.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import urllib.request

import boto3
import botocore.config

import serve

HERE = pathlib.Path(__file__).parent
ACCOUNT = "123456789012"
ANALYZER = f"arn:aws:access-analyzer:eu-west-1:{ACCOUNT}:analyzer/unused"
LEASTWISE = AWS = PORT = None


def ask(path, told=None):
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", data=json.dumps(told or {}).encode())
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def finding(number, role, services=("s3",), **members):
    details = [
        {"unusedPermissionDetails": {"serviceNamespace": service, "actions": [{"action": "GetBucketAcl"}]}}
        for service in services
    ]
    return {
        "id": f"{number:08}-aaaa-bbbb-cccc-dddddddddddd", "findingType": "UnusedPermission",
        "resource": f"arn:aws:iam::{ACCOUNT}:role/{role}", "resourceType": "AWS::IAM::Role",
        "resourceOwnerAccount": ACCOUNT, "status": "ACTIVE", "createdAt": "2026-01-01T00:00:00+00:00",
        "analyzedAt": "2026-10-01T00:00:00+00:00", "updatedAt": "2026-09-01T00:00:00+00:00", "findingDetails": details,
        **members,
    }


def analyzer(arn=ANALYZER, kind="ACCOUNT_UNUSED_ACCESS"):
    name = arn.rsplit("/", 1)[1]
    return {"arn": arn, "name": name, "type": kind, "status": "ACTIVE", "createdAt": "2026-01-01T00:00:00+00:00"}


class Fetch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = pathlib.Path(folder.name) / "work"
        self.work.mkdir()
        ask("/_test/reset")
        urllib.request.urlopen(f"http://127.0.0.1:{PORT}/moto-api/reset", data=b"", timeout=60).close()
        self.tell(analyzers=[analyzer()])

    def tearDown(self):
        self.assertEqual(ask("/_test/log")["violations"], [])

    def tell(self, **told):
        ask("/_test/state", told)

    def operations(self):
        return [call["operation"] for call in ask("/_test/log")["calls"]]

    def environment(self, **variables):
        home = str(self.work.parent)
        environment = {
            "PATH": os.environ["PATH"], "HOME": home, "LEASTWISE_AWS": AWS,
            "AWS_CONFIG_FILE": home + "/config", "AWS_SHARED_CREDENTIALS_FILE": home + "/credentials",
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": serve.KEY, "AWS_SECRET_ACCESS_KEY": serve.SECRET,
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{PORT}", **variables,
        }
        return {name: value for name, value in environment.items() if value is not None}

    def run_leastwise(self, *args, code=0, **variables):
        ran = subprocess.run(
            [LEASTWISE, *args], cwd=self.work, env=self.environment(**variables), capture_output=True, text=True,
            timeout=600, check=False)
        self.assertEqual(ran.returncode, code, (args, ran.stdout, ran.stderr))
        return ran

    def fetch(self, *args, code=0, **variables):
        return self.run_leastwise("fetch", *args, code=code, **variables)

    def counts(self, *args, code=0):
        parts = json.loads(self.fetch("--json", *args, code=code).stdout)["parts"]
        part = next(part for part in parts if part["part"] == "findings")
        return [part["fetched"], part["unchanged"], part["gone"], len(part["failed"])]

    def json(self, path):
        return json.loads((self.work / "aws/aws" / ACCOUNT / path).read_text())

    def client(self, service):
        return boto3.client(
            service, endpoint_url=f"http://127.0.0.1:{PORT}", region_name="eu-west-1", aws_access_key_id=serve.KEY,
            aws_secret_access_key=serve.SECRET, config=botocore.config.Config(retries={"total_max_attempts": 1}))

    # What is fetched.

    def test_all_pages_arrive_and_a_second_fetch_lists_only(self):
        findings = [finding(number, f"Role{number}", ("sqs", "ec2", "s3")) for number in range(5)]
        self.tell(findings=findings, page=2, detail_page=1)
        self.assertEqual(self.counts("--no-attachments"), [5, 0, 0, 0])
        for wanted in findings:
            name = wanted["resource"].rsplit("/", 1)[1]
            saved = self.json(f"findings/{name}--{wanted['id']}.json")
            services = [detail["unusedPermissionDetails"]["serviceNamespace"] for detail in saved["findingDetails"]]
            self.assertEqual(services, ["ec2", "s3", "sqs"])
            self.assertEqual((saved["analyzerArn"], saved["status"]), (ANALYZER, "ACTIVE"))
            self.assertNotIn("nextToken", saved)
        self.assertEqual(len(self.json("fetched.json")[0]["findings"]), 5)
        self.tell(page=100)
        self.operations()
        self.assertEqual(self.counts("--no-attachments"), [0, 5, 0, 0])
        self.assertEqual(self.operations(), ["ListAnalyzers", "ListFindingsV2"])

    def test_what_changed_is_fetched_and_what_is_resolved_is_removed(self):
        self.tell(findings=[finding(1, "A"), finding(2, "B"), finding(3, "C")])
        self.assertEqual(self.counts("--no-attachments"), [3, 0, 0, 0])
        changed = finding(2, "B", status="ARCHIVED", updatedAt="2026-09-09T00:00:00+00:00")
        self.tell(findings=[finding(1, "A"), changed, finding(3, "C", status="RESOLVED")])
        self.operations()
        self.assertEqual(self.counts("--no-attachments"), [1, 1, 1, 0])
        self.assertEqual(self.operations(), ["ListAnalyzers", "ListFindingsV2", "GetFindingV2"])

    def test_an_organization_is_filtered_by_aws(self):
        self.tell(
            analyzers=[analyzer(kind="ORGANIZATION_UNUSED_ACCESS")],
            findings=[finding(1, "A"), finding(2, "B", resourceOwnerAccount="111122223333")])
        self.assertEqual(self.counts("--no-attachments", "--account", "111122223333"), [1, 0, 0, 0])
        self.assertTrue((self.work / "aws/aws/111122223333/fetched.json").exists())
        self.assertFalse((self.work / "aws/aws" / ACCOUNT).exists())

    def test_another_partition_is_called_in_its_region(self):
        arn = f"arn:aws-cn:access-analyzer:cn-north-1:{ACCOUNT}:analyzer/unused"
        self.tell(analyzers=[analyzer(arn)], findings=[])
        self.fetch("--analyzer", arn, "--no-attachments")
        self.assertEqual([call["region"] for call in ask("/_test/log")["calls"]], ["cn-north-1"])
        self.assertTrue((self.work / "aws/aws-cn" / ACCOUNT / "fetched.json").exists())

    def test_recommendations_are_waited_for_with_all_pages(self):
        self.tell(findings=[finding(1, "A"), finding(2, "B", status="ARCHIVED")], detail_page=2)
        self.fetch("--recommendations", "--no-attachments")
        saved = self.json(f"recommendations/A--{finding(1, 'A')['id']}.json")
        self.assertEqual((saved["status"], len(saved["recommendedSteps"])), ("SUCCEEDED", 3))
        self.assertEqual(self.operations().count("GenerateFindingRecommendation"), 1)
        self.fetch("--recommendations", "--no-attachments")
        self.assertNotIn("GenerateFindingRecommendation", self.operations())

    def test_last_accessed_reports_are_waited_for_with_all_pages(self):
        self.tell(analyzers=[], detail_page=2, services=[
            {"ServiceName": name, "ServiceNamespace": name, "TotalAuthenticatedEntities": 0} for name in ("s3", "ec2", "sqs")
        ])
        role = self.client("iam").create_role(RoleName="App", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
        warned = self.fetch("--last-accessed").stderr
        self.assertIn("no analyzer for unused access", warned)
        saved = self.json("last-accessed/role/App.json")[role]
        self.assertEqual([row["ServiceNamespace"] for row in saved["ServicesLastAccessed"]], ["s3", "ec2", "sqs"])
        self.assertEqual((saved["JobStatus"], saved["IsTruncated"]), ("COMPLETED", False))
        self.operations()
        self.fetch("--last-accessed", "--no-findings", "--principal", role)
        self.assertEqual(self.operations(), [])

    def test_attachments_have_all_pages_and_only_what_ownership_needs(self):
        iam = self.client("iam")
        policy = iam.create_policy(PolicyName="Shared", PolicyDocument=json.dumps(POLICY))["Policy"]["Arn"]
        for role in ("A", "B", "C"):
            iam.create_role(RoleName=role, AssumeRolePolicyDocument=TRUST)
        iam.attach_role_policy(RoleName="A", PolicyArn=policy)
        iam.put_role_policy(RoleName="B", PolicyName="own", PolicyDocument=json.dumps(POLICY))
        iam.put_role_permissions_boundary(RoleName="C", PermissionsBoundary=policy)
        iam.create_user(UserName="jo")
        iam.create_group(GroupName="Team")
        iam.add_user_to_group(GroupName="Team", UserName="jo")
        iam.attach_group_policy(GroupName="Team", PolicyArn=policy)
        self.tell(page=2)
        self.fetch("--no-findings", "--attachments")
        text = (self.work / "aws/aws" / ACCOUNT / "attachments.json").read_text()
        saved = json.loads(text)
        self.assertEqual([role["RoleName"] for role in saved["RoleDetailList"]], ["A", "B", "C"])
        self.assertEqual(saved["RoleDetailList"][0]["AttachedManagedPolicies"][0]["PolicyArn"], policy)
        self.assertEqual(saved["RoleDetailList"][2]["PermissionsBoundary"]["PermissionsBoundaryArn"], policy)
        self.assertEqual(saved["UserDetailList"][0]["GroupList"], ["Team"])
        self.assertEqual(saved["GroupDetailList"][0]["AttachedManagedPolicies"][0]["PolicyName"], "Shared")
        [shared] = saved["Policies"]
        inline = saved["RoleDetailList"][1]["RolePolicyList"][0]
        self.assertEqual(shared["PolicyVersionList"][0]["DocumentSha256"], inline["DocumentSha256"])
        self.assertEqual(shared["AttachmentCount"], 2)
        self.assertNotIn("s3:Get", text)
        self.assertGreater(self.operations().count("GetAccountAuthorizationDetails"), 2)

    def test_stack_resources_are_stored_with_the_name_of_their_stack(self):
        template = {"Resources": {"WorkerRole": {
            "Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": json.loads(TRUST)}}}}
        self.client("cloudformation").create_stack(StackName="app", TemplateBody=json.dumps(template))
        self.fetch("--no-findings", "--stacks", "app", "--no-attachments")
        [file] = (self.work / "aws/aws" / ACCOUNT / "stacks/eu-west-1").iterdir()
        saved = json.loads(file.read_text())
        [resource] = saved["StackResourceSummaries"]
        self.assertEqual((saved["StackName"], resource["LogicalResourceId"]), ("app", "WorkerRole"))
        missing = self.fetch("--no-findings", "--stacks", "none", "--no-attachments", code=1)
        self.assertIn("does not exist", missing.stderr)

    # What goes wrong.

    def test_throttling_and_single_failures_of_the_server_are_borne(self):
        self.tell(findings=[finding(1, "A")], faults=[
            {"operation": "ListFindingsV2", "times": 2, "status": 429, "code": "ThrottlingException"},
            {"operation": "GetFindingV2", "times": 1, "status": 500, "code": "InternalServerException"},
        ])
        self.assertEqual(self.counts("--no-attachments"), [1, 0, 0, 0])

    def test_a_server_that_goes_on_failing_is_told(self):
        self.tell(findings=[finding(1, "A")], faults=[
            {"operation": "GetFindingV2", "times": 99, "status": 500, "code": "InternalServerException"}])
        ran = self.fetch("--no-attachments", code=1, AWS_MAX_ATTEMPTS="2")
        self.assertIn("InternalServerException", ran.stderr)

    def test_credentials_that_are_no_good_are_told(self):
        table = [
            ({"AWS_SECRET_ACCESS_KEY": "wrong"}, None, "does not accept these credentials"),
            ({"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}, None, "has no credentials"),
            ({"AWS_DEFAULT_REGION": None}, None, "--region"),
            ({"AWS_PROFILE": "nothing"}, None, "has no profile"),
            ({}, ("ExpiredTokenException", "The security token included in the request is expired"), "has expired"),
            ({}, ("AccessDeniedException", "not authorized"), "leastwise fetch --policy"),
        ]
        for variables, fault, part in table:
            with self.subTest(part):
                faults = [{"operation": "*", "times": 99, "status": 403, "code": fault[0], "message": fault[1]}] if fault else []
                self.tell(faults=faults)
                ran = self.fetch(code=2, **variables)
                self.assertIn(part, ran.stderr)
                self.assertEqual(len(ran.stderr.strip().splitlines()), 1, ran.stderr)

    def test_no_more_calls_are_made_at_once_than_jobs(self):
        self.tell(findings=[finding(number, f"Role{number}") for number in range(6)], delay=0.2)
        self.assertEqual(self.counts("--no-attachments", "--jobs", "2"), [6, 0, 0, 0])
        self.assertLessEqual(ask("/_test/log")["most"], 2)

    def test_the_least_policy_has_the_actions_of_the_calls_and_no_others(self):
        self.tell(findings=[finding(1, "A")])
        self.client("iam").create_role(RoleName="A", AssumeRolePolicyDocument=TRUST)
        self.operations()
        flags = ["--recommendations", "--last-accessed", "--attachments"]
        policy = json.loads(self.fetch("--policy", *flags).stdout)
        granted = {action for statement in policy["Statement"] for action in statement["Action"]}
        self.fetch(*flags)
        # IAM has no actions of the second version of an operation.
        called = {operation.removesuffix("V2") for operation in self.operations()}
        self.assertEqual({action.split(":")[1] for action in granted}, called)


TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
POLICY = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": ["s3:GetBucketAcl", "s3:ListBucket"], "Resource": "*"}]}


def main():
    global LEASTWISE, AWS, PORT
    LEASTWISE, AWS, *names = sys.argv[1:]
    server = subprocess.Popen(
        [sys.executable, HERE / "serve.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # What it prints is kept for the case that it fails, and must not fill the pipe.
    import threading
    printed = []
    threading.Thread(target=lambda: printed.extend(server.stderr), daemon=True).start()
    try:
        line = server.stdout.readline()
        if not line:
            sys.exit("the server did not start:\n" + "".join(printed))
        PORT = int(line)
        patterns = [f"*{name}*" for name in names] or None
        loader = unittest.TestLoader()
        loader.testNamePatterns = patterns
        result = unittest.TextTestRunner(verbosity=2).run(loader.loadTestsFromTestCase(Fetch))
        if not result.wasSuccessful():
            print("".join(printed[-40:]), file=sys.stderr)
        if result.testsRun == 0:
            sys.exit("no test has that name")
    finally:
        server.stdin.close()
        server.wait(timeout=30)
    sys.exit(not result.wasSuccessful())


if __name__ == "__main__":
    main()
