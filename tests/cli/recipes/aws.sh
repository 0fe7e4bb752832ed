#!/usr/bin/env bash
# Stands in for the AWS CLI. As that does with --output text, it applies a query to each page of an answer by itself, and
# prints "None" for what a page does not have.

account=111122223333
arn="arn:aws:access-analyzer:eu-west-1:$account:analyzer"

service=$1 operation=$2
shift 2
while [ $# -gt 0 ]; do
  case $1 in
    --*) declare "option_$(echo "${1#--}" | tr - _)=$2"; shift 2 ;;
    *) echo "aws: error: unexpected argument $1" >&2; exit 252 ;;
  esac
done

fail() {
  echo "An error occurred ($1) when calling the operation" >&2
  exit 254
}

finding() {
  printf '{"id": "%s", "resource": "arn:aws:iam::%s:role/%s", "resourceType": "AWS::IAM::Role", "resourceOwnerAccount": "%s", ' \
    "$1" $account "$2" $account
  printf '"status": "ACTIVE", "createdAt": "2026-08-01T07:00:00+00:00", "updatedAt": "2026-09-20T07:00:00+00:00", '
  printf '"analyzedAt": "2026-09-20T07:00:00+00:00", "findingType": "UnusedPermission", "findingDetails": '
  printf '[{"unusedPermissionDetails": {"serviceNamespace": "s3", "actions": [%s]}}]' "$3"
  case $option_query in
    "merge(@, {analyzerArn: '$option_analyzer_arn'})") printf ', "analyzerArn": "%s"' "$option_analyzer_arn" ;;
  esac
  printf '}\n'
}

case "$service $operation" in
  "accessanalyzer list-analyzers")
    # Three pages: one without an analyzer of unused access, one with two, and one that has no list.
    case $option_query in
      *"| [0]") printf 'None\n%s\nNone\n' "$arn/month" ;;
      *) printf '%s\t%s\nNone\n' "$arn/month" "$arn/year" ;;
    esac ;;
  "accessanalyzer list-findings-v2")
    case $option_analyzer_arn in
      "$arn/month") printf 'a-30\tb-1\nNone\nc-1\n' ;;
      "$arn/year") printf 'a-365\n' ;;
      *) fail ResourceNotFoundException ;;
    esac ;;
  "accessanalyzer get-finding-v2")
    [ "$option_output" = json ] || fail "the output is $option_output"
    acl='{"action": "GetBucketAcl"}' tagging='{"action": "GetBucketTagging"}'
    case "${option_analyzer_arn#"$arn/"} $option_id" in
      "month a-30") finding a-30 A "$acl, $tagging" ;;
      "month b-1") finding b-1 B "$acl" ;;
      "month c-1") finding c-1 C "$tagging" ;;
      # The analyzer that looks back for a year does not report the other action.
      "year a-365") finding a-365 A "$tagging" ;;
      *) fail ResourceNotFoundException ;;
    esac ;;
  "iam generate-service-last-accessed-details")
    echo "$option_arn" > job && echo 0 > asked && echo examplef-1305-c245-eba4-71fe298bcda7 ;;
  "iam get-service-last-accessed-details")
    # It is ready when it was asked for twice.
    asked=$(($(cat asked) + 1)) && echo $asked > asked
    status=COMPLETED && [ $asked -gt 2 ] || status=IN_PROGRESS
    case $option_query in
      JobStatus) echo $status ;;
      "merge(@, {Arn: '$(cat job)'})")
        [ "$status $option_output" = "COMPLETED json" ] || fail "the job is $status"
        printf '{"JobStatus": "COMPLETED", "JobType": "ACTION_LEVEL", "JobCreationDate": "2026-09-20T07:00:00+00:00", '
        printf '"JobCompletionDate": "2026-09-20T07:00:05+00:00", "IsTruncated": false, "ServicesLastAccessed": '
        printf '[{"ServiceName": "Amazon S3", "ServiceNamespace": "s3", "LastAuthenticated": "2026-09-19T07:00:00+00:00", '
        printf '"TotalAuthenticatedEntities": 1, "TrackedActionsLastAccessed": [{"ActionName": "GetBucketAcl"}]}], '
        printf '"Arn": "%s"}\n' "$(cat job)" ;;
      *) fail "the query is $option_query" ;;
    esac ;;
  *) echo "aws: error: invalid choice: $service $operation" >&2; exit 252 ;;
esac
