import type { TextRange } from '../catalogue/descriptor.js';
import { LineIndex } from '../compliance/report/reportedFinding.js';
import { readDocuments } from '../compliance/yaml/documents.js';
import { entriesOf, entryOf, mapOf, scalarOf, seqOf } from '../compliance/yaml/navigate.js';
import type { YamlNode } from '../compliance/yaml/node.js';
import { parseDuration, parseTarget } from './config/amounts.js';
import { isGitLabProject, isProxyPath, PROXY_KINDS, type ProxySource } from './config/proxySources.js';
import { isKnownZone } from './dora/calendar.js';
import { DORA_KEYS, type DoraKey, type DoraTarget } from './dora/doraReport.js';

/** Where a repository says how its delivery is measured. */
export const INSIGHTS_CONFIG_PATH = '.golden-path/insights.yaml';

/** From when on the lead time of a change counts: its commit, its merge, or the first commit of the change that it belongs to. */
export type LeadTimeStart = 'commit' | 'merge' | 'firstCommit';

/** Whose definitions count: those of this product, or those of Apache DevLake. */
export type DoraDefinition = 'goldenPath' | 'devLake';

export const LEAD_TIME_STARTS: readonly LeadTimeStart[] = ['commit', 'merge', 'firstCommit'];
export const DORA_DEFINITIONS: readonly DoraDefinition[] = ['goldenPath', 'devLake'];

/** Alerts by severity; `grave`: `page`, `critical` and the like, and alerts without one. */
export type AlertChoice = 'grave' | readonly string[];

/** How the delivery of a folder is measured. */
export interface InsightsConfig {
  /** Component that the folder holds, as it is written; undefined: the name of the folder. */
  readonly service: string | undefined;
  /** The environment whose deployments count; undefined: the one that looks like production. */
  readonly environment: string | undefined;
  /** Patterns (`*`, `?`) of tags that are deployments; undefined: tags that are semantic versions, without pre-releases. */
  readonly tags: readonly string[] | undefined;
  /** The branch whose first-parent commits are deployments; where it is set, tags are none. */
  readonly branch: string | undefined;
  readonly leadTimeFrom: LeadTimeStart;
  /** For how many hours after a deployment an incident is taken to come from it, where nothing says so. */
  readonly attributionHours: number;
  /** Patterns of `name <address>` of authors that are programs. */
  readonly bots: readonly string[];
  /** Patterns of subjects, tags and merged branches that are hotfixes. */
  readonly hotfixes: readonly string[];
  /** Patterns of subjects that take an earlier commit back; git's own words (`This reverts commit …`) always do. */
  readonly reverts: readonly string[];
  /** IANA name of the time zone in which days and weeks are cut. */
  readonly timeZone: string;
  /** Only those that are said. */
  readonly targets: Readonly<Partial<Record<DoraKey, DoraTarget>>>;
  readonly definition: DoraDefinition;
  /** Files, folders and patterns of files with events, from the folder; none: git is read. */
  readonly events: readonly string[];
  /** Files with events of which only the incidents count, beside deployments of git. */
  readonly incidents: readonly string[];
  /** Which alerts of the source of telemetry are incidents: `grave` those that wake somebody up, else those of the severities named. */
  readonly alerts: AlertChoice | undefined;
  /** What is read through the proxy of a Backstage; its deployments take the place of those of git. */
  readonly proxy: readonly ProxySource[];
}

/** What holds where a configuration says nothing. */
export const DEFAULT_INSIGHTS_CONFIG: InsightsConfig = {
  service: undefined,
  environment: undefined,
  tags: undefined,
  branch: undefined,
  leadTimeFrom: 'commit',
  attributionHours: 24,
  bots: ['*[bot]*', '*dependabot*', '*renovate*', '*-bot <*', 'semantic-release*', 'github-actions*', 'snyk-*'],
  hotfixes: ['hotfix', 'hotfix:*', 'hotfix(*', 'hotfix/*', 'hotfix-*', '*[hotfix]*', '*-hotfix', '*-hotfix.*'],
  reverts: ['revert "*"*', 'revert: *', 'revert(*): *'],
  timeZone: 'UTC',
  targets: {},
  definition: 'goldenPath',
  events: [],
  incidents: [],
  alerts: undefined,
  proxy: [],
};

/** Something that a configuration says and that is not understood: a message template with its values. */
export interface InsightsConfigProblem {
  readonly range: TextRange;
  readonly message: string;
  readonly values: readonly string[];
}

const FIELDS = [
  ...['service', 'environment', 'releases', 'leadTime', 'incidents', 'bots', 'hotfixes', 'reverts'],
  ...['timeZone', 'targets', 'definition', 'events', 'proxy'],
];
const PROXY_FIELDS = ['kind', 'path', 'project', 'environment', 'service', 'metrics'];
const MOST_PROXY_SOURCES = 20;
const MOST_HOURS = 24 * 365;
const LONGEST_PATTERN = 200;

/**
 * Reads `.golden-path/insights.yaml`. What is not understood is told of with its place; the rest holds, and what is not said has its
 * default.
 * @param text YAML
 */
