import { readLabels, withCorpora, type Label, type LabelSet } from './corpora.js';
import { loadAllRules } from '../../src/core/compliance/rules/families.js';
import { scoreActionlint, type ActionlintScore } from './actionlint.js';
import { CHECKOV } from './mapping/checkov.js';
import { CHECKOV_DOCKER } from './mapping/checkovDocker.js';
import { POLARIS } from './mapping/polaris.js';
import { TRIVY } from './mapping/trivy.js';
import { scorePodSecurity, type PodSecurityScore } from './podSecurity.js';
import type { Mapping } from './relation.js';
import { score, type Score } from './score.js';

/** What one tool's labels are held to. */
interface Tool {
  readonly title: string;
  readonly set: LabelSet;
  readonly mapping: Mapping;
  readonly kind?: Label['kind'];
}

const TOOLS: readonly Tool[] = [
  { title: 'Polaris', set: 'polaris', mapping: POLARIS },
  { title: 'Checkov, Kubernetes', set: 'checkov', mapping: CHECKOV },
  { title: 'Checkov, Docker', set: 'checkov-docker', mapping: CHECKOV_DOCKER },
  { title: 'Trivy, Kubernetes', set: 'trivy', mapping: TRIVY, kind: 'kubernetes' },
  { title: 'Trivy, Docker', set: 'trivy', mapping: TRIVY, kind: 'dockerfile' },
];

export interface Conformance {
  readonly podSecurity: PodSecurityScore;
  readonly tools: readonly { readonly title: string; readonly score: Score }[];
  readonly actionlint: ActionlintScore;
}

/** Holds all rules against all labelled data sets. */
export async function measureConformance(): Promise<Conformance> {
  const rules = await loadAllRules();
  return withCorpora(['psa-testdata', 'polaris', 'checkov', 'actionlint'], async folder => ({
    podSecurity: scorePodSecurity(readLabels('psa'), rules, folder),
    tools: TOOLS.map(({ title, set, mapping, kind }) => ({
      title,
      score: score(
        readLabels(set).filter(label => label.kind === kind),
        mapping,
        rules,
        folder,
      ),
    })),
    actionlint: scoreActionlint(readLabels('actionlint'), rules, folder),
  }));
}
