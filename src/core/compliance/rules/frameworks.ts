import type { FrameworkControl } from '../rule.js';

/**
 * A check of the Pod Security Standards, by its id in Pod Security admission.
 * @param level the level that has it first
 */
export function pss(level: 'baseline' | 'restricted', check: string): FrameworkControl {
  return { framework: `PSS-${level}`, version: 'latest', control: check };
}

/** A control of the CIS Kubernetes Benchmark, by the numbering of version 1.23. */
export function CIS(control: string): FrameworkControl {
  return { framework: 'CIS', version: 'kubernetes-1.23', control };
}

/**
 * A recommendation of the Kubernetes Hardening Guide of NSA and CISA, 1.2 (August 2022).
 * @param chapter of the guide; it has no numbers
 */
export function NSA(chapter: string, topic: string): FrameworkControl {
  return { framework: 'NSA', version: '1.2', control: `${chapter}/${topic}` };
}
