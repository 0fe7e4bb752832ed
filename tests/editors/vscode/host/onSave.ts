/** Saving with `source.leastwise.removeUnused` bound to it: acts only on policies with explicit owners. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { bytes, diagnostics, file, open, until, type Test } from './harness.js';

export const onSave: Test[] = [
  { name: 'on save, nothing goes from a policy that was matched by its name', run: inferred },
  { name: 'on save, what is unused is removed from a policy with an assigned owner', run: named },
];

const POLICY = 'MyRole.json';

async function inferred(): Promise<void> {
  const editor = await open(POLICY);
  await until('the demonstration is underlined', () => diagnostics(file(POLICY)).length === 9);
  const before = await bytes(file(POLICY));
  await changeAndSave(editor);
  assert.equal(await bytes(file(POLICY)), `\n${before}`);
}

async function named(): Promise<void> {
  const settings = '[[attach]]\npolicy = "MyRole.json"\nprincipals = ["role/MyRole"]\n';
  await vscode.workspace.fs.writeFile(file('leastwise.toml'), Buffer.from(settings));
  await until('the settings are read', () =>
    diagnostics(file(POLICY)).every(({ message }) => !message.includes("matched by the file's name")),
  );
  const editor = await open(POLICY);
  await changeAndSave(editor);
  const after = await bytes(file(POLICY));
  assert.ok(after.includes('"s3:GetObject*"') && !after.includes('"s3:Get*"'), after);
  await until('nothing is underlined', () => diagnostics(file(POLICY)).length === 0);
}

async function changeAndSave(editor: vscode.TextEditor): Promise<void> {
  assert.ok(await editor.edit((builder) => { builder.insert(new vscode.Position(0, 0), '\n'); }));
  assert.ok(await editor.document.save());
}
