import type { Finding, Fix, Severity } from './finding.js';
import type { DocumentKind } from './kinds.js';
import { isListedPatch } from './kubernetes/patch.js';
import { podTemplateOf, resourcesOf } from './kubernetes/resource.js';
import type { KubernetesVersion } from './kubernetes/version.js';
import { DocumentRun } from './documentRun.js';
import type {
  AnyRule,
  Check,
  EntityDocument,
  PlacedReport,
  Report,
  RuleOptions,
  Subjects,
  Surroundings,
  WorkspaceSubject,
} from './rule.js';
import { findingOf } from './ruleFinding.js';
import { rulesBySubject, type RulesBySubject } from './rulesBySubject.js';
import type { FactIndex, FactPlace, PlacedFinding, PlacedResource } from './workspace/factIndex.js';
import { mapOf, scalarOf, valueAt } from './yaml/navigate.js';
import type { RepeatedKey, YamlDocument } from './yaml/node.js';

/** A document that cannot be read. */
export const SYNTAX = 'engine/syntax';

/** A key that stands twice in a mapping. */
export const DUPLICATE_KEY = 'engine/duplicate-key';

/** Which rules run, and how. */
export interface EngineSettings {
  readonly rules: readonly AnyRule[];
  readonly kubernetesVersion: KubernetesVersion;
  /** Parameters by id of the rule, over its defaults. */
  readonly options: ReadonlyMap<string, RuleOptions>;
  /** Severities by id of the rule, where they are not those of the rule. */
  readonly severities: ReadonlyMap<string, Severity>;
  /** How grave keys are that stand twice; undefined: nothing is said of them. */
  readonly duplicateKeys?: Severity;
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
  private readonly rules: RulesBySubject;
  /** The last one of each folder: fixes of what was said before ask it for documents. */
  private readonly hosts = new WeakMap<FactIndex, WorkspaceHost>();
  private readonly memories = new WeakMap<Check<'workspace'>, WeakMap<PlacedResource, Remembered>>();

  constructor(private readonly settings: EngineSettings) {
    this.rules = rulesBySubject(settings.rules, settings.options, settings.severities);
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
    const { duplicateKeys } = this.settings;
    if (duplicateKeys && document.repeatedKeys && place.kind !== 'workflow')
      findings.push(...document.repeatedKeys.map(each => repeatedKey(each, duplicateKeys)));
    const run = this.runOn(findings, place);
    switch (place.kind) {
      case 'kubernetes':
        checkKubernetes(document, place, run);
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
        run.check('entity', entity);
        // A template is an entity, too.
        if (place.kind === 'template') run.check('template', entity);
        break;
      }
      case 'other':
        break;
      default: {
        const root = mapOf(document.root);
        if (root) run.check(FILE_SUBJECTS[place.kind], { document, root });
      }
    }
    const inOrder = findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
    return document.partial ? inOrder.map(withoutFixes) : inOrder;
  }

  /** What the rules find in a Dockerfile. Spans count from the beginning of the file. */
  checkDockerfile(text: string, place: Omit<DocumentPlace, 'kind'>): readonly Finding[] {
    const findings: Finding[] = [];
    this.runOn(findings, place).check('dockerfile', { text });
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
    const { kubernetesVersion, onRuleFailed } = this.settings;
    for (const { rule, check, options, severity } of this.rules.workspace) {
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
        check({ index, each }, report, { kubernetesVersion, path: '', surroundings, options });
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

  private runOn(findings: Finding[], { path, surroundings }: Omit<DocumentPlace, 'kind'>): DocumentRun {
    const { kubernetesVersion, onRuleFailed } = this.settings;
    return new DocumentRun(this.rules, { kubernetesVersion, path, surroundings }, findings, onRuleFailed);
  }
}

function checkKubernetes(document: YamlDocument, place: DocumentPlace, run: DocumentRun): void {
  let answer: boolean | undefined;
  const isPatchFile = (): boolean => (answer ??= isListedPatch(place.path, place.surroundings));
  for (const resource of resourcesOf(document, isPatchFile)) {
    run.check('resource', resource);
    const pod = podTemplateOf(resource);
    if (!pod) continue;
    run.check('pod', pod);
    for (const container of pod.containers) run.check('container', container);
  }
}

function repeatedKey({ name, first, again }: RepeatedKey, severity: Severity): Finding {
  return {
    rule: DUPLICATE_KEY,
    severity,
    span: again,
    message: '“{0}” stands twice in this mapping: the first one does not count.',
    values: [name.slice(0, 80)],
    related: [{ message: 'Before', values: [], span: first }],
  };
}

/** In a document with mistakes nothing shows that a fix does what it says. */
function withoutFixes(finding: Finding): Finding {
  const { fixes, ...rest } = finding;
  return fixes ? rest : finding;
}

function fixesAt(
  document: YamlDocument | undefined,
  fixes: NonNullable<PlacedReport['fixes']>,
): readonly (Fix | undefined)[] {
  return document ? fixes(document) : [];
}
