import * as vscode from 'vscode';
import { displayNameOf } from '../../core/catalogue/card.js';
import { displayName } from '../../core/catalogue/entity.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { DisposableStore } from '../../core/common/disposables.js';
import { presentProblem } from '../../core/common/problem.js';
import { pathLabel, pathSentence } from '../../core/templates/pathText.js';
import { findTemplates, TEMPLATE_PATHS, type RankedTemplate } from '../../core/templates/templateRank.js';
import { plainLabel } from '../common/plainLabel.js';

/** A row of the list; one without a template only says something. */
interface TemplateRow extends vscode.QuickPickItem {
  readonly template?: RankedTemplate;
}

export interface ChooseTemplateOptions {
  readonly model: CatalogueModel;
  /** All templates in their order, as they are known now. */
  readonly templates: () => readonly RankedTemplate[];
  /** Full references of the templates that were used last, the latest first. */
  readonly recent: readonly string[];
  /** Shows what is in a template. */
  readonly showContents: (template: RankedTemplate) => void;
  /** Opens a template in the portal. */
  readonly openInBackstage: (template: RankedTemplate) => void;
}

/**
 * Asks which template to use: recommended ones first.
 * @param signal closes the list
 * @returns undefined where the person chose none
 */
export async function chooseTemplate(
  options: ChooseTemplateOptions,
  signal: AbortSignal,
): Promise<RankedTemplate | undefined> {
  const { model } = options;
  const store = new DisposableStore();
  const picker = store.add(vscode.window.createQuickPick<TemplateRow>());
  const contents: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('info'),
    tooltip: vscode.l10n.t('What’s in it'),
  };
  const backstage: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('link-external'),
    tooltip: vscode.l10n.t('Open in Backstage'),
  };
  picker.title = vscode.l10n.t('Create from Template');
  picker.placeholder = vscode.l10n.t('What do you want to make? Search by name, words, tags or owner');
  // What is shown was found and put in order here.
  Object.assign(picker, { sortByLabel: false });
  const show = (): void => {
    picker.busy = model.state.server.phase === 'loading';
    picker.items = rows(options, picker.value, [contents, backstage]);
  };
  const chosen = await new Promise<RankedTemplate | undefined>(resolve => {
    const close = (): void => resolve(undefined);
    store.add(picker.onDidChangeValue(show));
    store.add(model.onDidChange(show));
    store.add(picker.onDidHide(close));
    store.add(
      picker.onDidAccept(() => {
        const template = picker.selectedItems[0]?.template;
        if (template) resolve(template);
      }),
    );
    store.add(
      picker.onDidTriggerItemButton(({ item, button }) => {
        if (!item.template) return;
        picker.hide();
        (button === contents ? options.showContents : options.openInBackstage)(item.template);
      }),
    );
    signal.addEventListener('abort', close);
    store.add({ dispose: () => signal.removeEventListener('abort', close) });
    show();
    picker.show();
  });
  store.dispose();
  return chosen;
}

function rows(
  { model, templates, recent }: ChooseTemplateOptions,
  text: string,
  buttons: readonly vscode.QuickInputButton[],
): readonly TemplateRow[] {
  const { index } = model.state;
  const all = templates();
  const found = findTemplates(all, text);
  if (found.length === 0) return [nothing(model, all.length > 0)];
  const row = (template: RankedTemplate): TemplateRow => {
    const { entity } = template;
    const owner = entity.owner && displayNameOf(entity.owner, index).replace(/^group:/, '');
    const detail = pathSentence(template, index, vscode.l10n.t);
    const isVariant = template.path === 'paved' || template.path === 'deprecated';
    return {
      label: plainLabel(displayName(entity)),
      description: plainLabel([owner, entity.tags.join(', ')].filter(part => part).join(' · ')),
      detail: plainLabel((isVariant ? detail : undefined) ?? entity.description ?? ''),
      iconPath: new vscode.ThemeIcon(template.path === 'deprecated' ? 'archive' : 'rocket'),
      alwaysShow: true,
      buttons: entity.local ? buttons.slice(0, 1) : buttons,
      template,
    };
  };
  const before =
    text.trim() === '' ? recent.flatMap(ref => found.find(({ entity }) => entity.ref === ref) ?? []).slice(0, 3) : [];
  const groups = TEMPLATE_PATHS.flatMap(path => {
    const members = found.filter(template => template.path === path && !before.includes(template));
    return members.length > 0 ? [separator(pathLabel(path, vscode.l10n.t)), ...members.map(row)] : [];
  });
  return before.length > 0 ? [separator(vscode.l10n.t('Recently used')), ...before.map(row), ...groups] : groups;
}

function nothing(model: CatalogueModel, hasTemplates: boolean): TemplateRow {
  const { server } = model.state;
  const problem = server.problem && presentProblem(server.problem, vscode.l10n.t).text;
  const label = hasTemplates
    ? vscode.l10n.t('No template matches')
    : server.phase === 'loading'
      ? vscode.l10n.t('Reading the catalogue …')
      : server.phase === 'absent'
        ? vscode.l10n.t('Connect to a Backstage to see its templates')
        : vscode.l10n.t('The catalogue has no templates');
  return { label, alwaysShow: true, ...(problem ? { detail: plainLabel(problem) } : {}) };
}

function separator(label: string): TemplateRow {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
