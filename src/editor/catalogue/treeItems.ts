import * as vscode from 'vscode';
import { docsAddress, sourceAddress } from '../../core/catalogue/addresses.js';
import { entityCard } from '../../core/catalogue/card.js';
import { displayName, type Entity } from '../../core/catalogue/entity.js';
import type { EntityIndex } from '../../core/catalogue/entityIndex.js';
import { shortEntityRef } from '../../core/catalogue/entityRef.js';
import { headingName, type GroupNode, type TreeNode } from '../../core/catalogue/tree.js';
import { provenanceOf } from '../../core/templates/provenance.js';
import { LABELS_ANNOTATION, SELECTOR_ANNOTATION } from '../../core/health/binding.js';
import { isTemplate } from '../../core/templates/templateRank.js';
import type { CommandId } from '../common/commands.js';
import { entityUri } from './entityDecorations.js';
import type { EntityGlance } from './entityGlances.js';

/** What rows need beside their node. */
export interface RowContext {
  readonly index: EntityIndex;
  readonly isStarred: (ref: string) => boolean;
  /** How an entity is, where that is known. */
  readonly glanceOf: (ref: string) => EntityGlance | undefined;
}

const ICON_OF_KIND: ReadonlyMap<string, string> = new Map([
  ['domain', 'globe'],
  ['system', 'layers'],
  ['component', 'package'],
  ['api', 'plug'],
  ['resource', 'database'],
  ['airesource', 'sparkle'],
  ['template', 'rocket'],
  ['group', 'organization'],
  ['user', 'account'],
  ['location', 'file-symlink-file'],
]);

const ICON_OF_TYPE: ReadonlyMap<string, string> = new Map([
  ['component/service', 'server-process'],
  ['component/website', 'browser'],
  ['component/library', 'library'],
  ['component/worker', 'server-environment'],
  ['component/event-processor', 'zap'],
  ['component/data-pipeline', 'git-merge'],
  ['component/mobile-app', 'device-mobile'],
  ['component/cli', 'terminal'],
  ['component/documentation', 'book'],
  ['resource/queue', 'list-ordered'],
  ['resource/topic', 'broadcast'],
  ['resource/cache', 'zap'],
  ['resource/object-store', 'archive'],
  ['resource/s3-bucket', 'archive'],
  ['resource/kubernetes-cluster', 'server'],
  ['resource/environment', 'vm'],
]);

// What has a health of its own, or one of its components. Anything else may say itself where it is watched.
const HEALTH_KINDS = new Set(['component', 'system', 'domain', 'group', 'user']);

/** Whether the health page can show something of an entity. */
export function hasHealth({ kind, annotations }: Entity): boolean {
  if (HEALTH_KINDS.has(kind.toLowerCase())) return true;
  return annotations.has(SELECTOR_ANNOTATION) || annotations.has(LABELS_ANNOTATION);
}

/** The row of a node. Its tooltip comes when the pointer rests on it. */
export function treeItem(node: TreeNode, context: RowContext): vscode.TreeItem {
  switch (node.type) {
    case 'group':
      return groupItem(node, context);
    case 'entity':
      return entityItem(node.entity, node.id, context);
    case 'relation':
      return item(node.id, relationLabel(node.relation), {
        description: String(node.count),
        icon: 'references',
        state: vscode.TreeItemCollapsibleState.Collapsed,
        contextValue: 'relation',
      });
    case 'missing':
      return item(node.id, shortEntityRef(node.ref), {
        description: context.index.isComplete ? vscode.l10n.t('not in the catalogue') : vscode.l10n.t('not read yet'),
        icon: 'question',
        state: vscode.TreeItemCollapsibleState.None,
        contextValue: 'missing',
      });
    case 'more': {
      const more = item(node.id, vscode.l10n.t('Show more'), {
        description: vscode.l10n.t('{0} not shown', node.remaining),
        icon: 'ellipsis',
        state: vscode.TreeItemCollapsibleState.None,
        contextValue: 'more',
      });
      const command: CommandId = 'goldenPath.catalogue.showMore';
      more.command = { command, title: vscode.l10n.t('Show more'), arguments: [node] };
      return more;
    }
    case 'signIn': {
      const title = vscode.l10n.t('Sign in again');
      const row = item(node.id, title, {
        description: vscode.l10n.t('to refresh'),
        icon: 'sign-in',
        state: vscode.TreeItemCollapsibleState.None,
        contextValue: 'signIn',
      });
      const command: CommandId = 'goldenPath.signIn';
      row.command = { command, title };
      return row;
    }
  }
}

