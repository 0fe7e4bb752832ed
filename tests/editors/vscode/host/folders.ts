/** A workspace of two folders. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnostics, file, inWords, open, until, type Test } from './harness.js';

export const folders: Test[] = [
  { name: 'each folder is judged by its own findings', run: bothAreJudged },
  { name: 'closing a folder takes its diagnostics away', run: closing },
];

async function bothAreJudged(): Promise<void> {
  await open('MyRole.json');
  await until('the first folder is underlined', () => diagnostics(file('MyRole.json')).length === 9);
  const other = file('OtherRole.json', 1);
  await until('the second folder is underlined without being opened', () => diagnostics(other).length === 1);
  assert.deepEqual(diagnostics(other).map(inWords), ['7:9-7:16 excess-wildcard']);
}

async function closing(): Promise<void> {
  const other = file('OtherRole.json', 1);
  assert.ok(vscode.workspace.updateWorkspaceFolders(1, 1));
  await until('nothing is said about the closed folder', () => diagnostics(other).length === 0);
  await until('the first folder is underlined as before', () => diagnostics(file('MyRole.json')).length === 9);
}
