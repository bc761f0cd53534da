/** A line of a run's log. */
export interface RunLogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Plain text without a line break. */
  readonly text: string;
  /** The step that it belongs to. */
  readonly stepId?: string;
  /** Whether it is what the step (or the run) did, not what it says itself. */
  readonly isHeading: boolean;
}

/** The log of a run. Lines are only ever added: who knows how many there were knows what is new. */
export class RunLog {
  private readonly all: RunLogLine[] = [];

  get length(): number {
    return this.all.length;
  }

  add(line: RunLogLine): void {
    this.all.push(line);
  }

  /** The lines from a position on. */
  from(start: number): readonly RunLogLine[] {
    return start === 0 ? this.all : this.all.slice(start);
  }
}
