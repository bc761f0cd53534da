import { nearestName } from '../../../../catalogue/language/names.js';
import { fixOf, replaceValue } from '../../../fixes/edits.js';
import { entriesOf, entryOf, itemsOf, scalarOf, valueAt } from '../../../yaml/navigate.js';
import type { ScalarNode, YamlNode } from '../../../yaml/node.js';
import { sourceSpan } from '../../../yaml/scalarSource.js';
import { scalarValue } from '../../../yaml/scalars.js';
import { templatesIn } from '../expressions/templates.js';
import { scalarsOf, type Trigger, type Workflow } from '../workflow.js';
import { cronProblem } from './cron.js';
import { globProblem } from './glob.js';
import type { Say } from './shape.js';

/**
 * The events with their activity types; undefined where an event takes any.
 *
 * Source: the schema of workflows of github.com/actions/languageservices.
 */
const PULL_REQUEST =
  'assigned unassigned labeled unlabeled opened edited closed reopened synchronize converted_to_draft locked unlocked enqueued dequeued milestoned demilestoned ready_for_review review_requested review_request_removed auto_merge_enabled auto_merge_disabled stacked';
const TYPES: Readonly<Record<string, string | undefined>> = {
  branch_protection_rule: 'created edited deleted',
  check_run: 'completed created rerequested requested_action',
  check_suite: 'completed',
  create: '',
  delete: '',
  deployment: '',
  deployment_status: '',
  discussion:
    'created edited deleted transferred pinned unpinned labeled unlabeled locked unlocked category_changed answered unanswered',
  discussion_comment: 'created edited deleted',
  fork: '',
  gollum: '',
  image_version: 'created ready deleted',
  issue_comment: 'created edited deleted',
  issues:
    'opened edited deleted transferred pinned unpinned closed reopened assigned unassigned labeled unlabeled locked unlocked milestoned demilestoned field_added field_removed typed untyped',
  label: 'created edited deleted',
  merge_group: 'checks_requested',
  milestone: 'created closed opened edited deleted',
  page_build: '',
  project: 'created closed reopened edited deleted',
  project_card: 'created moved converted edited deleted',
  project_column: 'created updated moved deleted',
  public: '',
  pull_request: PULL_REQUEST,
  pull_request_comment: 'created edited deleted',
  pull_request_review: 'submitted edited dismissed',
  pull_request_review_comment: 'created edited deleted',
  pull_request_target: PULL_REQUEST,
  push: '',
  registry_package: 'published updated',
  release: 'published unpublished created edited deleted prereleased released',
  repository_dispatch: undefined,
  schedule: '',
  status: '',
  watch: 'started',
  workflow_call: '',
  workflow_dispatch: '',
  workflow_run: 'requested completed in_progress',
};

/** Which events have a filter. */
const FILTERS: Readonly<Record<string, readonly string[]>> = {
  branches: ['push', 'pull_request', 'pull_request_target', 'merge_group', 'workflow_run'],
  tags: ['push'],
  paths: ['push', 'pull_request', 'pull_request_target'],
};

/** Says what cannot be right in the events that start a workflow. */
export function checkEvents({ document, triggers }: Workflow, say: Say): void {
  for (const trigger of triggers) {
    const { name, key, settings } = trigger;
    if (scalarOf(key)?.masked || name === '') continue;
    if (!Object.hasOwn(TYPES, name)) {
      const nearest = nearestName(name, Object.keys(TYPES));
      say({
        at: key,
        check: 'events',
        message: nearest === undefined ? 'There is no event {0}.' : 'There is no event {0}. Is {1} meant?',
        values: nearest === undefined ? [name] : [name, nearest],
        fixes: () =>
          nearest === undefined ? [] : [fixOf('review', 'Write {0}', [nearest], replaceValue(document, key, nearest))],
      });
      continue;
    }
    checkActivities(trigger, say);
    for (const filter of Object.keys(FILTERS)) checkFilter(document.text, trigger, filter, say);
    for (const each of scalarsOf(valueAt(settings, 'versions'))) checkGlob(document.text, each, 'version', say);
  }
  for (const trigger of triggers) {
    if (trigger.name === 'schedule') checkSchedule(trigger, say);
    if (trigger.name === 'workflow_dispatch') checkDispatch(trigger, say);
    if (trigger.name === 'workflow_call') checkCall(trigger, say);
  }
}

