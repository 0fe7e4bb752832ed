/** A policy of 230 KB. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { bytes, diagnostics, file, inWords, open, until, type Test } from './harness.js';

export const sizes: Test[] = [
  { name: 'a policy of 230 KB is checked', run: isChecked },
  { name: 'typing in it moves its diagnostics along', run: typing },
];

const LARGE = 'big/MyRole/policy.json';

async function isChecked(): Promise<void> {
  assert.ok((await bytes(file(LARGE))).length > 230_000);
  await open(LARGE);
  await until('its wildcards are underlined', () => diagnostics(file(LARGE)).length > 100);
}

async function typing(): Promise<void> {
  const editor = await open(LARGE);
  await until('a wildcard is underlined', () => firstLine() !== undefined);
  const before = firstLine();
  assert.ok(before !== undefined);
  const edit = (act: (builder: vscode.TextEditorEdit) => void) => editor.edit(act);
  assert.ok(await edit((builder) => { builder.insert(new vscode.Position(0, 1), '\n\n'); }));
  await until('the first wildcard is underlined two lines lower', () => firstLine() === before + 2);
  assert.ok(await edit((builder) => { builder.delete(new vscode.Range(0, 1, 2, 0)); }));
  assert.equal(editor.document.getText(), await bytes(file(LARGE)));
}

function firstLine(): number | undefined {
  return diagnostics(file(LARGE)).find((found) => inWords(found).includes('excess-wildcard'))?.range.start.line;
}
