import * as vscode from 'vscode';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { RefreshSchedule } from '../../core/catalogue/refreshSchedule.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { onDidChangeSettings } from '../common/settings.js';
import type { CatalogueView } from './catalogueView.js';

const SHORTEST_LOOK_MS = 500;
const LONGEST_LOOK_MS = 30_000;

export interface AutomaticRefreshOptions {
  readonly model: CatalogueModel;
  readonly view: CatalogueView;
  readonly clock: Clock;
  /** The pause between two readings, in minutes; 0 for none at all. */
  readonly everyMinutes: () => number;
}

/** Reads the catalogue again from time to time, as long as somebody can see it: the view is visible, the window focused. */
export function refreshAutomatically({ model, view, clock, everyMinutes }: AutomaticRefreshOptions): Disposable {
  const store = new DisposableStore();
  const schedule = new RefreshSchedule();
  store.add(model.onDidChange(({ server }) => schedule.note(server, clock.now())));
  const look = (): void => {
    const isSeen = view.isVisible && vscode.window.state.focused;
    if (isSeen && schedule.isDue(clock.now(), everyMinutes())) void view.refreshQuietly();
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const lookLater = (): void => {
    const everyMs = everyMinutes() * 60_000;
    const wait = everyMs > 0 ? Math.min(Math.max(everyMs / 10, SHORTEST_LOOK_MS), LONGEST_LOOK_MS) : LONGEST_LOOK_MS;
    clearTimeout(timer);
    timer = setTimeout(() => {
      look();
      lookLater();
    }, wait);
  };
  lookLater();
  store.add({ dispose: () => clearTimeout(timer) });
  store.add(onDidChangeSettings(['catalogue.refreshMinutes'])(lookLater));
  store.add(view.onDidBecomeVisible(look));
  store.add(vscode.window.onDidChangeWindowState(look));
  return store;
}
