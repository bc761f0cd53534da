import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ComplianceEngine } from '../../../../../src/core/compliance/engine.js';
import { LATEST_KUBERNETES } from '../../../../../src/core/compliance/kubernetes/version.js';
import { KUBERNETES_RULES } from '../../../../../src/core/compliance/rules/kubernetesRules.js';
import { WorkspaceIndex } from '../../../../../src/core/compliance/workspace/workspaceIndex.js';
import { factsInFile } from '../ruleCheck.js';

const NAMES = ['shop', 'cart'] as const;
const NAMESPACES = ['', 'a', 'b'] as const;
const FILES = ['k8s/one.yaml', 'k8s/two.yaml', 'k8s/base/three.yaml', 'other/k8s/four.yaml'] as const;

interface Choice {
  readonly kind: number;
  readonly name: string;
  readonly other: string;
  readonly namespace: string;
  readonly count: number;
}

const choices = fc.record<Choice>({
  kind: fc.nat(9),
  name: fc.constantFrom(...NAMES),
  other: fc.constantFrom(...NAMES),
  namespace: fc.constantFrom(...NAMESPACES),
  count: fc.nat(3),
});

function head(apiVersion: string, kind: string, { name, namespace }: Choice): string {
  const where = namespace === '' ? '' : `, namespace: ${namespace}`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}${where}, labels: { app: ${name} } }\n`;
}

/** Documents that have to do with each other. */
const DOCUMENTS: readonly ((choice: Choice) => string)[] = [
  choice =>
    `${head('apps/v1', 'Deployment', choice)}spec:\n  replicas: ${String(choice.count)}\n  selector: { matchLabels: { app: ${choice.other} } }\n  template:\n    metadata: { labels: { app: ${choice.other} } }\n    spec:\n      containers:\n        - { name: main, image: main, ports: [{ name: metrics, containerPort: 80 }] }\n`,
  choice =>
    `${head('v1', 'Service', choice)}spec:\n  selector: { app: ${choice.other} }\n  ports: [{ name: http, port: 80, targetPort: ${choice.count > 1 ? 'metrics' : 'web'} }]\n`,
  choice =>
    `${head('policy/v1', 'PodDisruptionBudget', choice)}spec: { minAvailable: ${String(choice.count)}, selector: { matchLabels: { app: ${choice.other} } } }\n`,
  choice =>
    `${head('autoscaling/v2', 'HorizontalPodAutoscaler', choice)}spec: { minReplicas: ${String(choice.count)}, scaleTargetRef: { kind: Deployment, name: ${choice.other} } }\n`,
  choice =>
    `${head('networking.k8s.io/v1', 'NetworkPolicy', choice)}spec: { podSelector: ${choice.count > 1 ? '{}' : `{ matchLabels: { app: ${choice.other} } }`} }\n`,
  choice =>
    `${head('monitoring.coreos.com/v1', 'ServiceMonitor', choice)}spec: { selector: { matchLabels: { app: ${choice.other} } }, endpoints: [{ port: ${choice.count > 1 ? 'http' : 'web'} }] }\n`,
  choice =>
    `${head('networking.k8s.io/v1', 'Ingress', choice)}spec: { defaultBackend: { service: { name: ${choice.other}, port: { number: ${String(choice.count + 79)} } } } }\n`,
  choice =>
    `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: ${choice.name}, annotations: { backstage.io/kubernetes-id: ${choice.other} } }\nspec: { type: service, lifecycle: production, owner: team-${String(choice.count)} }\n`,
  choice =>
    `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [${['one.yaml', 'https://example.com/more.yaml', '../two.yaml', 'base/three.yaml'][choice.count] ?? ''}]\npatches: [{ path: ${choice.count > 1 ? 'two.yaml' : 'three.yaml'} }]\n`,
  choice => (choice.count > 1 ? 'kind: [Service\n' : '# nothing\n'),
];

function textOf(made: readonly Choice[]): string {
  return made.map(choice => DOCUMENTS[choice.kind]?.(choice) ?? '').join('---\n');
}

function engine(): ComplianceEngine {
  return new ComplianceEngine({
    rules: KUBERNETES_RULES,
    kubernetesVersion: LATEST_KUBERNETES,
    options: new Map(),
    severities: new Map(),
    onRuleFailed: (rule, error) => {
      throw new Error(`${rule} failed`, { cause: error });
    },
  });
}

function findings(checks: ComplianceEngine, index: WorkspaceIndex): readonly string[] {
  return checks
    .checkWorkspace(index, { documentAt: () => undefined, surroundings: undefined })
    .map(({ path, offset, finding: { rule, check, span, message, values, related } }) =>
      JSON.stringify({ path, offset, rule, check, span, message, values, related }),
    )
    .sort();
}

describe('Rules across files after edits', () => {
  it('find what they find when everything is looked at anew', function () {
    this.timeout(60_000);
    const edits = fc.array(fc.record({ file: fc.constantFrom(...FILES), made: fc.array(choices, { maxLength: 4 }) }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(edits, list => {
        const index = new WorkspaceIndex();
        const checks = engine();
        const texts = new Map<string, string>();
        index.complete = true;
        for (const { file, made } of list) {
          const text = textOf(made);
          if (text === '') {
            index.removeFile(file);
            texts.delete(file);
          } else {
            index.replaceFile(file, factsInFile(file, text));
            texts.set(file, text);
          }
          const fresh = new WorkspaceIndex();
          for (const [path, each] of texts) fresh.replaceFile(path, factsInFile(path, each));
          fresh.complete = true;
          assert.deepEqual(findings(checks, index), findings(engine(), fresh));
        }
      }),
      { numRuns: 150 },
    );
  });
});