/** The card of an entity as a tooltip, with how it is where that is known. Nothing in it can run a command. */
export function entityTooltip(entity: Entity, index: EntityIndex, glance?: EntityGlance): vscode.MarkdownString {
  const parts = [entityCard(entity, index, vscode.l10n.t), ...(glance ? ['---', glance.markdown()] : [])];
  const card = new vscode.MarkdownString(parts.join('\n\n'));
  card.isTrusted = false;
  card.supportHtml = false;
  return card;
}

function groupItem(node: GroupNode, context: RowContext): vscode.TreeItem {
  const { entity } = node;
  const label = groupLabel(node);
  const glance = entity && context.glanceOf(entity.ref);
  const row = item(node.id, label, {
    description: [glance?.line, String(node.count)].filter(part => part !== undefined).join(' · '),
    icon: entity ? iconOf(entity) : (ICON_OF_KIND.get(node.key?.toLowerCase() ?? '') ?? 'circle-outline'),
    ...(glance ? { colour: glance.colour } : {}),
    state: vscode.TreeItemCollapsibleState.Collapsed,
    contextValue: entity ? `heading ${flags(entity, context)}` : 'heading',
    accessible: [vscode.l10n.t('{0}, {1} entities', label, node.count), glance?.line].filter(Boolean).join(', '),
  });
  if (entity && glance) row.resourceUri = entityUri(entity);
  return row;
}

function groupLabel(node: GroupNode): string {
  if (node.grouping === 'kind') return kindLabel(node.key ?? '');
  const name = headingName(node);
  if (name !== undefined) return name;
  return node.grouping === 'owner' ? vscode.l10n.t('No owner') : vscode.l10n.t('No system');
}

function entityItem(entity: Entity, id: string, context: RowContext): vscode.TreeItem {
  const starred = context.isStarred(entity.ref);
  const owner = entity.owner ? ownerName(entity.owner, context.index) : undefined;
  const glance = context.glanceOf(entity.ref);
  const parts = [starred ? '★' : undefined, glance?.word, owner, entity.lifecycle ?? entity.type];
  const name = displayName(entity);
  const row = item(id, name, {
    description: parts.filter(part => part !== undefined).join(' · '),
    icon: iconOf(entity),
    ...(glance ? { colour: glance.colour } : {}),
    state: context.index.hasRelations(entity.ref)
      ? vscode.TreeItemCollapsibleState.Collapsed
      : vscode.TreeItemCollapsibleState.None,
    contextValue: `entity ${flags(entity, context)}`,
    accessible: [
      name,
      entity.type ?? entity.kind,
      glance?.line,
      entity.lifecycle,
      owner && vscode.l10n.t('owned by {0}', owner),
      starred ? vscode.l10n.t('starred') : undefined,
      entity.local ? vscode.l10n.t('from a file of this folder') : undefined,
    ]
      .filter(part => part)
      .join(', '),
  });
  row.resourceUri = entityUri(entity);
  const command: CommandId = entity.local ? 'goldenPath.catalogue.openDescriptor' : 'goldenPath.entity.openPage';
  const title = entity.local ? vscode.l10n.t('Open Descriptor') : vscode.l10n.t('Open Entity Page');
  row.command = { command, title, arguments: [{ entity, keepFocus: true }] };
  return row;
}

