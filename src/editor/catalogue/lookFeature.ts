import * as vscode from 'vscode';
import type { EntityDocuments } from '../../core/catalogue/apiDefinition.js';
import { ownProperty, type Entity } from '../../core/catalogue/entity.js';
import { shortEntityRef } from '../../core/catalogue/entityRef.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { TechDocs } from '../../core/catalogue/techDocs.js';
import type { WorkspaceFiles } from '../../core/catalogue/workspaceFiles.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { failure, success, type Problem } from '../../core/common/problem.js';
import type { CommandHandler, CommandId } from '../common/commands.js';
import { noBackstage } from '../common/portal.js';
import type { CatalogueView } from './catalogueView.js';
import type { DefinitionComparison } from './compareDefinition.js';
import { EntityPageDocuments } from './entityPageDocuments.js';
import type { EntityGlances } from './entityGlances.js';
import { EntityFinder } from './findEntity.js';
import { RecentEntities } from './recentEntities.js';
import type { Stars } from './stars.js';
import { WhereAmI } from './whereAmI.js';

export interface LookOptions {
  readonly model: CatalogueModel;
  readonly view: CatalogueView;
  readonly stars: Stars;
  readonly glances: EntityGlances;
  /** Whole entities of the instance that is set; undefined where none is. */
  readonly documents: () => EntityDocuments | undefined;
  /** Its documentation. */
  readonly docs: () => TechDocs | undefined;
  readonly files: WorkspaceFiles;
  readonly clock: Clock;
  /** Told of what goes wrong in the background. */
  readonly onProblem: (problem: Problem) => void;
  /** Remembers what was opened last, for this workspace. */
  readonly memento: vscode.Memento;
}

type LookCommandId = Extract<CommandId, `goldenPath.entity.${string}`>;

/** Finding entities and looking at them: the picker, the pages, the status bar. */
export interface LookFeature extends Disposable {
  readonly commands: Readonly<Record<LookCommandId, CommandHandler>>;
  readonly finder: EntityFinder;
  readonly whereAmI: WhereAmI;
}

/** Registers documents and status bar; nothing is read yet. */
export function lookFeature(options: LookOptions): LookFeature {
  const { model, view, stars, glances, documents, docs, files, clock, memento, onProblem } = options;
  const store = new DisposableStore();
  const start = (): void => {
    if (model.state.server.readAt === undefined) view.start();
  };
  const recent = new RecentEntities(memento);
  const finder = new EntityFinder({ model, stars, recent, start });
  const read: EntityDocuments['read'] = async (ref, signal) =>
    (await documents()?.read(ref, signal)) ?? failure(noBackstage());
  const pages = store.add(new EntityPageDocuments({ model, glances, documents: { read }, docs, start, onProblem }));
  let loaded: Promise<DefinitionComparison> | undefined;
  const comparison = (): Promise<DefinitionComparison> =>
    (loaded ??= import('./compareDefinition.js').then(({ DefinitionComparison }) =>
      store.add(new DefinitionComparison({ model, files, pages, clock })),
    ));
  const whereAmI = store.add(new WhereAmI(model, glances));

  /** The entity that a menu or another extension means, else the one that the person then finds. */
  const entityOf = async (argument: unknown, query: string, signal: AbortSignal): Promise<Entity | undefined> => {
    const ref = ownProperty(ownProperty(argument, 'entity'), 'ref');
    const named = typeof ref === 'string' ? model.state.index.get(ref) : undefined;
    return named ?? finder.ask(query, signal);
  };

  return {
    finder,
    whereAmI,
    commands: {
      'goldenPath.entity.find': async (signal, query) => {
        const entity = await finder.ask(typeof query === 'string' ? query : '', signal);
        return entity ? pages.open(entity.ref) : success(undefined);
      },
      'goldenPath.entity.openPage': async (signal, argument) => {
        const entity = await entityOf(argument, '', signal);
        if (!entity) return success(undefined);
        const opened = await pages.open(entity.ref);
        // Who walks through the tree goes on there: the preview itself cannot be told to leave the focus.
        if (ownProperty(argument, 'keepFocus') === true)
          await vscode.commands.executeCommand('goldenPath.catalogue.focus');
        return opened;
      },
      'goldenPath.entity.openDefinition': async (signal, argument) => {
        const entity = await entityOf(argument, 'kind:api ', signal);
        return entity ? pages.openDefinition(entity, signal) : success(undefined);
      },
      'goldenPath.entity.readDocs': async (signal, argument) => {
        const entity = await entityOf(argument, '', signal);
        return entity ? pages.techDocs.open(entity, signal) : success(undefined);
      },
      'goldenPath.entity.compareDefinition': async (signal, argument) => {
        const ref = ownProperty(ownProperty(argument, 'entity'), 'ref');
        const named = typeof ref === 'string' ? model.state.index.get(ref) : undefined;
        const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
        const chosen = named ? success(named) : await (await comparison()).choose(uri);
        if (!chosen.ok) return chosen;
        return chosen.value ? (await comparison()).compare(chosen.value, signal) : success(undefined);
      },
      'goldenPath.entity.reveal': async (signal, argument) => {
        const entity = await entityOf(argument, '', signal);
        if (!entity) return success(undefined);
        await vscode.commands.executeCommand('goldenPath.catalogue.focus');
        if (await view.reveal(entity.ref)) return success(undefined);
        // The filter may hide it.
        await view.setFilter('all');
        if (await view.reveal(entity.ref)) return success(undefined);
        const message = vscode.l10n.t('{0} is not in the catalogue as it is grouped now.', shortEntityRef(entity.ref));
        return failure({ kind: 'notFound', message });
      },
      'goldenPath.entity.showOfFile': () => whereAmI.showMenu(),
    },
    dispose: () => store.dispose(),
  };
}
