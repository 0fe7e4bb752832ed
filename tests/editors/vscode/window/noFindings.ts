/** A workspace without findings: the view says once what to do. */
import assert from 'node:assert/strict';
import path from 'node:path';
import type { WindowContext, WindowTest } from '../driver/suite.js';
import { Window } from './window.js';

export const noFindings: WindowTest[] = [
  { name: 'the view tells how to get findings', run: welcome },
  { name: 'the walkthrough opens', run: walkthrough },
  { name: 'the commands that fetch findings are copied', run: copies },
];

async function welcome({ page, workspace, shot }: WindowContext): Promise<void> {
  const window = new Window(page);
  await window.openFile('MyRole.json');
  await window.see(page.locator('.statusbar-item', { hasText: 'no findings' }));
  await window.command('Explorer: Focus on Unused access View');
  // The files take the room, else.
  await page.locator('.pane-header', { hasText: path.basename(workspace) }).first().click();
  const welcome = await window.see(page.locator('.welcome-view-content', { hasText: 'No findings in this workspace yet' }));
  assert.match(await welcome.innerText(), /IAM Access Analyzer/);
  await window.see(page.locator('.welcome-view-content').getByText('Fetch findings'));
  await window.settle();
  await shot('welcome');
}

async function walkthrough({ page, shot }: WindowContext): Promise<void> {
  const window = new Window(page);
  await window.command('Leastwise: Get started');
  await window.see(page.locator('.getting-started-step', { hasText: 'Get findings' }));
  await window.settle();
  await shot('walkthrough');
}

async function copies({ page }: WindowContext): Promise<void> {
  const window = new Window(page);
  await page.locator('.welcome-view-content').getByText('Copy the commands').click();
  // The toast goes away by itself; the message stays.
  await window.command('Notifications: Show Notifications');
  await window.see(page.locator('.notifications-center', { hasText: 'Copied.' }));
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^leastwise fetch\naws accessanalyzer list-findings-v2 .*\naws accessanalyzer get-finding-v2 /);
}
