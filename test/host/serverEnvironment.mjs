// The environment that the VS Code server starts with: this process's own, without what would disturb it.
import { join } from 'node:path';

// What an outer npm run or an editor's terminal exports must not reach the server.
const FOREIGN_ENVIRONMENT =
  /^(npm_|VSCODE_|ELECTRON_|CODE_SERVER_|NODE_OPTIONS$|NODE_V8_COVERAGE$|PORT$|PASSWORD$|GITHUB_TOKEN$)/;

/**
 * The environment of the server, without the caller's additions.
 * @param {string} dataDir
 * @param {boolean} temporary whether the folder goes away with the server
 * @returns {NodeJS.ProcessEnv}
 */
export function serverEnvironment(dataDir, temporary) {
  const own = Object.entries(process.env).filter(([name]) => !FOREIGN_ENVIRONMENT.test(name));
  return {
    ...Object.fromEntries(own),
    // No gallery: else the page asks one on the Internet.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    XDG_CONFIG_HOME: join(dataDir, 'xdg'),
    XDG_DATA_HOME: join(dataDir, 'xdg'),
    // Sockets go away with the folder. Their paths may be about 100 characters long: a longer folder is not used.
    ...(temporary && dataDir.length < 50 ? { XDG_RUNTIME_DIR: dataDir } : {}),
  };
}
