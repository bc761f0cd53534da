import { fixOf, replaceValue } from '../../fixes/edits.js';
import { isAtLeast } from '../../kubernetes/version.js';
import { defineRule } from '../../rule.js';
import { entryOf, mapOf, valueAt } from '../../yaml/navigate.js';
import { API_LIFECYCLES, type ApiLifecycle } from './apiLifecycle.js';

const BY_KIND: ReadonlyMap<string, ApiLifecycle> = new Map(
  API_LIFECYCLES.flatMap(each => each.kinds.map(kind => [`${each.apiVersion}/${kind}`, each] as const)),
);

function example(version: string): string {
  return `apiVersion: ${version}
kind: CronJob
metadata:
  name: report
  namespace: shop
spec:
  schedule: 0 4 * * *
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 600
  jobTemplate:
    spec:
      ttlSecondsAfterFinished: 86400
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: report
              image: registry.example.com/report:2.0.1
`;
}

export const deprecatedApi = defineRule({
  id: 'k8s/deprecated-api',
  title: 'Objects are written for an API that the cluster has',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [],
  fix: 'review',
  explanation: `Versions of APIs come to an end. What is written for one that is gone cannot be applied any more, and an update of the
cluster is when that shows; what is written for a deprecated one still works and will not for ever.

Which release counts says the setting for the version of Kubernetes; without one it is the newest that is known. Where all fields mean
the same in the newer version a quick fix changes it; for others the Deprecated API Migration Guide of Kubernetes says what to change.`,
  bad: example('batch/v1beta1'),
  good: example('batch/v1'),
  subject: 'resource',
  check: ({ apiVersion, kind, root, document }, report, { kubernetesVersion }) => {
    const lifecycle = BY_KIND.get(`${apiVersion}/${kind}`);
    const at = entryOf(root, 'apiVersion')?.value;
    if (!lifecycle || !at || !isAtLeast(kubernetesVersion, lifecycle.deprecated)) return;
    const { removed, deprecated, replacement, versionOnly } = lifecycle;
    const isGone = removed !== undefined && isAtLeast(kubernetesVersion, removed);
    const since = `1.${String(isGone ? removed : deprecated)}`;
    const fixes = (): readonly ReturnType<typeof fixOf>[] => {
      // Of the old workloads the selector was optional.
      const hasSelector = replacement !== 'apps/v1' || mapOf(valueAt(root, 'spec', 'selector')) !== undefined;
      if (versionOnly !== true || replacement === undefined || !hasSelector) return [];
      return [fixOf('review', 'Write it for {0}', [replacement], replaceValue(document, at, replacement))];
    };
    report({
      at,
      check: isGone ? 'removed' : 'deprecated',
      severity: isGone ? 'error' : 'warning',
      message: isGone
        ? replacement === undefined
          ? '{0} of {1} is gone since Kubernetes {2}, and nothing takes its place.'
          : '{0} of {1} is gone since Kubernetes {2}: use {3}.'
        : replacement === undefined
          ? '{0} of {1} is deprecated since Kubernetes {2}.'
          : '{0} of {1} is deprecated since Kubernetes {2}: use {3}.',
      values: [kind, apiVersion, since, ...(replacement === undefined ? [] : [replacement])],
      fixes,
    });
  },
});
