/** A server that cannot start: the message names the path that was tried and the setting. */
import assert from 'node:assert/strict';
import type { WindowContext, WindowTest } from '../driver/suite.js';
import { Window } from './window.js';

export const NO_SUCH_SERVER = '/no/such/leastwise';

export const noServer: WindowTest[] = [{ name: 'a missing server is told with its path and the setting', run: isTold }];

async function isTold({ page, shot }: WindowContext): Promise<void> {
  const window = new Window(page);
  await window.openFile('MyRole.json');
  await window.see(page.locator('.statusbar-item', { hasText: 'leastwise' }));
  // The toast goes away by itself; the message stays.
  await window.command('Notifications: Show Notifications');
  const message = await window.see(page.locator('.notifications-center', { hasText: NO_SUCH_SERVER }));
  const text = await message.innerText();
  assert.match(text, /does not exist/);
  assert.match(text, /leastwise\.server\.path/);
  await window.settle();
  await shot('message');
  await window.command('Explorer: Focus on Unused access View');
  await window.see(page.locator('.welcome-view-content', { hasText: 'The server failed to start' }));
}
