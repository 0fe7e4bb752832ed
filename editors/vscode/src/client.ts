/** The connection to the server: one at a time, started and restarted in one place. */
import * as vscode from 'vscode';
import {
  LanguageClient,
  State,
  type ClientCapabilities,
  type LanguageClientOptions,
  type StaticFeature,
} from 'vscode-languageclient/node';
import { PATH_SETTING, findServer, type Server } from './server.js';
import { plain } from './words.js';

const NAME = 'leastwise';
/** The language client gives up on a server that ends more often than this within three minutes. */
const MOST_RESTARTS = 4;
/** Settings of the extension that are not passed to the server. */
const OWN = new Set(['server', 'trace']);

/** What a person can be told about the server. */
export type Health = 'starting' | 'running' | 'failed';

export class Connection implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private server: Server | undefined;
  private queue: Promise<void> = Promise.resolve();
  private readonly changed = new vscode.EventEmitter<Health>();
  private readonly refreshed = new vscode.EventEmitter<void>();
  /** Fires when the server starts, runs or fails. */
  readonly onDidChangeHealth = this.changed.event;
  /** Fires when the server knows more, or something else, than before. */
  readonly onDidRefresh = this.refreshed.event;
  health: Health = 'starting';

  constructor(
    private readonly extension: vscode.Uri,
    readonly log: vscode.LogOutputChannel,
  ) {}

  /** Stops the server if there is one, and starts it. Calls wait for each other. */
  restart(): Promise<void> {
    this.queue = this.queue.then(async () => {
      await this.stop();
      this.become('starting');
      try {
        await this.start();
      } catch (error) {
        this.fail(error instanceof Error ? error.message : String(error));
      }
    });
    return this.queue;
  }

  /** Asks the server; `undefined` while there is none, or where it has moved on meanwhile. */
  async ask<Answer>(method: string, params?: object): Promise<Answer | undefined> {
    const client = this.client;
    if (client?.state !== State.Running) {
      return undefined;
    }
    try {
      return await (params ? client.sendRequest<Answer>(method, params) : client.sendRequest<Answer>(method));
    } catch (error) {
      this.log.debug(`${method}: ${String(error)}`);
      return undefined;
    }
  }

  /** The running server's program. */
  get program(): Server | undefined {
    return this.health === 'running' ? this.server : undefined;
  }

  dispose(): void {
    void this.stop();
    this.changed.dispose();
    this.refreshed.dispose();
  }

  private async start(): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(NAME);
    this.server = await findServer({
      extension: this.extension.fsPath,
      isTrusted: vscode.workspace.isTrusted,
      setting: configuration.get<string | null>('server.path', null),
    });
    this.log.info(`Starting ${this.server.version}: ${this.server.path}, from ${this.server.origin}`);
    const client = new LanguageClient(NAME, NAME, { command: this.server.path, args: ['server'] }, this.options());
    this.client = client;
    client.registerFeature(new RefreshFeature());
    client.onNotification('leastwise/refresh', () => {
      this.refreshed.fire();
    });
    client.onDidChangeState(({ newState }) => {
      if (client === this.client) {
        this.follow(newState);
      }
    });
    await client.start();
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose().catch((error: unknown) => {
      this.log.warn(`The server did not stop cleanly: ${String(error)}`);
    });
  }

  private options(): LanguageClientOptions {
    const files = { scheme: 'file' };
    const untitled = { scheme: 'untitled' };
    return {
      documentSelector: [
        { ...files, language: 'json' },
        { ...files, language: 'jsonc' },
        { ...files, language: 'jsonl' },
        { ...untitled, language: 'json' },
        { ...untitled, language: 'jsonc' },
        { ...files, pattern: '**/leastwise.toml' },
      ],
      outputChannel: this.log,
      initializationOptions: options(),
      connectionOptions: { maxRestartCount: MOST_RESTARTS },
      initializationFailedHandler: () => false,
    };
  }

  /** The client restarts a server that ended by itself; when it gives up, a person has to know. */
  private follow(state: State): void {
    switch (state) {
      case State.Running:
        this.become('running');
        break;
      case State.Starting:
        this.become('starting');
        break;
      case State.StartFailed:
      case State.Stopped:
        this.become('failed');
        break;
    }
  }

  private fail(message: string): void {
    this.client = undefined;
    this.log.error(message);
    this.become('failed');
    const openSetting = 'Open Setting';
    const showLog = 'Show Log';
    void vscode.window.showErrorMessage(plain(message), openSetting, showLog).then((choice) => {
      if (choice === openSetting) {
        void vscode.commands.executeCommand('workbench.action.openSettings', PATH_SETTING);
      } else if (choice === showLog) {
        this.log.show();
      }
    });
  }

  private become(health: Health): void {
    this.health = health;
    void vscode.commands.executeCommand('setContext', 'leastwise.isRunning', health === 'running');
    this.changed.fire(health);
  }
}

/** The settings as the server reads them, without those that are the extension's own. */
function options(): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration(NAME);
  return Object.fromEntries(
    Object.entries(configuration).filter(
      ([key, value]) => !OWN.has(key) && typeof value !== 'function' && value !== null,
    ),
  );
}

/** Tells the server that there are views to refresh. */
class RefreshFeature implements StaticFeature {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.experimental = { ...(capabilities.experimental as object | undefined), leastwiseRefresh: true };
  }
  initialize(): void {
    // Nothing depends on the server's capabilities.
  }
  getState(): { kind: 'static' } {
    return { kind: 'static' };
  }
  clear(): void {
    // Nothing is kept.
  }
}
