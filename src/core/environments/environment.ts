/**
 * The life of an environment: asked for, being made, running, close to its end (`expiring`), past it (`expired`), being taken
 * away, gone. `degraded`: it runs, and something of it does not; `failed`: it could not be made, or has ended by itself.
 */
export const ENVIRONMENT_STATES = [
  'requested',
  'provisioning',
  'ready',
  'degraded',
  'expiring',
  'expired',
  'destroying',
  'destroyed',
  'failed',
] as const;

export type EnvironmentState = (typeof ENVIRONMENT_STATES)[number];

/** What an environment is for. What a platform calls otherwise stays as it says. */
export type EnvironmentClass = 'preview' | 'development' | 'test' | 'staging' | 'production' | (string & {});

/** Something that happened to an environment. */
export interface EnvironmentEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly state: EnvironmentState;
  /** One sentence for a person. */
  readonly text?: string;
}

/** A component in an environment. */
export interface EnvironmentComponent {
  /** Full reference in lower case. */
  readonly entityRef: string;
  readonly version?: string;
  readonly commit?: string;
  readonly branch?: string;
}

/** A copy of something that runs somewhere for a while. Every text in it is data of a server or a file. */
export interface Environment {
  /** Unique over all providers: the full reference of its entity, or `local:` and the name of its folder. */
  readonly id: string;
  readonly name: string;
  readonly class: EnvironmentClass;
  readonly provider: 'backstage' | 'local';
  /** Full reference of the owner. */
  readonly owner?: string;
  readonly components: readonly EnvironmentComponent[];
  readonly state: EnvironmentState;
  /** Set where nothing says how it is: `state` is then only what can be worked out from its times. */
  readonly isStateUnknown?: true;
  /** When that was known, in milliseconds since 1970: a catalogue is minutes late. */
  readonly stateAt?: number;
  /** Web addresses; what is none was left out. */
  readonly addresses: readonly string[];
  readonly createdAt?: number;
  /** Absent for one that stays. */
  readonly expiresAt?: number;
  /** Full reference of the template that it was made from, with a version behind `@` where that is known. */
  readonly definition?: string;
  /** What it costs, as the platform says it. */
  readonly costHint?: string;
  /** Whether its name is to be typed before it is destroyed. */
  readonly isProtected: boolean;
  readonly events: readonly EnvironmentEvent[];
  /** What is wrong with it, in one sentence. */
  readonly trouble?: string;
  /**
   * Where what is written down and what runs have gone apart: `unrecorded`, something runs that no record (entity or state file)
   * knows; `notRunning`, the record says that it runs and nothing does.
   */
  readonly drift?: 'unrecorded' | 'notRunning';
}
