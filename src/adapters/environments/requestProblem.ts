import { isAbsolute } from 'node:path';
import type { Problem } from '../../core/common/problem.js';
import type { Translate } from '../../core/common/translate.js';
import { isEnvironmentName } from '../../core/environments/environmentName.js';
import type { EnvironmentRequest } from '../../core/environments/provider.js';
import { checkTimeToLive } from '../../core/environments/timeToLive.js';
import { isInnerPath } from './environmentRecord.js';

/** What is wrong with what somebody asks for; undefined where nothing is. */
export function requestProblem(request: EnvironmentRequest, translate: Translate): Problem | undefined {
  const { name, entityRef, repository, folder, branch, commit, timeToLiveMs } = request;
  if (!isEnvironmentName(name))
    return invalid(`“${name}” can be no name: at most 63 lower-case letters, digits, and single hyphens between them.`);
  if (!/^[a-z0-9-]+:[a-z0-9._-]+\/[a-z0-9._-]+$/i.test(entityRef))
    return invalid(`“${entityRef}” is no full reference of a component.`);
  if (!isAbsolute(repository)) return invalid(`“${repository}” is no absolute path of a repository.`);
  if (!isInnerPath(folder)) return invalid(`“${folder}” is no folder in the repository.`);
  // git-check-ref-format(1); a name that begins with a dash would be an option.
  if (branch === '' || branch.startsWith('-') || /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\.$|\/$|^\//.test(branch))
    return invalid(`“${branch}” can be no branch.`);
  if (commit !== undefined && !/^[0-9a-f]{4,64}$/i.test(commit)) return invalid(`“${commit}” is no commit.`);
  const life = checkTimeToLive(timeToLiveMs, translate);
  return life.ok ? undefined : life.problem;
}

function invalid(message: string): Problem {
  return { kind: 'invalid', message };
}
