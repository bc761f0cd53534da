import { k8sText, isTrue, fieldAt, type KubernetesResource } from '../../kubernetes/resource.js';
import { lacks } from '../../kubernetes/lacks.js';
import { placeOf } from '../../kubernetes/place.js';
import { defineRule, type Reporter, type RuleOptions } from '../../rule.js';
import { entriesOf, entryOf, isNull, itemsOf, seqOf, valueAt } from '../../yaml/navigate.js';
import { textsOption } from '../options.js';
import { calledAs } from './calledAs.js';

export const serviceExposure = defineRule({
  id: 'k8s/service-exposure',
  title: 'Nothing is open to the outside by accident',
  severity: 'warning',
  profile: 'base',
  confidence: 'medium',
  frameworks: [],
  options: {
    /** Types of Services that may be used. */
    types: ['ClusterIP', 'ExternalName'],
  },
  explanation: `A Service of the type NodePort opens a port on every node, one of the type LoadBalancer an address of its own, past the
ingress and what guards it: certificates, logins, limits. With \`externalIPs\` whoever may write Services can take over traffic of
others. An Ingress without TLS sends passwords in the clear, one without a host answers to every name, and configuration snippets
run in the ingress controller, which sees the Secrets of all.

Leave the type \`ClusterIP\` and publish through the Ingress or the Gateway of the platform, with a host and a certificate. Internal
load balancers and those with \`loadBalancerSourceRanges\` are not reported.`,
  bad: `apiVersion: v1
kind: Service
metadata:
  name: shop
  namespace: shop
spec:
  type: NodePort
  selector:
    app: shop
  ports:
    - port: 80
`,
  good: `apiVersion: v1
kind: Service
metadata:
  name: shop
  namespace: shop
spec:
  selector:
    app: shop
  ports:
    - port: 80
`,
  subject: 'resource',
  check: (resource, report, { options }) => {
    if (resource.group === '' && resource.kind === 'Service') checkService(resource, report, options);
    else if (resource.kind === 'Ingress') checkIngress(resource, report);
  },
});

function checkService(resource: KubernetesResource, report: Reporter, options: RuleOptions): void {
  const { root } = resource;
  const name = calledAs(resource);
  const type = valueAt(root, 'spec', 'type');
  const text = k8sText(type);
  if (type && (text === 'NodePort' || text === 'LoadBalancer') && !textsOption(options, 'types').includes(text)) {
    if (text === 'NodePort')
      report({
        at: type,
        check: 'node-port',
        message: 'The Service “{0}” opens a port on every node.',
        values: [name],
      });
    else if (!isInternal(resource))
      report({
        at: type,
        check: 'load-balancer',
        message: 'The Service “{0}” gets an address of its own that everybody can reach.',
        values: [name],
      });
  }
  const external = entryOf(valueAt(root, 'spec'), 'externalIPs');
  if (external && itemsOf(external.value).length > 0)
    report({
      at: external.key,
      check: 'external-ips',
      message: 'The Service “{0}” takes over addresses outside the cluster: externalIPs.',
      values: [name],
    });
}

/** Annotations by which the clouds keep a load balancer inside: each with the values that mean it. */
const INTERNAL: readonly (readonly [name: string, value: RegExp])[] = [
  ['service.beta.kubernetes.io/aws-load-balancer-internal', /^(?:true|0\.0\.0\.0\/0)$/i],
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', /^internal$/i],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', /^true$/i],
  ['networking.gke.io/load-balancer-type', /^internal$/i],
  ['cloud.google.com/load-balancer-type', /^internal$/i],
  ['service.beta.kubernetes.io/oci-load-balancer-internal', /^true$/i],
  ['service.beta.kubernetes.io/openstack-internal-load-balancer', /^true$/i],
  ['service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type', /^private$/i],
];

/** Whether a load balancer is for inside alone, or whether that cannot be told. */
function isInternal(resource: KubernetesResource): boolean {
  const { root } = resource;
  if (itemsOf(valueAt(root, 'spec', 'loadBalancerSourceRanges')).length > 0) return true;
  // Other classes are other load balancers, with rules of their own.
  if (!lacks(resource, 'spec', 'loadBalancerClass')) return true;
  if (!isClosed(resource, 'metadata', 'annotations')) return true;
  const annotations = valueAt(root, 'metadata', 'annotations');
  return INTERNAL.some(([name, value]) => {
    const field = fieldAt(annotations, name);
    return field.state === 'unknown' || (field.state === 'known' && value.test(String(field.value)));
  });
}

