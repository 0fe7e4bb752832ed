use super::*;

fn principal(arn: &str) -> Principal {
    let arn = format!("arn:aws:iam::111122223333:{arn}");
    Principal::from_arn(&arn).unwrap()
}

#[test]
fn words_for_kinds_of_owners_decide_in_every_spelling() {
    let (role, user) = (principal("role/deploy"), principal("user/deploy"));
    let set = principal("role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_deploy_0123456789abcdef");
    // For each folder whether a role's, a user's, and a permission set's policy may be in it.
    for (folders, expected) in [
        (
            &[
                "roles",
                "Roles",
                "role",
                "ROLES",
                "iam-roles",
                "IAMRoles",
                "iam_roles2",
                "role-policies",
                "RolePolicies",
                "rolepolicies",
                "ci-roles",
                "roles-prod",
                "service-role",
                "ServiceRoles",
            ][..],
            [true, false, true],
        ),
        (
            &[
                "users",
                "Users",
                "user",
                "USERS",
                "iam-users",
                "IAMUsers",
                "iamusers",
                "users2",
                "user_policies",
                "UserPolicies",
                "userInlinePolicies",
                "ci-users",
                "users_prod",
                "service-user",
            ],
            [false, true, false],
        ),
        (
            &[
                "groups",
                "Group",
                "iam_groups",
                "group-policies",
                "GroupPolicies",
                "usergroups",
                "user-group",
                "GROUPS",
            ],
            [false, false, false],
        ),
        (
            &[
                "permission-sets",
                "PermissionSets",
                "permission_sets",
                "permissionsets",
                "PermissionSet",
                "permissionSet1",
                "sso-permission-sets",
                "permissions-set",
                "permission-set-policies",
                "PERMISSION_SETS",
            ],
            [false, false, true],
        ),
        (&["users-and-roles"], [true, true, true]),
        (
            &[
                "user-service",
                "policies",
                "dev",
                "superusers",
                "userland",
                "grouper",
                "sets",
                "permissions",
                "UserService",
                "my-app",
                "2026",
            ],
            [true, true, true],
        ),
    ] {
        for folder in folders {
            for path in [format!("{folder}/deploy.json"), format!("x/{folder}/y/deploy/policy.json")] {
                let facts = PathFacts::of(&path);
                let may = [&role, &user, &set].map(|one| facts.contradicts(one).is_none());
                assert_eq!(may, expected, "{path}");
            }
        }
    }
}

#[test]
fn the_innermost_folder_decides_and_what_is_named_like_the_principal_says_nothing() {
    let role = |name: &str| principal(&format!("role/{name}"));
    for (path, name, expected) in [
        ("groups/ci/roles/deploy.json", "deploy", true),
        ("roles/users/deploy.json", "deploy", false),
        ("roles/UserService.json", "UserService", true),
        ("api-user/policy.json", "api-user", true),
        ("API-USER/policy.json", "api-user", true),
        ("users/api-user/policy.json", "api-user", false),
        ("MyRole/user-table.json", "MyRole", true),
        ("MyRole/users.json", "MyRole", false),
        ("MyRole/inline-user-policy.json", "MyRole", false),
        ("MyRole/GroupPolicy.json", "MyRole", false),
        ("MyRole/permission-set.json", "MyRole", false),
        ("MyRole/permissions.json", "MyRole", true),
        ("MyRole/role-policy.json", "MyRole", true),
        ("MyRole.json", "MyRole", true),
        ("", "MyRole", true),
    ] {
        assert_eq!(PathFacts::of(path).contradicts(&role(name)).is_none(), expected, "{path}");
    }
}

#[test]
fn numbers_of_other_accounts_contradict_wherever_they_stand() {
    let role = principal("role/MyRole");
    let named = principal("role/from-444455556666");
    for (path, principal, contradicts, is_own) in [
        ("accounts/111122223333/MyRole.json", &role, false, true),
        ("accounts/444455556666/MyRole.json", &role, true, false),
        ("444455556666/MyRole/policy.json", &role, true, false),
        ("prod-444455556666/MyRole.json", &role, true, false),
        ("prod444455556666/MyRole.json", &role, true, false),
        ("444455556666_prod/MyRole.json", &role, true, false),
        ("4444-5555-6666/MyRole.json", &role, true, false),
        ("1111-2222-3333/MyRole.json", &role, false, true),
        ("MyRole/444455556666.json", &role, true, false),
        ("MyRole/111122223333.json", &role, false, true),
        ("999988887777/111122223333/MyRole.json", &role, true, false),
        ("20261120/MyRole.json", &role, false, false),
        ("4444555566667/MyRole.json", &role, false, false),
        ("from-444455556666.json", &named, false, false),
        ("444455556666/from-444455556666.json", &named, true, false),
        ("MyRole.json", &role, false, false),
    ] {
        let facts = PathFacts::of(path);
        assert_eq!(facts.contradicts(principal).is_some(), contradicts, "{path}");
        assert_eq!(facts.names_account(&principal.account, &principal.name), is_own, "{path}");
    }
}

#[test]
fn a_contradiction_says_what_it_is() {
    let said = |path: &str| PathFacts::of(path).contradicts(&principal("role/MyRole")).unwrap().to_string();
    assert_eq!(said("a/444455556666/MyRole.json"), "its path names the account 444455556666");
    assert_eq!(said("IAM-Users/MyRole.json"), "its path says `IAM-Users`");
}
