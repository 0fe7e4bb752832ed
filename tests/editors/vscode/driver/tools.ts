/** What the tests are run with, from the command line. */
import { parseArgs } from 'node:util';

export interface Tools {
  /** The Node that runs VS Code's server. */
  node: string;
  /** The start of VS Code's server. */
  server: string;
  chromium: string;
  /** The packaged extension. */
  vsix: string;
  /** The repository. */
  root: string;
  /** Where bundles, logs and screenshots go. */
  out: string;
  /** Only the suites with names that contain this. */
  only: string;
}

export function tools(): Tools {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { node: option, server: option, chromium: option, vsix: option, root: option, out: option, only: option },
  });
  const given = (name: keyof Tools) => {
    const value = values[name];
    if (value === undefined) {
      throw new Error(`--${name} is missing`);
    }
    return value;
  };
  return {
    node: given('node'),
    server: given('server'),
    chromium: given('chromium'),
    vsix: given('vsix'),
    root: given('root'),
    out: given('out'),
    only: values.only ?? '',
  };
}
