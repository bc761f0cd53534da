import type { Entity } from '../../../../src/core/catalogue/entity.js';
import type { CatalogueSource, EntityPage, EntityPageRequest } from '../../../../src/core/catalogue/source.js';
import { CANCELLED, failure, success, type Problem, type Result } from '../../../../src/core/common/problem.js';
import { Emitter, type Event } from '../../../../src/core/common/event.js';

/** A catalogue in memory, whose answers can be held back and made to fail. */
export class MemoryCatalogue implements CatalogueSource {
  private readonly changed = new Emitter<void>();
  private gate: Promise<void> | undefined;
  private open: (() => void) | undefined;
  private problem: Problem | undefined;
  /** How many pages were asked for. */
  pagesAsked = 0;

  readonly onDidChange: Event<void> = this.changed.event;

  constructor(public entities: readonly Entity[]) {}

  async page(request: EntityPageRequest, signal: AbortSignal): Promise<Result<EntityPage>> {
    this.pagesAsked++;
    const answer = this.answer();
    const ready = await this.passed(signal);
    if (!ready.ok) return ready;
    if (answer.problem) return failure(answer.problem);
    const kinds = request.kinds?.map(kind => kind.toLowerCase());
    const all = answer.entities.filter(({ kind }) => kinds?.includes(kind.toLowerCase()) ?? true);
    const start = Number(request.cursor ?? 0);
    const end = start + request.limit;
    return success({ items: all.slice(start, end), ...(end < all.length ? { nextCursor: String(end) } : {}) });
  }

  async byRefs(refs: readonly string[], signal: AbortSignal): Promise<Result<readonly (Entity | undefined)[]>> {
    const answer = this.answer();
    const ready = await this.passed(signal);
    if (!ready.ok) return ready;
    if (answer.problem) return failure(answer.problem);
    return success(refs.map(ref => answer.entities.find(entity => entity.ref === ref.toLowerCase())));
  }

  /** Makes every request that comes from now on fail; undefined lets them succeed again. */
  failWith(problem: Problem | undefined): void {
    this.problem = problem;
  }

  /** Holds back the answers to all requests that come from now on, until the function given back is called. */
  hold(): () => void {
    let open = (): void => undefined;
    this.gate = new Promise(resolve => (open = resolve));
    this.open = open;
    return open;
  }

  /** Answers what is held back, and holds back no more. */
  release(): void {
    this.open?.();
    this.gate = undefined;
  }

  /** Puts other entities in place and says so. */
  change(entities: readonly Entity[]): void {
    this.entities = entities;
    this.changed.fire();
  }

  /** What is true when the request comes is what it is answered, however late. */
  private answer(): { readonly entities: readonly Entity[]; readonly problem: Problem | undefined } {
    return { entities: this.entities, problem: this.problem };
  }

  private async passed(signal: AbortSignal): Promise<Result<void>> {
    await this.gate;
    return signal.aborted ? failure(CANCELLED) : success(undefined);
  }
}
