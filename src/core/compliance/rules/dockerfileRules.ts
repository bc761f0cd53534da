import type { AnyRule } from '../rule.js';
import { baseImagePinned } from './dockerfile/baseImagePinned.js';
import { copyNotAdd } from './dockerfile/copyNotAdd.js';
import { instructionValidity } from './dockerfile/instructionValidity.js';
import { noSecrets } from './dockerfile/noSecrets.js';
import { packageHygiene } from './dockerfile/packageHygiene.js';
import { registry } from './dockerfile/registry.js';
import { runtimeContract } from './dockerfile/runtimeContract.js';
import { user } from './dockerfile/user.js';

/** Rules for Dockerfiles. */
export const DOCKERFILE_RULES: readonly AnyRule[] = [
  baseImagePinned,
  registry,
  user,
  noSecrets,
  copyNotAdd,
  packageHygiene,
  instructionValidity,
  runtimeContract,
];
