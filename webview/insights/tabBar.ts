import { element, setAttribute } from '../common/element.js';
import type { Tab } from './viewState.js';

/** Tabs (WAI-ARIA tabs): arrows, Home and End move and choose. The panel that they control has the id `panel`. */
export class TabBar {
  readonly node: HTMLElement;
  private readonly tabs = new Map<Tab, HTMLElement>();

  constructor(
    name: string,
    titles: Readonly<Record<Tab, string>>,
    private readonly choose: (tab: Tab) => void,
  ) {
    this.node = element('div', { class: 'tabs', role: 'tablist', 'aria-label': name });
    for (const [tab, title] of Object.entries(titles) as [Tab, string][]) {
      const node = element(
        'button',
        { type: 'button', role: 'tab', id: `tab-${tab}`, 'aria-controls': 'panel', class: 'tab' },
        title,
      );
      node.addEventListener('click', () => this.choose(tab));
      this.tabs.set(tab, node);
      this.node.append(node);
    }
    this.node.addEventListener('keydown', event => this.move(event));
  }

  show(chosen: Tab): void {
    for (const [tab, node] of this.tabs) {
      setAttribute(node, 'aria-selected', String(tab === chosen));
      setAttribute(node, 'tabindex', tab === chosen ? '0' : '-1');
    }
  }

  private move(event: KeyboardEvent): void {
    const all = [...this.tabs];
    const at = all.findIndex(([, node]) => node === document.activeElement);
    const target = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (target === undefined || at < 0) return;
    const found = all.at(target % all.length);
    if (!found) return;
    event.preventDefault();
    this.choose(found[0]);
    found[1].focus();
  }
}
