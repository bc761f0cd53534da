import type { AnyRule } from '../rule.js';
import { composeDockerSock } from './compose/composeDockerSock.js';
import { composeDuplicatePorts } from './compose/composeDuplicatePorts.js';
import { composeHealthcheck } from './compose/composeHealthcheck.js';
import { composeImageTag } from './compose/composeImageTag.js';
import { composePlainSecret } from './compose/composePlainSecret.js';
import { composePortAddress } from './compose/composePortAddress.js';
import { composePrivileged } from './compose/composePrivileged.js';
import { composeVersion } from './compose/composeVersion.js';

/** Rules for Compose files. */
export const COMPOSE_RULES: readonly AnyRule[] = [
  composeImageTag,
  composePrivileged,
  composeDockerSock,
  composePlainSecret,
  composePortAddress,
  composeDuplicatePorts,
  composeHealthcheck,
  composeVersion,
];
