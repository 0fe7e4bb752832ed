/** The status of the active file and of the workspace, requested again whenever it may have changed. */
import * as vscode from 'vscode';
import type { Connection } from './client.js';
import type { Status, StatusParams } from './protocol.js';

/** Diagnostics of a burst of keystrokes lead to one question. */
const REST_MILLISECONDS = 150;

export class Standing implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Status | undefined>();
  private readonly subscriptions: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;
  private asked = 0;
  /** Fires with the new status; `undefined` while nothing is known. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly connection: Connection) {
    const ask = () => {
      this.askSoon();
    };
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      connection.onDidChangeHealth(ask),
      connection.onDidRefresh(ask),
      vscode.window.onDidChangeActiveTextEditor(ask),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        const active = vscode.window.activeTextEditor?.document.uri.toString();
        if (uris.some((uri) => uri.toString() === active)) {
          this.askSoon();
        }
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscriptions.dispose();
  }

  private askSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), REST_MILLISECONDS);
  }

  private async ask(): Promise<void> {
    const asked = ++this.asked;
    const active = vscode.window.activeTextEditor?.document.uri.toString();
    const params: StatusParams = active === undefined ? {} : { textDocument: { uri: active } };
    const status = (await this.connection.ask<Status | null>('leastwise/status', params)) ?? undefined;
    if (asked !== this.asked) {
      return;
    }
    const setContext = (key: string, value: unknown) =>
      void vscode.commands.executeCommand('setContext', `leastwise.${key}`, value);
    const { health } = this.connection;
    setContext('isPolicy', Boolean(status?.document));
    setContext('hasUnused', (status?.document?.unused ?? 0) > 0);
    setContext('state', health === 'failed' ? 'failed' : !status ? 'starting' : status.findings > 0 ? 'full' : 'empty');
    this.changed.fire(status);
  }
}
