/** A workspace of two folders. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { policy } from '../driver/workspaces.js';
import { diagnostics, file, inWords, open, until, type Test } from './harness.js';

export const folders: Test[] = [
  { name: 'each folder is checked against its own findings', run: bothAreChecked },
  { name: 'a folder that is not on disk is left in peace', run: notOnDisk },
  { name: 'closing a folder takes its diagnostics away', run: closing },
];

async function bothAreChecked(): Promise<void> {
  await open('MyRole.json');
  await until('the first folder is underlined', () => diagnostics(file('MyRole.json')).length === 9);
  const other = file('OtherRole.json', 1);
  await until('the second folder is underlined without being opened', () => diagnostics(other).length === 1);
  assert.deepEqual(diagnostics(other).map(inWords), ['7:9-7:16 excess-wildcard']);
}

async function notOnDisk(): Promise<void> {
  const provider = vscode.workspace.registerFileSystemProvider('leastwise-test', nowhere, { isReadonly: true });
  const uri = vscode.Uri.parse('leastwise-test:/three');
  await changed(() => vscode.workspace.updateWorkspaceFolders(2, 0, { uri }));
  assert.equal(vscode.workspace.workspaceFolders?.[2]?.uri.scheme, uri.scheme);
  await vscode.commands.executeCommand('leastwise.restartServer');
  await bothAreChecked();
  const remote = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(uri, 'MyRole.json'));
  assert.equal(remote.getText(), policy(['s3:GetObjekt']));
  await bothAreChecked();
  assert.deepEqual(diagnostics(remote.uri), []);
  await changed(() => vscode.workspace.updateWorkspaceFolders(2, 1));
  provider.dispose();
}

/** Changes the folders and waits until VS Code has taken note. */
async function changed(change: () => boolean): Promise<void> {
  const noted = new Promise<void>((resolve) => {
    const listener = vscode.workspace.onDidChangeWorkspaceFolders(() => {
      listener.dispose();
      resolve();
    });
  });
  assert.ok(change());
  await noted;
}

/** A folder with one policy, which is nowhere on disk. */
const nowhere: vscode.FileSystemProvider = {
  onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
  watch: () => new vscode.Disposable(() => undefined),
  stat: ({ path }) => ({
    type: path.endsWith('.json') ? vscode.FileType.File : vscode.FileType.Directory,
    ctime: 0,
    mtime: 0,
    size: 0,
  }),
  readDirectory: () => [['MyRole.json', vscode.FileType.File]],
  readFile: () => Buffer.from(policy(['s3:GetObjekt'])),
  createDirectory: refuse,
  writeFile: refuse,
  delete: refuse,
  rename: refuse,
};

function refuse(): never {
  throw vscode.FileSystemError.NoPermissions();
}

async function closing(): Promise<void> {
  const other = file('OtherRole.json', 1);
  await changed(() => vscode.workspace.updateWorkspaceFolders(1, 1));
  await until('nothing is said about the closed folder', () => diagnostics(other).length === 0);
  await until('the first folder is underlined as before', () => diagnostics(file('MyRole.json')).length === 9);
}
