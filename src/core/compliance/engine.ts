import type { Finding, FindingSubject, Fix, Severity } from './finding.js';
import type { DocumentKind } from './kinds.js';
import { isListedPatch } from './kubernetes/patch.js';
import { podTemplateOf, resourcesOf, type KubernetesResource } from './kubernetes/resource.js';
import type { KubernetesVersion } from './kubernetes/version.js';
import type {
  AnyRule,
  Check,
  EntityDocument,
  PlacedReport,
  Report,
  RuleInfo,
  RuleContext,
  RuleOptions,
  Subjects,
  Surroundings,
  WorkspaceSubject,
} from './rule.js';
import type { FactIndex, FactPlace, PlacedFinding, PlacedResource } from './workspace/factIndex.js';
import { mapOf, scalarOf, valueAt } from './yaml/navigate.js';
import type { YamlDocument } from './yaml/node.js';
import { forgetUnknowns, hangsOnUnknowns } from './yaml/unknowns.js';

/** Findings of one rule that did not get to its end; so that a defect of ours is seen and hides nothing else. */
export const RULE_FAILED = 'engine/rule-failed';
/** A document that cannot be read. */
export const SYNTAX = 'engine/syntax';

/** Which rules run, and how. */
export interface EngineSettings {
  readonly rules: readonly AnyRule[];
  readonly kubernetesVersion: KubernetesVersion;
  /** Parameters by id of the rule, over its defaults. */
  readonly options: ReadonlyMap<string, RuleOptions>;
  /** Severities by id of the rule, where they are not those of the rule. */
  readonly severities: ReadonlyMap<string, Severity>;
  /** Takes what a rule threw, for the log. */
  readonly onRuleFailed?: (rule: string, error: unknown) => void;
}

/** What is known of a document beside its text. */
export interface DocumentPlace {
  /** From the scanned folder, with forward slashes. */
  readonly path: string;
  readonly kind: DocumentKind;
  readonly surroundings: Surroundings | undefined;
}

/** What is around everything that was scanned. */
export interface WorkspaceHost {
  /** The document that begins at a place, as it is now; undefined where there is none. For fixes, which come long after. */
  readonly documentAt: (place: FactPlace) => YamlDocument | undefined;
  /** Of the scanned folder. */
  readonly surroundings: Surroundings | undefined;
}

/** A rule and how it looks at one subject. */
interface RuleCheck<Name extends keyof Subjects> {
  readonly rule: RuleInfo;
  readonly check: Check<Name>;
}

type Grouped = { readonly [Name in keyof Subjects]: readonly RuleCheck<Name>[] };

const FILE_SUBJECTS = {
  kustomization: 'kustomization',
  workflow: 'workflow',
  gitlab: 'gitlab',
  compose: 'compose',
  openapi: 'openapi',
  prometheusRules: 'prometheusRules',
} as const satisfies Partial<Record<DocumentKind, keyof Subjects>>;

/** Something that was said of a place, which moves with its document. */
interface Said {
  readonly place: FactPlace;
  readonly finding: Finding;
}

/** What a rule said of an object, and what that holds for. */
interface Remembered {
  readonly revision: number;
  readonly around: number;
  readonly said: readonly Said[];
}

const NONE: readonly Said[] = [];

/** Runs rules over documents. Keeps nothing of them but what rules across files said of objects. */
export class ComplianceEngine {
  private readonly rules: Grouped;
  /** The last one of each folder: fixes of what was said before ask it for documents. */
  private readonly hosts = new WeakMap<FactIndex, WorkspaceHost>();
  private readonly memories = new WeakMap<Check<'workspace'>, WeakMap<PlacedResource, Remembered>>();

  constructor(private readonly settings: EngineSettings) {
    this.rules = groupBySubject(settings.rules);
  }