export function readInsightsConfig(text: string): {
  readonly config: InsightsConfig;
  readonly problems: readonly InsightsConfigProblem[];
} {
  const reader = new Reader(text);
  return { config: reader.read(), problems: reader.problems };
}

class Reader {
  readonly problems: InsightsConfigProblem[] = [];
  readonly #lines: LineIndex;
  readonly #placed;

  constructor(text: string) {
    this.#lines = new LineIndex(text);
    this.#placed = readDocuments(text)[0];
  }

  read(): InsightsConfig {
    for (const { span, message, values } of this.#placed?.document.problems ?? [])
      this.#problem(span, message, ...values.map(String));
    const root = this.#placed?.document.root;
    if (root && !mapOf(root)) this.#problem(root, 'A configuration is a mapping: {0}.', FIELDS.join(', '));
    this.#onlyFields(root, FIELDS);
    const releases = this.#group(root, 'releases', ['tags', 'branch']);
    const leadTime = this.#group(root, 'leadTime', ['from']);
    const incidents = this.#group(root, 'incidents', ['attributionHours', 'files', 'alerts']);
    const defaults = DEFAULT_INSIGHTS_CONFIG;
    const tags = this.#texts(releases, 'tags');
    const branch = this.#text(releases, 'branch');
    const both = tags && branch !== undefined ? entryOf(releases, 'branch') : undefined;
    if (both) this.#problem(both.key, 'Deployments are either tags or commits of a branch: “{0}” counts.', 'branch');
    return {
      service: this.#text(root, 'service') ?? defaults.service,
      environment: this.#text(root, 'environment') ?? defaults.environment,
      tags: tags ?? defaults.tags,
      branch: branch ?? defaults.branch,
      leadTimeFrom: this.#choice(leadTime, 'from', LEAD_TIME_STARTS) ?? defaults.leadTimeFrom,
      attributionHours: this.#hours(incidents) ?? defaults.attributionHours,
      bots: this.#texts(root, 'bots') ?? defaults.bots,
      hotfixes: this.#texts(root, 'hotfixes') ?? defaults.hotfixes,
      reverts: this.#texts(root, 'reverts') ?? defaults.reverts,
      timeZone: this.#timeZone(root) ?? defaults.timeZone,
      targets: this.#targets(root),
      definition: this.#choice(root, 'definition', DORA_DEFINITIONS) ?? defaults.definition,
      events: this.#paths(root, 'events'),
      incidents: this.#paths(incidents, 'files'),
      alerts: this.#alerts(incidents),
      proxy: this.#proxy(root),
    };
  }

  #problem(at: { readonly start: number; readonly end: number }, message: string, ...values: readonly string[]): void {
    const offset = this.#placed?.offset ?? 0;
    this.problems.push({ range: this.#lines.range(at.start + offset, at.end + offset), message, values });
  }

  #onlyFields(node: YamlNode | undefined, fields: readonly string[]): void {
    for (const { name, key } of entriesOf(node))
      if (!fields.includes(name)) this.#problem(key, 'There is no setting “{0}”: {1}.', name, fields.join(', '));
  }

  #group(root: YamlNode | undefined, name: string, fields: readonly string[]): YamlNode | undefined {
    const entry = entryOf(root, name);
    if (!entry) return undefined;
    if (!mapOf(entry.value)) this.#problem(entry.value, '“{0}” is a mapping: {1}.', name, fields.join(', '));
    this.#onlyFields(entry.value, fields);
    return entry.value;
  }

