/** Where VS Code begins: runs the suite that the environment names. */
import { runAll } from './harness.js';
import { journey } from './journey.js';
import { folders } from './folders.js';
import { onSave } from './onSave.js';
import { sizes } from './sizes.js';
import { untrusted } from './untrusted.js';

const SUITES: Record<string, typeof journey> = { journey, folders, 'on-save': onSave, sizes, untrusted };

export async function run(): Promise<void> {
  const { LEASTWISE_TEST_SUITE: suite = '', LEASTWISE_TEST_REPORT: report = '' } = process.env;
  const tests = SUITES[suite];
  if (!tests) {
    throw new Error(`there is no suite ${suite}`);
  }
  await runAll(tests, report);
}
