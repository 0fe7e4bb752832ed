/** "Show status": what the server has read, as text. */
import type { WindowContext, WindowTest } from '../driver/suite.js';
import { Window } from './window.js';

export const status: WindowTest[] = [{ name: 'the status is shown as text', run: isShown }];

async function isShown({ page, shot }: WindowContext): Promise<void> {
  const window = new Window(page);
  await window.openFile('MyRole.json');
  await window.see(page.locator('.squiggly-warning'));
  await window.command('Leastwise: Show status');
  await window.see(page.locator('.tab.active', { hasText: 'leastwise status' }));
  await window.see(window.editor.locator('.view-line', { hasText: 'role MyRole' }));
  await window.settle();
  await shot('status');
  await window.command('View: Close All Editors');
}
