import * as vscode from 'vscode';
import type { BackstageConnection } from '../../adapters/backstage/connection.js';
import { eventPath } from '../../core/insights/eventIngress.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import {
  FEEDBACK_TOPIC,
  LONGEST_FEEDBACK,
  readFeedback,
  type Feedback,
  type FeedbackTheme,
} from '../../core/insights/feedback.js';
import { isoWeek } from '../../core/insights/isoWeek.js';
import { jsonLines } from '../../core/insights/jsonLines.js';
import { plainLabel } from '../common/plainLabel.js';
import { noBackstage } from '../common/portal.js';
import { howItGoes, placeFor, writeFile } from './handOver.js';
import { ShownDraft } from './shownDraft.js';
import type { SurveyStore } from './surveyStore.js';

export interface FeedbackOptions {
  readonly store: SurveyStore;
  readonly now: number;
  readonly newId: () => string;
  readonly connection: BackstageConnection | undefined;
  /** References of the templates that were used last, the latest first. */
  readonly templates: readonly string[];
}

interface Theme extends vscode.QuickPickItem {
  readonly theme?: FeedbackTheme;
}

type Destination = 'copy' | 'export' | 'send' | 'edit' | 'discard';

const VERSION = process.env['GOLDEN_PATH_VERSION'] ?? '';
const MOST_TEMPLATES = 3;

/**
 * Asks what it is about and for some words, shows what would go, and hands it over where the person says. One that was left is gone on
 * with.
 */
export async function giveFeedback(options: FeedbackOptions, signal: AbortSignal): Promise<Result<unknown> | void> {
  const draft = new ShownDraft(options.store, 'feedback.json');
  if (await draft.exists()) await draft.show();
  else {
    const feedback = await write(options);
    if (!feedback) return;
    await draft.show(`${JSON.stringify(feedback, undefined, 2)}\n`);
  }
  const destination = (await draft.ask(vscode.l10n.t('This is what goes. Where to?'), destinations(options)))
    ?.destination;
  if (destination === undefined || destination === 'edit') return;
  if (destination === 'discard') return draft.close();
  const feedback = readDraft(draft.text);
  if (!feedback.ok) return feedback;
  const done = await handOver(feedback.value, destination, options, signal);
  if (done?.ok) await draft.close();
  return done;
}

async function write({ templates, now, newId }: FeedbackOptions): Promise<Feedback | undefined> {
  const title = vscode.l10n.t('Feedback to the Platform Team');
  const placeHolder = vscode.l10n.t('What is it about?');
  const theme = (await vscode.window.showQuickPick(themes(templates), { title, placeHolder }))?.theme;
  if (theme === undefined) return undefined;
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'What should the platform team know? You see everything before it goes. Your words may identify you.',
    ),
    validateInput: written =>
      written.length > LONGEST_FEEDBACK ? vscode.l10n.t('At most {0} characters.', LONGEST_FEEDBACK) : undefined,
  });
  if (!text?.trim()) return undefined;
  const fileKind = kindOfFile(vscode.window.activeTextEditor?.document);
  const context = { extension: VERSION, ...(fileKind === undefined ? {} : { fileKind }) };
  return { id: newId(), theme, text: text.trim(), context, week: isoWeek(now) };
}

/** What a person may mean here: the rule at the cursor, the kind of file in front, templates used lately, the platform. */
function themes(templates: readonly string[]): readonly Theme[] {
  const editor = vscode.window.activeTextEditor;
  const kind = kindOfFile(editor?.document);
  const rules = editor ? rulesAt(editor) : [];
  return [
    { label: vscode.l10n.t('The platform as a whole'), theme: 'platform' },
    ...rules.map((rule): Theme => ({
      label: plainLabel(rule),
      description: vscode.l10n.t('rule'),
      theme: `rule:${rule}`,
    })),
    ...templates.slice(0, MOST_TEMPLATES).map((ref): Theme => ({
      label: plainLabel(ref),
      description: vscode.l10n.t('template'),
      theme: `template:${ref}`,
    })),
    ...(kind === undefined
      ? []
      : [{ label: plainLabel(kind), description: vscode.l10n.t('this kind of file'), theme: `file:${kind}` } as const]),
  ];
}

function rulesAt({ document, selection }: vscode.TextEditor): readonly string[] {
  const here = vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ source, range }) => source === 'Golden Path' && range.intersection(selection));
  return [...new Set(here.map(({ code }) => String(typeof code === 'object' ? code.value : (code ?? ''))))].filter(
    Boolean,
  );
}

/** A word for a kind of file, never its name. */
function kindOfFile(document: vscode.TextDocument | undefined): string | undefined {
  if (!document || document.uri.scheme === 'output') return undefined;
  const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
  if (/^catalog-info\.ya?ml$/.test(name)) return 'catalog-info';
  if (/^template\.ya?ml$/.test(name)) return 'template';
  return document.languageId;
}

function destinations({
  connection,
}: FeedbackOptions): readonly (vscode.QuickPickItem & { destination: Destination })[] {
  const address = connection && `${connection.catalogue.origin}${eventPath(FEEDBACK_TOPIC)}`;
  return [
    { label: vscode.l10n.t('Copy'), destination: 'copy' },
    { label: vscode.l10n.t('Export to File…'), destination: 'export' },
    ...(address === undefined
      ? []
      : [
          {
            ...{ label: vscode.l10n.t('Send to Backstage'), description: address, detail: howItGoes() },
            destination: 'send' as const,
          },
        ]),
    {
      label: vscode.l10n.t('Change It First'),
      detail: vscode.l10n.t('Run “Golden Path: Give Feedback to the Platform Team” again to go on.'),
      destination: 'edit',
    },
    { label: vscode.l10n.t('Discard'), destination: 'discard' },
  ];
}

function readDraft(text: string): Result<Feedback> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return failure(invalid(error instanceof Error ? error.message : String(error)));
  }
  const read = readFeedback(value);
  return 'message' in read ? failure(invalid(vscode.l10n.t(read.message, ...read.values))) : success(read);
}

async function handOver(
  feedback: Feedback,
  destination: 'copy' | 'export' | 'send',
  { connection }: FeedbackOptions,
  signal: AbortSignal,
): Promise<Result<unknown> | undefined> {
  if (destination === 'send') {
    if (!connection) return failure(noBackstage());
    const sent = await connection.events.publish(FEEDBACK_TOPIC, feedback, signal);
    if (sent.ok) vscode.window.setStatusBarMessage(vscode.l10n.t('Feedback was sent'), 5000);
    return sent;
  }
  if (destination === 'copy') {
    await vscode.env.clipboard.writeText(jsonLines([feedback]));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Feedback was copied'), 5000);
    return success(undefined);
  }
  const place = placeFor(`feedback-${feedback.id.slice(0, 8)}.jsonl`);
  const uri = await vscode.window.showSaveDialog({ ...place, filters: { 'JSON Lines': ['jsonl'] } });
  return uri && writeFile(uri, jsonLines([feedback]));
}

function invalid(said: string): Problem {
  return {
    kind: 'invalid',
    message: vscode.l10n.t('This cannot be handed over as it stands, and is kept: {0}', said),
    // The sentence says it all: it is no matter of an address.
    fields: [],
  };
}
