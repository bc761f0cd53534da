import * as vscode from 'vscode';
import { displayNameOf } from '../../core/catalogue/card.js';
import { displayName, type Entity } from '../../core/catalogue/entity.js';
import { EntityIndex } from '../../core/catalogue/entityIndex.js';
import { shortEntityRef } from '../../core/catalogue/entityRef.js';
import type { CatalogueModel, CatalogueState } from '../../core/catalogue/model.js';
import { EntitySearch } from '../../core/catalogue/search.js';
import { DisposableStore } from '../../core/common/disposables.js';
import { presentProblem } from '../../core/common/problem.js';
import { plainLabel } from '../common/plainLabel.js';
import { commandAction, placesOf, type EntityAction } from './entityActions.js';
import type { RecentEntities } from './recentEntities.js';
import type { Stars } from './stars.js';
import { iconOf } from './treeItems.js';

const MOST_ROWS = 100;

export interface FindEntityOptions {
  readonly model: CatalogueModel;
  readonly stars: Stars;
  readonly recent: RecentEntities;
  /** Starts the first reading of the catalogue, unless it has been. */
  readonly start: () => void;
}

/** A row of the picker; one without an entity only says something. */
export interface EntityRow extends vscode.QuickPickItem {
  readonly entity?: Entity;
  readonly actions?: readonly EntityAction[];
}

/** Finds an entity as the person types. One picker of the window: it keeps the prepared search of the catalogue it last saw. */
export class EntityFinder {
  private search = new EntitySearch(EntityIndex.EMPTY);

  private open = false;

  constructor(private readonly options: FindEntityOptions) {}

  /** Whether the box is shown. */
  get isOpen(): boolean {
    return this.open;
  }

  /**
   * Asks for an entity.
   * @param query what the box begins with, such as `kind:api `
   * @param signal closes the box
   * @returns undefined where the person chose none
   */
  async ask(query: string, signal: AbortSignal): Promise<Entity | undefined> {
    const { model, recent, start } = this.options;
    const store = new DisposableStore();
    const picker = store.add(vscode.window.createQuickPick<EntityRow>());
    // The rows come in the order of the search. Editors that do not know this yet put matches in the label first.
    Object.assign(picker, { sortByLabel: false });
    picker.title = vscode.l10n.t('Find Entity');
    picker.placeholder = vscode.l10n.t('A name or any words; kind: owner: type: lifecycle: tag: system: is:mine …');
    picker.value = query;
    const show = (): void => {
      const { rows, total } = this.rows(picker.value);
      picker.busy = model.state.server.phase === 'loading';
      picker.title =
        total > MOST_ROWS
          ? vscode.l10n.t('Find Entity: the first {0} of {1}', MOST_ROWS, total)
          : vscode.l10n.t('Find Entity');
      picker.items = rows;
    };
    const chosen = await new Promise<Entity | undefined>(resolve => {
      const close = (): void => resolve(undefined);
      store.add(picker.onDidChangeValue(show));
      store.add(
        model.onDidChange(() => {
          picker.keepScrollPosition = true;
          show();
          picker.keepScrollPosition = false;
        }),
      );
      store.add(picker.onDidHide(close));
      store.add(
        picker.onDidAccept(() => {
          const entity = picker.selectedItems[0]?.entity;
          if (entity) resolve(entity);
        }),
      );
      store.add(
        picker.onDidTriggerItemButton(({ item, button }) => {
          const action = item.actions?.find(({ title }) => title === button.tooltip);
          if (item.entity) void recent.add(item.entity.ref);
          picker.hide();
          void action?.run();
        }),
      );
      signal.addEventListener('abort', close);
      store.add({ dispose: () => signal.removeEventListener('abort', close) });
      start();
      show();
      picker.show();
      this.open = true;
    });
    this.open = false;
    store.dispose();
    if (chosen) await recent.add(chosen.ref);
    return chosen;
  }

  /** The rows for what was typed, and how many entities match in all. */
  rows(text: string): { readonly rows: readonly EntityRow[]; readonly total: number } {
    const { model, stars, recent } = this.options;
    const { state } = model;
    if (this.search.index !== state.index) this.search = new EntitySearch(state.index);
    const starred = stars.refs;
    const row = (entity: Entity): EntityRow => entityRow(entity, state.index, starred.has(entity.ref));
    const { entities, total } = this.search.find(text, MOST_ROWS, {
      starred,
      ...(state.mine ? { mine: state.mine } : {}),
    });
    if (total === 0) return { rows: [nothingRow(state)], total };
    const before = text.trim() === '' ? recent.refs.flatMap(ref => state.index.get(ref) ?? []) : [];
    if (before.length === 0) return { rows: entities.map(row), total };
    const others = entities.filter(entity => !before.includes(entity));
    return {
      rows: [
        separator(vscode.l10n.t('recently opened')),
        ...before.map(row),
        separator(vscode.l10n.t('all')),
        ...others.map(row),
      ],
      total,
    };
  }
}

function entityRow(entity: Entity, index: EntityIndex, starred: boolean): EntityRow {
  const owner = entity.owner && displayNameOf(entity.owner, index).replace(/^group:/, '');
  const facts = [starred ? '★' : undefined, entity.type ?? entity.kind, owner, entity.lifecycle];
  const detail = [shortEntityRef(entity.ref), entity.description].filter(part => part !== undefined).join(' · ');
  const actions = [
    ...placesOf(entity),
    commandAction('goldenPath.entity.reveal', 'list-tree', vscode.l10n.t('Reveal in Catalogue'), entity),
  ];
  return {
    label: plainLabel(displayName(entity)),
    description: plainLabel(facts.filter(fact => fact).join(' · ')),
    detail: plainLabel(detail),
    iconPath: new vscode.ThemeIcon(iconOf(entity)),
    // What is shown is what was found here: the box must not filter it again.
    alwaysShow: true,
    buttons: actions.map(({ icon, title }) => ({ iconPath: new vscode.ThemeIcon(icon), tooltip: title })),
    entity,
    actions,
  };
}

function nothingRow({ server, workspace, index }: CatalogueState): EntityRow {
  const problem = server.phase === 'failed' && server.problem ? presentProblem(server.problem, vscode.l10n.t).text : '';
  const reading = server.phase === 'loading' || workspace.phase === 'loading';
  const label =
    index.size > 0
      ? index.isComplete
        ? vscode.l10n.t('No entity matches')
        : vscode.l10n.t('No entity matches of those that have been read so far')
      : reading
        ? vscode.l10n.t('Reading the catalogue …')
        : vscode.l10n.t('Nothing is known of the catalogue yet');
  return { label, alwaysShow: true, ...(problem ? { detail: plainLabel(problem) } : {}) };
}

function separator(label: string): EntityRow {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
