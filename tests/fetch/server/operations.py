"""The operations that moto lacks, and paging for the one that it does not page."""

import datetime
import uuid

import botocore.parsers

import models


class Refused(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class State:
    """What there is, and what is to go wrong; set by the tests."""

    def __init__(self):
        self.analyzers = []
        # By id: whole answers of GetFindingV2.
        self.findings = {}
        self.services = []
        self.page, self.detail_page = 100, 100
        # How often a recommendation or a report is not ready yet.
        self.pending = 1
        self.jobs, self.recommendations = {}, {}


def page(rows, token, size, asked=None):
    start = int(token or 0)
    end = start + min(asked or size, size)
    return rows[start:end], str(end) if end < len(rows) else None


def date(text):
    return datetime.datetime.fromisoformat(text) if isinstance(text, str) else text


def typed(shape, value):
    """A value out of JSON, with dates as dates."""
    if value is None:
        return None
    if shape.type_name == "structure":
        return {name: typed(shape.members[name], member) for name, member in value.items()}
    if shape.type_name == "list":
        return [typed(shape.member, item) for item in value]
    return date(value) if shape.type_name == "timestamp" else value


def finding(state, identity):
    if identity not in state.findings:
        raise Refused(404, "ResourceNotFoundException", f"Finding not found: {identity}")
    return state.findings[identity]


def list_analyzers(state, params):
    rows, token = page(state.analyzers, params.get("nextToken"), state.page, params.get("maxResults"))
    return {"analyzers": rows, "nextToken": token}


def list_findings_v2(state, params):
    if params["analyzerArn"] not in [analyzer["arn"] for analyzer in state.analyzers]:
        raise Refused(404, "ResourceNotFoundException", "Analyzer not found")
    rows = list(state.findings.values())
    for key, criterion in params.get("filter", {}).items():
        if set(criterion) != {"eq"}:
            raise Refused(400, "ValidationException", f"no such criterion here: {criterion}")
        rows = [row for row in rows if row[key] in criterion["eq"]]
    rows, token = page(rows, params.get("nextToken"), state.page, params.get("maxResults"))
    return {"findings": [{k: v for k, v in row.items() if k != "findingDetails"} for row in rows], "nextToken": token}


def get_finding_v2(state, params):
    row = finding(state, params["id"])
    details, token = page(row["findingDetails"], params.get("nextToken"), state.detail_page)
    return {**row, "findingDetails": details, "nextToken": token}


def generate_finding_recommendation(state, params):
    finding(state, params["id"])
    state.recommendations[params["id"]] = state.pending


def get_finding_recommendation(state, params):
    row = finding(state, params["id"])
    if params["id"] not in state.recommendations:
        raise Refused(404, "ResourceNotFoundException", "No recommendation was asked for")
    now = datetime.datetime.now(datetime.timezone.utc)
    answer = {
        "startedAt": now, "resourceArn": row["resource"], "recommendationType": "UnusedPermissionRecommendation",
    }
    if state.recommendations[params["id"]] > 0:
        state.recommendations[params["id"]] -= 1
        return {**answer, "status": "IN_PROGRESS"}
    steps = [
        {"unusedPermissionsRecommendedStep": {"recommendedAction": "DETACH_POLICY", "existingPolicyId": name}}
        for name in ("one", "two", "three")
    ]
    steps, token = page(steps, params.get("nextToken"), state.detail_page)
    return {**answer, "status": "SUCCEEDED", "completedAt": now, "recommendedSteps": steps, "nextToken": token}


def generate_service_last_accessed_details(state, params):
    job = str(uuid.uuid4())
    state.jobs[job] = {"type": params.get("Granularity", "SERVICE_LEVEL"), "pending": state.pending}
    return {"JobId": job}


def get_service_last_accessed_details(state, params):
    job = state.jobs.get(params["JobId"])
    if job is None:
        raise Refused(404, "NoSuchEntity", "no such job")
    now = datetime.datetime.now(datetime.timezone.utc)
    answer = {"JobType": job["type"], "JobCreationDate": now, "JobCompletionDate": now, "ServicesLastAccessed": []}
    if job["pending"] > 0:
        job["pending"] -= 1
        return {**answer, "JobStatus": "IN_PROGRESS"}
    rows, marker = page(state.services, params.get("Marker"), state.detail_page, params.get("MaxItems"))
    truncated = {"IsTruncated": True, "Marker": marker} if marker else {"IsTruncated": False}
    return {**answer, "JobStatus": "COMPLETED", "ServicesLastAccessed": rows, **truncated}


LISTS = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"]


def authorization_details_page(state, params, operation, body):
    """A page of what moto answers as one."""
    parser = botocore.parsers.create_parser("query")
    whole = parser.parse({"status_code": 200, "headers": {}, "body": body}, operation.output_shape)
    items = [(key, item) for key in LISTS for item in whole.get(key, [])]
    items, marker = page(items, params.get("Marker"), state.page, params.get("MaxItems"))
    answer = {key: [item for of, item in items if of == key] for key in LISTS}
    return {**answer, "IsTruncated": marker is not None, "Marker": marker}


HANDLERS = {
    "ListAnalyzers": list_analyzers,
    "ListFindingsV2": list_findings_v2,
    "GetFindingV2": get_finding_v2,
    "GenerateFindingRecommendation": generate_finding_recommendation,
    "GetFindingRecommendation": get_finding_recommendation,
    "GenerateServiceLastAccessedDetails": generate_service_last_accessed_details,
    "GetServiceLastAccessedDetails": get_service_last_accessed_details,
}
OF_SERVICE = {
    "findings": models.SERVICES["access-analyzer"].operation_model("GetFindingV2").output_shape,
    "analyzers": models.SERVICES["access-analyzer"].operation_model("ListAnalyzers").output_shape.members["analyzers"],
    "services": models.SERVICES["iam"].operation_model("GetServiceLastAccessedDetails").output_shape.members[
        "ServicesLastAccessed"],
}
