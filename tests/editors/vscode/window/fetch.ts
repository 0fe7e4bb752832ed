/** Fetching from AWS, with a program that stands for the AWS CLI. */
import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { WindowContext, WindowTest } from '../driver/suite.js';
import { withoutFindings } from '../driver/workspaces.js';
import { Window } from './window.js';

export const fetch: WindowTest[] = [
  { name: 'what is fetched underlines the policy at once, although git ignores it', run: fetches },
];

/** The folder that the program reads, beside what is open. */
const fake = (workspace: string) => path.join(path.dirname(workspace), 'fake-aws');

/** The demonstration's policy, and a finding about its role in AWS. */
export async function inAws(folder: string, root: string): Promise<string> {
  const workspace = await withoutFindings(path.join(folder, 'workspace'), root);
  await mkdir(fake(workspace));
  const arn = 'arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/unused';
  await writeFile(path.join(fake(workspace), 'analyzers'), `${arn} ACCOUNT_UNUSED_ACCESS\n`);
  const finding = '1-a 111122223333 arn:aws:iam::111122223333:role/MyRole 2026-09-01T00:00:00+00:00 ACTIVE';
  await writeFile(path.join(fake(workspace), 'findings'), `${finding}\n`);
  return workspace;
}

export const environment = (workspace: string, root: string) => ({
  LEASTWISE_AWS: path.join(root, 'tests/fetch/fake-aws'),
  FAKE_AWS: fake(workspace),
});

async function run(window: Window, profile: string): Promise<void> {
  await window.command('Leastwise: Fetch findings');
  const input = window.page.locator('.quick-input-widget:visible input').first();
  await window.see(window.page.locator('.quick-input-widget:visible', { hasText: 'AWS CLI profile' }));
  await input.fill(profile);
  await input.press('Enter');
}

async function fetches({ page, workspace, shot }: WindowContext): Promise<void> {
  const window = new Window(page);
  await window.openFile('MyRole.json');
  await window.see(page.locator('.statusbar-item', { hasText: 'no findings' }));
  await run(window, 'audit');
  await window.see(page.locator('.squiggly-warning'));
  const calls = await readFile(path.join(fake(workspace), 'calls'), 'utf8');
  assert.match(calls, /list-findings-v2 .*--profile=audit/);
  assert.deepEqual(await readdir(path.join(workspace, 'aws/aws/111122223333/findings')), ['MyRole--1-a.json']);
  await window.settle();
  await shot('fetched');
}
