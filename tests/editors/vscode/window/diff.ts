/** The preview: VS Code's own diff. */
import type { WindowContext, WindowTest } from '../driver/suite.js';
import { Window } from './window.js';

export const diff: WindowTest[] = [{ name: 'the recommendation is shown as a diff', run: isShown }];

async function isShown({ page, shot }: WindowContext): Promise<void> {
  const window = new Window(page);
  await window.openFile('MyRole.json');
  await window.see(page.locator('.squiggly-warning'));
  await window.command('Leastwise: Preview recommendation');
  await window.see(page.locator('.tab.active', { hasText: 'MyRole.json: recommendation' }));
  await window.see(page.locator('.monaco-diff-editor .line-delete'));
  await window.see(page.locator('.monaco-diff-editor .line-insert'));
  await window.see(page.locator('.monaco-diff-editor .editor.modified', { hasText: 's3:GetObject*' }));
  await window.settle();
  await shot('diff');
  await window.command('View: Close All Editors');
}
