import type { AnyRule } from '../rule.js';
import { automountToken } from './access/automountToken.js';
import { clusterAdminBinding } from './access/clusterAdminBinding.js';
import { defaultNamespace } from './access/defaultNamespace.js';
import { defaultServiceAccount } from './access/defaultServiceAccount.js';
import { imageDigest } from './access/imageDigest.js';
import { imageRegistry } from './access/imageRegistry.js';
import { imageTag } from './access/imageTag.js';
import { networkPolicyMissing } from './access/networkPolicyMissing.js';
import { plainSecretManifest } from './access/plainSecretManifest.js';
import { rbacEscalation } from './access/rbacEscalation.js';
import { rbacSecrets } from './access/rbacSecrets.js';
import { rbacWildcard } from './access/rbacWildcard.js';
import { secretEnvRef } from './access/secretEnvRef.js';
import { secretInEnvValue } from './access/secretInEnvValue.js';
import { serviceAccountExists } from './access/serviceAccountExists.js';
import { serviceExposure } from './access/serviceExposure.js';

/** Rules for identity, secrets, network and images in Kubernetes. */
export const ACCESS_RULES: readonly AnyRule[] = [
  automountToken,
  defaultServiceAccount,
  serviceAccountExists,
  clusterAdminBinding,
  rbacWildcard,
  rbacEscalation,
  rbacSecrets,
  secretInEnvValue,
  secretEnvRef,
  plainSecretManifest,
  defaultNamespace,
  imageTag,
  imageDigest,
  imageRegistry,
  serviceExposure,
  networkPolicyMissing,
];
