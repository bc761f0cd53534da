import type { AnyRule } from '../rule.js';
import { cpuLimit } from './reliability/cpuLimit.js';
import { deprecatedApi } from './reliability/deprecatedApi.js';
import { envAndFieldsHygiene } from './reliability/envAndFieldsHygiene.js';
import { livenessProbe } from './reliability/livenessProbe.js';
import { memoryLimit } from './reliability/memoryLimit.js';
import { pdbBlocksEviction } from './reliability/pdbBlocksEviction.js';
import { pdbPresent } from './reliability/pdbPresent.js';
import { probeSanity } from './reliability/probeSanity.js';
import { readinessProbe } from './reliability/readinessProbe.js';
import { recommendedLabels } from './reliability/recommendedLabels.js';
import { replicas } from './reliability/replicas.js';
import { replicasWithHpa } from './reliability/replicasWithHpa.js';
import { resourceRequests } from './reliability/resourceRequests.js';
import { selectorMismatch } from './reliability/selectorMismatch.js';
import { spread } from './reliability/spread.js';
import { updateStrategy } from './reliability/updateStrategy.js';

/** Rules for reliability and cost in Kubernetes. */
export const RELIABILITY_RULES: readonly AnyRule[] = [
  livenessProbe,
  readinessProbe,
  probeSanity,
  resourceRequests,
  memoryLimit,
  cpuLimit,
  replicas,
  replicasWithHpa,
  pdbPresent,
  pdbBlocksEviction,
  spread,
  updateStrategy,
  selectorMismatch,
  deprecatedApi,
  recommendedLabels,
  envAndFieldsHygiene,
];
