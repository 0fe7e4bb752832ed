/** The view "Unused access". */
import assert from 'node:assert/strict';
import path from 'node:path';
import type { WindowContext, WindowTest } from '../driver/suite.js';
import { Window } from './window.js';

export const tree: WindowTest[] = [
  { name: 'principals, services and actions are listed with counts', run: isListed },
  { name: 'an action leads to the line of the policy', run: leads },
];

async function isListed({ page, workspace, shot }: WindowContext): Promise<void> {
  const window = new Window(page);
  await window.command('Explorer: Focus on Unused access View');
  // The files take the room, else.
  await page.locator('.pane-header', { hasText: path.basename(workspace) }).first().click();
  const role = await window.see(window.row('MyRole'));
  assert.match(await role.innerText(), /30 unused · 14 days ago/);
  await role.click();
  const service = await window.see(window.row(/^s3/));
  assert.match(await service.innerText(), /22 unused/);
  const lambda = await window.see(window.row(/^lambda/));
  await lambda.click();
  const action = await window.see(window.row('CreateFunction'));
  assert.match(await action.innerText(), /:9\b/);
  await window.settle();
  await shot('tree');
  await shot('docs-unused-access', { x: 46, y: 146, width: 298, height: 276 });
}

async function leads({ page }: WindowContext): Promise<void> {
  const window = new Window(page);
  await window.row('CreateFunction').first().click();
  await window.see(page.locator('.tab.active', { hasText: 'MyRole.json' }));
  await window.see(page.locator('.statusbar-item', { hasText: 'Ln 9, Col 32' }));
}
