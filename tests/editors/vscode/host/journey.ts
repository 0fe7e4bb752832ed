/** The demonstration, from the first squiggle to the saved file. */
import assert from 'node:assert/strict';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { apply, bytes, codeActions, diagnostics, eventually, file, inWords, open, until, type Test } from './harness.js';
import { policy } from '../driver/workspaces.js';

const POLICY = 'MyRole.json';
const ALL = [
  '8:9-8:31 unused-action faded',
  '9:9-9:32 unused-action faded',
  '10:9-10:32 unused-action faded',
  '11:9-11:29 unused-action faded',
  '12:9-12:42 unused-action faded',
  '14:9-14:40 unused-action faded',
  '15:9-15:36 unused-action faded',
  '16:9-16:45 unused-action faded',
  '24:9-24:18 excess-wildcard',
];
const WILDCARD = new vscode.Range(23, 8, 23, 17);
const REMOVE_UNUSED = 'source.leastwise.removeUnused';

export const journey: Test[] = [
  { name: 'the demonstration is underlined exactly', run: isUnderlined },
  { name: 'a quick fix narrows the wildcard in place', run: quickFix },
  { name: 'undo brings back every byte', run: undo },
  { name: 'the source action removes everything unused, and undo brings it back', run: sourceAction },
  { name: 'a fixed file is saved and shows nothing any more', run: save },
  { name: 'a findings file that another program changes counts at once', run: findingChanges },
  { name: 'a policy that was never saved is read, and no finding applies to it', run: untitled },
  { name: 'JSON without a policy is left in peace', run: otherJson },
  { name: 'a server that was killed comes back', run: killed },
  { name: 'the command restarts the server', run: restart },
];

async function all(): Promise<void> {
  await until('the diagnostics of the demonstration', () => {
    return JSON.stringify(diagnostics(file(POLICY)).map(inWords)) === JSON.stringify(ALL);
  }).catch((error: unknown) => {
    assert.deepEqual(diagnostics(file(POLICY)).map(inWords), ALL, String(error));
  });
}

async function isUnderlined(): Promise<void> {
  await open(POLICY);
  await all();
  const found = diagnostics(file(POLICY));
  assert.ok(found.every(({ severity }) => severity === vscode.DiagnosticSeverity.Warning));
  assert.match(found.at(-1)?.message ?? '', /^`s3:Get\*` grants \d+ actions, 22 of them unused/);
}

async function quickFix(): Promise<void> {
  const actions = await codeActions(file(POLICY), WILDCARD, 'quickfix');
  const narrow = actions.find(({ isPreferred }) => isPreferred);
  assert.match(narrow?.title ?? '', /^Narrow `s3:Get\*` to \d+ entries/);
  await apply(narrow);
  const document = await vscode.workspace.openTextDocument(file(POLICY));
  const lines = document.getText().split('\n').slice(22);
  assert.equal(lines[0], '      "Action": [');
  assert.equal(lines[1], '        "s3:GetAccess*",');
  assert.ok(lines.includes('        "s3:GetObject*",'));
  assert.ok(lines.includes('        "s3:List*"'));
  await until('the wildcard has no squiggle any more', () => diagnostics(file(POLICY)).length === ALL.length - 1);
}

async function undo(): Promise<void> {
  const editor = await open(POLICY);
  await vscode.commands.executeCommand('undo');
  await until('the text is as it was', async () => editor.document.getText() === (await bytes(file(POLICY))));
  await all();
}

async function removeUnused(): Promise<vscode.TextEditor> {
  const editor = await open(POLICY);
  const actions = await codeActions(file(POLICY), new vscode.Range(0, 0, 0, 0), REMOVE_UNUSED);
  assert.deepEqual(
    actions.map(({ kind }) => kind?.value),
    [REMOVE_UNUSED],
  );
  await apply(actions[0]);
  return editor;
}

async function sourceAction(): Promise<void> {
  const editor = await removeUnused();
  const { Statement } = JSON.parse(editor.document.getText()) as { Statement: { Action: string | string[] }[] };
  assert.deepEqual(Statement[0]?.Action, ['lambda:Invoke*']);
  const buckets = Statement[1]?.Action ?? [];
  assert.ok(buckets.includes('s3:List*'));
  assert.ok(!buckets.includes('s3:Get*'));
  await until('nothing is underlined', () => diagnostics(file(POLICY)).length === 0);
  await undo();
}

async function save(): Promise<void> {
  const before = await bytes(file(POLICY));
  const editor = await removeUnused();
  assert.ok(await editor.document.save());
  assert.equal(await bytes(file(POLICY)), editor.document.getText());
  await until('nothing is underlined', () => diagnostics(file(POLICY)).length === 0);
  await vscode.commands.executeCommand('undo');
  await until('the text is as it was', () => editor.document.getText() === before);
  assert.ok(await editor.document.save());
  await all();
}

async function findingChanges(): Promise<void> {
  const finding = file('finding-MyRole.json').fsPath;
  const before = await readFile(finding, 'utf8');
  await writeFile(finding, before.replace('{ "action": "AddPermission" },', ''));
  await until('the action is no longer underlined', () => diagnostics(file(POLICY)).length === ALL.length - 1);
  await rm(finding);
  await until('nothing is underlined', () => diagnostics(file(POLICY)).length === 0);
  await writeFile(finding, before);
  await all();
}

async function untitled(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'json', content: policy(['s3:Get*', 's3:GetObjekt']) });
  await vscode.window.showTextDocument(document);
  await until('the misspelt name is marked', () => diagnostics(document.uri).length > 0);
  assert.deepEqual(diagnostics(document.uri).map(inWords), ['8:9-8:23 unknown-action']);
  const command = 'vscode.executeHoverProvider';
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(command, document.uri, new vscode.Position(6, 12));
  const words = hovers.flatMap(({ contents }) => contents.flatMap((it) => (it instanceof vscode.MarkdownString ? [it.value] : [])));
  assert.ok(words.some((it) => it.includes('63 actions')), words.join('\n'));
}

async function otherJson(): Promise<void> {
  const uri = file('package.json');
  await vscode.workspace.fs.writeFile(uri, Buffer.from('{ "name": "x", "Statement": "of account" }'));
  await open('package.json');
  await open(POLICY);
  await all();
  assert.deepEqual(diagnostics(uri), []);
  await vscode.workspace.fs.delete(uri);
}

/** The server's process, where there is exactly one: one that was told to end may take a moment. */
async function serverProcess(): Promise<number | undefined> {
  const extension = vscode.extensions.getExtension('leastwise.leastwise');
  assert.ok(extension);
  const server = [`${extension.extensionPath}/server/leastwise`, 'server'].join('\0');
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    // What is no process, or no longer one, has no command line.
    const commandLine = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    if (/^\d+$/.test(entry) && commandLine.startsWith(server)) {
      found.push(Number(entry));
    }
  }
  return found.length === 1 ? found[0] : undefined;
}

async function otherProcess(than: number): Promise<number> {
  return eventually('another server', async () => {
    const next = await serverProcess();
    return next === than ? undefined : next;
  });
}

async function killed(): Promise<void> {
  const first = await eventually('a server', serverProcess);
  process.kill(first, 'SIGKILL');
  await otherProcess(first);
  // What the new server knows is asked for, not left over from the one before.
  await quickFix();
  await undo();
}

async function restart(): Promise<void> {
  const first = await eventually('a server', serverProcess);
  await vscode.commands.executeCommand('leastwise.restartServer');
  await otherProcess(first);
  await all();
}
