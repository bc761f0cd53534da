import { isRecord, ownProperty } from '../../catalogue/entity.js';
import { failure, success, type Result } from '../../common/problem.js';

/**
 * The fingerprints of an earlier report, so that only what is new counts.
 * @param text a report of ours as JSON or SARIF
 */
export function readBaseline(text: string): Result<ReadonlySet<string>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return failure({
      kind: 'invalid',
      message: `The baseline is no JSON: ${error instanceof Error ? error.message : ''}`,
    });
  }
  const runs = ownProperty(json, 'runs');
  const findings = Array.isArray(runs)
    ? runs
        .flatMap(run => listOf(ownProperty(run, 'results')))
        .map(result => ownProperty(ownProperty(result, 'partialFingerprints'), 'goldenPathFinding/v1'))
    : Array.isArray(ownProperty(json, 'findings'))
      ? listOf(ownProperty(json, 'findings')).map(finding => ownProperty(finding, 'fingerprint'))
      : undefined;
  if (!isRecord(json) || !findings)
    return failure({
      kind: 'invalid',
      message: 'The baseline is no report of golden-path scan: make one with --format json or --format sarif.',
    });
  return success(new Set(findings.filter(each => typeof each === 'string')));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
