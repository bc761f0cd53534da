// Those rules of the platform for Kubernetes manifests that the templates could break, stated once more and simply: whatever they
// generate must keep them or carry a waiver. Ids are those of the compliance rules.

interface Container {
  readonly name: string;
  readonly image: string;
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly livenessProbe?: unknown;
  readonly readinessProbe?: unknown;
  readonly resources?: { requests?: Record<string, unknown>; limits?: Record<string, unknown> };
  readonly securityContext?: Record<string, unknown> & { capabilities?: { add?: unknown; drop?: readonly string[] } };
}
interface PodSpec {
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext?: Record<string, unknown> & { seccompProfile?: { type: string } };
  readonly containers: readonly Container[];
  readonly topologySpreadConstraints?: unknown;
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
}
type Labels = Readonly<Record<string, string>>;
interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Labels };
  readonly spec?: {
    readonly replicas?: number;
    readonly strategy?: { readonly type: string };
    readonly selector?: Readonly<Record<string, unknown>>;
    readonly podSelector?: Readonly<Record<string, unknown>>;
    readonly scaleTargetRef?: { readonly name: string };
    readonly endpoints?: readonly { readonly port: string }[];
    readonly ports?: readonly { readonly name: string; readonly targetPort: string }[];
    readonly template?: {
      readonly metadata: { readonly labels: Labels; readonly annotations?: Labels };
      readonly spec: PodSpec;
    };
    readonly groups?: readonly {
      readonly rules: readonly {
        readonly alert?: string;
        readonly for?: string;
        readonly labels?: Labels;
        readonly annotations?: Labels;
      }[];
    }[];
  };
}

/**
 * The ids of the rules that the manifests of one component break, sorted, each once.
 * @param documents all documents of its Kubernetes manifests and alert rules
 */
