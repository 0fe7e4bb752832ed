/** "Show narrowing": a view that draws how the wildcard under the cursor is narrowed. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Connection } from './client.js';
import type { FromPage, ToPage } from './page.js';
import type { Figure, Tree, TreeParams } from './protocol.js';
import { plain } from './words.js';

interface Shown {
  panel: vscode.WebviewPanel;
  uri: vscode.Uri;
  figure: Figure;
}

export class NarrowingView implements vscode.Disposable {
  private shown: Shown | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly connection: Connection,
  ) {
    this.subscription = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && document.uri.toString() === this.shown?.uri.toString()) {
        this.tell({ kind: 'outdated' });
      }
    });
  }

  /** Draws the entry under the cursor of the active editor. */
  async show(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!editor) {
      void vscode.window.showInformationMessage('Put the cursor on a wildcard in a policy.');
      return;
    }
    await this.draw(editor.document.uri, editor.selection.active);
  }

  dispose(): void {
    this.subscription.dispose();
    this.shown?.panel.dispose();
  }

  private async draw(uri: vscode.Uri, { line, character }: { line: number; character: number }): Promise<void> {
    const params: TreeParams = { textDocument: { uri: uri.toString() }, position: { line, character } };
    const tree = await this.connection.ask<Tree>('leastwise/tree', params);
    if (tree?.kind !== 'figure') {
      void vscode.window.showInformationMessage(plain(tree?.why ?? 'The server is not ready. Try again.'));
      return;
    }
    const isNew = !this.shown;
    const panel = this.shown?.panel ?? this.open();
    this.shown = { panel, uri, figure: tree };
    panel.title = tree.pattern;
    panel.reveal(undefined, true);
    if (!isNew) {
      this.tell({ kind: 'draw', figure: tree });
    }
  }

  private open(): vscode.WebviewPanel {
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel('leastwise.narrowing', 'Narrowing', place, {
      enableScripts: true,
      localResourceRoots: [
        vscode.Uri.joinPath(this.extension, 'dist'),
        vscode.Uri.joinPath(this.extension, 'media'),
      ],
    });
    panel.iconPath = vscode.Uri.joinPath(this.extension, 'media', 'icon.png');
    panel.onDidDispose(() => {
      this.shown = undefined;
    });
    panel.webview.onDidReceiveMessage((message: FromPage) => void this.hear(message));
    panel.webview.html = this.page(panel.webview);
    return panel;
  }

  private async hear(message: FromPage): Promise<void> {
    if (!this.shown) {
      return;
    }
    const { uri, figure } = this.shown;
    switch (message.kind) {
      case 'ready':
        this.tell({ kind: 'draw', figure });
        break;
      case 'again':
        await this.draw(uri, figure.range.start);
        break;
      case 'goToPolicy': {
        const { start, end } = figure.range;
        const selection = new vscode.Range(start.line, start.character, end.line, end.character);
        await vscode.window.showTextDocument(uri, { selection, viewColumn: vscode.ViewColumn.One });
        break;
      }
    }
  }

  private tell(message: ToPage): void {
    void this.shown?.panel.webview.postMessage(message);
  }

  private page(webview: vscode.Webview): string {
    const file = (...parts: string[]) => webview.asWebviewUri(vscode.Uri.joinPath(this.extension, ...parts)).toString();
    const nonce = randomBytes(18).toString('base64');
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width">
<title>Narrowing</title>
<link rel="stylesheet" href="${file('media', 'narrowing.css')}">
</head>
<body>
<header>
  <h1 id="pattern"></h1>
  <p id="summary" role="status"></p>
  <p id="outdated" role="alert" hidden>The policy has changed. <button id="again" type="button">Draw again</button></p>
</header>
<div id="bar">
  <label id="services" hidden>Service <select id="service"></select></label>
  <ul id="legend" aria-label="Legend">
    <li title="No unused action has this prefix"><span class="swatch safe" aria-hidden="true">✓</span>safe</li>
    <li title="An unused action has this prefix"><span class="swatch unsafe" aria-hidden="true">✗</span>unsafe</li>
    <li title="An entry of the replacement"><span class="swatch safe chosen" aria-hidden="true">✓</span>chosen</li>
  </ul>
  <div role="toolbar" aria-label="Zoom">
    <button id="out" type="button" title="Zoom out (-)" aria-label="Zoom out">−</button>
    <button id="in" type="button" title="Zoom in (+)" aria-label="Zoom in">+</button>
    <button id="fit" type="button" title="Fit (0)">Fit</button>
  </div>
</div>
<main>
  <svg id="figure" role="tree" aria-labelledby="pattern" aria-describedby="summary"></svg>
</main>
<section id="result" aria-labelledby="becomes">
  <h2 id="becomes"></h2>
  <ul id="entries"></ul>
</section>
<script nonce="${nonce}" src="${file('dist', 'narrowing.js')}"></script>
</body>
</html>`;
  }
}
