import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const RULE = '@typescript-eslint/no-restricted-imports';

describe('the rings of the code, kept apart by the linter', function () {
  // The first file loads the linter and all its plug-ins.
  this.timeout(20_000);
  let linter: ESLint;
  before(() => {
    linter = new ESLint({
      overrideConfig: [{ files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked }],
      ruleFilter: ({ ruleId }) => ruleId === RULE,
    });
  });

  /** The messages of the rule on one line of code in a file that need not exist. */
  async function complaints(file: string, code: string): Promise<readonly string[]> {
    const [result] = await linter.lintText(`${code}\n`, { filePath: join(process.cwd(), file) });
    return result?.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`) ?? [];
  }

  const core = 'src/core/catalogue/sample.ts';
  const adapter = 'src/adapters/backstage/sample.ts';
  const cli = 'src/cli/sample.ts';
  const editor = 'src/editor/catalogue/sample.ts';
  const page = 'webview/health/sample.ts';

  const forbidden: readonly (readonly [string, string])[] = [
    [core, 'vscode'],
    [core, 'node:fs'],
    [core, 'node:fs/promises'],
    [core, 'axios'],
    [core, '../adapters/files/diskFiles.js'],
    [core, '../../adapters/files/diskFiles.js'],
    [core, '../../editor/common/commands.js'],
    [core, '../../cli/main.js'],
    [core, '../../../webview/health/main.js'],
    [core, '@vscode/webview-ui-toolkit'],
    [adapter, 'vscode'],
    [adapter, '../../editor/common/commands.js'],
    [adapter, '../../cli/main.js'],
    [adapter, '@vscode/webview-ui-toolkit/dist/toolkit.js'],
    [cli, 'vscode'],
    [cli, '../editor/common/commands.js'],
    [cli, '../../webview/health/main.js'],
    [editor, '../../cli/main.js'],
    [editor, '../../../webview/health/main.js'],
    [editor, '@vscode/webview-ui-toolkit'],
    [page, '../../src/core/common/problem.js'],
    [page, '../../src/editor/common/commands.js'],
    [page, 'node:fs'],
    [page, 'vscode'],
    ['webview/common/sample.ts', '../../src/core/common/problem.js'],
  ];
  for (const [file, source] of forbidden)
    it(`${file} may not import ${source}`, async () => {
      for (const code of [`import '${source}';`, `import type { A } from '${source}';`, `export * from '${source}';`]) {
        const found = await complaints(file, code);
        assert.equal(found.length, 1, `${code} ${found.join()}`);
        assert.ok(found[0]!.startsWith(RULE));
      }
    });

  const allowed: readonly (readonly [string, string])[] = [
    [core, './entity.js'],
    [core, '../common/problem.js'],
    [core, 'yaml'],
    [adapter, '../../core/common/problem.js'],
    [adapter, 'node:fs/promises'],
    [adapter, 'axios'],
    [cli, '../core/common/problem.js'],
    [cli, '../adapters/files/diskFiles.js'],
    [cli, 'node:path'],
    [editor, 'vscode'],
    [editor, '../../adapters/files/diskFiles.js'],
    [editor, '../../../webview/health/protocol.js'],
    [editor, '../../../webview/health/texts.js'],
    [page, './protocol.js'],
    [page, '../common/theme.js'],
    ['webview/common/sample.ts', '@vscode/webview-ui-toolkit'],
  ];
  for (const [file, source] of allowed)
    it(`${file} may import ${source}`, async () => {
      assert.deepEqual(await complaints(file, `import '${source}';`), []);
    });
});
