// What Prometheus' own program says, to hold our numbers against.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** One series of an answer. */
export interface PromtoolSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * `promtool query instant`: evaluates a query at one instant.
 * @param promtool path of the program
 * @param url of Prometheus
 * @param at Unix time in seconds
 */
export async function promtoolInstant(
  promtool: string,
  url: string,
  query: string,
  at: number,
): Promise<readonly PromtoolSample[]> {
  const args = ['query', '--format=json', 'instant', `--time=${at}`, url, query];
  const { stdout } = await promisify(execFile)(promtool, args, { maxBuffer: 64 * 1024 * 1024 });
  const rows = JSON.parse(stdout) as readonly { metric: Record<string, string>; value: [number, string] }[];
  return rows.map(({ metric, value: [, value] }) => ({ labels: metric, value: goNumber(value) }));
}

/** The values by one label; the label must tell all series apart. NaN and infinity are values, too. */
export function byLabel(samples: readonly PromtoolSample[], label: string): Map<string, number> {
  const values = new Map(samples.map(({ labels, value }) => [labels[label] ?? '', value]));
  assert.equal(values.size, samples.length, `${label} does not tell the series apart`);
  return values;
}

function goNumber(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}
