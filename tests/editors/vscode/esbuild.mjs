// Bundles the tests into the folder that is named: what drives VS Code, and what runs inside of it.
import path from 'node:path';
import * as esbuild from '../../../editors/vscode/node_modules/esbuild/lib/main.js';

const [out] = process.argv.slice(2);
const here = import.meta.dirname;
const bundle = (entry, file, external) =>
  esbuild.build({
    entryPoints: [path.join(here, entry)],
    outfile: path.join(out, file),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    logLevel: 'warning',
    external,
  });

await bundle('driver/main.ts', 'driver.cjs', ['playwright-core']);
await bundle('host/run.ts', 'host/run.js', ['vscode']);
