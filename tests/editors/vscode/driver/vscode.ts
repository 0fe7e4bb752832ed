/** One server of VS Code with the packaged extension, in folders of its own. Ended with its whole process group. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PATIENCE_MILLISECONDS } from './patience.js';
import type { Tools } from './tools.js';

const END_MILLISECONDS = 5_000;

const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'editor.stickyScroll.enabled': false,
  'editor.minimap.enabled': false,
  'editor.lightbulb.enabled': 'on',
  'editor.hover.delay': 100,
  'editor.cursorBlinking': 'solid',
  'editor.fontSize': 13,
  'breadcrumbs.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.reduceMotion': 'on',
  // Where something takes the focus for a moment, the palette stays.
  'workbench.quickOpen.closeOnFocusLost': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'files.autoSave': 'off',
  // What AWS adds later, and the day on which the tests run, change no result.
  'leastwise.asOf': '2026-09-26',
};

const running = new Set<VsCode>();

/** Ends whatever was started, at once: for the end of the process. */
export function endAll(): void {
  for (const vscode of running) {
    vscode.signal('SIGKILL');
  }
}

export class VsCode {
  /** Where it listens. */
  port = 0;

  private constructor(
    private readonly process: ChildProcess,
    /** The folder that holds its state and the workspace; gone after {@link end}. */
    readonly folder: string,
  ) {
    running.add(this);
  }

  /** Starts a server with settings on top of the usual ones and an environment on top of ours. */
  static async start(
    tools: Tools,
    name: string,
    settings: Record<string, unknown>,
    environment: Record<string, string> = {},
  ): Promise<VsCode> {
    const folder = await mkdtemp(path.join(tmpdir(), 'leastwise-vscode-'));
    const state = path.join(folder, 'state');
    // What is a matter of the machine, such as the path of a program, counts only among the machine's settings: of the
    // user's it is dropped as soon as VS Code has learnt so from the extension.
    for (const level of ['User', 'Machine']) {
      const folder = path.join(state, 'data', level);
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, 'settings.json'), JSON.stringify({ ...SETTINGS, ...settings }, undefined, 2));
    }
    const own = path.join(folder, 'home');
    await mkdir(own);
    const env = {
      ...withoutOurs(process.env),
      EXTENSIONS_GALLERY: '{}',
      HOME: own,
      XDG_CONFIG_HOME: own,
      XDG_DATA_HOME: own,
      XDG_CACHE_HOME: own,
      ...environment,
    };
    const common = [tools.server, '--accept-server-license-terms', '--server-data-dir', state];
    common.push('--extensions-dir', path.join(state, 'extensions'));
    await promisify(execFile)(tools.node, [...common, '--install-extension', tools.vsix], {
      env,
      timeout: PATIENCE_MILLISECONDS,
    });
    // Of the system's choice, so that no other program takes it first.
    const serve = ['--host', '127.0.0.1', '--port', '0', '--without-connection-token'];
    serve.push('--telemetry-level', 'off', '--enable-smoke-test-driver', '--reconnection-grace-time', '1');
    const child = spawn(tools.node, [...common, ...serve], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const vscode = new VsCode(child, folder);
    const log = createWriteStream(path.join(tools.out, 'logs', `${name}.server.log`));
    child.stderr.pipe(log, { end: false });
    child.stdout.pipe(log, { end: false });
    try {
      vscode.port = await listening(child);
    } catch (error) {
      await vscode.end();
      throw error;
    }
    return vscode;
  }

  /** Keeps what VS Code and the extension logged, for a test that failed. */
  async keepLogs(to: string): Promise<void> {
    await cp(path.join(this.folder, 'state', 'data', 'logs'), to, { recursive: true }).catch(() => undefined);
  }

  async end(): Promise<void> {
    const ended = once(this.process, 'exit');
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.signal('SIGTERM');
      const late = setTimeout(() => {
        this.signal('SIGKILL');
      }, END_MILLISECONDS);
      await ended;
      clearTimeout(late);
    }
    // Children can outlive the first of the group.
    this.signal('SIGKILL');
    running.delete(this);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  signal(signal: NodeJS.Signals): void {
    if (this.process.pid !== undefined) {
      try {
        process.kill(-this.process.pid, signal);
      } catch {
        // The group has ended.
      }
    }
  }
}

/** Waits until the server listens, and says on which port. */
async function listening(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const late = setTimeout(() => {
      reject(new Error(`VS Code did not start within ${PATIENCE_MILLISECONDS / 1000} s: ${output}`));
    }, PATIENCE_MILLISECONDS);
    const settle = (act: () => void) => {
      clearTimeout(late);
      act();
    };
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString();
      const port = /Extension host agent listening on (\d+)\n/.exec(output)?.[1];
      if (port !== undefined) {
        settle(() => {
          resolve(Number(port));
        });
      }
    });
    child.on('exit', (code) => {
      settle(() => {
        reject(new Error(`VS Code ended with ${code} when it should start: ${output}`));
      });
    });
  });
}

/** The environment without what would choose another server, or tie VS Code to the one with the terminal that this runs in. */
function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(LEASTWISE|VSCODE|ELECTRON)_/.test(name)),
  );
}
