import type { Disposable, Event } from '../common/event.js';
import type { Result } from '../common/problem.js';
import type { Environment } from './environment.js';

/** What somebody asks for. */
export interface EnvironmentRequest {
  /** Lower-case letters, digits and hyphens, as names of entities. */
  readonly name: string;
  /** Full reference of the component. */
  readonly entityRef: string;
  /** Absolute path of the component's repository on this machine. */
  readonly repository: string;
  /** Where in the repository the component is, with forward slashes; empty for all of it. */
  readonly folder: string;
  readonly branch: string;
  /** The commit that is to run; undefined for the newest of the branch. */
  readonly commit?: string;
  readonly owner?: string;
  /** Milliseconds from now until it ends. */
  readonly timeToLiveMs: number;
  /** How it runs: as plain processes, or in containers. */
  readonly driver: 'process' | 'container';
}

/** A line of what an environment writes. */
export interface EnvironmentLogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The container or process that has written it. */
  readonly from: string;
  readonly text: string;
}

/** How far the making of an environment has come, in one sentence. */
export type ProvisionProgress = (step: string) => void;

/** Makes environments on this machine and takes them away. */
export interface EnvironmentProvider extends Disposable {
  /** Told when an environment has come, gone or changed. */
  readonly onDidChange: Event<void>;
  list(signal: AbortSignal): Promise<Result<readonly Environment[]>>;
  /**
   * Makes an environment and waits until it answers.
   * @returns `conflict` where the branch has one already; `invalid` where nothing says how the component runs, or what says it
   *   cannot be read; what was made until then is taken away again
   */
  create(request: EnvironmentRequest, onProgress: ProvisionProgress, signal: AbortSignal): Promise<Result<Environment>>;
  /** Gives it another end. @param until milliseconds since 1970 */
  extend(id: string, until: number, signal: AbortSignal): Promise<Result<Environment>>;
  /**
   * Stops it and removes its folder. Doing it twice does no more than doing it once.
   * @param discardChanges whether changes in its worktree that are in no commit may go with it
   * @returns `conflict` where there are such changes and they may not
   */
  destroy(id: string, discardChanges: boolean, signal: AbortSignal): Promise<Result<void>>;
  /**
   * Brings together again what has gone apart (`drift`): starts what should run, and stops and removes what nobody knows of.
   * @returns the environment as it is then; undefined where it is gone
   */
  mend(id: string, onProgress: ProvisionProgress, signal: AbortSignal): Promise<Result<Environment | undefined>>;
  /** The last lines that it has written, the oldest first. */
  log(id: string, most: number, signal: AbortSignal): Promise<Result<readonly EnvironmentLogLine[]>>;
}
