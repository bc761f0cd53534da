import type { CelFunction } from '../cel/compile.js';
import { functionKey } from '../cel/compile.js';
import type { CelNames } from '../cel/expression.js';
import { noOverload } from '../cel/operators.js';
import { CelList, CelMap, CelOpaque, CelType, mapOfTexts, UNKNOWN, type CelValue } from '../cel/value.js';
import type { Surroundings } from '../rule.js';

/** What every expression of a rule can name. */
const VARIABLES = [
  ...[
    'object',
    'oldObject',
    'resource',
    'pod',
    'key',
    'params',
    'file',
    'catalog',
    'namespaceObject',
    'request',
    'value',
  ],
];

const CATALOG = new CelType('golden-path.Catalog');

const catalogOf = (value: CelValue | undefined): Surroundings | undefined | false =>
  value instanceof CelOpaque && value.type === CATALOG ? (value.data as Surroundings | undefined) : false;

/** The catalogue as a value. Undefined surroundings: nothing is known of it. */
export function catalogValue(surroundings: Surroundings | undefined): CelValue {
  return new CelOpaque(CATALOG, surroundings, '');
}

const FUNCTIONS: ReadonlyMap<string, CelFunction> = new Map<string, CelFunction>([
  [
    functionKey('owner', true, 2),
    ([catalog, of = null]) => {
      const known = catalogOf(catalog);
      if (known === false) return noOverload('owner', of);
      const ref = refOf(of);
      const owner = ref === undefined ? undefined : known?.entities.get(ref)?.owner;
      return owner === undefined ? UNKNOWN : shortRef(owner);
    },
  ],
  [
    functionKey('has', true, 2),
    ([catalog, ref = null]) => {
      const known = catalogOf(catalog);
      if (known === false || typeof ref !== 'string') return noOverload('has', ref);
      const full = fullRef(ref);
      if (known?.entities.get(full)) return true;
      return known?.entities.extent === 'catalogue' ? false : UNKNOWN;
    },
  ],
]);

/** The entity that an object belongs to: by the label or annotation of Backstage, by the label of Kubernetes, by its name. */
function refOf(object: CelValue): string | undefined {
  if (typeof object === 'string') return fullRef(object);
  const metadata = object instanceof CelMap ? object.get('metadata') : undefined;
  if (!(metadata instanceof CelMap)) return undefined;
  const text = (group: string, name: string): string | undefined => {
    const values = metadata.get(group);
    const found = values instanceof CelMap ? values.get(name) : undefined;
    return typeof found === 'string' ? found : undefined;
  };
  const own = metadata.get('name');
  const id =
    text('labels', 'backstage.io/kubernetes-id') ??
    text('annotations', 'backstage.io/kubernetes-id') ??
    text('labels', 'app.kubernetes.io/name') ??
    (typeof own === 'string' ? own : undefined);
  return id === undefined ? undefined : fullRef(id);
}

function fullRef(text: string): string {
  const [, kind = 'component', namespace = 'default', name = ''] = /^(?:([^:]+):)?(?:([^/]+)\/)?(.*)$/.exec(text) ?? [];
  return `${kind}:${namespace}/${name}`.toLowerCase();
}

/** As people write it: without `group:` and `default/`. */
function shortRef(ref: string): string {
  return ref.replace(/^group:/, '').replace(/(^|:)default\//, '$1');
}

/** What an expression of a rule can name. @param variables names that the rule gives itself */
export function namesFor(variables: readonly string[]): CelNames {
  return { variables: [...VARIABLES, ...variables.map(name => `variables.${name}`)], functions: FUNCTIONS };
}

/** Plain data as a value: whole numbers are integers. */
export function dataValue(data: unknown, depth = 0): CelValue {
  if (depth > 20) return UNKNOWN;
  if (data === null || typeof data === 'string' || typeof data === 'boolean') return data;
  if (typeof data === 'number') return Number.isSafeInteger(data) ? BigInt(data) : data;
  if (Array.isArray(data)) return new CelList(() => data.map(item => dataValue(item, depth + 1)));
  if (typeof data === 'object')
    return mapOfTexts(Object.entries(data).map(([key, value]) => [key, dataValue(value, depth + 1)] as const));
  return UNKNOWN;
}
