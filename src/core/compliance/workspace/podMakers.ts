import type { ResourceFacts } from './facts.js';

/** Groups of Kubernetes itself that have no dot in their name. */
const OWN_GROUPS = ['', 'apps', 'batch', 'autoscaling', 'policy', 'extensions'];

/** Groups of well-known operators whose objects make no pods that somebody would select. */
const QUIET_GROUPS = [
  ...[
    'cert-manager.io',
    'acme.cert-manager.io',
    'external-secrets.io',
    'bitnami.com',
    'secrets.hashicorp.com',
    'keda.sh',
  ],
  ...['networking.istio.io', 'security.istio.io', 'telemetry.istio.io', 'cilium.io', 'crd.projectcalico.org'],
  ...[
    'projectcontour.io',
    'traefik.io',
    'traefik.containo.us',
    'kyverno.io',
    'wgpolicyk8s.io',
    'templates.gatekeeper.sh',
  ],
  ...[
    'constraints.gatekeeper.sh',
    'source.toolkit.fluxcd.io',
    'notification.toolkit.fluxcd.io',
    'openslo',
    'sloth.slok.dev',
  ],
  ...[
    'pyrra.dev',
    'cloud.google.com',
    'networking.gke.io',
    'elbv2.k8s.aws',
    'security.openshift.io',
    'route.openshift.io',
  ],
  ...[
    'monitoring.googleapis.com',
    'getambassador.io',
    'linkerd.io',
    'policy.linkerd.io',
    'integreatly.org',
    'backstage.io',
  ],
];

/** Kinds of groups that have both. */
const QUIET_KINDS: readonly string[] = [
  ...['ServiceMonitor', 'PodMonitor', 'Probe', 'PrometheusRule', 'AlertmanagerConfig', 'ScrapeConfig'].map(
    kind => `monitoring.coreos.com/${kind}`,
  ),
  ...['GrafanaDashboard', 'GrafanaFolder', 'GrafanaDatasource'].map(kind => `grafana.integreatly.org/${kind}`),
  ...['AppProject', 'AnalysisTemplate', 'ClusterAnalysisTemplate'].map(kind => `argoproj.io/${kind}`),
  'opentelemetry.io/Instrumentation',
];

/** Whether an object surely makes no pods beside those that are written in it. */
export function makesNoPods({ group, kind, workload }: ResourceFacts): boolean {
  if (workload || kind === 'CustomResourceDefinition') return true;
  return (
    OWN_GROUPS.includes(group) ||
    group.endsWith('.k8s.io') ||
    QUIET_GROUPS.includes(group) ||
    QUIET_KINDS.includes(`${group}/${kind}`)
  );
}