  /**
   * What the rules find in one YAML document, each rule on its own: one that throws costs one finding.
   * @returns in the order of the text
   */
  checkDocument(document: YamlDocument, place: DocumentPlace): readonly Finding[] {
    const findings: Finding[] = document.problems.map(({ span, message, values }) => ({
      rule: SYNTAX,
      severity: 'error',
      span,
      message,
      values,
    }));
    const run = this.runner(findings, place);
    switch (place.kind) {
      case 'kubernetes':
        this.checkKubernetes(document, place, run);
        break;
      case 'entity':
      case 'template': {
        const root = mapOf(document.root);
        if (!root) break;
        const text = (...path: string[]): string => scalarOf(valueAt(root, ...path))?.text ?? '';
        const entity: EntityDocument = {
          document,
          root,
          kind: text('kind'),
          name: text('metadata', 'name'),
          namespace: text('metadata', 'namespace') || 'default',
        };
        run('entity', entity);
        // A template is an entity, too.
        if (place.kind === 'template') run('template', entity);
        break;
      }
      case 'other':
        break;
      default: {
        const root = mapOf(document.root);
        if (root) run(FILE_SUBJECTS[place.kind], { document, root });
      }
    }
    return findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }

  /** What the rules find in a Dockerfile. Spans count from the beginning of the file. */
  checkDockerfile(text: string, place: Omit<DocumentPlace, 'kind'>): readonly Finding[] {
    const findings: Finding[] = [];
    this.runner(findings, place)('dockerfile', { text });
    return findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  }

  /** Whether some rule looks across files. */
  get looksAcrossFiles(): boolean {
    return this.rules.workspace.length > 0;
  }

  /**
   * What the rules that look across files find in everything that was scanned.
   * @returns file by file, in the order of each text
   */
  checkWorkspace(index: FactIndex, host: WorkspaceHost): readonly PlacedFinding[] {
    this.hosts.set(index, host);
    const { surroundings } = host;
    const documentAt = (place: FactPlace): YamlDocument | undefined => this.hosts.get(index)?.documentAt(place);
    const placed: PlacedFinding[] = [];
    let said: Said[] = [];
    const around = index.revision;
    const { kubernetesVersion, options, severities, onRuleFailed } = this.settings;
    for (const { rule, check } of this.rules.workspace) {
      const severity = severities.get(rule.id);
      const report = ({ fixes, in: place, ...found }: PlacedReport): void => {
        const made: Report = fixes ? { ...found, fixes: () => fixesAt(documentAt(place), fixes) } : found;
        said.push({ place, finding: findingOf(rule, made, undefined, severity) });
      };
      said = [];
      const memory = this.memoryOf(check);
      const each: WorkspaceSubject['each'] = (objects, look) => {
        for (const object of objects) {
          const known = memory.get(object);
          if (known?.revision === object.revision && known.around === around) {
            if (known.said.length > 0) said.push(...known.said);
            continue;
          }
          const before = said;
          said = [];
          look(object);
          memory.set(object, {
            revision: object.revision,
            around: index.revision,
            said: said.length > 0 ? said : NONE,
          });
          before.push(...said);
          said = before;
        }
      };
      try {
        check({ index, each }, report, {
          kubernetesVersion,
          path: '',
          surroundings,
          options: optionsOf(rule, options),
        });
      } catch (error) {
        onRuleFailed?.(rule.id, error);
      }
      for (const { place, finding } of said) placed.push({ path: place.path, offset: place.offset, finding });
    }
    return placed.sort(
      (a, b) =>
        (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) ||
        a.offset - b.offset ||
        a.finding.span.start - b.finding.span.start ||
        a.finding.span.end - b.finding.span.end,
    );
  }

  /** What a rule said of objects. */
  private memoryOf(check: Check<'workspace'>): WeakMap<PlacedResource, Remembered> {
    let memory = this.memories.get(check);
    if (!memory) this.memories.set(check, (memory = new WeakMap()));
    return memory;
  }

  private checkKubernetes(document: YamlDocument, place: DocumentPlace, run: Run): void {
    let answer: boolean | undefined;
    const isPatchFile = (): boolean => (answer ??= isListedPatch(place.path, place.surroundings));
    for (const resource of resourcesOf(document, isPatchFile)) {
      run('resource', resource);
      const pod = podTemplateOf(resource);
      if (!pod) continue;
      run('pod', pod);
      for (const container of pod.containers) run('container', container);
    }
  }

