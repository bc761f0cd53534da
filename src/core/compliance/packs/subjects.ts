import { listOf, mapOfTexts, type CelValue } from '../cel/value.js';
import { treeValue } from '../cel/tree.js';
import type { FindingSubject } from '../finding.js';
import type { Container, KubernetesResource, PodTemplate } from '../kubernetes/resource.js';
import type { Subjects } from '../rule.js';
import type { Dockerfile, Instruction } from '../rules/dockerfile/dockerfile.js';
import { entriesOf, entryOf, itemsOf, mapOf, resolved, scalarOf, valueAt } from '../yaml/navigate.js';
import type { MapNode, Span, YamlDocument, YamlNode } from '../yaml/node.js';
import type { Dialect } from '../yaml/scalars.js';
import { markOf, type NodePath } from './nodePath.js';
import type { PackTarget, TargetFiles, TargetObject } from './pack.js';

/** One object that a rule looks at. */
export interface Instance {
  /** What stands for all of its document, to tell documents apart. */
  readonly whole: object;
  readonly object: CelValue;
  /** The whole that the object is part of. */
  readonly resource: CelValue;
  /** For containers and pods: the pod template. */
  readonly pod: CelValue;
  /** The name of a job or a service. */
  readonly key: string | undefined;
  readonly subject: FindingSubject | undefined;
  readonly mark: (path: NodePath) => Span;
  /** Where fixes write; undefined where they cannot. */
  readonly tree: { readonly document: YamlDocument; readonly node: MapNode } | undefined;
}

/** Reads Dockerfiles; handed in because the reader is large and few rules need it. */
export type ReadDockerfile = (subject: Subjects['dockerfile']) => Dockerfile;

const DIALECTS: Readonly<Record<Exclude<TargetFiles, 'dockerfile'>, Dialect>> = {
  kubernetes: 'kubernetes',
  entity: 'core',
  template: 'core',
  workflow: 'core',
  compose: 'compose',
  gitlab: 'core',
  openapi: 'core',
  kustomization: 'kubernetes',
  prometheusRules: 'core',
};

/** The subject of the engine under which a rule of a pack runs. */
export function engineSubject({ files, each }: PackTarget): keyof Subjects {
  if (files !== 'kubernetes') return files;
  if (each === 'container') return 'container';
  return each === 'document' ? 'resource' : 'pod';
}

/** The objects in a subject of the engine that a rule looks at. */
export function instancesOf(
  target: PackTarget,
  subject: Subjects[keyof Subjects],
  readDockerfile: ReadDockerfile | undefined,
): readonly Instance[] {
  if ('index' in subject) return [];
  if ('pod' in subject) return containerInstance(target, subject);
  if ('spec' in subject) return podInstance(target, subject);
  if (!('root' in subject)) return readDockerfile ? instructions(subject, readDockerfile(subject)) : [];
  const { document, root } = subject;
  const { files, each } = target;
  if (files === 'dockerfile') return [];
  if ('kind' in subject && !isWanted(target, objectOf(subject))) return [];
  const dialect = DIALECTS[files];
  const make = (node: MapNode, key?: string, kind?: string): Instance =>
    instance({ document, root, node, dialect, key, kind });
  switch (each) {
    case 'job':
      return mapsIn(valueAt(root, 'jobs')).map(([key, node]) => make(node, key, 'job'));
    case 'service':
      return mapsIn(valueAt(root, 'services')).map(([key, node]) => make(node, key, 'service'));
    case 'step':
      return files === 'template'
        ? steps(valueAt(root, 'spec', 'steps')).map(node => make(node))
        : mapsIn(valueAt(root, 'jobs')).flatMap(([key, job]) =>
            steps(valueAt(job, 'steps')).map(node => make(node, key, 'job')),
          );
    default:
      return [make(root)];
  }
}

function mapsIn(node: YamlNode | undefined): readonly (readonly [string, MapNode])[] {
  return entriesOf(node).flatMap(({ name, value }) => {
    const map = mapOf(value);
    return map ? [[name, map] as const] : [];
  });
}

function steps(node: YamlNode | undefined): readonly MapNode[] {
  return itemsOf(node).flatMap(item => mapOf(item) ?? []);
}

interface Placed {
  readonly document: YamlDocument;
  readonly root: MapNode;
  readonly node: MapNode;
  readonly dialect: Dialect;
  readonly key: string | undefined;
  readonly kind: string | undefined;
  readonly pod?: MapNode;
}