function checkActivities({ name, settings }: Trigger, say: Say): void {
  const known = TYPES[name];
  if (known === undefined) return;
  const types = known.split(' ').filter(type => type !== '');
  for (const each of scalarsOf(valueAt(settings, 'types'))) {
    if (each.masked || each.text === '' || types.includes(each.text)) continue;
    say({
      at: each,
      check: 'events',
      message:
        types.length === 0
          ? 'The event {1} has no types of activity, and not {0} either.'
          : 'The event {1} has no type of activity {0}. There are: {2}.',
      values: [each.text, name, types.join(', ')],
    });
  }
}

function checkFilter(text: string, { name, settings }: Trigger, filter: string, say: Say): void {
  const used = entryOf(settings, filter);
  const ignored = entryOf(settings, `${filter}-ignore`);
  const events = FILTERS[filter] ?? [];
  const isKnown = events.includes(name);
  const entries = [used, ignored].filter(entry => entry !== undefined);
  // Of these, only some keys are there at all.
  if (['workflow_dispatch', 'workflow_call', 'repository_dispatch', 'schedule', 'image_version'].includes(name)) return;
  for (const entry of entries)
    if (!isKnown)
      say({
        at: entry.key,
        check: 'events',
        message: 'The event {1} has no filter “{0}”. Events that have it: {2}.',
        values: [entry.name, name, events.join(', ')],
      });
  if (used && ignored && isKnown) {
    const second = used.key.start > ignored.key.start ? used : ignored;
    say({
      at: second.key,
      check: 'events',
      message: '“{0}” and “{0}-ignore” exclude each other: “!” before a pattern takes out what it matches.',
      values: [filter],
    });
  }
  for (const entry of entries)
    for (const each of scalarsOf(entry.value)) checkGlob(text, each, filter === 'paths' ? 'path' : 'ref', say);
}

/** Marks the part of a pattern that is wrong. */
export function checkGlob(text: string, node: ScalarNode, of: 'ref' | 'path' | 'version', say: Say): void {
  if (node.masked || node.text === '' || templatesIn(node).length > 0) return;
  const problem = globProblem(node.text, of);
  if (!problem) return;
  const span = sourceSpan(text, node, problem.at, node.text.trimEnd().length);
  // A pattern in a block is marked where the block begins: a line break is what is wrong with it.
  const block = node.style === 'literal' || node.style === 'folded';
  say({ at: block ? node : span, check: 'glob', message: problem.message, values: problem.values });
}

function checkSchedule({ key }: Trigger, say: Say): void {
  const list = itemsOf(key.parent?.type === 'map' ? entryOf(key.parent, 'schedule')?.value : undefined);
  const isKey = key.parent?.type === 'map' && key.parent.entries.some(entry => entry.key === key);
  if (!isKey)
    say({ at: key, check: 'events', message: '“schedule” needs the times at which it starts: a list of “cron”.' });
  for (const item of list) {
    // What begins with “$” stands for a time that is filled in when the workflow is made.
    const cron = scalarOf(valueAt(item, 'cron'));
    const problem = cron && !cron.masked && !/^(?:$|\$)/.test(cron.text) ? cronProblem(cron.text) : undefined;
    if (cron && problem) say({ at: cron, check: 'events', message: problem.message, values: problem.values });
    const zone = scalarOf(valueAt(item, 'timezone'));
    if (zone && !zone.masked && zone.text !== '' && !isZone(zone.text))
      say({ at: zone, check: 'events', message: 'There is no time zone {0}.', values: [zone.text] });
  }
}

