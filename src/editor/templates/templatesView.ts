import * as vscode from 'vscode';
import { displayNameOf } from '../../core/catalogue/card.js';
import { displayName } from '../../core/catalogue/entity.js';
import type { CatalogueModel, CatalogueState } from '../../core/catalogue/model.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { escapeMarkdown } from '../../core/common/markdown.js';
import { pathLabel, pathSentence } from '../../core/templates/pathText.js';
import {
  makesSomething,
  rankedTemplates,
  TEMPLATE_PATHS,
  type RankedTemplate,
  type TemplatePath,
} from '../../core/templates/templateRank.js';
import { templatesEmptyReason } from '../../core/templates/templatesEmptyReason.js';
import type { CommandId } from '../common/commands.js';

export const TEMPLATES_VIEW = 'goldenPath.templates';

const ICON_OF_PATH: Readonly<Record<TemplatePath, string>> = {
  golden: 'star-full',
  paved: 'git-branch',
  other: 'rocket',
  deprecated: 'archive',
};

interface PathNode {
  readonly path: TemplatePath;
  readonly templates: readonly RankedTemplate[];
}

export type TemplateNode = PathNode | RankedTemplate;

/** The templates in the side bar, as the platform team ranks them. The first look at it reads the catalogue. */
export class TemplatesView implements vscode.TreeDataProvider<TemplateNode>, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<TemplateNode | undefined>());
  private readonly tree: vscode.TreeView<TemplateNode>;
  private drawn: CatalogueState;
  private ranked: readonly RankedTemplate[] | undefined;

  readonly onDidChangeTreeData = this.changed.event;

  /** @param start starts the first reading of the catalogue, unless it has been */
  constructor(
    model: CatalogueModel,
    private readonly start: () => void,
  ) {
    this.drawn = model.state;
    this.tree = this.store.add(
      vscode.window.createTreeView(TEMPLATES_VIEW, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.store.add(this.tree.onDidChangeVisibility(() => this.describe()));
    this.store.add(model.onDidChange(state => this.show(state)));
    this.describe();
  }

  /** All templates, in the order in which they are offered. */
  get templates(): readonly RankedTemplate[] {
    return (this.ranked ??= rankedTemplates(this.drawn.index).filter(makesSomething));
  }

  getChildren(node?: TemplateNode): TemplateNode[] {
    if (node) return 'templates' in node ? [...node.templates] : [];
    this.start();
    return TEMPLATE_PATHS.map(path => ({
      path,
      templates: this.templates.filter(found => found.path === path),
    })).filter(({ templates }) => templates.length > 0);
  }

  getTreeItem(node: TemplateNode): vscode.TreeItem {
    return 'templates' in node ? this.pathItem(node) : this.templateItem(node);
  }

  dispose(): void {
    this.store.dispose();
  }

  private pathItem({ path, templates }: PathNode): vscode.TreeItem {
    const isOpen = path === 'golden' || path === 'paved';
    const label = pathLabel(path, vscode.l10n.t);
    const item = new vscode.TreeItem(
      label,
      isOpen ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
    );
    item.id = `path:${path}`;
    item.description = String(templates.length);
    item.iconPath = new vscode.ThemeIcon(ICON_OF_PATH[path]);
    item.contextValue = 'path';
    item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1} templates', label, templates.length) };
    return item;
  }

  private templateItem(template: RankedTemplate): vscode.TreeItem {
    const { entity, version } = template;
    const { index } = this.drawn;
    const owner = entity.owner && displayNameOf(entity.owner, index).replace(/^group:/, '');
    const item = new vscode.TreeItem(displayName(entity), vscode.TreeItemCollapsibleState.None);
    item.id = entity.ref;
    item.description = [owner, version].filter(part => part).join(' · ');
    item.iconPath = new vscode.ThemeIcon('rocket');
    item.contextValue = `template ${entity.local ? 'local' : 'remote'} ${template.path}`;
    item.tooltip = tooltip(template, this.drawn);
    const command: CommandId = 'goldenPath.template.showContents';
    item.command = {
      command,
      title: vscode.l10n.t('What’s In It'),
      arguments: [template],
    };
    const accessible = [displayName(entity), owner && vscode.l10n.t('owned by {0}', owner), entity.description];
    item.accessibilityInformation = { label: accessible.filter(part => part).join(', ') };
    return item;
  }

  private show(state: CatalogueState): void {
    const before = this.drawn;
    this.drawn = state;
    if (before.index !== state.index) {
      this.ranked = undefined;
      this.changed.fire(undefined);
    }
    this.describe();
  }

  /** Which welcome text stands there where no template does. Nobody looks at it while the view is hidden. */
  private describe(): void {
    if (!this.tree.visible) return;
    const reason = templatesEmptyReason(this.drawn, this.templates.length);
    void vscode.commands.executeCommand('setContext', `${TEMPLATES_VIEW}.empty`, reason ?? '');
  }
}

function tooltip(template: RankedTemplate, { index }: CatalogueState): vscode.MarkdownString {
  const { entity } = template;
  const sentence = pathSentence(template, index, vscode.l10n.t);
  const parts = [
    `**${escapeMarkdown(displayName(entity))}**`,
    entity.description && escapeMarkdown(entity.description),
    sentence && escapeMarkdown(sentence),
    entity.tags.map(escapeMarkdown).join(', '),
  ];
  const markdown = new vscode.MarkdownString(parts.filter(part => part).join('\n\n'));
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  return markdown;
}
