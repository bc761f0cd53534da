import type { Fix } from '../../finding.js';
import { defineRule, type Report } from '../../rule.js';
import {
  allInstructions,
  dockerfileOf,
  shippedStages,
  stageSubject,
  type Dockerfile,
  type Instruction,
  type Stage,
} from './dockerfile.js';
import { cisDocker } from './frameworks.js';
import { packageCommand, saysYes, type PackageCommand } from './packageManagers.js';
import { optionOf, programOf, runCommands, type ShellCommand } from './shell.js';
import { isUnverified, unverifiedPart } from './unverified.js';

type Say = (found: Omit<Report, 'subject'>) => void;

export const packageHygiene = defineRule({
  id: 'df/package-hygiene',
  title: 'Packages are installed so that builds can be repeated and trusted',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [cisDocker('4.7'), cisDocker('4.11')],
  fix: 'safe',
  explanation: `Lists of packages that are loaded in a line of their own come from the cache of the builder later on and are old.
A question that nobody answers stops the build. What package managers keep for next time makes the image bigger for nothing. And
what is loaded with checks switched off can come from anybody.

Update, install and clean up in one \`RUN\`. The option \`pinned\` asks for versions of packages as well.`,
  bad: `FROM debian:12.7-slim
RUN apt-get update
RUN apt-get install curl && rm -rf /var/lib/apt/lists/*
USER 10001
`,
  good: `FROM debian:12.7-slim
RUN apt-get update \\
    && apt-get install -y --no-install-recommends curl \\
    && rm -rf /var/lib/apt/lists/*
USER 10001
`,
  language: 'dockerfile',
  options: { pinned: false },
  subject: 'dockerfile',
  check: (subject, report, { options }) => {
    const file = dockerfileOf(subject);
    const shipped = shippedStages(file);
    for (const { keyword, assignments } of allInstructions(file))
      if (keyword === 'ENV' || keyword === 'ARG')
        for (const each of assignments.filter(isUnverified))
          report({
            at: each,
            check: 'unverified',
            message: 'With {0} it is not checked where things that are loaded come from.',
            values: [each.name],
          });
    for (const stage of file.stages) {
      const say: Say = found => report({ ...found, subject: stageSubject(stage) });
      for (const run of stage.instructions)
        checkRun(file, run, say, shipped.includes(stage), options['pinned'] === true);
      checkDownloaders(file, stage, say);
    }
  },
});

function checkRun(file: Dockerfile, run: Instruction, say: Say, isShipped: boolean, pinned: boolean): void {
  const commands = runCommands(file, run);
  const packages = commands.map(packageCommand).filter(found => found !== undefined);
  checkUpdates(packages, say);
  for (const found of packages) {
    checkAnswer(found, say);
    checkHabits(found, say);
    if (pinned) checkVersions(found, say);
  }
  if (isShipped) checkCaches(file, run, commands, packages, say);
  for (const command of commands) checkCommand(command, say);
  const only = commands.length === 1 ? commands[0] : undefined;
  if (only && programOf(only).name === 'cd')
    say({
      at: only,
      check: 'cd',
      message: '“cd” ends with its “RUN”: the next instruction is where this one began. “WORKDIR” stays.',
    });
}

function checkUpdates(packages: readonly PackageCommand[], say: Say): void {
  for (const found of packages) {
    const { manager, action, command } = found;
    if (!manager.update.includes(action.text)) continue;
    const used = packages.some(
      other =>
        other.manager === manager &&
        other.command !== command &&
        (manager.install.includes(other.action.text) ||
          /upgrade|^(?:up|dup|build-dep|download)$/.test(other.action.text)),
    );
    // Of yum and its kin `update` upgrades what is there, and does nothing else.
    if (used || (/^(?:yum|dnf|microdnf|tdnf)/.test(found.name) && action.text === 'update')) continue;
    say({
      at: command,
      check: 'update-alone',
      message: 'The lists that “{0} {1}” loads come from the cache of the builder later on and are old by then.',
      values: [found.name, action.text],
    });
  }
}

function checkAnswer(found: PackageCommand, say: Say): void {
  const { manager, action, name } = found;
  if (!manager.install.includes(action.text) || saysYes(found)) return;
  const fix: Fix = {
    class: 'safe',
    title: 'Add “-y”',
    values: [],
    edits: [{ start: action.end, end: action.end, text: ' -y' }],
  };
  say({
    at: action,
    check: 'question',
    message: '“{0} {1}” asks whether to go on, and nobody answers.',
    values: [name, action.text],
    fixes: () => [fix],
  });
}