  #text(node: YamlNode | undefined, name: string): string | undefined {
    const entry = entryOf(node, name);
    if (!entry) return undefined;
    const text = scalarOf(entry.value)?.text.trim();
    if (text !== undefined && text !== '') return text;
    this.#problem(entry.value, '“{0}” is a word.', name);
    return undefined;
  }

  /** A word or a list of words. */
  #texts(node: YamlNode | undefined, name: string): readonly string[] | undefined {
    const entry = entryOf(node, name);
    if (!entry) return undefined;
    const items = seqOf(entry.value)?.items ?? [entry.value];
    return items.flatMap(item => {
      const text = scalarOf(item)?.text ?? '';
      if (text !== '' && text.length <= LONGEST_PATTERN) return [text];
      this.#problem(item, '“{0}” is a list of patterns of 1 to {1} characters.', name, String(LONGEST_PATTERN));
      return [];
    });
  }

  /** Paths from the folder; none leads out of it. */
  #paths(node: YamlNode | undefined, name: string): readonly string[] {
    const entry = entryOf(node, name);
    if (!entry) return [];
    return (seqOf(entry.value)?.items ?? [entry.value]).flatMap(item => {
      const path = scalarOf(item)?.text.replace(/^(?:\.\/)+/, '') ?? '';
      const leaves = /^[/\\~]|^[a-z]:|\\|\0/i.test(path) || path.split('/').includes('..');
      if (path !== '' && !leaves) return [path];
      this.#problem(item, '“{0}” is a list of files, folders and patterns of files within this folder.', name);
      return [];
    });
  }

  #choice<Word extends string>(node: YamlNode | undefined, name: string, words: readonly Word[]): Word | undefined {
    const entry = entryOf(node, name);
    if (!entry) return undefined;
    const word = words.find(each => each === scalarOf(entry.value)?.text);
    if (word === undefined) this.#problem(entry.value, '“{0}” is one of {1}.', name, words.join(', '));
    return word;
  }

  /** `true`, `false`, or severities. */
  #alerts(node: YamlNode | undefined): AlertChoice | undefined {
    const entry = entryOf(node, 'alerts');
    if (!entry) return undefined;
    const items = (seqOf(entry.value)?.items ?? [entry.value]).map(item => scalarOf(item)?.text.trim() ?? '');
    if (!seqOf(entry.value)) {
      if (items[0] === 'true') return 'grave';
      if (items[0] === 'false') return undefined;
    }
    if (items.length > 0 && items.every(item => item !== '' && item.length <= LONGEST_PATTERN)) return items;
    this.#problem(entry.value, '“{0}” is true, or a list of severities such as {1}.', 'alerts', 'critical');
    return undefined;
  }

  #proxy(root: YamlNode | undefined): readonly ProxySource[] {
    const entry = entryOf(root, 'proxy');
    if (!entry) return [];
    const items = seqOf(entry.value)?.items;
    if (!items)
      this.#problem(entry.value, '“{0}” is a list of sources, each with {1}.', 'proxy', PROXY_FIELDS.join(', '));
    const extra = items?.[MOST_PROXY_SOURCES];
    if (extra) this.#problem(extra, 'No more than {0} sources are read.', String(MOST_PROXY_SOURCES));
    return (items ?? []).slice(0, MOST_PROXY_SOURCES).flatMap(item => this.#proxySource(item) ?? []);
  }

  /** @returns undefined where something is not understood: a source that is half known is not asked */
  #proxySource(item: YamlNode): ProxySource | undefined {
    const before = this.problems.length;
    if (!mapOf(item))
      this.#problem(item, '“{0}” is a list of sources, each with {1}.', 'proxy', PROXY_FIELDS.join(', '));
    this.#onlyFields(item, PROXY_FIELDS);
    const kind = this.#choice(item, 'kind', PROXY_KINDS);
    const path = this.#text(item, 'path');
    const project = this.#text(item, 'project');
    const source = { environment: this.#text(item, 'environment'), service: this.#text(item, 'service') };
    const metrics = this.#choice(item, 'metrics', ['true', 'false']) !== 'false';
    if (this.problems.length > before) return undefined;
    if (kind === undefined || path === undefined) {
      this.#problem(item, 'A source behind the proxy needs {0}.', kind === undefined ? 'kind' : 'path');
      return undefined;
    }
    if (!isProxyPath(path))
      this.#problem(
        entryOf(item, 'path')?.value ?? item,
        'A path through Backstage begins with {0}, and has neither “..” nor anything but letters, digits, “-”, “_”, “.” and “~” between its slashes.',
        '/api/proxy/',
      );
    if (kind === 'gitlab' && (project === undefined || !isGitLabProject(project)))
      this.#problem(
        entryOf(item, 'project')?.value ?? item,
        'A source of the kind {0} needs the project: its number, or its path such as {1}.',
        ...['gitlab', 'group/name'],
      );
    return this.problems.length > before ? undefined : { kind, path, project, ...source, metrics };
  }

  #hours(node: YamlNode | undefined): number | undefined {
    const entry = entryOf(node, 'attributionHours');
    if (!entry) return undefined;
    const text = scalarOf(entry.value)?.text ?? '';
    const hours = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : (parseDuration(text) ?? 0) / 3_600_000;
    if (hours > 0 && hours <= MOST_HOURS) return hours;
    this.#problem(entry.value, '“{0}” is a number of hours, such as {1}.', 'attributionHours', '24');
    return undefined;
  }

  #timeZone(root: YamlNode | undefined): string | undefined {
    const name = this.#text(root, 'timeZone');
    if (name === undefined || isKnownZone(name)) return name;
    const entry = entryOf(root, 'timeZone');
    if (entry) this.#problem(entry.value, 'There is no time zone “{0}”: write one such as {1}.', name, 'Europe/Berlin');
    return undefined;
  }

  #targets(root: YamlNode | undefined): InsightsConfig['targets'] {
    const targets: Partial<Record<DoraKey, DoraTarget>> = {};
    const group = this.#group(root, 'targets', DORA_KEYS);
    for (const { name, value } of entriesOf(group)) {
      const key = DORA_KEYS.find(each => each === name);
      if (!key) continue;
      const target = parseTarget(key, scalarOf(value)?.text ?? '');
      if (target) targets[key] = target;
      else
        this.#problem(
          value,
          'This is no target for “{0}”: write {1}.',
          name,
          key === 'deploymentFrequency' ? '3/day' : key.endsWith('Rate') ? '15%' : '1h',
        );
    }
    return targets;
  }
}