/** Words by which `when` clauses of menus tell rows apart. */
function flags(entity: Entity, context: RowContext): string {
  return [
    entity.local ? 'local' : undefined,
    isTemplate(entity) ? 'template' : undefined,
    provenanceOf(entity, context.index) ? 'made' : undefined,
    docsAddress('', entity) ? 'docs' : undefined,
    sourceAddress(entity) ? 'source' : undefined,
    entity.owner ? 'owned' : undefined,
    entity.kind.toLowerCase() === 'api' ? 'api' : undefined,
    hasHealth(entity) ? 'health' : undefined,
    context.isStarred(entity.ref) ? 'starred' : 'unstarred',
  ]
    .filter(flag => flag !== undefined)
    .join(' ');
}

function ownerName(ref: string, index: EntityIndex): string {
  const owner = index.get(ref);
  return owner ? displayName(owner) : shortEntityRef(ref).replace(/^group:/, '');
}

/** The icon of an entity, by its type where that has one. */
export function iconOf(entity: Entity): string {
  const kind = entity.kind.toLowerCase();
  const byType = entity.type && ICON_OF_TYPE.get(`${kind}/${entity.type.toLowerCase()}`);
  return byType ?? ICON_OF_KIND.get(kind) ?? 'symbol-misc';
}

interface RowParts {
  readonly description: string;
  readonly icon: string;
  /** Id of a colour of the theme, for the icon. */
  readonly colour?: string;
  readonly state: vscode.TreeItemCollapsibleState;
  readonly contextValue: string;
  /** What a screen reader says instead of label and description. */
  readonly accessible?: string;
}

function item(id: string, label: string, parts: RowParts): vscode.TreeItem {
  const row = new vscode.TreeItem(label, parts.state);
  row.id = id;
  row.description = parts.description;
  row.iconPath = new vscode.ThemeIcon(
    parts.icon,
    parts.colour === undefined ? undefined : new vscode.ThemeColor(parts.colour),
  );
  row.contextValue = parts.contextValue;
  if (parts.accessible !== undefined) row.accessibilityInformation = { label: parts.accessible, role: 'treeitem' };
  return row;
}

function kindLabel(kind: string): string {
  switch (kind.toLowerCase()) {
    case 'domain':
      return vscode.l10n.t('Domains');
    case 'system':
      return vscode.l10n.t('Systems');
    case 'component':
      return vscode.l10n.t('Components');
    case 'api':
      return vscode.l10n.t('APIs');
    case 'resource':
      return vscode.l10n.t('Resources');
    case 'airesource':
      return vscode.l10n.t('AI resources');
    case 'template':
      return vscode.l10n.t('Templates');
    case 'group':
      return vscode.l10n.t('Groups');
    case 'user':
      return vscode.l10n.t('Users');
    case 'location':
      return vscode.l10n.t('Locations');
    default:
      return kind;
  }
}

/** The words for a type of relation. */
export function relationLabel(type: string): string {
  switch (type) {
    case 'dependsOn':
      return vscode.l10n.t('Depends on');
    case 'dependencyOf':
      return vscode.l10n.t('Needed by');
    case 'providesApi':
      return vscode.l10n.t('Provides');
    case 'apiProvidedBy':
      return vscode.l10n.t('Provided by');
    case 'consumesApi':
      return vscode.l10n.t('Consumes');
    case 'apiConsumedBy':
      return vscode.l10n.t('Consumed by');
    case 'partOf':
      return vscode.l10n.t('Part of');
    case 'hasPart':
      return vscode.l10n.t('Has parts');
    case 'ownedBy':
      return vscode.l10n.t('Owned by');
    case 'ownerOf':
      return vscode.l10n.t('Owns');
    case 'childOf':
      return vscode.l10n.t('Child of');
    case 'parentOf':
      return vscode.l10n.t('Parent of');
    case 'memberOf':
      return vscode.l10n.t('Member of');
    case 'hasMember':
      return vscode.l10n.t('Members');
    case 'scaffoldedFrom':
      return vscode.l10n.t('Made from');
    case 'scaffolderOf':
      return vscode.l10n.t('Made from it');
    default:
      return type;
  }
}
