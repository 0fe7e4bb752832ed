/** An untrusted workspace that names a program of its own as the server. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { bytes, diagnostics, file, open, until, type Test } from './harness.js';

export const untrusted: Test[] = [
  { name: 'the bundled server runs in an untrusted workspace', run: bundledRuns },
  { name: "the workspace's own server does not", run: ownDoesNot },
  { name: 'nothing is fetched', run: nothingIsFetched },
];

async function bundledRuns(): Promise<void> {
  assert.equal(vscode.workspace.isTrusted, false);
  await open('MyRole.json');
  await until('the demonstration is underlined', () => diagnostics(file('MyRole.json')).length === 9);
}

async function ownDoesNot(): Promise<void> {
  assert.match(await bytes(file('.vscode/settings.json')), /evil\.sh/);
  await vscode.commands.executeCommand('leastwise.restartServer');
  // The command ends when a server runs: whichever was chosen has been asked for its version.
  await assert.rejects(async () => bytes(file('evil-ran')));
  await until('the demonstration is underlined', () => diagnostics(file('MyRole.json')).length === 9);
}

async function nothingIsFetched(): Promise<void> {
  await vscode.commands.executeCommand('leastwise.fetchFindings').then(undefined, () => undefined);
  await assert.rejects(async () => bytes(file('aws/.gitignore')));
}
