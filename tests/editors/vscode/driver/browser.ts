/** Chromium, in which VS Code's window is. */
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { PATIENCE_MILLISECONDS } from './patience.js';

const ARGUMENTS = [
  '--no-sandbox',
  // Gray edges of letters: pictures are the same on every screen, and smaller.
  '--disable-lcd-text',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openBrowser(executable: string): Promise<Browser> {
  return chromium.launch({ executablePath: executable, args: ARGUMENTS, timeout: PATIENCE_MILLISECONDS });
}

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  // Playwright's own are short enough to end on a busy machine.
  context.setDefaultTimeout(PATIENCE_MILLISECONDS);
  context.setDefaultNavigationTimeout(PATIENCE_MILLISECONDS);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return context.newPage();
}
