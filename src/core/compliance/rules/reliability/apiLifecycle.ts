/** How a version of an API ends. Releases are minors of Kubernetes 1. */
export interface ApiLifecycle {
  readonly apiVersion: string;
  readonly kinds: readonly string[];
  readonly deprecated: number;
  /** The first release that does not serve it any more; undefined where that is not settled. */
  readonly removed?: number;
  /** What to use instead; undefined where there is nothing of the kind. */
  readonly replacement?: string;
  /** Whether it is enough to change the version: all fields mean the same. */
  readonly versionOnly?: boolean;
}

/**
 * Versions of APIs of Kubernetes that are deprecated or gone: the Deprecated API Migration Guide (kubernetes.io,
 * `reference/using-api/deprecation-guide`), and the life cycles in `k8s.io/api`. Where a later release may have put off a removal,
 * none is named.
 */
export const API_LIFECYCLES: readonly ApiLifecycle[] = [
  ...[
    { apiVersion: 'extensions/v1beta1', kinds: ['Deployment', 'DaemonSet', 'ReplicaSet'] },
    { apiVersion: 'apps/v1beta1', kinds: ['Deployment', 'StatefulSet', 'ReplicaSet', 'ControllerRevision'] },
    {
      apiVersion: 'apps/v1beta2',
      kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ControllerRevision'],
    },
  ].map(each => ({ ...each, deprecated: 9, removed: 16, replacement: 'apps/v1', versionOnly: true })),
  {
    apiVersion: 'extensions/v1beta1',
    kinds: ['NetworkPolicy'],
    deprecated: 9,
    removed: 16,
    replacement: 'networking.k8s.io/v1',
    versionOnly: true,
  },
  { apiVersion: 'extensions/v1beta1', kinds: ['PodSecurityPolicy'], deprecated: 10, removed: 16 },
  ...[
    { apiVersion: 'extensions/v1beta1', kinds: ['Ingress'], deprecated: 14 },
    { apiVersion: 'networking.k8s.io/v1beta1', kinds: ['Ingress'], deprecated: 19 },
  ].map(each => ({ ...each, removed: 22, replacement: 'networking.k8s.io/v1' })),
  withNewVersion('networking.k8s.io', 'v1beta1', ['IngressClass'], 19, 22),
  {
    apiVersion: 'admissionregistration.k8s.io/v1beta1',
    deprecated: 16,
    removed: 22,
    kinds: ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
    replacement: 'admissionregistration.k8s.io/v1',
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1beta1',
    kinds: ['CustomResourceDefinition'],
    deprecated: 16,
    removed: 22,
    replacement: 'apiextensions.k8s.io/v1',
  },
  withNewVersion('apiregistration.k8s.io', 'v1beta1', ['APIService'], 19, 22),
  withNewVersion('authentication.k8s.io', 'v1beta1', ['TokenReview'], 19, 22),
  {
    apiVersion: 'authorization.k8s.io/v1beta1',
    deprecated: 19,
    removed: 22,
    kinds: ['LocalSubjectAccessReview', 'SelfSubjectAccessReview', 'SubjectAccessReview'],
    replacement: 'authorization.k8s.io/v1',
  },
  {
    apiVersion: 'certificates.k8s.io/v1beta1',
    kinds: ['CertificateSigningRequest'],
    deprecated: 19,
    removed: 22,
    replacement: 'certificates.k8s.io/v1',
  },
  withNewVersion('coordination.k8s.io', 'v1beta1', ['Lease'], 19, 22),
  withNewVersion(
    'rbac.authorization.k8s.io',
    'v1beta1',
    ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
    17,
    22,
  ),
  withNewVersion('scheduling.k8s.io', 'v1beta1', ['PriorityClass'], 14, 22),
  withNewVersion('storage.k8s.io', 'v1beta1', ['CSIDriver', 'StorageClass', 'VolumeAttachment'], 19, 22),
  withNewVersion('storage.k8s.io', 'v1beta1', ['CSINode'], 17, 22),
  withNewVersion('batch', 'v1beta1', ['CronJob'], 21, 25),
  {
    apiVersion: 'discovery.k8s.io/v1beta1',
    kinds: ['EndpointSlice'],
    deprecated: 21,
    removed: 25,
    replacement: 'discovery.k8s.io/v1',
  },
  {
    apiVersion: 'events.k8s.io/v1beta1',
    kinds: ['Event'],
    deprecated: 19,
    removed: 25,
    replacement: 'events.k8s.io/v1',
  },
  {
    apiVersion: 'autoscaling/v2beta1',
    kinds: ['HorizontalPodAutoscaler'],
    deprecated: 22,
    removed: 25,
    replacement: 'autoscaling/v2',
  },
  {
    apiVersion: 'autoscaling/v2beta2',
    kinds: ['HorizontalPodAutoscaler'],
    deprecated: 23,
    removed: 26,
    replacement: 'autoscaling/v2',
    versionOnly: true,
  },
  withNewVersion('policy', 'v1beta1', ['PodDisruptionBudget'], 21, 25),
  { apiVersion: 'policy/v1beta1', kinds: ['PodSecurityPolicy'], deprecated: 21, removed: 25 },
  withNewVersion('node.k8s.io', 'v1beta1', ['RuntimeClass'], 22, 25),
  ...[
    { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta1', deprecated: 23, removed: 26 },
    { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta2', deprecated: 26, removed: 29 },
    { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta3', deprecated: 29, removed: 32 },
  ].map(each => ({
    ...each,
    kinds: ['FlowSchema', 'PriorityLevelConfiguration'],
    replacement: 'flowcontrol.apiserver.k8s.io/v1',
  })),
  withNewVersion('storage.k8s.io', 'v1beta1', ['CSIStorageCapacity'], 24, 27),
  {
    apiVersion: 'admissionregistration.k8s.io/v1beta1',
    deprecated: 31,
    kinds: ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
    replacement: 'admissionregistration.k8s.io/v1',
  },
  {
    apiVersion: 'resource.k8s.io/v1beta1',
    deprecated: 34,
    replacement: 'resource.k8s.io/v1',
    kinds: ['DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'],
  },
  {
    apiVersion: 'resource.k8s.io/v1beta2',
    deprecated: 36,
    replacement: 'resource.k8s.io/v1',
    kinds: ['DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'],
  },
];

function withNewVersion(
  group: string,
  version: string,
  kinds: readonly string[],
  deprecated: number,
  removed: number,
): ApiLifecycle {
  return {
    apiVersion: `${group}/${version}`,
    kinds,
    deprecated,
    removed,
    replacement: `${group}/v1`,
    versionOnly: true,
  };
}
