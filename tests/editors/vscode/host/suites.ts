/** The suites that run in VS Code's extension host, with what they need around them. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { HostSuite } from '../driver/suite.js';
import { demo, large, twoFolders } from '../driver/workspaces.js';

export const hostSuites: HostSuite[] = [
  { kind: 'host', name: 'journey', workspace: demo },
  { kind: 'host', name: 'folders', workspace: twoFolders },
  {
    kind: 'host',
    name: 'on-save',
    workspace: demo,
    settings: () => ({ 'editor.codeActionsOnSave': { 'source.leastwise.removeUnused': 'explicit' } }),
  },
  { kind: 'host', name: 'sizes', workspace: large },
  {
    kind: 'host',
    name: 'untrusted',
    workspace: withAnEvilServer,
    settings: () => ({
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
    }),
  },
];

/** The workspace names a program of its own as the server, which leaves a mark when it runs. */
async function withAnEvilServer(folder: string, root: string): Promise<string> {
  await demo(folder, root);
  const program = path.join(folder, 'evil.sh');
  await writeFile(program, `#!/bin/sh\ntouch '${path.join(folder, 'evil-ran')}'\n`, { mode: 0o755 });
  await mkdir(path.join(folder, '.vscode'));
  const settings = JSON.stringify({ 'leastwise.server.path': program });
  await writeFile(path.join(folder, '.vscode/settings.json'), settings);
  return folder;
}
