import { parseArgs, type ParseArgsConfig } from 'node:util';
import { parseKubernetesVersion } from '../core/compliance/kubernetes/version.js';
import { PROFILE_CHOICES } from '../core/compliance/scan/scanSettings.js';
import { listCatalogue } from './catalogue.js';
import { SCAN_FORMATS } from './scanFormats.js';
import { commandLine, OptionError, oneOf, type CommandLine } from './commandLine.js';

const FORMATS = ['text', 'json'] as const;
const ADOPTION_FORMATS = ['text', 'json', 'markdown', 'csv'] as const;
const BACKLOG_ORDERS = ['count', 'reach', 'effort'] as const;
const SEVERITIES = ['error', 'warning', 'info'] as const;
const WAIVED = ['include', 'omit'] as const;
const REPORTERS = ['text', 'junit'] as const;

const USAGE = `Golden Path: the developer platform on the files of a folder.

Usage: golden-path scan [PATH … | -] [OPTIONS]
       golden-path explain RULE [--config FILE]
       golden-path rules [--config FILE] [--format text|json]
       golden-path test-rules [PACK | FOLDER …] [--reporter text|junit]
       golden-path waivers [FOLDER] [--expiring 14d] [--format text|json]
       golden-path catalogue [FOLDER] [--format text|json]
       golden-path dora [FOLDER] [--since 90d|DAY] [--until DAY] [--events FILE] [OPTIONS]
       golden-path adoption [FOLDER] [--since DAY] [--catalogue FILE | --server URL [--token-env NAME]] [OPTIONS]
       golden-path receive FILE [--port N] [--token-env NAME]
       golden-path test-templates [FOLDER | FILE …] --server URL [--token-env NAME] [--update] [--reporter text|junit]

Commands:
  scan            holds manifests, Dockerfiles, pipelines and descriptors against the rules of the golden path
  explain         what a rule wants, why, and how to follow or leave it
  rules           lists every rule, with those of your packs
  test-rules      runs the tests inside packs of rules (default: those in .golden-path/rules)
  waivers         lists the waivers of a folder, those that end first first
  catalogue       lists the entities of every catalog-info.yaml in the folder, and what is wrong with them
  dora            the keys of DORA of a folder: from its events, else worked out from its git history
  adoption        says how much of the platform is used: golden paths, deviations, runs, onboarding, tickets, backlog
  receive         takes delivery events over HTTP on this machine (CloudEvents, CDEvents, webhooks) and adds them to a file
  test-templates  runs the tests in *.template-test.yaml, each as a dry run on a Backstage that writes nothing

Options of scan:
  --profile             ${PROFILE_CHOICES.join(', ')}: which rules are on (default: base, or what the configuration says)
  --kubernetes-version  the version that the manifests are for, such as 1.34 (default: the newest that is known)
  --format              ${SCAN_FORMATS.join(', ')} (default: text)
  --output FILE         writes the report there, and the text report to the terminal
  --severity            error, warning, info: the least grave findings that are reported (default: info)
  --fail-on             error, warning, info, never: the least grave findings that make it exit with 1 (default: error)
  --changed-since REF   reports only files that differ from this commit, branch or tag
  --baseline FILE       what an earlier report (JSON or SARIF) has already does not count
  --config FILE         the configuration of your organisation; .golden-path/compliance.yaml may only ask for more
  --catalogue FILE      all entities of your platform (the JSON of /api/catalog/entities): what descriptors name must be there
  --waived              include, omit: whether reports have what is waived (default: include)
  --fix                 writes the fixes that are safe into the files first
  --stdin-path PATH     what the text on the standard input is called, for “-” (default: stdin.yaml)
  --threads N           how many threads scan (default: as many as there are processors)

Options of dora:
  --since        the first day that counts, such as 2026-01-31, or a number of days such as 90d (default: 90d)
  --until        the first day that does not count any more (default: until now)
  --environment  the environment whose deployments count (default: what .golden-path/insights.yaml says, else production)
  --service      only this service, by its name or reference (default: all that the source knows)
  --definition   goldenPath, devLake: by whose definitions the numbers are computed
  --events FILE  a file or a folder with events, instead of what the configuration says
  --format       text, json, markdown, csv (default: text)

Options of adoption:
  --since DAY           the first day that counts, or a number of days such as 90d (default: a year)
  --catalogue FILE      all entities of your platform, as for scan; or
  --server, --token-env the Backstage that has them, with the runs of its templates
  --tickets FILE        tickets of the platform team: a search of GitHub or Jira, ticket events, or a table (CSV)
  --feedback PATH       feedback that people have handed in: a file of JSON Lines, or a folder of them
  --sort                count, reach, effort: the order of the backlog (default: count)
  --first-seen FILE     keeps on which day each service was seen first: run it daily
  --format              text, json, markdown, csv (default: text)

Other options:
  --expiring   of waivers: only those that end within so many days, such as 14d
  --format     text (default) or json
  --server     address of the Backstage
  --token-env  name of the environment variable with the token for it, or that senders must give to receive
  --port       where receive listens (default: any that is free)
  --update     writes the snapshots of the tests anew
  --reporter   text (default) or junit
  --help       this text
  --version    the version of this program

Exit codes: 0 clean, 1 there are findings, something is wrong with a descriptor or a test has failed, 2 could not run.
`;

