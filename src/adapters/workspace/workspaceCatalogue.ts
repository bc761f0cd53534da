import type { Entity } from '../../core/catalogue/entity.js';
import {
  fileProblem,
  LARGEST_DESCRIPTOR,
  parseDescriptor,
  tooLargeDescriptor,
  withProblem,
  type Descriptor,
  type DescriptorProblem,
  type LocationTarget,
} from '../../core/catalogue/descriptor.js';
import type { CatalogueSource, EntityPage, EntityPageRequest } from '../../core/catalogue/source.js';
import { isAddress } from '../../core/catalogue/targetPattern.js';
import type { WorkspaceFiles } from '../../core/catalogue/workspaceFiles.js';
import { Emitter, type Disposable, type Event } from '../../core/common/event.js';
import { CANCELLED, cancelledBy, failure, success, type Result } from '../../core/common/problem.js';

/** The descriptors of the open folders, by the URI of their file. */
export type Descriptors = ReadonlyMap<string, Descriptor>;

interface Parsed {
  readonly text: string;
  readonly descriptor: Descriptor;
}

interface Reading {
  readonly descriptors: Map<string, Descriptor>;
  readonly entities: Map<string, Entity>;
}

/** The catalogue of the open folders: every descriptor, and what its Locations point to. Useful without any server. */
export class WorkspaceCatalogue implements CatalogueSource, Disposable {
  private readonly read = new Emitter<Descriptors>();
  private readonly changed = new Emitter<void>();
  private readonly parsed = new Map<string, Parsed>();
  private readonly watch: Disposable;
  private reading: Promise<Result<Reading>> | undefined;

  /** Told of the descriptors each time they were read. */
  readonly onDidRead: Event<Descriptors> = this.read.event;
  readonly onDidChange: Event<void> = this.changed.event;

  constructor(private readonly files: WorkspaceFiles) {
    this.watch = files.onDidChange(() => {
      this.reading = undefined;
      this.changed.fire();
    });
  }

  async page(request: EntityPageRequest, signal: AbortSignal): Promise<Result<EntityPage>> {
    // The first page reads the files; the next ones belong to the same reading.
    const reading = await this.current(request.cursor === undefined, signal);
    if (!reading.ok) return reading;
    const kinds = request.kinds?.map(kind => kind.toLowerCase());
    const all = [...reading.value.entities.values()].filter(({ kind }) => kinds?.includes(kind.toLowerCase()) ?? true);
    const start = Number(request.cursor ?? 0);
    if (!Number.isSafeInteger(start) || start < 0)
      return failure({
        kind: 'invalid',
        message: 'This is no place in the catalogue.',
        detail: String(request.cursor),
      });
    const end = start + request.limit;
    return success({ items: all.slice(start, end), ...(end < all.length ? { nextCursor: String(end) } : {}) });
  }

  async byRefs(refs: readonly string[], signal: AbortSignal): Promise<Result<readonly (Entity | undefined)[]>> {
    const reading = await this.current(false, signal);
    return reading.ok ? success(refs.map(ref => reading.value.entities.get(ref.toLowerCase()))) : reading;
  }

  dispose(): void {
    this.watch.dispose();
    this.read.dispose();
    this.changed.dispose();
  }

  private async current(fresh: boolean, signal: AbortSignal): Promise<Result<Reading>> {
    if (fresh || !this.reading) this.reading = this.readAll(signal);
    const reading = this.reading;
    const result = await reading;
    if (!result.ok && this.reading === reading) this.reading = undefined;
    const cancelled = cancelledBy(signal);
    if (cancelled) return cancelled;
    // The reading was shared, and whoever began it has stopped it: this caller still wants it.
    return !result.ok && result.problem.kind === 'cancelled' ? this.current(true, signal) : result;
  }

  private async readAll(signal: AbortSignal): Promise<Result<Reading>> {
    const found = await this.files.findDescriptors(signal);
    if (!found.ok) return found;
    const reading: Reading = { descriptors: new Map(), entities: new Map() };
    for (const uri of [...found.value].sort()) await this.readFile(uri, reading, signal);
    if (signal.aborted) return failure(CANCELLED);
    for (const uri of [...this.parsed.keys()]) if (!reading.descriptors.has(uri)) this.parsed.delete(uri);
    this.read.fire(reading.descriptors);
    return success(reading);
  }

  private async readFile(uri: string, reading: Reading, signal: AbortSignal): Promise<void> {
    // Locations may point at each other, or at a file that is found by its name anyway.
    if (reading.descriptors.has(uri) || signal.aborted) return;
    const descriptor = await this.parse(uri);
    reading.descriptors.set(uri, descriptor);
    for (const entity of descriptor.entities)
      if (!reading.entities.has(entity.ref)) reading.entities.set(entity.ref, entity);
    const problems: DescriptorProblem[] = [];
    for (const target of descriptor.targets) {
      if (isAddress(target.target)) continue;
      const files = await this.files.expand(uri, target.target);
      if (!files.ok || files.value.length === 0) problems.push(targetProblem(target, files));
      else for (const file of files.value) await this.readFile(file, reading, signal);
    }
    if (problems.length > 0)
      reading.descriptors.set(uri, { ...descriptor, problems: [...descriptor.problems, ...problems] });
  }

  private async parse(uri: string): Promise<Descriptor> {
    const size = await this.files.size(uri);
    if (size.ok && size.value > LARGEST_DESCRIPTOR) return tooLargeDescriptor(size.value);
    const text = size.ok ? await this.files.read(uri) : size;
    if (!text.ok)
      return withProblem(
        fileProblem('descriptor-unreadable', 'This descriptor cannot be read: {0}', text.problem.message),
      );
    const before = this.parsed.get(uri);
    if (before?.text === text.value) return before.descriptor;
    const descriptor = parseDescriptor(text.value, uri);
    this.parsed.set(uri, { text: text.value, descriptor });
    return descriptor;
  }
}

function targetProblem({ target, range }: LocationTarget, answer: Result<readonly string[]>): DescriptorProblem {
  if (!answer.ok && answer.problem.kind === 'forbidden')
    return {
      code: 'location-target-outside',
      severity: 'warning',
      message: 'The target “{0}” lies outside the open folder and is not followed here.',
      values: [target],
      range,
    };
  return {
    code: 'location-target-missing',
    severity: 'error',
    message: 'There is no file “{0}”.',
    values: [target],
    range,
  };
}
