import { Emitter, type Disposable, type Event } from '../../core/common/event.js';

/** How an entity is, as its row and its card show it. */
export interface EntityGlance {
  /** One character that tells the state without its colour. */
  readonly shape: string;
  /** One word for the state. */
  readonly word: string;
  /** Id of a colour of the theme. */
  readonly colour: string;
  /** Whether it is worth more than its own sign: the name of the entity takes the colour, too. */
  readonly isTrouble: boolean;
  /** The state and its numbers in one line. */
  readonly line: string;
  /** A section for the card, as Markdown in which the words of servers are only text. */
  readonly markdown: () => string;
}

/** How the entities are, as far as that is known: what rows, cards and the status bar ask. Knows nothing by itself. */
export class EntityGlances implements Disposable {
  private readonly changed = new Emitter<readonly string[]>();
  private glances: ReadonlyMap<string, EntityGlance> = new Map();

  /** Tells the full references of the entities of which something else is known now. */
  readonly onDidChange: Event<readonly string[]> = this.changed.event;

  /** @param ref full reference */
  of(ref: string): EntityGlance | undefined {
    return this.glances.get(ref);
  }

  /** Takes what is known now of all entities, by full reference, in place of what was. */
  take(glances: ReadonlyMap<string, EntityGlance>): void {
    const before = this.glances;
    this.glances = glances;
    const refs = new Set([...before.keys(), ...glances.keys()]);
    const different = [...refs].filter(ref => !looksSame(before.get(ref), glances.get(ref)));
    if (different.length > 0) this.changed.fire(different);
  }

  dispose(): void {
    this.changed.dispose();
  }
}

/** Whether a row shows the same; cards are made when they are looked at. */
function looksSame(one: EntityGlance | undefined, other: EntityGlance | undefined): boolean {
  return one?.word === other?.word && one?.line === other?.line && one?.isTrouble === other?.isTrouble;
}
