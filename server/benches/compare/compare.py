#!/usr/bin/env python3
"""Compares `leastwise check` with what else reads IAM policies: policy_sentry, which expands wildcards, and jq and
ripgrep, the floor: they only parse or search the files. Prints the middle of several runs, and its ratio to leastwise.

    cargo build --profile dist
    python3 -m venv target/compare && target/compare/bin/pip install policy_sentry==0.15.2
    target/compare/bin/python server/benches/compare/compare.py

jq and rg are measured where they are on the path, and named where they are not.
"""

import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from policy_sentry.querying.actions import get_actions_for_service
from policy_sentry.querying.all import get_all_service_prefixes

LEASTWISE = Path(__file__).parents[3] / "target/dist/leastwise"
RUNS = 7
ROLES = 1_500
ENTRIES_OF_ROLE = 20
LARGE = 4_533

# What a person would write to expand the policies of a folder; the import is part of what a pipeline waits for.
EXPAND = """
import json, pathlib, sys
from policy_sentry.analysis.expand import get_expanded_policy
for path in pathlib.Path(sys.argv[1]).glob("roles/*/policy.json"):
    get_expanded_policy(json.loads(path.read_text()))
"""


def entries(wanted):
    """`s3:Get*`, then actions as policy_sentry knows them, every fifth as the wildcard of its first four letters."""
    found = dict.fromkeys(
        f"{action[: action.index(':') + 5]}*" if index % 5 == 0 else action
        for service in sorted(get_all_service_prefixes())
        for index, action in enumerate(get_actions_for_service(service))
    )
    shuffled = random.Random(1).sample(list(found), wanted - 1)
    return ["s3:Get*", *shuffled]


def policy(actions):
    chunks = [actions[at : at + 32] for at in range(0, len(actions), 32)]
    statements = [{"Effect": "Allow", "Action": chunk, "Resource": "*"} for chunk in chunks]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=4)


def finding(role):
    """That the role uses no action of s3 whose name begins with GetBucket."""
    names = [name.split(":")[1] for name in get_actions_for_service("s3") if name.startswith("s3:GetBucket")]
    return json.dumps({
        "id": role, "analyzedAt": "2026-11-20T08:15:30Z", "createdAt": "2026-11-20T08:15:30Z",
        "updatedAt": "2026-11-20T08:15:30Z", "status": "ACTIVE", "findingType": "UnusedPermission",
        "resource": f"arn:aws:iam::111122223333:role/{role}", "resourceType": "AWS::IAM::Role",
        "resourceOwnerAccount": "111122223333",
        "findingDetails": [{"unusedPermissionDetails": {
            "serviceNamespace": "s3", "actions": [{"action": name} for name in names]}}],
    })


def workspace(folder, roles, actions):
    for number in range(roles):
        own = folder / "roles" / f"Role{number}"
        own.mkdir(parents=True)
        (own / "policy.json").write_text(policy(actions))
    (folder / "finding.json").write_text(finding("Role0"))


def seconds(command):
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        times.append(time.perf_counter() - started)
        if done.returncode != 0:
            sys.exit(f"{command[0]} failed: {done.stderr}")
    return statistics.median(times)


def compare(title, folder):
    files = [str(path) for path in folder.glob("roles/*/policy.json")]
    commands = {
        "leastwise check": [LEASTWISE, "check", "--exit-zero", "--format", "json", folder],
        "policy_sentry, expanding": [sys.executable, "-c", EXPAND, folder],
        "jq, parsing": ["jq", "-c", ".Statement[].Action", *files],
        "rg, searching": ["rg", "-c", "--no-ignore", "s3:Get", folder],
    }
    print(f"\n{title}\n")
    print("| what | time | leastwise = 1 |\n|---|---|---|")
    base = None
    for name, command in commands.items():
        if not shutil.which(command[0]):
            print(f"| {name} | not installed | |")
            continue
        took = seconds([str(part) for part in command])
        base = base or took
        print(f"| {name} | {took * 1000:.1f} ms | {took / base:.2f} |")


def main():
    if not LEASTWISE.exists():
        sys.exit(f"{LEASTWISE} is not there: build it with `cargo build --profile dist`")
    shapes = [("One policy of 20 entries", 1, ENTRIES_OF_ROLE), ("1,500 policies of 20 entries", ROLES, ENTRIES_OF_ROLE),
              (f"One policy of {LARGE:,} entries", 1, LARGE)]
    for title, roles, count in shapes:
        with tempfile.TemporaryDirectory() as folder:
            workspace(Path(folder), roles, entries(count))
            compare(title, Path(folder))


main()
