/** Runs every suite in a VS Code of its own, one after the other, and says which tests failed. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { hostSuites } from '../host/suites.js';
import { windowSuites } from '../window/suites.js';
import { openBrowser, openPage } from './browser.js';
import type { HostSuite, Suite, WindowSuite } from './suite.js';
import { tools as given, type Tools } from './tools.js';
import { VsCode, endAll } from './vscode.js';

const HOST_MILLISECONDS = 600_000;
const TEST_MILLISECONDS = 300_000;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    endAll();
    process.exit(1);
  });
}

void main().then(
  (failed) => {
    process.exitCode = failed === 0 ? 0 : 1;
  },
  (error: unknown) => {
    endAll();
    console.error(error);
    process.exit(1);
  },
);

async function main(): Promise<number> {
  const tools = given();
  for (const folder of ['logs', 'screenshots']) {
    await rm(path.join(tools.out, folder), { recursive: true, force: true });
    await mkdir(path.join(tools.out, folder), { recursive: true });
  }
  const suites: Suite[] = [...hostSuites, ...windowSuites].filter(({ name }) => name.includes(tools.only));
  if (suites.length === 0) {
    throw new Error(`no suite has a name that contains "${tools.only}"`);
  }
  let failed = 0;
  for (const suite of suites) {
    console.log(`${suite.name} (${suite.kind})`);
    const began = performance.now();
    failed += await run(suite, tools).catch((error: unknown) => {
      console.log(`  not ok: ${suite.name} could not be run\n${inWords(error)}`);
      return 1;
    });
    console.log(`  ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  console.log(failed === 0 ? 'every test in VS Code passed' : `${failed} tests in VS Code failed`);
  return failed;
}

/** Says how many tests failed. */
async function run(suite: Suite, tools: Tools): Promise<number> {
  const own = path.join(tools.out, 'workspaces', suite.name);
  await rm(own, { recursive: true, force: true });
  const workspace = await suite.workspace(own, tools.root);
  const report = path.join(own, '..', `${suite.name}.report`);
  await rm(report, { force: true });
  const environment = { LEASTWISE_TEST_SUITE: suite.name, LEASTWISE_TEST_REPORT: report };
  const vscode = await VsCode.start(tools, suite.name, suite.settings?.(workspace) ?? {}, {
    ...environment,
    ...suite.environment?.(workspace, tools.root),
  });
  let failed = 1;
  try {
    const browser = await openBrowser(tools.chromium);
    try {
      failed =
        suite.kind === 'host'
          ? await runHost(suite, tools, vscode, await openPage(browser), workspace, report)
          : await runWindow(suite, tools, vscode, await openPage(browser), workspace);
    } finally {
      await browser.close();
    }
  } finally {
    if (failed > 0) {
      await vscode.keepLogs(path.join(tools.out, 'logs', suite.name));
    }
    await vscode.end();
  }
  return failed;
}

function address(vscode: VsCode, workspace: string, payload: [string, string][] = []): string {
  const url = new URL(`http://127.0.0.1:${vscode.port}/`);
  url.searchParams.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', workspace);
  if (payload.length > 0) {
    url.searchParams.set('payload', JSON.stringify(payload));
  }
  return url.href;
}

/** The tests write their results into `report`; the window only has to stay open until they are done. */
async function runHost(
  suite: HostSuite,
  tools: Tools,
  vscode: VsCode,
  page: Page,
  workspace: string,
  report: string,
): Promise<number> {
  const tests = path.join(tools.out, 'host');
  const remote = (file: string) => `vscode-remote://127.0.0.1:${vscode.port}${file}`;
  const ended = new Promise<number>((resolve) => {
    void page.exposeFunction('codeAutomationExit', (code: number) => {
      resolve(code);
    });
  });
  await page.exposeFunction('codeAutomationLog', () => undefined);
  await page.goto(
    address(vscode, workspace, [
      ['extensionDevelopmentPath', remote(tests)],
      ['extensionTestsPath', remote(path.join(tests, 'run.js'))],
    ]),
  );
  const code = await Promise.race([ended, late(HOST_MILLISECONDS)]);
  const text = await readFile(report, 'utf8').catch(() => '');
  process.stdout.write(text);
  const failed = text.split('\n').filter((line) => line.startsWith('  not ok')).length;
  if (failed === 0 && code !== 0) {
    console.log(`  not ok: ${suite.name} ${code === undefined ? 'did not end' : `ended with ${code}`}`);
    await page.screenshot({ path: path.join(tools.out, 'logs', `${suite.name}.png`) });
    return 1;
  }
  return failed;
}

async function runWindow(
  suite: WindowSuite,
  tools: Tools,
  vscode: VsCode,
  page: Page,
  workspace: string,
): Promise<number> {
  let failed = 0;
  await page.goto(address(vscode, workspace));
  for (const { name, run } of suite.tests) {
    try {
      const shot = async (file: string, clip?: { x: number; y: number; width: number; height: number }) => {
        const to = path.join(tools.out, 'screenshots', `${suite.name}-${file}.png`);
        await page.screenshot({ path: to, ...(clip ? { clip } : {}) });
      };
      const outcome = await Promise.race([run({ page, workspace, shot }).then(() => true), late(TEST_MILLISECONDS)]);
      if (!outcome) {
        throw new Error(`did not end within ${TEST_MILLISECONDS / 1000} s`);
      }
      console.log(`  ok: ${name}`);
    } catch (error) {
      failed++;
      console.log(`  not ok: ${name}\n${inWords(error)}`);
      await page.screenshot({ path: path.join(tools.out, 'logs', `${suite.name}.png`) });
      // What follows builds on it.
      break;
    }
  }
  return failed;
}

async function late(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve(undefined);
    }, milliseconds).unref();
  });
}

function inWords(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
