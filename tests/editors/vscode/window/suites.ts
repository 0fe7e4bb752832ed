/** The suites that look at VS Code's window, with what they need around them. */
import type { WindowSuite } from '../driver/suite.js';
import { demo, withoutFindings } from '../driver/workspaces.js';
import { diff } from './diff.js';
import { editor } from './editor.js';
import { environment, fetch, inAws } from './fetch.js';
import { narrowing } from './narrowing.js';
import { noFindings } from './noFindings.js';
import { noServer, NO_SUCH_SERVER } from './noServer.js';
import { status } from './status.js';
import { tree } from './tree.js';

const theme = (name: string) => () => ({ 'workbench.colorTheme': name });

export const windowSuites: WindowSuite[] = [
  {
    kind: 'window',
    name: 'dark',
    workspace: demo,
    settings: theme('Default Dark Modern'),
    tests: [...editor, ...narrowing, ...diff, ...status, ...tree],
  },
  {
    kind: 'window',
    name: 'light',
    workspace: demo,
    settings: theme('Default Light Modern'),
    tests: [...editor, ...narrowing, ...tree],
  },
  {
    kind: 'window',
    name: 'contrast',
    workspace: demo,
    settings: theme('Default High Contrast'),
    tests: narrowing,
  },
  {
    kind: 'window',
    name: 'no-findings',
    workspace: withoutFindings,
    settings: theme('Default Light Modern'),
    tests: noFindings,
  },
  {
    kind: 'window',
    name: 'fetch',
    workspace: inAws,
    settings: theme('Default Light Modern'),
    environment,
    tests: fetch,
  },
  {
    kind: 'window',
    name: 'no-server',
    workspace: demo,
    settings: () => ({ ...theme('Default Dark Modern')(), 'leastwise.server.path': NO_SUCH_SERVER }),
    tests: noServer,
  },
];
