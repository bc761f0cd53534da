import type { Question, Remark } from '../common/wizard.js';
import type { Translate } from '../common/translate.js';
import type { FormField } from './formFields.js';
import { missingMessage } from './formMessages.js';
import { credentialsKey, uiText, uiTexts } from './formOptions.js';
import { promptOf } from './formPrompt.js';
import { remarkOn, valueStep, type FieldQuestionContext, type FieldStep } from './formQuestions.js';
import { formatRepoUrl, parseRepoUrl, repoHostType, repoParts, type RepoPart, type RepoUrl } from './formRepoUrl.js';
import { answered, type FormState } from './formState.js';
import { valueAt } from './formValues.js';

const ALLOWED: Readonly<Record<RepoPart, string | undefined>> = {
  owner: 'allowedOwners',
  repo: 'allowedRepos',
  organization: 'allowedOrganizations',
  project: 'allowedProjects',
  workspace: undefined,
};

/** Asks for a repository part by part; what the template leaves no choice of is not asked for. */
export function repoSteps(field: FormField, context: FieldQuestionContext): readonly FieldStep[] {
  const { schema } = field;
  const { translate } = context.options;
  const before = parseRepoUrl(valueAt(context.facts.filled, field.path));
  const hosts = uiTexts(schema, 'allowedHosts');
  const host = before?.host ?? (hosts.length === 1 ? hosts[0] : undefined) ?? '';
  const url = { ...before, host };
  const parts = repoParts(repoHostType(host));
  const fixed = Object.fromEntries(
    parts.flatMap(({ part }) => {
      const allowed = allowedOf(part, field);
      return allowed.length === 1 ? [[part, allowed[0]]] : [];
    }),
  ) as Partial<RepoUrl>;
  const put = (state: FormState, change: Partial<RepoUrl>): FormState => {
    const held = parseRepoUrl(valueAt(state.values, field.path));
    // The parts of another kind of host mean nothing on this one.
    const kept = change.host === undefined || change.host === held?.host ? held : undefined;
    const next = { ...url, ...kept, ...fixed, ...change };
    return answered(state, field, next.host === '' ? undefined : formatRepoUrl(onlyParts(next)));
  };
  const hostStep: FieldStep = {
    suffix: '/host',
    part: translate('Host'),
    ask: choiceQuestion(
      translate('On which host? {0}', promptOf(field, translate)),
      translate('Such as github.com'),
      host,
      hosts,
    ),
    validate: answer => partRemark(String(answer), translate('Host'), field.required, translate),
    take: (answer, state) => put(state, { host: String(answer).trim() }),
  };
  const asked = parts.filter(({ part }) => allowedOf(part, field).length !== 1);
  const partSteps = asked.map(({ part, needed }, index): FieldStep => {
    const name = nameOf(part, field, translate);
    const allowed = allowedOf(part, field);
    const description = uiText(schema, `${part}Description`) ?? promptOf(field, translate);
    const isLast = index === asked.length - 1;
    return {
      suffix: `/${host}/${part}`,
      part: name,
      ask: choiceQuestion(`${name}: ${description}`, name, url[part] ?? '', allowed),
      validate: answer => {
        const text = String(answer).trim();
        const remark = partRemark(text, name, needed, translate);
        if (remark || !isLast) return remark;
        return remarkOn(field, formatRepoUrl(onlyParts({ ...url, ...fixed, [part]: text })), context);
      },
      take: (answer, state) => put(state, { [part]: String(answer).trim() }),
    };
  });
  const isOptionalAndEmpty = !field.required && host === '';
  return [
    ...(hosts.length === 1 ? [] : [hostStep]),
    ...(isOptionalAndEmpty ? [] : partSteps),
    ...credentialSteps(field, host, context),
  ];
}

function onlyParts(url: RepoUrl): RepoUrl {
  const wanted = repoParts(repoHostType(url.host)).flatMap(({ part }) =>
    url[part] ? [[part, url[part]] as const] : [],
  );
  return { host: url.host, ...Object.fromEntries(wanted) };
}

