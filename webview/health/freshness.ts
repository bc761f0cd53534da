import { changeIconButton, iconButton } from '../common/button.js';
import { element, setText } from '../common/element.js';
import { icon } from '../common/icons.js';
import { whileVisible } from '../common/visible.js';
import type { PageContext } from './context.js';

/** Numbers that are older than this are said to be old: it is as far as Prometheus looks back. */
const OLD_AFTER_S = 300;

export interface FreshnessEvents {
  refresh(): void;
  pause(paused: boolean): void;
}

/** How old the numbers are, counted up while one looks at it, with the buttons to refresh and to pause. */
export class Freshness {
  readonly node: HTMLElement;
  private readonly age = element('span', { class: 'age' });
  private readonly pauseButton: HTMLElement;
  private readAt: number | undefined;
  private isPaused: boolean;

  constructor(
    private readonly context: PageContext,
    paused: boolean,
    events: FreshnessEvents,
  ) {
    const { t } = context.words;
    this.isPaused = paused;
    this.pauseButton = iconButton('pause', t('Pause refreshing'), () => {
      this.isPaused = !this.isPaused;
      this.showPaused();
      events.pause(this.isPaused);
    });
    this.node = element(
      'div',
      { class: 'freshness' },
      this.age,
      this.pauseButton,
      iconButton('refresh', t('Refresh now'), () => events.refresh()),
    );
    this.showPaused();
    whileVisible(1_000, () => this.showAge());
  }

  /** @param readAt Unix time in seconds; undefined while there are no numbers */
  setReadAt(readAt: number | undefined): void {
    this.readAt = readAt;
    this.showAge();
  }

  private showPaused(): void {
    const { t } = this.context.words;
    if (this.isPaused) changeIconButton(this.pauseButton, 'play', t('Go on refreshing'));
    else changeIconButton(this.pauseButton, 'pause', t('Pause refreshing'));
    this.node.classList.toggle('paused', this.isPaused);
    this.showAge();
  }

  private showAge(): void {
    const { words, formats } = this.context;
    if (this.readAt === undefined) {
      setText(this.age, '');
      return;
    }
    const seconds = Date.now() / 1_000 - this.readAt;
    const age = formats.age(seconds);
    const isOld = seconds > OLD_AFTER_S;
    const text = this.isPaused ? words.t('paused, as of {0}', age) : words.t('as of {0}', age);
    if (this.age.classList.contains('old') === isOld && this.age.textContent === text) return;
    this.age.classList.toggle('old', isOld);
    this.age.replaceChildren(...(isOld ? [icon('warning')] : []), text);
    this.age.title = formats.time(this.readAt, 0);
  }
}
