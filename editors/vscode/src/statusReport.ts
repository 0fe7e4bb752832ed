/** "Show status": the status of the server as text, which explains why something is or is not reported. */
import * as vscode from 'vscode';
import type { Connection } from './client.js';
import type { ExecuteCommandParams, StatusReport } from './protocol.js';

const SCHEME = 'leastwise-status';
const PLACE = vscode.Uri.from({ scheme: SCHEME, path: '/leastwise status' });

export class StatusReportView implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;
  private text = '';
  readonly onDidChange = this.changed.event;

  constructor(private readonly connection: Connection) {
    this.registration = vscode.Disposable.from(
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
    );
  }

  provideTextDocumentContent(): string {
    return this.text;
  }

  /** Asks anew and shows the answer. */
  async show(): Promise<void> {
    const params: ExecuteCommandParams = { command: 'leastwise.showStatus', arguments: [{ show: false }] };
    const report = await this.connection.ask<StatusReport>('workspace/executeCommand', params);
    if (!report) {
      void vscode.window.showInformationMessage('The server is not ready. Try again, or open its log.');
      return;
    }
    this.text = report.text;
    this.changed.fire(PLACE);
    await vscode.window.showTextDocument(PLACE);
  }

  dispose(): void {
    this.registration.dispose();
  }
}
