import type { Change, DeploymentKind } from '../deliveryEvents.js';
import { isBotName } from './changes.js';
import { addressAt, listAt, textAt, timeAt, valueAt } from './payload.js';
import { noteInvalid, type RecordSink } from './recordSink.js';

const KINDS: readonly string[] = ['normal', 'rollback', 'hotfix', 'redeploy'] satisfies DeploymentKind[];

/** An event in the form of this product: `type` is `deployment` or `incident`. */
export function isOwnEvent(payload: unknown): boolean {
  const type = valueAt(payload, 'type');
  return (
    (type === 'deployment' && (valueAt(payload, 'finishedAt') ?? valueAt(payload, 'outcome')) !== undefined) ||
    (type === 'incident' && valueAt(payload, 'openedAt') !== undefined)
  );
}

/**
 * Reads an event in the form of this product, as `DeliveryEvent` says. Times may be in RFC 3339 or numbers since 1970; `env` for
 * `environment` and `unplanned`, `bot` and `merge` without their `is` will do.
 */
export function readOwnEvent(payload: unknown, sink: RecordSink): void {
  const id = textAt(payload, 'id');
  const service = textAt(payload, 'service');
  const isDeployment = valueAt(payload, 'type') === 'deployment';
  const at = timeAt(payload, isDeployment ? 'finishedAt' : 'openedAt');
  if (id === undefined || service === undefined || Number.isNaN(at)) {
    noteInvalid(
      sink,
      isDeployment
        ? `deployment ${id ?? ''}: id, service and finishedAt are needed`
        : `incident ${id ?? ''}: id, service and openedAt are needed`,
    );
    return;
  }
  const address = addressAt(payload, 'address');
  const common = {
    id,
    service,
    source: textAt(payload, 'source') ?? 'events',
    environment: textAt(payload, 'environment') ?? textAt(payload, 'env') ?? '',
    ...(address === undefined ? {} : { address }),
  };
  if (!isDeployment) {
    const resolvedAt = timeAt(payload, 'resolvedAt');
    sink.add({
      ...common,
      type: 'incident',
      openedAt: at,
      ...(Number.isNaN(resolvedAt) ? {} : { resolvedAt }),
      ...texts(payload, 'causedBy', 'severity', 'title'),
    });
    return;
  }
  const kind = textAt(payload, 'kind');
  const startedAt = timeAt(payload, 'startedAt');
  sink.add({
    ...common,
    type: 'deployment',
    outcome: textAt(payload, 'outcome') === 'failure' ? 'failure' : 'success',
    finishedAt: at,
    ...(Number.isNaN(startedAt) ? {} : { startedAt }),
    ...texts(payload, 'version', 'sha', 'reverts'),
    ...(kind !== undefined && KINDS.includes(kind) ? { kind: kind as DeploymentKind } : {}),
    ...(isSet(payload, 'isUnplanned', 'unplanned') ? { isUnplanned: true } : {}),
    ...(Array.isArray(valueAt(payload, 'changes')) ? { changes: listAt(payload, 'changes').flatMap(changeOf) } : {}),
  });
}

function changeOf(payload: unknown): readonly Change[] {
  const sha = textAt(payload, 'sha');
  const committed = timeAt(payload, 'committedAt');
  const mergedAt = timeAt(payload, 'mergedAt');
  const firstCommitAt = timeAt(payload, 'firstCommitAt');
  const openedAt = timeAt(payload, 'openedAt');
  const isUnknown = Number.isNaN(committed) || valueAt(payload, 'isCommitTimeUnknown') === true;
  const committedAt = Number.isNaN(committed) ? mergedAt : committed;
  if (sha === undefined || Number.isNaN(committedAt)) return [];
  return [
    {
      sha,
      committedAt,
      ...(Number.isNaN(mergedAt) ? {} : { mergedAt }),
      ...(Number.isNaN(firstCommitAt) ? {} : { firstCommitAt }),
      ...(Number.isNaN(openedAt) ? {} : { openedAt }),
      ...(isUnknown ? { isCommitTimeUnknown: true } : {}),
      ...(isSet(payload, 'isBot', 'bot') || isBotName(textAt(payload, 'author')) ? { isBot: true } : {}),
      ...(isSet(payload, 'isMerge', 'merge') ? { isMerge: true } : {}),
    },
  ];
}

function isSet(payload: unknown, ...names: readonly string[]): boolean {
  return names.some(name => valueAt(payload, name) === true);
}

function texts<Name extends string>(payload: unknown, ...names: readonly Name[]): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const text = textAt(payload, name);
    if (text !== undefined) found[name] = text;
  }
  return found;
}
