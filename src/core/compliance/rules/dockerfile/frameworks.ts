import type { FrameworkControl } from '../../rule.js';

/** A recommendation of the CIS Docker Benchmark, by the numbering of version 1.6.0. */
export function cisDocker(control: string): FrameworkControl {
  return { framework: 'CIS', version: 'docker-1.6.0', control };
}
