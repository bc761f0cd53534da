import { k8sText, type KubernetesResource } from '../../kubernetes/resource.js';
import { defineRule } from '../../rule.js';
import { entriesOf, entryOf, isUnknown, valueAt } from '../../yaml/navigate.js';
import type { YamlNode } from '../../yaml/node.js';
import { OWASP_K8S } from '../frameworks.js';
import { numberOption, textsOption } from '../options.js';
import { calledAs } from './calledAs.js';
import { isPlaceholder, knownSecretIn, LEAST_ENTROPY, secretInText, secretOf } from './secretDetection.js';
import { hintOfName, isOpenName } from './secretNames.js';
import { looksRandom } from './secretShapes.js';

export const plainSecretManifest = defineRule({
  id: 'k8s/plain-secret-manifest',
  title: 'No readable Secrets in the repository',
  severity: 'error',
  profile: 'base',
  confidence: 'medium',
  frameworks: [OWASP_K8S('K08')],
  options: {
    /** Keys that hold no secret, whatever they sound like. */
    allowed: [],
    /** How random a value must be where its key alone says too little, in bits for each letter. */
    leastEntropy: LEAST_ENTROPY,
  },
  explanation: `The values of a Secret are only encoded, not encrypted: whoever may read the repository may read them, now and in
its whole history.

Keep the Secret in a vault and have it brought in (ExternalSecret, a CSI driver), or encrypt it (SealedSecret, SOPS), and **change
the password**: it is known. Secrets without values, with placeholders and with certificates alone are not reported.`,
  bad: `apiVersion: v1
kind: Secret
metadata:
  name: shop-database
stringData:
  username: shop
  password: tr0ub4dor
`,
  good: `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: shop-database
spec:
  secretStoreRef:
    kind: ClusterSecretStore
    name: vault
  target:
    name: shop-database
  dataFrom:
    - extract:
        key: shop/database
`,
  subject: 'resource',
  check: (resource, report, { options }) => {
    const { group, kind, root } = resource;
    // `sops` holds the keys with which the values are encrypted.
    if (group !== '' || kind !== 'Secret' || entryOf(root, 'sops')) return;
    const allowed = textsOption(options, 'allowed');
    const leastEntropy = numberOption(options, 'leastEntropy', LEAST_ENTROPY);
    const real = valuesOf(resource).filter(
      ({ key, text }) => !allowed.includes(key) && (text === undefined || isSecret(key, text, leastEntropy)),
    );
    const first = real[0];
    if (!first) return;
    report({
      at: first.node,
      message: 'The Secret “{0}” lies in the repository where everybody can read it: {1}.',
      values: [calledAs(resource), real.map(({ key }) => key).join(', ')],
      related: real.slice(1, 11).map(({ key, node }) => ({
        message: '“{0}” as well',
        values: [key],
        span: { start: node.start, end: node.end },
      })),
    });
  },
});

interface SecretValue {
  readonly key: string;
  readonly node: YamlNode;
  /** Undefined for what is no text: keystores and the like. */
  readonly text: string | undefined;
}

/** The values of a Secret that are there and known. */
function valuesOf({ root }: KubernetesResource): readonly SecretValue[] {
  const found: SecretValue[] = [];
  for (const { name: key, value: node } of entriesOf(valueAt(root, 'stringData'))) {
    const text = k8sText(node);
    if (text !== undefined && !isUnknown(node)) found.push({ key, node, text });
  }
  for (const { name: key, value: node } of entriesOf(valueAt(root, 'data'))) {
    const encoded = k8sText(node);
    if (encoded === undefined || isUnknown(node) || isPlaceholder(encoded.trim())) continue;
    const bytes = bytesOf(encoded);
    if (bytes) found.push({ key, node, text: textOf(bytes) });
  }
  return found;
}

/** @returns undefined for what is no base64, which the API server refuses, and for nothing at all */
function bytesOf(encoded: string): Uint8Array | undefined {
  const bare = encoded.replace(/\s+/g, '');
  if (bare === '' || bare.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(bare)) return undefined;
  return Uint8Array.from(atob(bare), letter => letter.charCodeAt(0));
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // eslint-disable-next-line no-control-regex -- what has control characters is no text
    return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Whether a value of a Secret is one. In a Secret a name needs to say less than elsewhere. */
function isSecret(key: string, text: string, leastEntropy: number): boolean {
  const value = text.trim();
  if (isPlaceholder(value)) return false;
  if (knownSecretIn(value)) return true;
  if (/[\r\n]/.test(value)) return secretInText(value, leastEntropy) !== undefined;
  if (key === '.dockerconfigjson' || key === '.dockercfg') return /"(?:auth|password)"\s*:\s*"[^"]+"/.test(value);
  if (isOpenName(key)) return false;
  if (secretOf(key, value, leastEntropy)) return true;
  return !/\s/.test(value) && (hintOfName(key) === 'perhaps' ? value.length >= 8 : looksRandom(value, leastEntropy));
}
