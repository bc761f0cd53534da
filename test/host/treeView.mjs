// A view in the side bar or panel: its tree, message, welcome content, title bar and menus.
import { exactly, labelled } from './matching.mjs';
import { Menu } from './menu.mjs';

/** A view by its title, with the tree in it. */
export class TreeView {
  #page;

  /**
   * @param {import('playwright-core').Page} page
   * @param {string | RegExp} title of the view, not of its container
   */
  constructor(page, title) {
    this.#page = page;
    const header = page.locator('> .pane-header .title', { hasText: exactly(title) });
    this.pane = page.locator('.pane', { has: header }).first();
    /** The rows shown. Trees are virtual: of a long one, only those in sight are there. */
    this.rows = this.pane.locator('.monaco-list-row[role=treeitem]');
    /** The text above the tree, where the view has one. */
    this.message = this.pane.locator('.tree-explorer-viewlet-tree-view > .message:not(.hide)');
    /** What the view shows instead of an empty tree. */
    this.welcome = this.pane.locator('.welcome-view-content').filter({ visible: true });
  }

  /**
   * A row by its label; the first one where there are several.
   * @param {string | RegExp} label
   */
  item(label) {
    return this.rows.filter({ has: this.#page.locator('.label-name', { hasText: exactly(label) }) }).first();
  }

  /** Labels of the rows shown, once there are any. */
  async labels() {
    await this.rows.first().waitFor();
    return this.rows.locator('.label-name').allInnerTexts();
  }

  /** The dimmed text behind a row's label; empty without one. @param {string | RegExp} label */
  async description(label) {
    return (await this.item(label).locator('.label-description').allInnerTexts()).join(' ');
  }

  /** A button of the welcome content. @param {string | RegExp} name */
  welcomeButton(name) {
    return this.welcome.getByRole('button', { name });
  }

  /** A link of the welcome content. @param {string | RegExp} name */
  welcomeLink(name) {
    // One that runs a command has the role of a button.
    return this.welcome.locator('a.monaco-link', { hasText: name });
  }

  /** Opens a row; does nothing when it is open. @param {string | RegExp} label */
  async expand(label) {
    await this.#setExpanded(label, true);
  }

  /** @param {string | RegExp} label */
  async collapse(label) {
    await this.#setExpanded(label, false);
  }

  /** Expands rows one below the other. @param {readonly (string | RegExp)[]} labels from the outermost on */
  async expandPath(labels) {
    for (const label of labels) await this.expand(label);
  }

  /**
   * A button in the view's title bar. A view that is alone in its container has its buttons in the container's title.
   * @param {string} name
   */
  titleButton(name) {
    const button = `.action-label${labelled(name)}`;
    const inContainer = this.#page.locator('.part', { has: this.pane }).locator(`.composite.title ${button}`);
    return this.pane.locator(`> .pane-header:not(.hidden) ${button}`).or(inContainer).first();
  }

  /** Presses a button in the view's title bar. @param {string} name */
  async titleAction(name) {
    // Buttons of a title bar are shown while the pointer is on the view.
    await this.pane.hover();
    await this.titleButton(name).click();
  }

  /**
   * Opens a menu of the view's title bar: a drop-down menu by its name, or the overflow menu.
   * @param {string} [name] without it, the overflow menu ("…")
   * @returns {Promise<Menu>}
   */
  async titleMenu(name) {
    await this.pane.hover();
    const merged = (await this.pane.locator('> .pane-header.hidden').count()) > 0;
    await this.titleButton(name ?? (merged ? 'Views and More Actions...' : 'More Actions...')).click();
    return new Menu(this.#page).opened();
  }

  /**
   * Presses an inline button of a row.
   * @param {string | RegExp} label of the row
   * @param {string} name of the button
   */
  async rowAction(label, name) {
    const row = this.item(label);
    await row.hover();
    await row.locator(`.action-label${labelled(name)}`).click();
  }

  /**
   * Opens the context menu of a row.
   * @param {string | RegExp} label
   * @returns {Promise<Menu>}
   */
  async contextMenu(label) {
    await this.item(label).click({ button: 'right' });
    return new Menu(this.#page).opened();
  }

  /**
   * @param {string | RegExp} label
   * @param {boolean} expanded
   */
  async #setExpanded(label, expanded) {
    const row = this.item(label);
    if ((await row.getAttribute('aria-expanded')) === String(expanded)) return;
    await row.locator('.monaco-tl-twistie').click();
    await row.and(this.#page.locator(`[aria-expanded=${expanded}]`)).waitFor();
  }
}
