import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.mjs';

/**
 * A folder to open in the editor: good descriptors from `test/fixtures/workspace`, and one that is too large to keep in git.
 * @returns {{ folder: string, remove(): void }}
 */
export function prepareEditorWorkspace() {
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-workspace-'));
  cpSync(join(root, 'test', 'fixtures', 'workspace'), folder, { recursive: true });
  const large = join(folder, 'broken', 'large');
  mkdirSync(large);
  const line = '# a descriptor that nobody should have generated\n';
  writeFileSync(join(large, 'catalog-info.yaml'), line.repeat(Math.ceil((5 * 1024 * 1024) / line.length)));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
