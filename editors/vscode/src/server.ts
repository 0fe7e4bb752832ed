/** Finding the server's program, and asking it for its version. */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export const PATH_SETTING = 'leastwise.server.path';
export const PATH_VARIABLE = 'LEASTWISE_SERVER_PATH';

const PROGRAM = process.platform === 'win32' ? 'leastwise.exe' : 'leastwise';
const PROBE_MILLISECONDS = 10_000;

export interface Server {
  path: string;
  /** Where it was found, for the log. */
  origin: string;
  /** As it says itself: "leastwise 0.1.0". */
  version: string;
}

export interface Places {
  /** The folder of the extension. */
  extension: string;
  /** In an untrusted workspace, only the bundled program runs. */
  isTrusted: boolean;
  /** The value of the setting. */
  setting: string | null;
}

/** The first of: environment variable, setting, bundled program, PATH. Throws an error to be shown. */
export async function findServer(places: Places): Promise<Server> {
  const { program, origin } = await locate(places);
  return { path: program, origin, version: await probe(program, origin) };
}

async function locate({ extension, isTrusted, setting }: Places): Promise<{ program: string; origin: string }> {
  const variable = process.env[PATH_VARIABLE];
  if (isTrusted && variable) {
    return { program: variable, origin: `the environment variable ${PATH_VARIABLE}` };
  }
  if (isTrusted && setting) {
    const program = setting.replace(/^~(?=$|[/\\])/, homedir());
    if (!path.isAbsolute(program)) {
      throw new Error(`The setting ${PATH_SETTING} is "${setting}", which is not an absolute path.`);
    }
    return { program, origin: `the setting ${PATH_SETTING}` };
  }
  const bundled = path.join(extension, 'server', PROGRAM);
  if (await isThere(bundled)) {
    return { program: bundled, origin: 'the extension' };
  }
  for (const folder of isTrusted ? (process.env.PATH ?? '').split(path.delimiter) : []) {
    const program = path.join(folder, PROGRAM);
    if (path.isAbsolute(folder) && (await isThere(program))) {
      return { program, origin: 'the PATH' };
    }
  }
  const tried = isTrusted ? `${bundled} and the PATH` : bundled;
  throw new Error(`No server found: tried ${tried}. Set ${PATH_SETTING} to the path of the leastwise program.`);
}

async function isThere(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function probe(program: string, origin: string): Promise<string> {
  let output: string;
  try {
    const result = await promisify(execFile)(program, ['--version'], { timeout: PROBE_MILLISECONDS });
    output = result.stdout.trim();
  } catch (error) {
    throw new Error(`Cannot start the server: ${program} (from ${origin}) ${reason(error)}. ${advice(origin)}`, {
      cause: error,
    });
  }
  if (!output.startsWith('leastwise ')) {
    throw new Error(`Cannot start the server: ${program} (from ${origin}) is not leastwise. ${advice(origin)}`);
  }
  return output;
}

function reason(error: unknown): string {
  const { code, killed } = error as { code?: string | number; killed?: boolean };
  if (code === 'ENOENT') {
    return 'does not exist';
  }
  if (code === 'EACCES') {
    return 'is not executable';
  }
  if (killed) {
    return `did not print its version within ${PROBE_MILLISECONDS / 1000} seconds`;
  }
  return typeof code === 'number' ? `ended with code ${code}` : `cannot be run (${code ?? String(error)})`;
}

function advice(origin: string): string {
  return origin.includes(PATH_VARIABLE)
    ? `Correct ${PATH_VARIABLE}, or unset it and use the setting ${PATH_SETTING}.`
    : `Correct the setting ${PATH_SETTING}.`;
}
