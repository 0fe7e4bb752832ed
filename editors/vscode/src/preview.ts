/** "Preview recommendation": VS Code's own diff of a policy and what is left of it without everything unused. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Connection } from './client.js';
import type { Preview, PreviewParams } from './protocol.js';
import { plain } from './words.js';

const SCHEME = 'leastwise-preview';

export class RecommendationPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;
  private readonly texts = new Map<string, string>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly connection: Connection) {
    this.registration = vscode.Disposable.from(
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.texts.delete(uri.toString());
      }),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  /** Shows the recommendation for the active file. */
  async show(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document) {
      void vscode.window.showInformationMessage('Open a policy to preview its recommendation.');
      return;
    }
    const params: PreviewParams = { textDocument: { uri: document.uri.toString() } };
    const answer = await this.connection.ask<Preview>('leastwise/preview', params);
    if (answer?.kind !== 'text') {
      void vscode.window.showInformationMessage(plain(answer?.why ?? 'The server is not ready. Try again.'));
      return;
    }
    const name = path.posix.basename(document.uri.path);
    // The name of the file keeps its language; the rest tells previews apart.
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}`, query: document.uri.toString() });
    this.texts.set(uri.toString(), answer.text);
    this.changed.fire(uri);
    await vscode.commands.executeCommand('vscode.diff', document.uri, uri, `${name}: recommendation`);
  }

  dispose(): void {
    this.registration.dispose();
  }
}
