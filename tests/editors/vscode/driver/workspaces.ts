/** Workspaces to open. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The demonstration: one policy and one finding, which is of the month in which the tests' day lies. */
export async function demo(folder: string, root: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const file of ['MyRole.json', 'finding-MyRole.json']) {
    const text = await readFile(path.join(root, 'editors/demo', file), 'utf8');
    await writeFile(path.join(folder, file), text.replaceAll('2024-06-', '2026-09-'));
  }
  return folder;
}

/** A policy to which no finding applies. */
export async function withoutFindings(folder: string, root: string): Promise<string> {
  await demo(folder, root);
  await rm(path.join(folder, 'finding-MyRole.json'));
  return folder;
}

/** The demonstration, with a policy of 230 KB beside it, JSON that is no policy, and a folder without findings. */
export async function large(folder: string, root: string): Promise<string> {
  await demo(folder, root);
  await mkdir(path.join(folder, 'big/MyRole'), { recursive: true });
  await writeFile(path.join(folder, 'big/MyRole/policy.json'), largePolicy());
  await writeFile(path.join(folder, 'package.json'), '{ "name": "nothing-of-ours", "private": true }\n');
  return folder;
}

/** Two folders: the demonstration, and another role with its finding. */
export async function twoFolders(folder: string, root: string): Promise<string> {
  await demo(path.join(folder, 'one'), root);
  const two = path.join(folder, 'two');
  await mkdir(two, { recursive: true });
  await writeFile(path.join(two, 'OtherRole.json'), policy(['sqs:*', 'sns:Publish']));
  await writeFile(path.join(two, 'finding.json'), finding('OtherRole', 'sqs', ['DeleteQueue', 'PurgeQueue']));
  const file = path.join(folder, 'both.code-workspace');
  await writeFile(file, JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }));
  return file;
}

export function policy(actions: string[]): string {
  const statement = { Effect: 'Allow', Action: actions, Resource: '*' };
  return `${JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, undefined, 2)}\n`;
}

export function finding(role: string, service: string, actions: string[]): string {
  const at = '2026-09-12T09:30:00+00:00';
  const details = {
    serviceNamespace: service,
    actions: actions.map((action) => ({ action: `${service}:${action}` })),
  };
  const json = {
    id: 'b0000000-0000-4000-8000-000000000002',
    analyzedAt: at,
    createdAt: at,
    updatedAt: at,
    resource: `arn:aws:iam::111122223333:role/${role}`,
    resourceOwnerAccount: '111122223333',
    resourceType: 'AWS::IAM::Role',
    status: 'ACTIVE',
    findingType: 'UnusedPermission',
    findingDetails: [{ unusedPermissionDetails: details }],
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}

function largePolicy(): string {
  const actions = Array.from({ length: 4_500 }, (_, index) =>
    index % 9 === 0 ? `s3:Get${'?'.repeat(1 + (index % 40))}*` : `made-up:DoSomethingOfLength${index}ThatIsNoAction`,
  );
  return policy(actions);
}
