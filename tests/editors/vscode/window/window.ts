/** VS Code's window, as a person uses it: keys, the palette, and what can be seen. */
import type { FrameLocator, Locator, Page } from 'playwright-core';

/** What VS Code offers to its own tests in a window that is opened for them. */
interface Driver {
  whenWorkbenchRestored(): Promise<void>;
}

export class Window {
  constructor(readonly page: Page) {}

  /** The editor that has the focus, or had it last. */
  get editor(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor').last();
  }

  /** Waits until the window takes keys: before, they are lost. */
  async restored(): Promise<void> {
    await this.page.waitForFunction(() => 'driver' in globalThis);
    await this.page.evaluate(() => (globalThis as unknown as { driver: Driver }).driver.whenWorkbenchRestored());
  }

  async openFile(name: string): Promise<void> {
    await this.restored();
    await this.page.keyboard.press('Control+P');
    await this.pick(name, name);
    await this.see(this.page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`));
    await this.focused();
  }

  /** Runs a command by its title in the palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.pick(`>${title}`, title);
  }

  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    const input = this.page.locator('.quick-input-widget:visible input').first();
    await input.fill(`:${line}:${column}`);
    await input.press('Enter');
    await this.see(this.page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` }));
    await this.focused();
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
    }
  }

  async see(what: Locator): Promise<Locator> {
    await what.first().waitFor();
    return what.first();
  }

  async seeGone(what: Locator): Promise<void> {
    await what.first().waitFor({ state: 'hidden' });
  }

  /** What is inside of a web view. */
  get webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** The rows of the view "Unused access". */
  row(text: string | RegExp): Locator {
    return this.page.locator('.pane', { hasText: 'Unused access' }).locator('.monaco-list-row', { hasText: text });
  }

  /** Waits until the picture no longer changes: VS Code fades and slides. */
  async settle(): Promise<void> {
    let before = '';
    for (let equal = 0; equal < 2; ) {
      const now = (await this.page.screenshot()).toString('base64');
      equal = now === before ? equal + 1 : 0;
      before = now;
    }
  }

  private async pick(text: string, title: string): Promise<void> {
    const widget = this.page.locator('.quick-input-widget:visible');
    const input = await this.see(widget.locator('input'));
    await input.fill(text);
    const label = widget.locator('.monaco-list-row.focused .label-name').first();
    await this.see(label.getByText(title, { exact: true }));
    await input.press('Enter');
    await this.seeGone(widget);
  }

  /** Waits until keys go to the text. */
  private async focused(): Promise<void> {
    await this.see(this.page.locator('.editor-group-container.active .monaco-editor.focused'));
  }
}
