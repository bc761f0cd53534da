import type { CelExpression } from '../cel/expression.js';
import type { Finding, FixClass, Severity } from '../finding.js';
import type { RuleInfo, RuleOptions } from '../rule.js';
import type { Span, YamlNode } from '../yaml/node.js';
import type { NodePath } from './nodePath.js';
import type { SchemaCheck } from './schema.js';

/** The form of the files with rules, as in their `apiVersion`. */
export const PACK_VERSION = 'rules.golden-path.dev/v1';

/** Kinds of files that rules of packs can look at, with the parts of them that they can look at one by one. */
export const PACK_TARGETS = {
  kubernetes: ['document', 'podTemplate', 'podSpec', 'container'],
  entity: ['document'],
  template: ['document', 'step'],
  workflow: ['document', 'job', 'step'],
  compose: ['document', 'service'],
  dockerfile: ['instruction'],
  gitlab: ['document'],
  openapi: ['document'],
  kustomization: ['document'],
  prometheusRules: ['document'],
} as const;

export type TargetFiles = keyof typeof PACK_TARGETS;

/** What a rule looks at. */
export interface PackTarget {
  readonly files: TargetFiles;
  /** The part of a file that `object` is. */
  readonly each: string;
  /** Which objects: `Deployment`, `apps/Deployment`, `apps/v1/Deployment`, with `*` for anything; none: all. */
  readonly kinds: readonly string[];
  /** A further condition that cannot be written as kinds. */
  readonly matches?: (object: TargetObject) => boolean;
}

/** What is known of an object before its rules look at it. */
export interface TargetObject {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  /** Its own labels; a value that is not known is undefined. */
  readonly label: (name: string) => string | undefined;
}

/** A text with expressions in it: `label is {{ value }}`. */
export type TextTemplate = readonly (string | CelExpression)[];

/** One thing that a rule asks for. */
export interface PackCheck {
  readonly condition: CelExpression | SchemaCheck;
  /** The value that is marked, from the object on; undefined: where the condition looks. */
  readonly at: NodePath | undefined;
  /** An expression that gives the message, where `message` is not enough. */
  readonly messageExpression?: CelExpression;
  readonly message: TextTemplate;
}

export type PackFix = {
  readonly class: FixClass;
  readonly title: TextTemplate;
} & ({ readonly set: NodePath; readonly value: PackValue } | { readonly remove: NodePath });

/** A value that a fix writes, with expressions in its texts. */
export type PackValue =
  | { readonly text: TextTemplate; readonly quoted: boolean }
  | { readonly items: readonly PackValue[] }
  | { readonly entries: readonly (readonly [key: string, value: PackValue])[] };

export interface PackTest {
  readonly name: string;
  readonly span: Span;
  /** What the file is taken for. */
  readonly path: string;
  /** The file beside the pack, or its text in the pack. */
  readonly input: { readonly file: string } | { readonly text: string };
  readonly expect: readonly ExpectedFinding[];
  /** What the file is after all fixes; undefined: that is not tested. */
  readonly fixed?: { readonly file: string } | { readonly text: string };
  /** Owners by entity, for rules that ask the catalogue. */
  readonly catalog: ReadonlyMap<string, string>;
}

export interface ExpectedFinding {
  /** One-based. */
  readonly line: number;
  /** Part of its message. */
  readonly message?: string;
  readonly span: Span;
}

/** A rule of a pack, read and compiled. */
export interface PackRule {
  readonly info: RuleInfo;
  readonly target: PackTarget;
  /** Where one of them is not true, the rule does not look. */
  readonly when: readonly CelExpression[];
  /** In order: each can name those before it as `variables.name`. */
  readonly variables: readonly { readonly name: string; readonly expression: CelExpression }[];
  readonly checks: readonly PackCheck[];
  readonly fix?: PackFix;
  /** What an expression that goes wrong means: the rule has failed, or it cannot be said. */
  readonly onError: 'fail' | 'undetermined';
  /** What `params` is; undefined: not known. */
  readonly parameters: RuleOptions | undefined;
  readonly tests: readonly PackTest[];
  /** Of its id in the pack, from the beginning of the file. */
  readonly span: Span;
}

/** What a pack wants of a rule that is none of its own. */
export interface PackOverride {
  readonly rule: string;
  readonly severity: Severity | 'off' | undefined;
  readonly waivable: boolean | undefined;
  readonly span: Span;
}

/** A pack as it was read. Spans count from the beginning of its file. */
export interface RulePack {
  readonly name: string;
  readonly version: string;
  readonly rules: readonly PackRule[];
  readonly overrides: readonly PackOverride[];
  /** What is wrong with it; rules with a problem are not among `rules`. */
  readonly problems: readonly Finding[];
}

/** Tells of something that is wrong in a pack. */
export type Complain = (rule: RuleInfo, at: YamlNode | Span, message: string, ...values: readonly string[]) => void;
