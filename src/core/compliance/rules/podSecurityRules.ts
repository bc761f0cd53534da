import type { AnyRule } from '../rule.js';
import { allowPrivilegeEscalation } from './podSecurity/allowPrivilegeEscalation.js';
import { appArmor } from './podSecurity/appArmor.js';
import { capabilitiesBaseline } from './podSecurity/capabilitiesBaseline.js';
import { capabilitiesRestricted } from './podSecurity/capabilitiesRestricted.js';
import { hostNamespaces } from './podSecurity/hostNamespaces.js';
import { hostPath } from './podSecurity/hostPath.js';
import { hostPorts } from './podSecurity/hostPorts.js';
import { hostProbes } from './podSecurity/hostProbes.js';
import { privileged } from './podSecurity/privileged.js';
import { procMount } from './podSecurity/procMount.js';
import { readOnlyRootFs } from './podSecurity/readOnlyRootFs.js';
import { runAsNonRoot } from './podSecurity/runAsNonRoot.js';
import { runAsUserZero } from './podSecurity/runAsUserZero.js';
import { runtimeSocket } from './podSecurity/runtimeSocket.js';
import { seccompBaseline } from './podSecurity/seccompBaseline.js';
import { seccompRestricted } from './podSecurity/seccompRestricted.js';
import { seLinux } from './podSecurity/seLinux.js';
import { sysctls } from './podSecurity/sysctls.js';
import { volumeTypes } from './podSecurity/volumeTypes.js';
import { windowsHostProcess } from './podSecurity/windowsHostProcess.js';

/** Rules for the Pod Security Standards and their relatives. */
export const POD_SECURITY_RULES: readonly AnyRule[] = [
  privileged,
  hostNamespaces,
  hostPath,
  runtimeSocket,
  hostPorts,
  hostProbes,
  capabilitiesBaseline,
  capabilitiesRestricted,
  procMount,
  seLinux,
  appArmor,
  seccompBaseline,
  seccompRestricted,
  sysctls,
  windowsHostProcess,
  volumeTypes,
  allowPrivilegeEscalation,
  runAsNonRoot,
  runAsUserZero,
  readOnlyRootFs,
];
