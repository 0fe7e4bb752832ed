/** *Leastwise: Fetch findings*: runs `leastwise fetch` in the workspace's folder, in trusted workspaces only. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import type { Connection } from './client.js';

/** The profile that was used last, kept outside of the workspace, which must not choose one. */
const PROFILE = 'fetch.profile';
/** How a line begins that tells how far it is. */
const PROGRESS = 'progress: ';
/** What `leastwise fetch` ends with after it was stopped. */
const STOPPED = 130;

interface Summary {
  out: string;
  fetched: number;
  unchanged: number;
  gone: number;
}

interface Ended {
  code: number | null;
  stdout: string;
  errors: string[];
}

export class FetchFindings {
  private isRunning = false;

  constructor(
    private readonly connection: Connection,
    private readonly memory: vscode.Memento,
  ) {}

  async run(): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      // The program would run with the user's credentials in an untrusted folder.
      void vscode.window.showErrorMessage('Trust this workspace first: fetching uses your AWS credentials.');
      return;
    }
    const server = this.connection.program;
    if (this.isRunning || !server) {
      const why = server ? 'Findings are already being fetched.' : 'The server is not running.';
      void vscode.window.showWarningMessage(why);
      return;
    }
    const folder = await pickFolder();
    const profile = folder && (await this.askProfile());
    if (!folder || profile === undefined) {
      return;
    }
    this.isRunning = true;
    try {
      const ended = await this.fetch(server.path, folder, profile);
      this.tell(ended);
    } catch (error) {
      void vscode.window.showErrorMessage(`Cannot run leastwise fetch: ${String(error)}`);
    } finally {
      this.isRunning = false;
    }
  }

  /** The profile to use; an empty text for the AWS CLI's own choice, `undefined` where the person goes back. */
  private async askProfile(): Promise<string | undefined> {
    const profile = await vscode.window.showInputBox({
      title: 'Fetch findings from AWS',
      prompt: 'AWS CLI profile; leave empty for the default',
      value: this.memory.get<string>(PROFILE, ''),
      placeHolder: process.env.AWS_PROFILE ?? 'default',
      ignoreFocusOut: true,
    });
    if (profile !== undefined) {
      await this.memory.update(PROFILE, profile.trim());
    }
    return profile?.trim();
  }

  private fetch(program: string, folder: vscode.Uri, profile: string): Thenable<Ended> {
    const args = ['fetch', '--json', '--progress=lines', ...(profile ? [`--profile=${profile}`] : [])];
    this.connection.log.info(`Running ${program} ${args.join(' ')} in ${folder.fsPath}`);
    const options = { location: vscode.ProgressLocation.Notification, title: 'Fetching from AWS', cancellable: true };
    return vscode.window.withProgress(options, (progress, cancellation) => {
      return new Promise<Ended>((done, failed) => {
        const child = spawn(program, args, { cwd: folder.fsPath, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
        const stop = cancellation.onCancellationRequested(() => child.kill());
        let stdout = '';
        const errors: string[] = [];
        child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
        createInterface({ input: child.stderr }).on('line', (line) => {
          if (line.startsWith(PROGRESS)) {
            progress.report({ message: line.slice(PROGRESS.length) });
          } else if (line.trim()) {
            errors.push(line);
            this.connection.log.warn(line);
          }
        });
        child.on('error', failed);
        child.on('close', (code) => {
          stop.dispose();
          done({ code, stdout, errors });
        });
      });
    });
  }

  private tell({ code, stdout, errors }: Ended): void {
    const message = errors.join(' ').replace(/^error: /, '');
    if (code === STOPPED) {
      void vscode.window.showInformationMessage('Fetching was stopped. The next fetch continues from what was fetched.');
    } else if (code === 0) {
      const { out, fetched, unchanged, gone } = JSON.parse(stdout) as Summary;
      this.connection.log.info(`Fetched into ${out}: ${fetched} fetched, ${unchanged} unchanged, ${gone} gone`);
      void vscode.window.showInformationMessage(`Fetched from AWS: ${fetched} new, ${unchanged} unchanged, ${gone} gone.`);
    } else {
      const show = code === 1 ? vscode.window.showWarningMessage : vscode.window.showErrorMessage;
      const showLog = 'Show Log';
      void show(message || `leastwise fetch ended with code ${code ?? 'none'}.`, showLog).then((choice) => {
        if (choice === showLog) {
          this.connection.log.show();
        }
      });
    }
  }
}

/** The folder of the workspace in which findings are kept. */
async function pickFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    void vscode.window.showErrorMessage('Open a folder first: findings are fetched into it.');
  }
  return folders.length > 1 ? (await vscode.window.showWorkspaceFolderPick())?.uri : folders[0]?.uri;
}