/** Whether a time zone is one of the IANA database, by its region and place, as GitHub takes them. */
function isZone(name: string): boolean {
  if (!name.includes('/') && !/^(?:Etc|GMT)$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const DISPATCH_TYPES = ['string', 'number', 'boolean', 'choice', 'environment'];
const CALL_TYPES = ['boolean', 'number', 'string'];

function checkDispatch({ key: event, settings }: Trigger, say: Say): void {
  const all = entriesOf(valueAt(settings, 'inputs'));
  // More than this GitHub does not show.
  const most = 25;
  if (all.length > most)
    say({
      at: event,
      check: 'events',
      message: 'There can be {0} inputs at most: here are {1}.',
      values: [String(most), String(all.length)],
    });
  for (const { name, key, value } of all) {
    const type = scalarOf(valueAt(value, 'type'));
    const options = valueAt(value, 'options');
    if (type && !type.masked && !DISPATCH_TYPES.includes(type.text)) {
      if (type.text !== '') sayOfType(type, DISPATCH_TYPES, say);
      continue;
    }
    if (type?.text === 'choice') checkChoice(name, key, options, scalarOf(valueAt(value, 'default')), say);
    else if (scalarsOf(options).length > 0)
      say({
        at: key,
        check: 'events',
        message: 'The input {0} has options, but its type is not “choice”.',
        values: [name],
      });
    checkDefault(type?.text ?? 'string', scalarOf(valueAt(value, 'default')), say);
  }
}

function checkChoice(
  name: string,
  key: YamlNode,
  options: YamlNode | undefined,
  preset: ScalarNode | undefined,
  say: Say,
): void {
  const choices = scalarsOf(options);
  if (choices.length === 0) {
    say({ at: key, check: 'events', message: 'The input {0} is a choice without options.', values: [name] });
    return;
  }
  const seen = new Set<string>();
  for (const each of choices) {
    if (seen.has(each.text))
      say({ at: each, check: 'events', message: 'The option {0} is there already.', values: [each.text] });
    seen.add(each.text);
  }
  if (preset && !preset.masked && !seen.has(preset.text))
    say({
      at: preset,
      check: 'events',
      message: '{0} is none of the options: {1}.',
      values: [preset.text, [...seen].join(', ')],
    });
}

function checkDefault(type: string, preset: ScalarNode | undefined, say: Say): void {
  if (!preset || preset.masked || templatesIn(preset).length > 0) return;
  const isRight =
    type === 'boolean'
      ? preset.text === 'true' || preset.text === 'false'
      : type !== 'number' || typeof scalarValue({ ...preset, style: 'plain' }, 'core') === 'number';
  if (!isRight)
    say({
      at: preset,
      check: 'events',
      message: 'The input is of type {1}: {0} is none.',
      values: [preset.text, type],
    });
}

function checkCall({ settings }: Trigger, say: Say): void {
  for (const { value } of entriesOf(valueAt(settings, 'inputs'))) {
    const type = scalarOf(valueAt(value, 'type'));
    if (type && !type.masked && type.text !== '' && !CALL_TYPES.includes(type.text)) sayOfType(type, CALL_TYPES, say);
    const preset = scalarOf(valueAt(value, 'default'));
    checkDefault(type?.text ?? 'string', preset, say);
    if (preset && scalarOf(valueAt(value, 'required'))?.text === 'true')
      say({
        at: preset,
        check: 'events',
        severity: 'warning',
        message: 'This value is never used: the input is required.',
      });
  }
}

function sayOfType(type: ScalarNode, known: readonly string[], say: Say): void {
  say({
    at: type,
    check: 'syntax',
    message: 'There is no type {0}. There are: {1}.',
    values: [type.text, known.join(', ')],
  });
}
