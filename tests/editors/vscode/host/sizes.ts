/** A policy of 230 KB. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { bytes, diagnostics, file, open, until, type Test } from './harness.js';

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
  await until('an entry is underlined', () => firstLine() !== undefined);
  const before = firstLine();
  assert.ok(before !== undefined);
  const edit = (act: (builder: vscode.TextEditorEdit) => void) => editor.edit(act);
  assert.ok(await edit((builder) => { builder.insert(new vscode.Position(0, 1), '\n\n'); }));
  await until('the first entry is underlined two lines lower', () => firstLine() === before + 2);
  assert.ok(await edit((builder) => { builder.delete(new vscode.Range(0, 1, 2, 0)); }));
  assert.equal(editor.document.getText(), await bytes(file(LARGE)));
}

/** The line of the first diagnostic about an entry, whatever its rule: those of the first line do not move. */
function firstLine(): number | undefined {
  const lines = diagnostics(file(LARGE)).map((found) => found.range.start.line);
  const below = lines.filter((line) => line > 0);
  return below.length > 0 ? Math.min(...below) : undefined;
}
