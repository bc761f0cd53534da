import { Emitter, type Event } from '../../../../src/core/common/event.js';
import { CANCELLED, failure, success, type Problem, type Result } from '../../../../src/core/common/problem.js';
import type { Environment } from '../../../../src/core/environments/environment.js';
import type {
  EnvironmentLogLine,
  EnvironmentProvider,
  EnvironmentRequest,
  ProvisionProgress,
} from '../../../../src/core/environments/provider.js';

/** Environments in memory: they are ready at once. */
export class MemoryProvider implements EnvironmentProvider {
  private readonly changed = new Emitter<void>();
  private readonly byId = new Map<string, Environment>();
  /** Makes listing fail. */
  problem: Problem | undefined;
  /** How often it was asked what there is. */
  listed = 0;

  readonly onDidChange: Event<void> = this.changed.event;

  async list(signal: AbortSignal): Promise<Result<readonly Environment[]>> {
    this.listed++;
    if (signal.aborted) return failure(CANCELLED);
    return this.problem ? failure(this.problem) : success([...this.byId.values()]);
  }

  async create(request: EnvironmentRequest, onProgress: ProvisionProgress): Promise<Result<Environment>> {
    const id = `local:${request.name}`;
    if (this.byId.has(id)) return failure({ kind: 'conflict', message: 'There is one already.' });
    onProgress('Starting it');
    const { name, entityRef, branch, timeToLiveMs } = request;
    return success(
      this.put({
        ...{ id, name, class: 'development', provider: 'local', state: 'ready', isProtected: false, events: [] },
        components: [{ entityRef, branch }],
        addresses: ['http://127.0.0.1:4100/'],
        expiresAt: timeToLiveMs,
      }),
    );
  }

  /** Sets an environment, and tells of it. */
  put(environment: Environment): Environment {
    this.byId.set(environment.id, environment);
    this.changed.fire();
    return environment;
  }

  async extend(id: string, until: number): Promise<Result<Environment>> {
    const known = this.byId.get(id);
    if (!known) return failure({ kind: 'notFound', message: 'There is none.' });
    return success(this.put({ ...known, expiresAt: until }));
  }

  async destroy(id: string): Promise<Result<void>> {
    if (this.byId.delete(id)) this.changed.fire();
    return success(undefined);
  }

  async mend(id: string): Promise<Result<Environment | undefined>> {
    return success(this.byId.get(id));
  }

  async log(): Promise<Result<readonly EnvironmentLogLine[]>> {
    return success([]);
  }

  dispose(): void {
    this.changed.dispose();
  }
}
