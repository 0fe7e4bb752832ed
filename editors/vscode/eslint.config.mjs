import js from '@eslint/js';
import path from 'node:path';
import tseslint from 'typescript-eslint';

const here = import.meta.dirname;

export default tseslint.config(
  { ignores: ['**/dist/', '**/*.mjs'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'webview/tsconfig.json', '../../tests/editors/vscode/tsconfig.json'],
        tsconfigRootDir: path.resolve(here),
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: 'error',
    },
  },
);