export function brokenRules(documents: readonly unknown[]): readonly string[] {
  // OpenSLO has a kind of the same name as Kubernetes' Service.
  const manifests = (documents as readonly Manifest[]).filter(({ apiVersion }) => !apiVersion.startsWith('openslo/'));
  const broken = new Set<string>();
  const require = (rule: string, kept: unknown) => {
    if (!kept) broken.add(rule);
  };
  const ofKind = (kind: string) => manifests.filter(manifest => manifest.kind === kind);
  const some = (kind: string, labels: Labels) =>
    ofKind(kind).some(({ spec }) => {
      const selector = spec?.podSelector ?? spec?.selector ?? {};
      // A Service names the labels without a word in between.
      const wanted = Object.entries((selector['matchLabels'] ?? selector) as Labels);
      return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
    });

  for (const { metadata, spec } of ofKind('Deployment')) {
    const pod = spec?.template?.spec;
    const labels = spec?.template?.metadata.labels ?? {};
    if (!spec || !pod) continue;
    const scaled = ofKind('HorizontalPodAutoscaler').some(
      autoscaler => autoscaler.spec?.scaleTargetRef?.name === metadata.name,
    );
    require('k8s/default-namespace', metadata.namespace);
    require('k8s/replicas', scaled || (spec.replicas ?? 1) >= 2);
    require('k8s/replicas-with-hpa', !scaled || spec.replicas === undefined);
    // Where a volume is claimed, often only one pod may have it at a time.
    const claims = pod.volumes?.some(volume => volume['persistentVolumeClaim']);
    require('k8s/update-strategy', spec.strategy?.type === 'RollingUpdate' || claims);
    const several = scaled || (spec.replicas ?? 1) > 1;
    require('k8s/pdb-present', !several || some('PodDisruptionBudget', labels));
    require('k8s/spread', !several || pod.topologySpreadConstraints);
    require('k8s/network-policy-missing', some('NetworkPolicy', labels));
    require('k8s/selector-mismatch', some('Service', labels));
    require('k8s/automount-sa-token', pod.automountServiceAccountToken === false);
    require('k8s/default-service-account', pod.serviceAccountName);
    require('k8s/service-account-exists', ofKind('ServiceAccount').some(
      account => account.metadata.name === pod.serviceAccountName,
    ));
    require('k8s/run-as-non-root', pod.securityContext?.['runAsNonRoot'] === true);
    require('k8s/run-as-user-zero', pod.securityContext?.['runAsUser'] !== 0);
    require('k8s/seccomp-restricted', pod.securityContext?.seccompProfile?.type === 'RuntimeDefault');
    const allowed = ['configMap', 'emptyDir', 'persistentVolumeClaim', 'projected', 'secret', 'name'];
    require('k8s/volume-types', (pod.volumes ?? []).every(volume =>
      Object.keys(volume).every(key => allowed.includes(key)),
    ));
    for (const label of ['app.kubernetes.io/name', 'app.kubernetes.io/version', 'app.kubernetes.io/part-of', 'owner'])
      require('k8s/recommended-labels', labels[label] && metadata.labels?.[label]);
    require('k8s/recommended-labels', labels['backstage.io/kubernetes-id'] === metadata.name);
    require('obs/log-format', spec.template?.metadata.annotations?.['goldenpath.dev/log-format'] === 'json');
    for (const container of pod.containers) containerRules(container, metadata.name, require);
    const ports = new Set(pod.containers.flatMap(container => container.ports?.map(({ name }) => name) ?? []));
    for (const service of ofKind('Service')) {
      require('k8s/selector-mismatch', some('ServiceMonitor', service.metadata.labels ?? {}));
      for (const { name, targetPort } of service.spec?.ports ?? []) {
        require('k8s/selector-mismatch', ports.has(targetPort));
        require('obs/scrape-target', ofKind('ServiceMonitor').some(monitor =>
          monitor.spec?.endpoints?.some(({ port }) => port === name),
        ));
      }
    }
  }
  const alerts = ofKind('PrometheusRule').flatMap(({ spec }) => spec?.groups?.flatMap(({ rules }) => rules) ?? []);
  require('obs/alert-rules', alerts.some(({ alert }) => alert));
  for (const { alert, for: lasting, labels, annotations } of alerts)
    if (alert)
      require('obs/alert-rules', lasting &&
        labels?.['severity'] &&
        annotations?.['summary'] &&
        annotations['runbook_url']);
  return [...broken].sort();
}

function containerRules(container: Container, name: string, require: (rule: string, kept: unknown) => void): void {
  const { image, ports, env = [], livenessProbe, readinessProbe, resources, securityContext: context } = container;
  require('k8s/image-tag', /:[^:/]*\d[^:/]*$|@sha256:/.test(image));
  require('k8s/liveness-probe', livenessProbe);
  require('k8s/readiness-probe', readinessProbe);
  require('k8s/probe-sanity', JSON.stringify(livenessProbe) !== JSON.stringify(readinessProbe));
  require('k8s/resource-requests', resources?.requests?.['cpu'] && resources.requests['memory']);
  require('k8s/memory-limit', resources?.limits?.['memory']);
  require('k8s/allow-privilege-escalation', context?.['allowPrivilegeEscalation'] === false);
  require('k8s/read-only-root-fs', context?.['readOnlyRootFilesystem'] === true);
  require('k8s/capabilities-restricted', context?.capabilities?.drop?.includes('ALL') && !context.capabilities.add);
  require('k8s/privileged', !context?.['privileged']);
  require('k8s/secret-in-env-value', !env.some(
    ({ name: key, value }) => /secret|password|token/i.test(key) && value && !key.endsWith('_FILE'),
  ));
  require('k8s/env-and-fields-hygiene', new Set(env.map(({ name: key }) => key)).size === env.length);
  require('k8s/host-ports', !JSON.stringify(ports ?? []).includes('hostPort'));
  require('obs/otel-env', env.some(({ name: key, value }) => key === 'OTEL_SERVICE_NAME' && value === name));
  require('obs/otel-env', env.some(({ name: key }) => key === 'OTEL_EXPORTER_OTLP_ENDPOINT'));
}
