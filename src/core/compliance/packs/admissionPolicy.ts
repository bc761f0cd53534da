import type { CelExpression, CelNames } from '../cel/expression.js';
import type { Severity } from '../finding.js';
import { entriesOf, entryOf, itemsOf, mapOf, scalarOf, valueAt } from '../yaml/navigate.js';
import type { MapNode, ScalarNode, YamlNode } from '../yaml/node.js';
import { namesFor } from './environment.js';
import { firstPath, readExpression } from './expressionText.js';
import type { Complain, PackCheck, PackRule, TargetObject } from './pack.js';
import { PACK_RULES } from './packRules.js';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];
/** Where a policy says how grave it is; the bindings that would, belong to a cluster. */
const SEVERITY_ANNOTATION = 'golden-path.dev/severity';

/**
 * Reads a ValidatingAdmissionPolicy (`admissionregistration.k8s.io`) as a rule: the same expressions on the object as it is written.
 *
 * The API server fills in defaults before it asks, a manifest does not have them: an expression that goes wrong here may hold
 * there, so that nothing is said then. What only a cluster knows is not known.
 * @returns undefined where nothing of it can be used; that was told
 */
export function readAdmissionPolicy(root: MapNode, text: string, complain: Complain): PackRule | undefined {
  const name = scalarOf(valueAt(root, 'metadata', 'name'))?.text ?? '';
  const spec = mapOf(valueAt(root, 'spec'));
  const nameNode = valueAt(root, 'metadata', 'name');
  if (name === '' || !spec) {
    complain(
      PACK_RULES.unreadable,
      root.entries[0]?.key ?? root,
      'A ValidatingAdmissionPolicy has “metadata.name” and “spec”.',
    );
    return undefined;
  }
  const reader = new PolicyReader(text, complain);
  const variables = reader.variables(valueAt(spec, 'variables'));
  const names = namesFor(variables.map(each => each.name));
  const when = itemsOf(valueAt(spec, 'matchConditions')).map(each =>
    reader.expression(valueAt(each, 'expression'), names),
  );
  const checks = itemsOf(valueAt(spec, 'validations')).flatMap(each => reader.check(each, names, name));
  const matches = reader.constraints(valueAt(spec, 'matchConstraints'));
  const paramKind = entryOf(spec, 'paramKind');
  if (paramKind)
    complain(
      PACK_RULES.unsupported,
      paramKind.key,
      'Parameters of a policy come from a cluster: what hangs on them is left out.',
    );
  if (checks.length === 0 || when.includes(undefined)) return undefined;
  const annotated = scalarOf(valueAt(root, 'metadata', 'annotations', SEVERITY_ANNOTATION))?.text;
  return {
    info: {
      id: `policy/${name.toLowerCase()}`,
      title: `Admission policy ${name}`,
      severity: SEVERITIES.find(each => each === annotated) ?? 'error',
      profile: 'base',
      confidence: 'medium',
      frameworks: [],
      explanation: `A cluster refuses what the ValidatingAdmissionPolicy ${name} does not allow.`,
      bad: '',
      good: '',
    },
    target: { files: 'kubernetes', each: 'document', kinds: [], matches },
    when: when.filter(each => each !== undefined),
    variables,
    checks,
    onError: 'undetermined',
    parameters: paramKind ? undefined : {},
    tests: [],
    span: nameNode ?? root,
  };
}

class PolicyReader {
  constructor(
    private readonly text: string,
    private readonly complain: Complain,
  ) {}

  expression(node: YamlNode | undefined, names: CelNames): CelExpression | undefined {
    const scalar: ScalarNode | undefined = scalarOf(node);
    if (!scalar) return undefined;
    if (/\bauthorizer\b/.test(scalar.text)) {
      this.complain(PACK_RULES.unsupported, scalar, 'Who may do what is known to a cluster alone: this is left out.');
      return undefined;
    }
    return readExpression(this.text, scalar, names, this.complain);
  }