  private runner(findings: Finding[], { path, surroundings }: Omit<DocumentPlace, 'kind'>): Run {
    const { kubernetesVersion, options, severities, onRuleFailed } = this.settings;
    return (name, subject) => {
      for (const { rule, check } of this.rules[name]) {
        const context: RuleContext = {
          kubernetesVersion,
          path,
          surroundings,
          options: optionsOf(rule, options),
        };
        const severity = severities.get(rule.id);
        const report = (found: Report): void => {
          // What a template fills in may be what is missed: undetermined, and nothing is said.
          if (hangsOnUnknowns(found.at)) return;
          findings.push(findingOf(rule, found, subjectOf(subject), severity));
        };
        forgetUnknowns();
        try {
          check(subject, report, context);
        } catch (error) {
          onRuleFailed?.(rule.id, error);
          findings.push(ruleFailed(rule.id, error));
        }
      }
    };
  }
}

type DocumentSubject = Exclude<keyof Subjects, 'workspace'>;
type Run = <Name extends DocumentSubject>(name: Name, subject: Subjects[Name]) => void;

const NO_OPTIONS: RuleOptions = {};

function optionsOf(
  rule: { readonly id: string; readonly options?: RuleOptions },
  all: EngineSettings['options'],
): RuleOptions {
  const own = all.get(rule.id);
  if (!own) return rule.options ?? NO_OPTIONS;
  return { ...rule.options, ...own };
}

function findingOf(
  rule: { readonly id: string; readonly severity: Severity },
  { at, message, values = [], check, related, subject, severity, fixes }: Report,
  itself: Finding['subject'],
  wanted: Severity | undefined,
): Finding {
  const about = subject ?? itself;
  return {
    rule: rule.id,
    severity: severityFor(rule.severity, severity, wanted),
    span: { start: at.start, end: at.end },
    message,
    values,
    ...(about ? { subject: about } : {}),
    ...(check === undefined ? {} : { check }),
    ...(related ? { related } : {}),
    ...(fixes ? { fixes: () => fixes().filter(fix => fix !== undefined) } : {}),
  };
}

/** A rule can find some things graver or less grave than others; what was set for the rule as a whole goes before that. */
function severityFor(ofRule: Severity, ofFinding: Severity | undefined, wanted: Severity | undefined): Severity {
  if (wanted !== undefined && wanted !== ofRule) return wanted;
  return ofFinding ?? ofRule;
}

function ruleFailed(id: string, error: unknown): Finding {
  return {
    rule: RULE_FAILED,
    severity: 'warning',
    span: { start: 0, end: 0 },
    message: 'The rule {0} failed here and was left out: {1}',
    values: [id, error instanceof Error ? error.message : String(error)],
  };
}

/** The object that a subject belongs to; undefined for a file as a whole. */
function subjectOf(subject: Subjects[keyof Subjects]): Finding['subject'] {
  if ('pod' in subject) return nameOf(subject.pod.resource);
  if ('resource' in subject) return nameOf(subject.resource);
  return 'kind' in subject ? nameOf(subject) : undefined;
}

function nameOf({ kind, name, namespace }: KubernetesResource | EntityDocument): FindingSubject {
  return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function fixesAt(
  document: YamlDocument | undefined,
  fixes: NonNullable<PlacedReport['fixes']>,
): readonly (Fix | undefined)[] {
  return document ? fixes(document) : [];
}

const SUBJECTS = [
  ...['resource', 'pod', 'container', 'entity', 'template', 'workflow', 'gitlab', 'compose'],
  ...['openapi', 'kustomization', 'prometheusRules', 'dockerfile', 'workspace'],
] as (keyof Subjects)[];

function groupBySubject(rules: readonly AnyRule[]): Grouped {
  const grouped: Partial<Record<keyof Subjects, RuleCheck<never>[]>> = {};
  for (const name of SUBJECTS)
    grouped[name] = rules.flatMap(rule => {
      const check = (rule.subject === name ? rule.check : rule.alsoChecks?.[name]) as Check<never> | undefined;
      return check ? [{ rule, check }] : [];
    });
  return grouped as unknown as Grouped;
}
