import { k8sText, type KubernetesResource } from '../../kubernetes/resource.js';
import { itemsOf, mapOf, valueAt } from '../../yaml/navigate.js';
import type { MapNode, YamlNode } from '../../yaml/node.js';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** A word of a list, such as a verb, with the place of it. */
export interface Word {
  readonly text: string;
  readonly node: YamlNode;
}

/** One of the `rules` of a Role or a ClusterRole. Words that are not known, because a template fills them in, are left out. */
export interface RoleRule {
  readonly node: MapNode;
  readonly apiGroups: readonly Word[];
  readonly resources: readonly Word[];
  readonly verbs: readonly Word[];
  readonly resourceNames: readonly YamlNode[];
  readonly nonResourceURLs: readonly Word[];
}

/** What somebody may do, as RBAC has it. */
export interface Permission {
  readonly groups: readonly string[];
  /** With their sub-resource: `pods/exec`. */
  readonly resources: readonly string[];
  /** One of them is enough. */
  readonly verbs: readonly string[];
}

/** What a Role or a ClusterRole allows; nothing for other objects. */
export function roleRulesOf({ group, kind, root }: KubernetesResource): readonly RoleRule[] {
  if (group !== RBAC_GROUP || (kind !== 'Role' && kind !== 'ClusterRole')) return [];
  return itemsOf(valueAt(root, 'rules')).flatMap(item => {
    const node = mapOf(item);
    if (!node) return [];
    return [
      {
        node,
        apiGroups: wordsOf(valueAt(node, 'apiGroups')),
        resources: wordsOf(valueAt(node, 'resources')),
        verbs: wordsOf(valueAt(node, 'verbs')),
        resourceNames: itemsOf(valueAt(node, 'resourceNames')),
        nonResourceURLs: wordsOf(valueAt(node, 'nonResourceURLs')),
      },
    ];
  });
}

function wordsOf(list: YamlNode | undefined): readonly Word[] {
  return itemsOf(list).flatMap(node => {
    const text = k8sText(node);
    return text === undefined ? [] : [{ text, node }];
  });
}

/**
 * Whether an object comes with Kubernetes itself: its names begin with `system:`, and the roles for people have names of their own
 * (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings).
 */
export function comesWithKubernetes({ name }: KubernetesResource): boolean {
  return name.startsWith('system:') || ['cluster-admin', 'admin', 'edit', 'view'].includes(name);
}

/**
 * Whether a rule gives a permission, as the authoriser of Kubernetes matches them: a star is everything, a star with a
 * sub-resource behind a slash is this sub-resource of everything.
 * @returns the word among its resources that gives it
 */
export function resourceThatGives(rule: RoleRule, { groups, resources, verbs }: Permission): YamlNode | undefined {
  if (!rule.verbs.some(({ text }) => text === '*' || verbs.includes(text))) return undefined;
  if (!rule.apiGroups.some(({ text }) => text === '*' || groups.includes(text))) return undefined;
  return rule.resources.find(
    ({ text }) =>
      text === '*' ||
      resources.some(resource => resource === text || (text.startsWith('*/') && resource.endsWith(text.slice(1)))),
  )?.node;
}
