import { fixOf, insertEntry, removeEntry } from '../../fixes/edits.js';
import {
  k8sText,
  k8sValue,
  podTemplateOf,
  type Container,
  type KubernetesResource,
} from '../../kubernetes/resource.js';
import { defineRule, type Reporter, type RuleOptions } from '../../rule.js';
import { entriesOf, entryOf, isUnknown, itemsOf, mapOf, valueAt } from '../../yaml/navigate.js';
import type { Span, YamlDocument, YamlNode } from '../../yaml/node.js';
import { NSA, OWASP_K8S } from '../frameworks.js';
import { numberOption, textsOption } from '../options.js';
import { calledAs } from './calledAs.js';
import { knownSecretIn, LEAST_ENTROPY, secretInText, secretOf, type FoundSecret } from './secretDetection.js';

export const secretInEnvValue = defineRule({
  id: 'k8s/secret-in-env-value',
  title: 'No secrets in variables, arguments and ConfigMaps',
  severity: 'error',
  profile: 'base',
  confidence: 'medium',
  frameworks: [NSA('Network separation and hardening', 'Secrets'), OWASP_K8S('K08')],
  fix: 'placeholder',
  options: {
    /** Names of variables, keys and flags that hold no secret, whatever they sound like. */
    allowed: [],
    /** How random a value must be where its name alone says too little, in bits for each letter. */
    leastEntropy: LEAST_ENTROPY,
  },
  explanation: `A password in a manifest is known to everybody who may read the repository, now and in its whole history, and to
everybody who may look at the pod.

Put it into a Secret that does not lie in the repository in plain text, refer to that, and **change the password**: it is known.
Reported are known forms of tokens and keys, addresses with a password in them, and values whose names say that they are secret.
Placeholders (\`changeme\`, \`\${NAME}\`, \`<…>\`) and paths are not.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      env:
        - name: DATABASE_PASSWORD
          value: tr0ub4dor
`,
  good: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      env:
        - name: DATABASE_PASSWORD
          valueFrom:
            secretKeyRef:
              name: shop-database
              key: password
`,
  subject: 'resource',
  check: (resource, report, { options }) => {
    const settings = settingsOf(options);
    if (resource.group === '' && resource.kind === 'ConfigMap') checkConfigMap(resource, report, settings);
    for (const container of podTemplateOf(resource)?.containers ?? []) {
      checkVariables(container, report, settings);
      checkArguments(container, report, settings);
    }
  },
});

interface Settings {
  readonly allowed: readonly string[];
  readonly leastEntropy: number;
}

function settingsOf(options: RuleOptions): Settings {
  return {
    allowed: textsOption(options, 'allowed'),
    leastEntropy: numberOption(options, 'leastEntropy', LEAST_ENTROPY),
  };
}

function checkVariables(container: Container, report: Reporter, { allowed, leastEntropy }: Settings): void {
  for (const item of itemsOf(valueAt(container.node, 'env'))) {
    const variable = mapOf(item);
    const name = k8sText(valueAt(variable, 'name'));
    const entry = entryOf(variable, 'value');
    const value = textOf(entry?.value);
    if (!variable || !entry || name === undefined || value === undefined || allowed.includes(name)) continue;
    const found = secretOf(name, value, leastEntropy);
    if (!found) continue;
    report({
      at: entry.value,
      check: 'variable',
      message: found.label
        ? 'The variable “{0}” of the container “{1}” holds a secret in plain text: {2}.'
        : 'The variable “{0}” of the container “{1}” holds a secret in plain text.',
      values: found.label ? [name, nameOf(container), found.label] : [name, nameOf(container)],
      fixes: () => {
        const { document } = container.pod.resource;
        const reference = { secretKeyRef: { name: secretFor(container), key: keyFor(name) } };
        return [
          fixOf(
            'placeholder',
            'Take “{0}” from a Secret',
            [name],
            removeEntry(document, entry),
            insertEntry(document, variable, 'valueFrom', reference),
          ),
        ];
      },
    });
  }
}

function nameOf({ name, pod }: Container): string {
  return name || calledAs(pod.resource);
}

/** A value as its program gets it. A number is not looked at: the API server wants texts. */
function textOf(node: YamlNode | undefined): string | undefined {
  if (isUnknown(node)) return undefined;
  const value = k8sValue(node);
  return typeof value === 'string' ? value : undefined;
}

function secretFor({ pod }: Container): string {
  const { name } = pod.resource;
  return /^[a-z][a-z0-9-]*$/.test(name) ? `${name}-secrets` : 'my-secret';
}

function keyFor(name: string): string {
  return /^[A-Za-z][\w.-]*$/.test(name) ? name : 'value';
}

/** `--db-password=…`, `--db-password`, `…`, and what a shell is given. */
function checkArguments(container: Container, report: Reporter, { allowed, leastEntropy }: Settings): void {
  const say = (at: YamlNode, { label, name }: FoundSecret, flag?: string): void => {
    const called = flag ?? name;
    if (called !== undefined && allowed.includes(called)) return;
    report({
      at,
      check: 'argument',
      message: label
        ? 'An argument of the container “{0}” holds a secret in plain text: {1}.'
        : 'An argument of the container “{0}” holds a secret in plain text: “{1}”.',
      values: [nameOf(container), label ?? called ?? 'URL'],
    });
  };
  for (const list of ['command', 'args']) {
    let flag: string | undefined;
    for (const node of itemsOf(valueAt(container.node, list))) {
      const text = textOf(node);
      const before = flag;
      flag = undefined;
      if (text === undefined) continue;
      const [, name, value] = /^--?([A-Za-z][\w.-]*)(?:=([\s\S]*))?$/.exec(text) ?? [];
      if (name !== undefined && value === undefined) {
        flag = name;
        continue;
      }
      const found =
        name !== undefined && value !== undefined
          ? secretOf(name, value, leastEntropy)
          : ((before !== undefined ? secretOf(before, text, leastEntropy) : undefined) ??
            knownSecretIn(text) ??
            secretInText(text, leastEntropy));
      if (found) say(node, found, found.name ?? name ?? before);
    }
  }
}

function checkConfigMap(resource: KubernetesResource, report: Reporter, settings: Settings): void {
  const { root, document } = resource;
  const name = calledAs(resource);
  for (const { name: key, value: node } of entriesOf(valueAt(root, 'data'))) {
    const value = textOf(node);
    if (value === undefined || settings.allowed.includes(key)) continue;
    const found = secretOf(key, value, settings.leastEntropy);
    if (!found || (found.name !== undefined && settings.allowed.includes(found.name))) continue;
    report({
      at: placeIn(document, node, value, found),
      check: 'configMap',
      message: found.label
        ? 'The ConfigMap “{0}” holds a secret in plain text under “{1}”: {2}.'
        : 'The ConfigMap “{0}” holds a secret in plain text under “{1}”.',
      values: found.label ? [name, key, found.label] : [name, found.name === undefined ? key : `${key}: ${found.name}`],
    });
  }
}

/** The secret itself, where it stands in the file as it is meant; else the whole value. */
function placeIn(document: YamlDocument, node: YamlNode, value: string, { start, end }: FoundSecret): YamlNode | Span {
  const part = value.slice(start, end);
  const raw = document.text.slice(node.start, node.end);
  let at = -1;
  for (let from = 0; from <= start; from++) {
    const next = value.indexOf(part, from);
    if (next < 0 || next > start) break;
    at = raw.indexOf(part, at + 1);
    if (at < 0) return node;
    from = next;
  }
  return at < 0 ? node : { start: node.start + at, end: node.start + at + part.length };
}