/** Whether everything in a mapping is seen: no template can write more into it. */
function isClosed(resource: KubernetesResource, ...path: readonly string[]): boolean {
  return (
    !resource.document.templated || lacks(resource, ...path) || lacks(resource, ...path, 'goldenpath.dev/no-such-key')
  );
}

/** Annotations of controllers that bring certificates without `spec.tls`. */
const CERTIFICATES = [
  'alb.ingress.kubernetes.io/certificate-arn',
  'networking.gke.io/managed-certificates',
  'ingress.gcp.kubernetes.io/pre-shared-cert',
  'networking.gke.io/v1beta1.FrontendConfig',
  'appgw.ingress.kubernetes.io/appgw-ssl-certificate',
  'traefik.ingress.kubernetes.io/router.tls',
  'nginx.ingress.kubernetes.io/ssl-passthrough',
];
const SNIPPET = /(?:^|\/)(?:(?:server|configuration|location|auth|stream|main|http|modsecurity)-snippets?)$/;
const QUOTED_VALUES = /\/(?:auth-url|auth-tls-match-cn|mirror-target|mirror-host)$/;

function checkIngress(resource: KubernetesResource, report: Reporter): void {
  const { root } = resource;
  const name = calledAs(resource);
  for (const { name: annotation, key, value } of entriesOf(valueAt(root, 'metadata', 'annotations'))) {
    if (SNIPPET.test(annotation) && !isNull(value))
      report({
        at: key,
        check: 'snippet',
        message:
          'The Ingress “{0}” brings configuration of its own into the controller, which sees the Secrets of all: {1}.',
        values: [name, annotation],
      });
    else if (QUOTED_VALUES.test(annotation) && /[\n\r;{}#|"'\\]/.test(k8sText(value) ?? ''))
      report({
        at: value,
        check: 'injection',
        message:
          'The value of {1} of the Ingress “{0}” can end a line of the controller’s configuration and begin another.',
        values: [name, annotation],
      });
  }
  const spec = valueAt(root, 'spec');
  const rules = seqOf(valueAt(spec, 'rules'));
  if (!rules && !entryOf(spec, 'defaultBackend') && !entryOf(spec, 'backend')) return;
  if (!hasCertificate(resource))
    report({
      at: placeOf(resource, 'spec'),
      check: 'no-tls',
      message: 'The Ingress “{0}” has no TLS: what goes through it can be read on the way.',
      values: [name],
    });
  for (const rule of rules?.items ?? []) {
    const host = fieldAt(rule, 'host');
    if (host.state === 'known' && String(host.value).startsWith('*'))
      report({
        at: host.node,
        check: 'wildcard-host',
        message: 'The Ingress “{0}” answers to every name below {1}.',
        values: [name, String(host.value)],
      });
    else if (
      (host.state === 'absent' && entryOf(rule, 'http') && !resource.document.templated) ||
      (host.state === 'known' && host.value === '')
    )
      report({
        at: host.state === 'known' ? host.node : (entryOf(rule, 'http')?.key ?? rule),
        check: 'no-host',
        message: 'The Ingress “{0}” answers to every name: a rule of it has no host.',
        values: [name],
      });
  }
}

/** Whether an Ingress has a certificate, or whether that cannot be told. */
function hasCertificate(resource: KubernetesResource): boolean {
  const { root } = resource;
  const tls = seqOf(valueAt(root, 'spec', 'tls'));
  if (tls ? tls.items.length > 0 : !lacks(resource, 'spec', 'tls')) return true;
  if (!isClosed(resource, 'metadata', 'annotations')) return true;
  const annotations = valueAt(root, 'metadata', 'annotations');
  return CERTIFICATES.some(name => {
    const node = valueAt(annotations, name);
    return node !== undefined && (isTrue(node) || (k8sText(node) ?? 'false') !== 'false');
  });
}
