import type * as vscode from 'vscode';
import { isRecord, ownProperty } from '../../core/catalogue/entity.js';
import type { RememberedRun, RunMemory } from '../../core/templates/runs.js';

const KEY = 'goldenPath.runs.open';

/** Remembers the open runs of this workspace, per instance: their ids and titles, nothing else. */
export function runMemory(memento: vscode.Memento): RunMemory {
  const all = (): Readonly<Record<string, unknown>> => {
    const stored = memento.get<unknown>(KEY);
    return isRecord(stored) ? stored : {};
  };
  return {
    read: origin => {
      const runs = ownProperty(all(), origin);
      return Array.isArray(runs) ? runs.filter(isRemembered) : [];
    },
    write: (origin, runs) => {
      const others = Object.entries(all()).filter(([other]) => other !== origin);
      void memento.update(KEY, Object.fromEntries(runs.length > 0 ? [...others, [origin, runs]] : others));
    },
  };
}

/** Whether runs of this workspace were left open, on whatever instance. */
export function hasOpenRuns(memento: vscode.Memento): boolean {
  const stored = memento.get<unknown>(KEY);
  return isRecord(stored) && Object.keys(stored).length > 0;
}

function isRemembered(run: unknown): run is RememberedRun {
  return typeof ownProperty(run, 'id') === 'string' && typeof ownProperty(run, 'title') === 'string';
}
