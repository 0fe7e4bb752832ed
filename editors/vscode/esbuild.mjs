// Bundles the extension and the page of the narrowing view, and gathers the notices of what went into them.
import * as esbuild from 'esbuild';
import { existsSync } from 'node:fs';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const common = {
  bundle: true,
  minify: true,
  metafile: true,
  sourcemap: false,
  legalComments: 'none',
  logLevel: 'warning',
};

await rm('dist', { recursive: true, force: true });
const results = await Promise.all([
  esbuild.build({
    ...common,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
  }),
  esbuild.build({
    ...common,
    entryPoints: ['webview/narrowing.ts'],
    outfile: 'dist/narrowing.js',
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
  }),
]);
await writeFile('dist/third-party-notices.txt', await notices(results));

async function notices(results) {
  const folders = new Set();
  for (const input of results.flatMap((result) => Object.keys(result.metafile.inputs))) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) {
      folders.add(found[1]);
    }
  }
  const texts = [...folders].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
    if (!file || !existsSync(path.join(folder, file))) {
      throw new Error(`${name} has no license text`);
    }
    const text = await readFile(path.join(folder, file), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(78)}\n\n`);
}
