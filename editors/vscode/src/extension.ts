/** The extension: connects VS Code to the server, and shows what diagnostics cannot. */
import * as vscode from 'vscode';
import { Connection } from './client.js';
import { FetchFindings } from './fetch.js';
import { copyFindingsCommands } from './findings.js';
import { NarrowingView } from './narrowing.js';
import { RecommendationPreview } from './preview.js';
import { Standing } from './standing.js';
import { StatusBar } from './statusBar.js';
import { StatusReportView } from './statusReport.js';
import { UnusedAccessView } from './unusedAccess.js';

/** The trace follows its setting without a restart. */
const NEEDS_NO_RESTART = 'leastwise.trace';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('leastwise', { log: true });
  const connection = new Connection(context.extensionUri, log);
  const standing = new Standing(connection);
  const narrowing = new NarrowingView(context.extensionUri, connection);
  const preview = new RecommendationPreview(connection);
  const unusedAccess = new UnusedAccessView(connection);
  const statusReport = new StatusReportView(connection);
  const fetchFindings = new FetchFindings(connection, context.globalState);
  const { registerCommand, executeCommand } = vscode.commands;
  context.subscriptions.push(
    log,
    connection,
    standing,
    new StatusBar(connection, standing),
    narrowing,
    preview,
    unusedAccess,
    statusReport,
    registerCommand('leastwise.restartServer', () => connection.restart()),
    registerCommand('leastwise.showLog', () => {
      log.show();
    }),
    registerCommand('leastwise.showNarrowing', () => narrowing.show()),
    registerCommand('leastwise.previewRecommendation', () => preview.show()),
    // The server's own command of this kind, `leastwise.showStatus`, is registered by the client.
    registerCommand('leastwise.openStatus', () => statusReport.show()),
    registerCommand('leastwise.fetchFindings', () => fetchFindings.run()),
    registerCommand('leastwise.copyFindingsCommands', copyFindingsCommands),
    registerCommand('leastwise.openWalkthrough', () =>
      executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`, false),
    ),
    vscode.workspace.onDidGrantWorkspaceTrust(() => connection.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('leastwise') && !change.affectsConfiguration(NEEDS_NO_RESTART)) {
        void connection.restart();
      }
    }),
  );
  await connection.restart();
}