  variables(list: YamlNode | undefined): PackRule['variables'] {
    const made: { name: string; expression: CelExpression }[] = [];
    for (const each of itemsOf(list)) {
      const name = scalarOf(valueAt(each, 'name'))?.text;
      const expression = this.expression(valueAt(each, 'expression'), namesFor(made.map(before => before.name)));
      if (name !== undefined && expression) made.push({ name, expression });
    }
    return made;
  }

  check(node: YamlNode, names: CelNames, policy: string): readonly PackCheck[] {
    const condition = this.expression(valueAt(node, 'expression'), names);
    if (!condition) return [];
    const said = valueAt(node, 'messageExpression');
    const messageExpression = said && this.expression(said, names);
    const message = scalarOf(valueAt(node, 'message'))?.text.trim();
    return [
      {
        condition,
        at: firstPath(condition.text),
        ...(messageExpression ? { messageExpression } : {}),
        message: [message ?? `The policy ${policy} asks for: ${condition.text.replace(/\s+/g, ' ').trim()}`],
      },
    ];
  }

  /** Which objects a policy is asked about. */
  constraints(node: YamlNode | undefined): (object: TargetObject) => boolean {
    const rules = itemsOf(valueAt(node, 'resourceRules'));
    const excluded = itemsOf(valueAt(node, 'excludeResourceRules'));
    const objects = selector(valueAt(node, 'objectSelector'));
    const namespaces = selector(valueAt(node, 'namespaceSelector'));
    return object => {
      if (rules.length > 0 && !rules.some(rule => covers(rule, object))) return false;
      if (excluded.some(rule => covers(rule, object))) return false;
      // Of a namespace only its name is known, which every cluster gives it as a label.
      const namespaceLabel = (name: string): string | undefined =>
        name === 'kubernetes.io/metadata.name' ? (object.namespace ?? 'default') : undefined;
      return objects(object.label, true) && namespaces(namespaceLabel, false);
    };
  }
}

/** Whether a rule of resources (`apiGroups`, `apiVersions`, `resources`, `operations`) covers an object that is made or changed. */
function covers(rule: YamlNode, { group, version, kind }: TargetObject): boolean {
  const texts = (name: string): readonly string[] =>
    itemsOf(valueAt(rule, name)).map(item => scalarOf(item)?.text ?? '');
  const has = (name: string, ...values: readonly string[]): boolean =>
    texts(name).some(each => each === '*' || values.includes(each));
  const operations = texts('operations');
  return (
    has('apiGroups', group) &&
    (texts('apiVersions').length === 0 || has('apiVersions', version)) &&
    has('resources', pluralOf(kind), `${pluralOf(kind)}/*`, '*/*') &&
    (operations.length === 0 || has('operations', 'CREATE', 'UPDATE'))
  );
}

/** The name of a resource in the API by the kind of its objects: the English plural, as all of Kubernetes' own are. */
export function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  if (name === 'endpoints') return name;
  if (/(?:s|x|z|ch|sh)$/.test(name)) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

type Labels = (name: string) => string | undefined;

/**
 * A label selector (`matchLabels`, `matchExpressions`).
 * @returns whether labels fit it; `complete` says that a label that is not told is not there. What is not known does not fit: the
 * policy is not asked
 */
function selector(node: YamlNode | undefined): (labels: Labels, complete: boolean) => boolean {
  const wanted = entriesOf(valueAt(node, 'matchLabels')).map(
    ({ name, value }) => [name, scalarOf(value)?.text] as const,
  );
  const expressions = itemsOf(valueAt(node, 'matchExpressions')).map(each => ({
    key: scalarOf(valueAt(each, 'key'))?.text ?? '',
    operator: scalarOf(valueAt(each, 'operator'))?.text ?? '',
    values: itemsOf(valueAt(each, 'values')).map(item => scalarOf(item)?.text ?? ''),
  }));
  return (labels, complete) =>
    wanted.every(([name, value]) => labels(name) === value) &&
    expressions.every(({ key, operator, values }) => {
      const value = labels(key);
      if (value === undefined && !complete) return false;
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    });
}
