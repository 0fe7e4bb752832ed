/** What a test file is: a workspace, settings, and tests that run inside of VS Code's host or through its window. */
import type { Page } from 'playwright-core';

interface Common {
  name: string;
  /** Makes the workspace in an empty folder; answers with what to open: a folder or a `.code-workspace` file. */
  workspace: (folder: string, root: string) => Promise<string>;
  /** On top of the usual settings. */
  settings?: (workspace: string) => Record<string, unknown>;
  /** On top of our environment. */
  environment?: (workspace: string, root: string) => Record<string, string>;
}

/** Tests of `host/`, under the same name there. */
export interface HostSuite extends Common {
  kind: 'host';
}

/** Tests that see what a person sees. */
export interface WindowSuite extends Common {
  kind: 'window';
  tests: WindowTest[];
}

export interface WindowTest {
  name: string;
  run: (context: WindowContext) => Promise<void>;
}

export interface WindowContext {
  page: Page;
  /** What is open. */
  workspace: string;
  /** Keeps a picture of the window under a name. */
  shot: (name: string, clip?: { x: number; y: number; width: number; height: number }) => Promise<void>;
}

export type Suite = HostSuite | WindowSuite;
