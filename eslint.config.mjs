import { builtinModules } from 'node:module';
import { defineConfig } from 'eslint/config';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * What a folder may not import.
 * @param {string} files
 * @param {({ group: string[], message: string } | { regex: string, message: string })[]} patterns
 * @returns {import('eslint').Linter.Config}
 */
const ring = (files, patterns) => ({
  files: [files],
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
});
const noEditor = { group: ['vscode', '**/editor/**'], message: 'Only src/editor may know the editor.' };
const noNode = {
  group: ['node:*', ...builtinModules.filter(name => !name.startsWith('_'))],
  message: 'The core runs anywhere: let an adapter hand in what it needs.',
};
const noAdapter = { group: ['**/adapters/**', 'axios'], message: 'The core knows ports, not adapters.' };
const noCli = { group: ['**/cli/**'], message: 'Nothing depends on the command line program.' };
const noWebview = {
  regex: '(^|/)webview/(?![^/]+/(?:protocol|texts)\\.js$)',
  message: 'Only the messages and the texts of a page are shared.',
};
const noToolkit = { group: ['@vscode/webview-ui-toolkit*'], message: 'Only webview/common may import the toolkit.' };

export default defineConfig(
  {
    ignores: ['**/node_modules', 'dist', 'out', 'artifacts', 'coverage', 'test/platform/content', '.golden-path-demo'],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // The compiler's noPropertyAccessFromIndexSignature asks for the brackets.
      '@typescript-eslint/dot-notation': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
        {
          selector: 'AssignmentExpression[left.property.name=/^(innerHTML|outerHTML)$/]',
          message: 'Text is set as text.',
        },
      ],
      'no-eval': 'error',
      'no-new-func': 'error',
    },
  },
  ring('src/core/**/*.ts', [noEditor, noNode, noAdapter, noCli, noWebview, noToolkit]),
  ring('src/adapters/**/*.ts', [noEditor, noCli, noWebview, noToolkit]),
  ring('src/cli/**/*.ts', [noEditor, noWebview, noToolkit]),
  ring('src/editor/**/*.ts', [noCli, noWebview, noToolkit]),
  ring('webview/*/**/*.ts', [
    { group: ['**/src/**'], message: 'A page is browser code: it shares only the messages in its protocol.ts.' },
    noNode,
    { group: ['vscode'], message: 'A page talks to the editor by messages.' },
  ]),
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Answers of a server are cast to what the test expects, and then checked all the same.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'URL',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'fetch',
          'Buffer',
          'AbortController',
          'AbortSignal',
          'performance',
          'require',
          'module',
          'exports',
          '__dirname',
          'globalThis',
          'window',
          'document',
          'navigator',
          'MutationObserver',
          'requestAnimationFrame',
          'URLSearchParams',
          'TextDecoder',
          'PointerEvent',
          'MouseEvent',
          'addEventListener',
          'structuredClone',
          'queueMicrotask',
          'NodeJS',
          'setImmediate',
        ].map(name => [name, 'readonly']),
      ),
    },
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_' }] },
  },
);