/** What the program around it has. */
export interface ProgramHost {
  /** Takes the result; a newline is at the end of each piece. */
  readonly output: (text: string) => void;
  /** Takes messages about how it went. */
  readonly errors: (text: string) => void;
  /** The compiled thread that scans; undefined: everything is done in one. */
  readonly workerFile?: string;
  readonly readStdin?: () => Promise<Uint8Array>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Ends what goes on until it is ended; undefined: SIGINT and SIGTERM do. */
  readonly signal?: AbortSignal;
}

type Options = NonNullable<ParseArgsConfig['options']>;

interface Command {
  readonly options: Options;
  /** The most words that may follow. */
  readonly words: number;
  readonly run: (line: CommandLine, host: ProgramHost) => Promise<number>;
}

const text = { type: 'string' } as const;
const version = process.env['GOLDEN_PATH_VERSION'] ?? 'development';

const COMMANDS: Readonly<Record<string, Command>> = {
  catalogue: {
    options: { format: text },
    words: 1,
    run: ({ words, value }, { output, errors }) =>
      listCatalogue(words[0] ?? '.', oneOf('format', value('format'), FORMATS) ?? 'text', output, errors),
  },
  dora: {
    options: {
      since: text,
      until: text,
      environment: text,
      service: text,
      definition: text,
      events: text,
      format: text,
    },
    words: 1,
    run: async ({ words, value }, { output, errors, now = Date.now }) => {
      const format = oneOf('format', value('format'), ADOPTION_FORMATS) ?? 'text';
      const definition = oneOf('definition', value('definition'), ['goldenPath', 'devLake']);
      const { doraCommand } = await import('./doraCommand.js');
      return doraCommand(
        {
          folder: words[0] ?? '.',
          since: value('since'),
          until: value('until'),
          environment: value('environment'),
          service: value('service'),
          events: value('events'),
          ...{ definition, format, now: now() },
        },
        output,
        errors,
      );
    },
  },
  adoption: {
    options: {
      ...{ since: text, catalogue: text, server: text, 'token-env': text },
      ...{ tickets: text, feedback: text, 'first-seen': text, sort: text, format: text },
    },
    words: 1,
    run: async ({ words, value }, { output, errors, now = Date.now }) => {
      const format = oneOf('format', value('format'), ADOPTION_FORMATS) ?? 'text';
      const sort = oneOf('sort', value('sort'), BACKLOG_ORDERS) ?? 'count';
      const { adoptionCommand } = await import('./adoptionCommand.js');
      const options = {
        folder: words[0] ?? '.',
        since: value('since'),
        catalogue: value('catalogue'),
        server: value('server'),
        tokenName: value('token-env'),
        tickets: value('tickets'),
        feedback: value('feedback'),
        firstSeen: value('first-seen'),
        ...{ format, sort },
        environment: process.env,
        now: now(),
      };
      return adoptionCommand(options, output, errors);
    },
  },
  receive: {
    options: { port: text, 'token-env': text },
    words: 1,
    run: async ({ words, value }, { output, errors, signal = endOfProgram() }) => {
      const { receiveCommand } = await import('./receiveCommand.js');
      const options = { file: words[0], port: value('port'), tokenName: value('token-env') };
      return receiveCommand({ ...options, environment: process.env, signal }, output, errors);
    },
  },
  'test-templates': {
    options: { server: text, 'token-env': text, update: { type: 'boolean' }, reporter: text },
    words: Infinity,
    run: async ({ words, value, isSet }, { output, errors }) => {
      const reporter = oneOf('reporter', value('reporter'), REPORTERS) ?? 'text';
      const { testTemplates } = await import('./testTemplates.js');
      return testTemplates(
        {
          paths: words.length > 0 ? words : ['.'],
          server: value('server'),
          tokenName: value('token-env'),
          update: isSet('update'),
          reporter,
          environment: process.env,
        },
        output,
        errors,
      );
    },
  },
  scan: {
    options: {
      ...{ profile: text, 'kubernetes-version': text, format: text, output: text, severity: text, 'fail-on': text },
      ...{ 'changed-since': text, baseline: text, config: text, 'stdin-path': text, threads: text },
      ...{ catalogue: text, waived: text },
      fix: { type: 'boolean' },
    },
    words: Infinity,
    run: async ({ words, value, isSet }, host) => {
      const kubernetes = value('kubernetes-version');
      const kubernetesVersion = kubernetes === undefined ? undefined : parseKubernetesVersion(kubernetes);
      if (kubernetes !== undefined && !kubernetesVersion)
        throw new OptionError(`--kubernetes-version is a version such as 1.34, not “${kubernetes}”.`);
      const options = {
        paths: words.length > 0 ? words : ['.'],
        stdinPath: value('stdin-path') ?? 'stdin.yaml',
        profile: oneOf('profile', value('profile'), PROFILE_CHOICES),
        kubernetesVersion,
        format: oneOf('format', value('format'), SCAN_FORMATS) ?? 'text',
        output: value('output'),
        severity: oneOf('severity', value('severity'), SEVERITIES) ?? 'info',
        failOn: oneOf('fail-on', value('fail-on'), [...SEVERITIES, 'never'] as const) ?? 'error',
        changedSince: value('changed-since'),
        baseline: value('baseline'),
        config: value('config'),
        catalogue: value('catalogue'),
        waived: oneOf('waived', value('waived'), WAIVED) ?? 'include',
        threads: numberOf('threads', value('threads'), /^([1-9]\d{0,2})$/, 'a number of threads'),
        fix: isSet('fix'),
      };
      const { scanCommand } = await import('./scanCommand.js');
      const { output, errors, workerFile, readStdin = noStdin, now = Date.now } = host;
      return scanCommand(options, {
        ...{ folder: process.cwd(), now: now(), version, readStdin, output, errors },
        ...(workerFile === undefined ? {} : { workerFile }),
      });
    },
  },
  explain: {
    options: { config: text },
    words: 1,
    run: async ({ words, value }, { output, errors }) => {
      const [rule] = words;
      if (rule === undefined) throw new OptionError('explain: the name of a rule is missing, such as k8s/privileged.');
      const { explainRule } = await import('./ruleCommands.js');
      return explainRule(rule, { folder: process.cwd(), config: value('config'), output, errors });
    },
  },
  rules: {
    options: { config: text, format: text },
    words: 0,
    run: async ({ value }, { output, errors }) => {
      const format = oneOf('format', value('format'), FORMATS) ?? 'text';
      const { listRules } = await import('./ruleCommands.js');
      return listRules(format, { folder: process.cwd(), config: value('config'), output, errors });
    },
  },
  'test-rules': {
    options: { reporter: text },
    words: Infinity,
    run: async ({ words, value }, { output, errors }) => {
      const reporter = oneOf('reporter', value('reporter'), REPORTERS) ?? 'text';
      const { testRules } = await import('./testRules.js');
      return testRules({ paths: words.length > 0 ? words : ['.golden-path/rules'], reporter }, output, errors);
    },
  },
  waivers: {
    options: { expiring: text, format: text },
    words: 1,
    run: async ({ words, value }, { output, errors, now = Date.now }) => {
      const expiringDays = numberOf('expiring', value('expiring'), /^(\d{1,5})d?$/, 'a number of days, such as 14d');
      const format = oneOf('format', value('format'), FORMATS) ?? 'text';
      const { listWaivers } = await import('./waiversCommand.js');
      return listWaivers({ folder: words[0] ?? '.', expiringDays, format, now: now() }, output, errors);
    },
  },
};

