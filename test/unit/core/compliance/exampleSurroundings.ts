import { parseDescriptor } from '../../../../src/core/catalogue/descriptor.js';
import type { Surroundings } from '../../../../src/core/compliance/rule.js';
import { FileSurroundings, textLookup } from '../../../../src/core/compliance/surroundings/fileSurroundings.js';
import { KnownEntities } from '../../../../src/core/compliance/surroundings/knownEntities.js';

const ORGANISATION = `kind: Group
metadata: {name: checkout}
spec: {type: team, children: []}
---
kind: User
metadata: {name: ada}
spec: {memberOf: [checkout]}
---
kind: System
metadata: {name: shop}
spec: {owner: checkout}
---
kind: API
metadata: {name: orders}
spec: {type: openapi, owner: checkout, lifecycle: production, definition: ''}
`;

/** The files around the examples of rules. */
export const EXAMPLE_FILES: Readonly<Record<string, string>> = {
  'mkdocs.yml': 'site_name: Orders\n',
  'teams/checkout.yaml': 'kind: Group\n',
  CODEOWNERS: '* @example/checkout\n',
  'skeleton/catalog-info.yaml': `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: \${{ values.name }}
spec:
  type: service
  lifecycle: experimental
  owner: \${{ values.owner }}
`,
  'skeleton/.github/workflows/ci.yaml': 'jobs:\n  scan:\n    steps:\n      - run: npx golden-path scan\n',
  'incomplete/README.md': 'Nothing but words.\n',
};

/** What is around a document in the folder of the examples, whose organisation is known as a whole. */
export function exampleSurroundings(
  path: string,
  text: string,
  files: Readonly<Record<string, string>> = EXAMPLE_FILES,
): Surroundings {
  const catalogue = parseDescriptor(ORGANISATION, '').entities;
  const descriptors = new Map([[path, parseDescriptor(text, '')]]);
  return new FileSurroundings({
    files: textLookup(new Map([...Object.entries(files), [path, text]])),
    entities: () => KnownEntities.of(descriptors, catalogue),
    repository: { below: [], remote: 'https://github.com/example/orders.git', branch: 'main' },
  });
}
