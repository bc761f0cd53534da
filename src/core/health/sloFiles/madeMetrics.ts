/** What a text of the workspace makes metrics of. */
export interface MadeMetrics {
  /** Names of recorded series. */
  readonly recorded: readonly string[];
  /** Whether it has objectives of which Sloth or Pyrra make series. */
  readonly ofSloth: boolean;
  readonly ofPyrra: boolean;
}

const RECORD = /^[ \t]*(?:-[ \t]+)?(["']?)record\1[ \t]*:[ \t]*(["']?)([A-Za-z_:][\w:.]*)\2/gm;
const SLOTH = /^(?:version[ \t]*:[ \t]*["']?prometheus\/v|apiVersion[ \t]*:[ \t]*["']?(?:sloth\.slok\.dev|openslo)\/)/m;
const PYRRA = /^apiVersion[ \t]*:[ \t]*["']?pyrra\.dev\//m;

/** Looks through the text of a file without reading it as YAML: what only looks like a rule costs a warning, no more. */
export function madeMetrics(text: string): MadeMetrics {
  return {
    recorded: [...text.matchAll(RECORD)].map(match => match[3] ?? ''),
    ofSloth: SLOTH.test(text),
    ofPyrra: PYRRA.test(text),
  };
}

/** Whether one of the files makes a metric of a name: by a rule, or as Sloth and Pyrra call theirs. */
export function isMadeBy(files: Iterable<MadeMetrics>, metric: string): boolean {
  const isOfSloth = /^(?:slo:|sloth_)/.test(metric);
  const isOfPyrra = /^pyrra_|:(?:burnrate|increase)\w+$/.test(metric);
  for (const { recorded, ofSloth, ofPyrra } of files)
    if ((isOfSloth && ofSloth) || (isOfPyrra && ofPyrra) || recorded.includes(metric)) return true;
  return false;
}