function checkHabits({ name, action, command, manager }: PackageCommand, say: Say): void {
  if (name === 'apt')
    say({
      at: command.words.find(({ text }) => text.endsWith('apt')) ?? command,
      check: 'apt',
      message: '“apt” is made for people and changes from release to release; “apt-get” is made for scripts.',
    });
  if (
    /^dist-upgrade$/.test(action.text) ||
    (manager.names.includes('zypper') && /^(?:dup|dist-upgrade)$/.test(action.text))
  )
    say({
      at: action,
      check: 'dist-upgrade',
      message: '“{0}” makes another release of the base image. Begin with that release instead.',
      values: [action.text],
    });
}

function checkVersions({ packages, manager, action, name }: PackageCommand, say: Say): void {
  if (!manager.install.includes(action.text)) return;
  for (const each of packages) {
    if (/[=<>~]|[$/]|\.(?:deb|rpm|apk)$|-\d/.test(each.text)) continue;
    say({
      at: each,
      check: 'unpinned',
      message: 'Which version of {0} “{1}” installs changes from day to day.',
      values: [each.text, name],
    });
  }
}

function checkCaches(
  { text }: Dockerfile,
  run: Instruction,
  commands: readonly ShellCommand[],
  packages: readonly PackageCommand[],
  say: Say,
): void {
  const mounts = run.flags.filter(({ name }) => name === 'mount').map(({ value }) => value ?? '');
  const texts = commands.map(command => command.words.map(word => word.text).join(' '));
  const reported = new Set<unknown>();
  for (const { manager, action, args, name } of packages) {
    const { cleaned, uncached, cache } = manager;
    if (!manager.install.includes(action.text) || !cleaned || reported.has(manager)) continue;
    if (uncached && optionOf(args, uncached)) continue;
    if (texts.some(each => cleaned.test(each)) || mounts.some(mount => cache?.test(mount))) continue;
    reported.add(manager);
    const option = uncached?.[0];
    say({
      at: action,
      check: 'cache',
      message: 'What “{0}” keeps for next time stays in the image.',
      values: [name],
      fixes: () =>
        option
          ? [
              {
                class: 'safe',
                title: 'Add “{0}”',
                values: [option],
                edits: [{ start: action.end, end: action.end, text: ` ${option}` }],
              },
            ]
          : [cleanUp(text, run, name)],
    });
  }
}

/** Cleans up at the end of a RUN in shell form. */
function cleanUp(text: string, run: Instruction, name: string): Fix | undefined {
  if (run.json ?? run.heredocs.length > 0) return undefined;
  const command = name.startsWith('apt')
    ? 'rm -rf /var/lib/apt/lists/*'
    : `${name} clean${name === 'zypper' ? '' : ' all'}`;
  const end = run.start + text.slice(run.start, run.end).trimEnd().length;
  return {
    class: 'review',
    title: 'Clean up in the same instruction',
    values: [],
    edits: [{ start: end, end, text: ` && ${command}` }],
  };
}

function checkCommand(command: ShellCommand, say: Say): void {
  const part = unverifiedPart(command);
  if (part)
    say({
      at: part,
      check: 'unverified',
      message: 'With {0} it is not checked where things that are loaded come from.',
      values: [part.text],
    });
  const [first] = command.words;
  if (first?.text === 'sudo')
    say({ at: first, check: 'sudo', message: '“sudo” does nothing in a build that “USER” does not do more clearly.' });
  if (programOf(command).name === 'chpasswd')
    say({ at: command, check: 'password', message: 'A password that is set here is in every copy of the image.' });
}

/** Two programs for one purpose. */
function checkDownloaders(file: Dockerfile, stage: Stage, say: Say): void {
  const commands = stage.instructions.flatMap(run => runCommands(file, run));
  const named = (name: string): ShellCommand | undefined => commands.find(command => programOf(command).name === name);
  const wget = named('wget');
  const curl = named('curl');
  if (!wget || !curl) return;
  say({
    at: (wget.start > curl.start ? wget : curl).words[0] ?? wget,
    check: 'downloaders',
    severity: 'info',
    message: 'This stage uses both “wget” and “curl”: one of them is enough.',
  });
}
