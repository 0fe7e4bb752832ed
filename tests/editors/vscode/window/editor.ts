/** What is seen in the text: squiggles, faded entries, the hover, the light bulb's menu. */
import assert from 'node:assert/strict';
import type { WindowContext, WindowTest } from '../driver/suite.js';
import { Window } from './window.js';

export const editor: WindowTest[] = [
  { name: 'what is unused is faded, and the wildcard underlined', run: squiggles },
  { name: 'the status bar counts', run: statusBar },
  { name: 'the hover says what is unused', run: hover },
  { name: 'the light bulb offers to narrow', run: menu },
];

async function squiggles({ page, shot }: WindowContext): Promise<void> {
  const window = new Window(page);
  await window.openFile('MyRole.json');
  await window.see(page.locator('.squiggly-warning'));
  await window.see(page.locator('.squiggly-inline-unnecessary'));
  await window.goTo(20, 1);
  await window.settle();
  await shot('squiggles');
}

async function statusBar({ page }: WindowContext): Promise<void> {
  const window = new Window(page);
  await window.see(page.locator('.statusbar-item', { hasText: '30 unused' }));
}

async function hover({ page, shot }: WindowContext): Promise<void> {
  const window = new Window(page);
  await window.goTo(24, 14);
  await window.press('Control+K', 'Control+I');
  const hover = await window.see(page.locator('.monaco-hover:visible', { hasText: 's3:Get*' }));
  assert.match(await hover.innerText(), /22 of them unused/);
  await window.settle();
  await shot('hover');
  await window.press('Escape');
  await window.seeGone(page.locator('.monaco-hover:visible'));
}

async function menu({ page, shot }: WindowContext): Promise<void> {
  const window = new Window(page);
  await window.goTo(24, 14);
  const menu = page.locator('.action-widget').first();
  const offered = menu.locator('.monaco-list-row', { hasText: 'Narrow' });
  const nothing = page.locator('.monaco-editor-overlaymessage', { hasText: 'No code actions available' });
  // Another extension that registers a provider meanwhile cancels the request, and the menu is empty.
  do {
    await window.seeGone(nothing);
    await window.press('Control+Period');
    await window.see(offered.or(nothing));
  } while (await nothing.isVisible());
  const rows = await menu.locator('.monaco-list-row').allInnerTexts();
  assert.ok(rows.some((row) => row.includes('Narrow `s3:Get*` to')), rows.join('\n'));
  await window.settle();
  await shot('menu');
  await shot('docs-quick-fix', { x: 372, y: 142, width: 816, height: 450 });
  await window.press('Escape');
  await window.seeGone(menu);
}
