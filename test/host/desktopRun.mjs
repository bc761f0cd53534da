// Runs a test module in a desktop VS Code by @vscode/test-electron: the same files and events as on the server.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests as runInDesktop } from '@vscode/test-electron';
import { BASE_SETTINGS } from './settings.mjs';

/**
 * Starts desktop VS Code: the one named by VSCODE_EXECUTABLE, else a downloaded one (VSCODE_VERSION, `stable` by default).
 * @param {import('./serverRun.mjs').HostRunOptions} options
 * @returns {Promise<import('./serverRun.mjs').HostRun>}
 * @throws when it cannot be downloaded
 */
export async function runOnDesktop(options) {
  if (options.vsix?.length) throw new Error('Packaged extensions are installed on the server only.');
  const vscodeExecutablePath =
    process.env['VSCODE_EXECUTABLE'] || (await downloadAndUnzipVSCode(process.env['VSCODE_VERSION'] || 'stable'));
  options.onStep('download');
  const data = mkdtempSync(join(tmpdir(), 'vscode-desktop-'));
  const userDir = join(data, 'user');
  mkdirSync(join(userDir, 'User'), { recursive: true });
  writeFileSync(join(userDir, 'User', 'settings.json'), JSON.stringify({ ...BASE_SETTINGS, ...options.settings }));
  /** @type {Promise<import('./testResult.mjs').Ending>} */
  const ended = runInDesktop({
    vscodeExecutablePath,
    extensionDevelopmentPath: options.extension,
    extensionTestsPath: options.testModule,
    extensionTestsEnv: options.env,
    launchArgs: [
      options.workspace,
      ...['--user-data-dir', userDir],
      ...['--extensions-dir', join(data, 'extensions')],
      '--disable-workspace-trust',
      '--disable-telemetry',
      '--disable-updates',
      '--skip-welcome',
      '--skip-release-notes',
      '--no-sandbox',
    ],
  }).then(
    code => ({ kind: 'exit', code }),
    error => ({ kind: 'exit', code: typeof error?.code === 'number' ? error.code : 1 }),
  );
  return {
    ended,
    saveArtifacts: async () => {},
    stop: async () => rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}
