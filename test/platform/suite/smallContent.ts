// The least content a platform can have, for suites that start their own: a team, a person and one service in a repository.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const files: Record<string, string> = {
  'catalogue/all.yaml': `
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: lamplighters }
spec: { type: team, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: guest }
spec: { memberOf: [lamplighters] }
`,
  'repos/lamp-service/catalog-info.yaml': `
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: lamp-service
  links: [{ url: '@GIT_URL@/lamp-service', title: Source }]
spec: { type: service, lifecycle: production, owner: lamplighters }
`,
  'repos/lamp-service/src/main.js': 'console.log("lit");\n',
  'repos/lamp-service/docs/index.md': '# Lamps\n',
};

/** Writes the content to a new temporary folder and gives its path. */
export function smallContent(): string {
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-content-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
