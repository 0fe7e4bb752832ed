/** The narrowing view: the tree of the wildcard under the cursor. */
import assert from 'node:assert/strict';
import type { WindowContext, WindowTest } from '../driver/suite.js';
import { Window } from './window.js';

export const narrowing: WindowTest[] = [
  { name: 'the narrowing of the wildcard is drawn', run: isDrawn },
  { name: 'it is moved through with keys, and zooms', run: keys },
  { name: 'a change of the policy is told', run: outdated },
];

async function isDrawn({ page, shot }: WindowContext): Promise<void> {
  const window = new Window(page);
  await window.openFile('MyRole.json');
  await window.see(page.locator('.squiggly-warning'));
  await window.goTo(24, 14);
  await window.command('Leastwise: Show narrowing');
  const view = window.webview;
  await window.see(view.locator('h1', { hasText: 's3:Get*' }));
  await window.see(view.locator('.node.safe.chosen', { hasText: 'Object*' }));
  await window.see(view.locator('.node.unsafe', { hasText: 'Bucket' }));
  const entries = await view.locator('#entries li').allInnerTexts();
  assert.ok(entries.includes('s3:GetJobTagging'), entries.join('\n'));
  assert.equal(await view.locator('.node.chosen').count(), entries.length);
  await window.settle();
  await shot('narrowing');
  await shot('docs-narrowing', { x: 816, y: 70, width: 456, height: 694 });
}

async function keys({ page }: WindowContext): Promise<void> {
  const window = new Window(page);
  const view = window.webview;
  const items = view.getByRole('treeitem');
  await items.first().focus();
  await items.first().press('ArrowRight');
  const focused = view.locator('.node:focus');
  assert.equal(await focused.getAttribute('aria-level'), '2');
  await focused.press('End');
  assert.equal(await view.locator('.node:focus').getAttribute('aria-label'), await items.last().getAttribute('aria-label'));
  const scene = view.locator('#figure > g');
  const before = await scene.getAttribute('transform');
  await focused.press('+');
  assert.notEqual(await scene.getAttribute('transform'), before);
  await focused.press('Home');
  await focused.press('0');
}

async function outdated({ page }: WindowContext): Promise<void> {
  const window = new Window(page);
  const view = window.webview;
  await window.command('View: Focus First Editor Group');
  await window.goTo(1, 2);
  await window.press('Enter');
  await window.see(view.locator('#outdated'));
  await window.press('Control+Z');
  await view.locator('#again').click();
  await window.seeGone(view.locator('#outdated'));
  await window.command('View: Close All Editors');
  await window.seeGone(page.locator('.tab'));
}