function allowedOf(part: RepoPart, { schema }: FormField): readonly string[] {
  const option = ALLOWED[part];
  return option === undefined ? [] : uiTexts(schema, option);
}

function choiceQuestion(prompt: string, placeholder: string, value: string, allowed: readonly string[]): Question {
  if (allowed.length === 0) return { kind: 'text', prompt, placeholder, value };
  const rows = allowed.map(label => ({ label, choice: { value: label } }));
  return { kind: 'pick', prompt, rows: () => rows, isCurrent: other => other === value };
}

function partRemark(text: string, name: string, needed: boolean, translate: Translate): Remark | undefined {
  if (text.trim() === '') return needed ? { text: missingMessage(name, translate), blocks: true } : undefined;
  return /[\s?#&]/.test(text)
    ? { text: translate('{0}: without blanks, “?”, “#” and “&”', name), blocks: true }
    : undefined;
}

function nameOf(part: RepoPart, { schema }: FormField, translate: Translate): string {
  const own = uiText(schema, `${part}Label`);
  if (own !== undefined) return own;
  switch (part) {
    case 'owner':
      return translate('Owner');
    case 'repo':
      return translate('Repository');
    case 'organization':
      return translate('Organization');
    case 'workspace':
      return translate('Workspace');
    case 'project':
      return translate('Project');
  }
}

/** Asks for a branch of the repository that the form names as `repoUrl`, and for a token where the template acts in the person's name. */
export function branchSteps(field: FormField, context: FieldQuestionContext): readonly FieldStep[] {
  const { translate } = context.options;
  const url = parseRepoUrl(valueAt(context.facts.filled, ['repoUrl']));
  const place = url?.repo === undefined ? undefined : [url.owner ?? url.project, url.repo].filter(Boolean).join('/');
  const value = valueAt(context.facts.filled, field.path);
  const prompt = promptOf(field, translate);
  const ask: Question = {
    kind: 'text',
    prompt: [prompt, place === undefined ? '' : translate('A branch of {0}', place)].filter(Boolean).join('. '),
    placeholder: uiText(field.schema, 'placeholder') ?? translate('Such as {0}', 'main'),
    value: typeof value === 'string' ? value : '',
  };
  const step = valueStep(field, ask, context);
  return [
    {
      ...step,
      validate: answer => {
        const text = String(answer);
        return text === '' || isBranchName(text)
          ? step.validate(answer)
          : { text: translate('Git does not take this as the name of a branch'), blocks: true };
      },
    },
    ...credentialSteps(field, url?.host ?? '', context),
  ];
}

/** Source: `git help check-ref-format`, for what stands behind `refs/heads/`. */
function isBranchName(text: string): boolean {
  const parts = text.split('/');
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{/.test(text) || text === '@' || text.startsWith('-')) return false;
  return !text.endsWith('.') && parts.every(part => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}

/** Where the template acts in the person's name: Backstage would ask the git host for a token, here the person gives one. */
export function credentialSteps(
  field: FormField,
  host: string,
  { options, state }: FieldQuestionContext,
): readonly FieldStep[] {
  const key = credentialsKey(field.schema);
  if (key === undefined) return [];
  const { translate } = options;
  return [
    {
      suffix: '/credentials',
      part: translate('Access token'),
      ask: {
        kind: 'text',
        secret: true,
        prompt: translate(
          'This template acts in your name: an access token for {0}. It is sent to Backstage, and kept nowhere',
          host || translate('the git host'),
        ),
        placeholder: translate('Access token'),
        value: state.secrets.get(key) ?? '',
      },
      validate: answer =>
        answer === '' ? { text: translate('Without a token the template may fail'), blocks: false } : undefined,
      take: (answer, before) => {
        const secrets = new Map(before.secrets);
        if (answer === '') secrets.delete(key);
        else secrets.set(key, String(answer));
        return { ...before, secrets };
      },
    },
  ];
}
