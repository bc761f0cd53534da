import assert from 'node:assert/strict';
import { loadFamily } from '../../../../src/core/compliance/rules/families.js';
import { check } from './ruleCheck.js';

const KUBERNETES = await loadFamily('kubernetes');

/** What is said of a pod by some rules, as `line rule`. */
function found(spec: string, ...ids: readonly string[]): readonly string[] {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: b }\nspec:\n${spec}`;
  return check(
    text,
    KUBERNETES.filter(({ id }) => ids.includes(id)),
  ).map(({ line, finding }) => `${line} ${finding.rule}`);
}

describe('What a template fills in', () => {
  it('keeps quiet what hangs on it, and nothing of the other containers', () => {
    const containers = `  containers:
    - name: a
      image: {{ .Values.image }}
      securityContext: {{ toYaml .Values.context }}
    - name: b
      image: registry.example.com/b:latest
`;
    assert.deepEqual(found(containers, 'k8s/image-tag', 'k8s/run-as-non-root', 'k8s/seccomp-restricted'), [
      '9 k8s/seccomp-restricted',
      '9 k8s/run-as-non-root',
      '10 k8s/image-tag',
    ]);
  });

  it('for a pod as a whole keeps quiet what holds for each of its containers', () => {
    const containers = `  securityContext: {{ toYaml .Values.context }}
  containers:
    - name: a
      image: registry.example.com/b:latest
`;
    assert.deepEqual(found(containers, 'k8s/image-tag', 'k8s/run-as-non-root', 'k8s/seccomp-restricted'), [
      '8 k8s/image-tag',
    ]);
  });

  it('as one more item of a list says nothing against those that are written', () => {
    const containers = `  containers:
    - name: a
      image: registry.example.com/b:latest
    {{- toYaml .Values.sidecars | nindent 4 }}
`;
    assert.deepEqual(found(containers, 'k8s/image-tag', 'k8s/memory-limit'), ['6 k8s/memory-limit', '7 k8s/image-tag']);
  });

  it('is met wherever an alias stands for it', () => {
    const containers = `  containers:
    - name: a
      image: registry.example.com/b:1.0
      securityContext: &context
        seccompProfile: {{ toYaml .Values.profile }}
    - name: b
      image: registry.example.com/b:1.0
      securityContext: *context
`;
    assert.deepEqual(found(containers, 'k8s/seccomp-restricted'), []);
  });
});