/**
 * The command line program.
 * @param words what follows the program's name
 * @returns the exit code
 */
export async function main(words: readonly string[], host: ProgramHost): Promise<number> {
  const { output, errors } = host;
  const general = { help: { type: 'boolean' }, version: { type: 'boolean' } } as const;
  try {
    const name = words.find(word => !word.startsWith('-'));
    const command = name === undefined ? undefined : COMMANDS[name];
    // Which words are values of options is known only by the command that has them.
    const options: Options = { ...general, ...(command?.options ?? {}) };
    if (name !== undefined && !command && !words.includes('--help')) {
      errors(`There is no such command: ${name}\n\n${USAGE}`);
      return 2;
    }
    const args = [...words];
    const { tokens } = parseArgs({ args, allowPositionals: true, strict: false, tokens: true, options });
    const foreign = tokens.find(token => token.kind === 'option' && !(token.name in options));
    if (foreign?.kind === 'option')
      throw new OptionError(`${name ?? 'golden-path'} has no option ${foreign.rawName}.\n\n${USAGE}`.trimEnd());
    const line = commandLine(parseArgs({ args, allowPositionals: true, options }));
    if (line.isSet('version')) {
      output(`${version}\n`);
      return 0;
    }
    if (line.isSet('help') || !command) {
      output(USAGE);
      return line.isSet('help') ? 0 : 2;
    }
    if (line.words.length > command.words)
      throw new OptionError(`There is no such command: ${[name, ...line.words].join(' ')}\n\n${USAGE}`.trimEnd());
    return await command.run(line, host);
  } catch (error) {
    if (error instanceof OptionError) errors(`${error.message}\n`);
    else if (error instanceof TypeError && 'code' in error) errors(`${error.message}\n\n${USAGE}`);
    else throw error;
    return 2;
  }
}

function numberOf(name: string, value: string | undefined, form: RegExp, what: string): number | undefined {
  if (value === undefined) return undefined;
  const number = form.exec(value)?.[1];
  if (number === undefined) throw new OptionError(`--${name} is ${what}, not “${value}”.`);
  return Number(number);
}

function noStdin(): Promise<Uint8Array> {
  throw new OptionError('There is no standard input here.');
}

function endOfProgram(): AbortSignal {
  const end = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => end.abort());
  return end.signal;
}
