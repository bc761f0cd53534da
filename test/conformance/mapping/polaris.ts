import { different, looser, notOurs, same, stricter, type Mapping } from '../relation.js';

const BINDINGS =
  'Polaris looks from a binding at the role that it names; we say it once, at the role that gives the right away.';

const EXEC = ['k8s/rbac-escalation:exec', 'k8s/rbac-wildcard'];
const BY_NAME = 'Polaris lets it pass by its name, which is one that GKE gives.';
const CALICO = {
  except: { '/success.gce_calico_clusterrole.yaml': BY_NAME, '/success.gce_calico_binding.yaml': BY_NAME },
};
const PLACEHOLDER = 'Its value, xxxxx, stands for a secret and is none.';

/** Checks of Polaris (pkg/config/checks). */
export const POLARIS: Mapping = {
  automountServiceAccountToken: looser(
    'k8s/automount-sa-token',
    'Polaris also finds pods with an account of their own, which is made to be used; what the account says, and whether something is bound to it, is in other documents.',
  ),
  clusterrolePodExecAttach: same(EXEC, CALICO),
  clusterrolebindingClusterAdmin: looser(
    'k8s/cluster-admin-binding',
    'Polaris also finds bindings to a role of one’s own with wildcards; at the role itself our k8s/rbac-wildcard finds it.',
  ),
  clusterrolebindingPodExecAttach: different('k8s/rbac-escalation:exec', BINDINGS),
  cpuLimitsMissing: same('k8s/cpu-limit', { options: { policy: 'required' } }),
  cpuRequestsMissing: same('k8s/resource-requests:cpu'),
  dangerousCapabilities: stricter(
    'k8s/capabilities-baseline',
    'Polaris knows three dangerous capabilities, the baseline standard all beyond the defaults.',
  ),
  deploymentMissingReplicas: same('k8s/replicas'),
  hostIPCSet: same('k8s/host-namespaces'),
  hostNetworkSet: same('k8s/host-namespaces'),
  hostPIDSet: same('k8s/host-namespaces'),
  hostPathSet: same('k8s/host-path'),
  hostPortSet: same('k8s/host-ports'),
  hostProcess: same('k8s/windows-host-process'),
  hpaMaxAvailability: notOurs('How far an autoscaler may go is for its team to say.'),
  hpaMinAvailability: notOurs('How far an autoscaler may go is for its team to say.'),
  insecureCapabilities: stricter(
    'k8s/capabilities-restricted',
    'Polaris takes a list of fifteen capabilities for ALL, and writes ALL in any case; Pod Security admission takes ALL alone.',
  ),
  linuxHardening: different(
    ['k8s/seccomp-restricted', 'k8s/apparmor', 'k8s/selinux', 'k8s/capabilities-restricted'],
    'Polaris is content with one of four means; the restricted standard asks for each by itself.',
  ),
  livenessProbeMissing: same('k8s/liveness-probe', {
    except: { '/mutated.yaml': 'It has no port: nobody can propose what to ask.' },
  }),
  memoryLimitsMissing: same('k8s/memory-limit'),
  memoryRequestsMissing: same('k8s/resource-requests:memory'),
  metadataAndInstanceMismatched: different(
    'k8s/recommended-labels',
    'Polaris wants the label instance to be the name of the object; we want name, part-of, version and owner.',
  ),
  missingNetworkPolicy: looser(
    'k8s/network-policy-missing',
    'Polaris also wants rules for both directions; for us pods that a policy selects have one.',
  ),
  missingPodDisruptionBudget: looser(
    'k8s/pdb-present',
    'Polaris asks every Deployment for one; we ask where more than one pod runs, so that one could be spared.',
  ),
  nakedPod: same('k8s/env-and-fields-hygiene:naked-pod', {
    except: { '/success.yaml': 'A Pod that nothing keeps stands in it as well.' },
  }),
  notReadOnlyRootFilesystem: same('k8s/read-only-root-fs'),
  oneController: notOurs('A parameter of Polaris that says which kind of controller a container belongs to.'),
  pdbDisruptionsIsZero: same('k8s/pdb-blocks-eviction'),
  pdbMinAvailableGreaterThanHPAMinReplicas: stricter('k8s/pdb-blocks-eviction', 'To be held against the whole folder.'),
  priorityClassNotSet: notOurs('Most workloads need no priority of their own.'),
  privilegeEscalationAllowed: same('k8s/allow-privilege-escalation'),
  procMount: same('k8s/proc-mount'),
  pullPolicyNotAlways: notOurs('With tags that do not move, or digests, pulling always gains nothing.'),
  readinessProbeMissing: looser(
    'k8s/readiness-probe',
    'We ask for it where a Service sends traffic; Polaris asks every container.',
  ),
  resourceRange: notOurs('How much a workload may ask for is for its team and its quota to say.'),
  rolePodExecAttach: same(EXEC, CALICO),
  rolebindingClusterAdminClusterRole: looser(
    'k8s/cluster-admin-binding',
    'Polaris also finds bindings to a role of one’s own with wildcards; at the role itself our k8s/rbac-wildcard finds it.',
  ),
  rolebindingClusterAdminRole: different('k8s/cluster-admin-binding', BINDINGS),
  rolebindingClusterRolePodExecAttach: different('k8s/rbac-escalation:exec', BINDINGS),
  rolebindingRolePodExecAttach: different('k8s/rbac-escalation:exec', BINDINGS),
  runAsPrivileged: same('k8s/privileged'),
  runAsRootAllowed: same('k8s/run-as-non-root'),
  sensitiveConfigmapContent: same('k8s/secret-in-env-value', {
    except: {
      '/failure.key_aws_secret_access_key.yaml': PLACEHOLDER,
      '/failure.key_azure_batch_key.yaml': PLACEHOLDER,
      '/failure.key_oci_cli_key_content.yaml': PLACEHOLDER,
    },
  }),
  sensitiveContainerEnvVar: same('k8s/secret-in-env-value'),
  tagNotSpecified: same('k8s/image-tag'),
  tlsSettingsMissing: same('k8s/service-exposure:no-tls'),
  topologySpreadConstraint: looser(
    'k8s/spread',
    'Polaris asks every workload for it; we ask where more than one pod runs, and take an anti-affinity for one.',
  ),
};
