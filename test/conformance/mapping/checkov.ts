import { different, looser, notOurs, same, stricter, type Counterpart, type Mapping } from '../relation.js';

/** Flags of the programs that make up a cluster: not what a repository of a service has. */
const CONTROL_PLANE = [
  ...['AdmissionControlAlwaysAdmit', 'AdmissionControlEventRateLimit', 'AlwaysPullImagesPlugin', 'AnonymousAuth'],
  ...['AuditLog', 'AuditLogMaxAge', 'AuditLogMaxBackup', 'AuditLogMaxSize', 'AuthorizationModeNode'],
  ...['AuthorizationModeNotAlwaysAllow', 'AuthorizationModeRBAC', 'BasicAuthFile', 'EncryptionProviders', 'EtcdCaFile'],
  ...['EtcdCertAndKey', 'InsecureBindAddress', 'InsecurePort', 'KubeletClientCertAndKey', 'KubeletHttps'],
  ...['NamespaceLifecyclePlugin', 'NodeRestrictionPlugin', 'PodSecurityPolicyPlugin', 'Profiling', 'RequestTimeout'],
  ...['SecurePort', 'SecurityContextDenyPlugin', 'ServiceAccountKeyFile', 'ServiceAccountLookup'],
  ...['ServiceAccountPlugin', 'StrongCryptographicCiphers', 'TlsCertAndKey', 'TokenAuthFile'],
  'kubeletCertificateAuthority',
]
  .map(name => `ApiServer${name}`)
  .concat([
    ...['ControllerManagerBindAddress', 'EtcdAutoTls', 'EtcdCertAndKey', 'EtcdClientCertAuth', 'EtcdPeerFiles'],
    ...['KubeControllerManagerBlockProfiles', 'KubeControllerManagerRootCAFile'],
    ...['KubeControllerManagerServiceAccountCredentials', 'KubeControllerManagerServiceAccountPrivateKeyFile'],
    ...['KubeControllerManagerTerminatedPods', 'KubeletAnonymousAuth', 'KubeletAuthorizationModeNotAlwaysAllow'],
    ...['KubeletClientCa', 'KubeletCryptographicCiphers', 'KubeletHostnameOverride', 'KubeletKeyFilesSetAppropriate'],
    ...['KubeletMakeIptablesUtilChains', 'KubeletProtectKernelDefaults', 'KubeletReadOnlyPort'],
    ...['KubeletStreamingConnectionIdleTimeout', 'KubletEventCapture', 'KubletRotateCertificates'],
    ...['PeerClientCertAuthTrue', 'RotateKubeletServerCertificate', 'SchedulerBindAddress', 'SchedulerProfiling'],
  ]);

const POD_SECURITY_POLICY = 'PodSecurityPolicy is gone from Kubernetes since 1.25.';
const OLD_SOFTWARE = 'About one program of its time, not about how workloads are written.';

/** Checks of Checkov for Kubernetes, by the name of the folder with its examples. */
export const CHECKOV: Mapping = {
  ...Object.fromEntries(
    CONTROL_PLANE.map((name): [string, Counterpart] => [
      name,
      notOurs('A flag of the control plane or the kubelet: not what a repository of a service has.'),
    ]),
  ),
  AllowPrivilegeEscalation: same('k8s/allow-privilege-escalation'),
  AllowedCapabilities: stricter(
    'k8s/capabilities-baseline',
    'Checkov minds every added capability there; the baseline standard allows those of the defaults.',
  ),
  AllowedCapabilitiesSysAdmin: stricter(
    'k8s/capabilities-baseline',
    'SYS_ADMIN is one of those that the baseline standard forbids.',
    { except: { '/pod-FAILED2.yaml': 'It has no container.' } },
  ),
  DangerousGitSync: notOurs(OLD_SOFTWARE),
  DefaultNamespace: same('k8s/default-namespace'),
  DefaultServiceAccount: same('k8s/default-service-account'),
  DefaultServiceAccountBinding: same('k8s/default-service-account'),
  DropCapabilities: stricter(
    'k8s/capabilities-restricted',
    'Checkov is content with NET_RAW; the restricted standard wants ALL.',
  ),
  HostPort: same('k8s/host-ports'),
  ImageDigest: same('k8s/image-digest'),
  ImagePullPolicy: notOurs('With tags that do not move, or digests, pulling always gains nothing.'),
  ImageTagFixed: same('k8s/image-tag'),
  KubernetesDashboard: notOurs(OLD_SOFTWARE),
  LivenessReadiness: same(['k8s/liveness-probe', 'k8s/readiness-probe']),
  NginxIngressCVE202125742: same('k8s/service-exposure:snippet'),
  NoDefaultNamespace: same('k8s/default-namespace'),
  PSP: notOurs(POD_SECURITY_POLICY),
  PrivilegedContainers: same('k8s/privileged'),
  RbacApproveCertificateSigningRequests: same('k8s/rbac-escalation:certificates'),
  RbacBindRoleBindings: same('k8s/rbac-escalation:bind'),
  RbacControlWebhooks: same('k8s/rbac-escalation:webhooks'),
  RbacEscalateRoles: same('k8s/rbac-escalation:escalate'),
  ReadOnlyFilesystem: same('k8s/read-only-root-fs'),
  Requests_Limits: looser(
    ['k8s/resource-requests', 'k8s/memory-limit'],
    'Checkov asks for CPU limits as well, which we ask for only where a platform says so.',
  ),
  RootContainers: stricter(
    'k8s/run-as-non-root',
    'Checkov takes a runAsUser above 0 for a promise, and lets containers speak against their pod; admission does neither.',
    {
      except: {
        '/rootContainersFAILED-malformed-spec.yaml': 'Its spec is a list, which Kubernetes refuses.',
        '/rootContainersFAILED_2.yaml': 'Its securityContext is a text, which Kubernetes refuses.',
      },
    },
  ),
  RootContainersHighUID: notOurs('Whether a user has a high number is no boundary; user 0 is.'),
  RootContainersPSP: notOurs(POD_SECURITY_POLICY),
  Seccomp: same('k8s/seccomp-restricted', {
    except: Object.fromEntries(
      ['pod-seccomp-PASSED', 'pod-seccomp-PASSED2', 'pod-seccomp-PASSED6', 'cronjob-seccomp-PASSED'].map(name => [
        `/${name}.yaml`,
        'It sets the annotation for seccomp, which is without effect since Kubernetes 1.27.',
      ]),
    ),
  }),
  Secrets: same('k8s/secret-env-ref'),
  SecurityContexts: different(
    [],
    'Checkov asks for any securityContext, whatever it says; we ask for what it should say.',
  ),
  ServiceAccountTokens: same('k8s/automount-sa-token'),
  ShareHost: same('k8s/host-namespaces'),
  Suppressed: notOurs('A test of Checkov’s own suppressions.'),
  Tiller: notOurs(OLD_SOFTWARE),
  TillerDeploymentListener: notOurs(OLD_SOFTWARE),
  WildcardRoles: same('k8s/rbac-wildcard'),
};
