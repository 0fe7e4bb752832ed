/** Tests inside of VS Code's extension host: one after the other, each in the state that the last one left. */
import { appendFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { PATIENCE_MILLISECONDS } from '../driver/patience.js';

export interface Test {
  name: string;
  run: () => Promise<void>;
}

const POLL_MILLISECONDS = 50;
const MOST_RESOLVED = 10;

export async function runAll(tests: Test[], report: string): Promise<void> {
  for (const { name, run } of tests) {
    try {
      await run();
      await appendFile(report, `  ok: ${name}\n`);
    } catch (error) {
      const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const own = words.split('\n').filter((line) => !line.includes('extensionHostProcess'));
      await appendFile(report, `  not ok: ${name}\n${own.join('\n')}\n`);
      throw error;
    }
  }
}

/** Asks until the answer is not `undefined`, and no longer than a deadline. */
export async function eventually<Answer>(
  what: string,
  ask: () => Answer | undefined | Promise<Answer | undefined>,
): Promise<Answer> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${PATIENCE_MILLISECONDS / 1000} s`);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, POLL_MILLISECONDS);
    });
  }
}

/** Waits until something holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  await eventually(what, async () => ((await holds()) ? true : undefined));
}

/** A file of the workspace, by its path below the first folder. */
export function file(name: string, folder = 0): vscode.Uri {
  const root = vscode.workspace.workspaceFolders?.[folder];
  if (!root) {
    throw new Error('no folder is open');
  }
  return vscode.Uri.joinPath(root.uri, name);
}

export async function open(name: string, folder = 0): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(file(name, folder));
}

/** Our diagnostics of a file, in the order of the text. VS Code's own JSON support reports on the same files. */
export function diagnostics(uri: vscode.Uri): vscode.Diagnostic[] {
  const own = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'leastwise');
  return own.sort((one, other) => one.range.start.compareTo(other.range.start));
}

/** "11:9-11:18 excess-wildcard", counted from 1 as a person does, with a mark for what is faded. */
export function inWords({ code, range, tags }: vscode.Diagnostic): string {
  const { start, end } = range;
  const rule = typeof code === 'object' ? code.value : code;
  const faded = tags?.includes(vscode.DiagnosticTag.Unnecessary) ? ' faded' : '';
  return `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1} ${rule}${faded}`;
}

/**
 * The code actions of a kind at a range, as soon as there are any: VS Code cancels a request, with an error or an empty
 * list, when another extension registers a provider meanwhile, which happens in the first seconds.
 */
export async function codeActions(uri: vscode.Uri, range: vscode.Range, kind: string): Promise<vscode.CodeAction[]> {
  return eventually(`code actions of kind ${kind}`, async () => {
    const command = 'vscode.executeCodeActionProvider';
    // The server leaves edits out until they are asked for.
    const asked = vscode.commands.executeCommand<vscode.CodeAction[]>(command, uri, range, kind, MOST_RESOLVED);
    const actions = await asked.then(undefined, (error: unknown) => {
      if (error instanceof Error && error.name === 'Canceled') {
        return [];
      }
      throw error;
    });
    const own = actions.filter(({ edit, disabled }) => edit !== undefined || disabled !== undefined);
    return own.length > 0 ? own : undefined;
  });
}

export async function apply(action: vscode.CodeAction | undefined): Promise<void> {
  if (!action?.edit || !(await vscode.workspace.applyEdit(action.edit))) {
    throw new Error(`${action?.title ?? 'the action'} was not applied`);
  }
}

export async function bytes(uri: vscode.Uri): Promise<string> {
  return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
}
