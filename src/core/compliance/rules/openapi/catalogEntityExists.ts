import { defineRule, type RuleContext } from '../../rule.js';
import { entryOf, valueAt } from '../../yaml/navigate.js';
import { apiText } from './operations.js';

export const catalogEntityExists = defineRule({
  id: 'api/catalog-entity-exists',
  title: 'The catalogue knows the API',
  severity: 'warning',
  profile: 'golden',
  confidence: 'medium',
  frameworks: [],
  explanation: `An API that is not in the catalogue is found by nobody, has no owner, and nobody sees who depends on it.

Describe it with an entity of the kind API whose \`spec.definition\` takes in this file (\`$text: ./openapi.yaml\`). An API of the
catalogue that is called like this one is taken for it.`,
  bad: `openapi: 3.1.0
info: { title: Vouchers, version: 1.0.0 }
security: []
paths: {}
`,
  good: `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
security: []
paths: {}
`,
  subject: 'openapi',
  check: ({ root }, report, context) => {
    const entities = context.surroundings?.entities;
    if (!entities || entities.extent === 'part' || isTakenIn(context)) return;
    const title = apiText(valueAt(root, 'info', 'title'));
    const known = new Set(
      entities.index.entities
        .filter(({ kind }) => kind.toLowerCase() === 'api')
        .flatMap(api => [api.name, api.title ?? api.name])
        .map(bare),
    );
    const names = [title, fileStem(context.path)].filter(name => name !== undefined).map(bare);
    if (names.some(name => known.has(name))) return;
    report({
      // The catalogue of the platform may know what this folder does not.
      ...(entities.extent === 'folder' ? { severity: 'info' as const } : {}),
      at: valueAt(root, 'info', 'title') ?? entryOf(root, 'info')?.key ?? root.entries[0]?.key ?? root,
      message:
        'No API of the catalogue belongs to “{0}”: no descriptor takes in this file, and none is called like it.',
      values: [title ?? context.path],
    });
  },
});

/** Letters and digits alone, without “API” at the end: names are spelt otherwise in a title. */
function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/(.)api$/, '$1');
}

/** The name of the file, where it is one of its own; else of its folder. */
function fileStem(path: string): string | undefined {
  const parts = path.split('/');
  const stem = (parts.at(-1) ?? '').replace(/\.[^.]+$/, '');
  return /^(?:open-?api|swagger|api|spec|definition|index|v\d+)$/i.test(stem) ? parts.at(-2) : stem;
}

/** Whether a descriptor beside the file or above it takes it in. */
function isTakenIn({ path, surroundings }: RuleContext): boolean {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  for (let depth = parts.length - 1; depth >= 0; depth--)
    for (const file of ['catalog-info.yaml', 'catalog-info.yml'])
      if (surroundings?.read([...parts.slice(0, depth), file].join('/'))?.includes(name) === true) return true;
  return false;
}