function instance({ document, root, node, dialect, key, kind, pod }: Placed): Instance {
  return {
    whole: document,
    object: treeValue(node, dialect),
    resource: treeValue(root, dialect),
    pod: pod ? treeValue(pod, dialect) : null,
    key,
    subject: key !== undefined && kind !== undefined ? { kind, name: key } : undefined,
    mark: path => markOf(node, path),
    tree: { document, node },
  };
}

function podInstance(target: PackTarget, pod: PodTemplate): readonly Instance[] {
  const { resource, spec } = pod;
  const template = templateOf(pod);
  if (!template || !isWanted(target, objectOf(resource))) return [];
  const { document, root } = resource;
  const node = target.each === 'podSpec' ? spec : template;
  return [instance({ document, root, node, dialect: 'kubernetes', key: undefined, kind: undefined, pod: template })];
}

function containerInstance(target: PackTarget, { pod, node, name }: Container): readonly Instance[] {
  const { resource } = pod;
  const template = templateOf(pod);
  if (!template || !isWanted(target, objectOf(resource))) return [];
  const { document, root } = resource;
  return [instance({ document, root, node, dialect: 'kubernetes', key: name, kind: undefined, pod: template })];
}

/** The mapping with `metadata` and `spec` of the pods. */
function templateOf({ spec, resource }: PodTemplate): MapNode | undefined {
  return spec.parent?.type === 'map' ? spec.parent : resource.root;
}

function objectOf(subject: {
  readonly root: MapNode;
  readonly kind: string;
  readonly namespace: string | undefined;
}): TargetObject {
  const apiVersion = 'apiVersion' in subject ? (subject as KubernetesResource).apiVersion : '';
  const slash = apiVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind: subject.kind,
    namespace: subject.namespace,
    label: name => {
      const labels = resolved(valueAt(subject.root, 'metadata', 'labels'));
      const scalar = scalarOf(entryOf(labels, name)?.value);
      return scalar?.masked === false ? scalar.text : undefined;
    },
  };
}

/** Whether a rule looks at objects like this one. */
function isWanted({ kinds, matches }: PackTarget, object: TargetObject): boolean {
  const isKind = kinds.length === 0 || kinds.some(kind => fits(kind, object));
  return isKind && (matches?.(object) ?? true);
}

function fits(pattern: string, { group, version, kind }: TargetObject): boolean {
  const parts = pattern.split('/');
  const same = (wanted: string | undefined, value: string): boolean =>
    wanted === undefined || wanted === '*' || wanted === value;
  const wantedKind = parts.pop();
  return same(wantedKind, kind) && same(parts[0], group) && same(parts[1], version);
}

function instructions(whole: Subjects['dockerfile'], { head, stages }: Dockerfile): readonly Instance[] {
  const named = stages.map(({ index, name, image }) =>
    mapOfTexts([
      ['index', BigInt(index)],
      ['name', name?.text ?? ''],
      ['image', image?.text ?? ''],
    ]),
  );
  const make = (instruction: Instruction, stage: CelValue): Instance => ({
    whole,
    object: instructionValue(instruction),
    resource: stage,
    pod: null,
    key: undefined,
    subject: undefined,
    mark: ([part, index]) => {
      if (part === 'words' || part === 'json') {
        const words = part === 'words' ? instruction.words : (instruction.json ?? []);
        const word = words[typeof index === 'number' ? index : 0];
        if (word) return word;
      }
      return instruction.keywordSpan;
    },
    tree: undefined,
  });
  return [
    ...head.map(instruction => make(instruction, null)),
    ...stages.flatMap(({ from, instructions: others }, index) =>
      [from, ...others].map(instruction => make(instruction, named[index] ?? null)),
    ),
  ];
}

function instructionValue({ keyword, flags, words, json, assignments, onbuild }: Instruction): CelValue {
  return mapOfTexts([
    ['keyword', keyword],
    ['flags', mapOfTexts(flags.map(({ name, value }) => [name, value ?? true] as const))],
    ['words', listOf(words.map(({ text }) => text))],
    ['json', json ? listOf(json.map(({ text }) => text)) : null],
    ['assignments', mapOfTexts(assignments.map(({ name, value }) => [name, value ?? null] as const))],
    ['onbuild', onbuild],
    ['text', words.map(({ text }) => text).join(' ')],
  ]);
}
