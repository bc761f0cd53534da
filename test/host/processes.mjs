// Reads the processes of a group and their memory from /proc. Other systems have no /proc: there, nothing is listed.
import { existsSync, readFileSync, readdirSync } from 'node:fs';

/**
 * @typedef {object} HostProcess
 * @property {number} pid
 * @property {number} parent process id of the parent
 * @property {string} kind `server`, `extensionHost`, `fileWatcher`, `ptyHost` or `other`
 * @property {number} residentKiB memory in RAM now, pages shared with others counted in full
 * @property {number} peakKiB the most that `residentKiB` has been
 * @property {number} proportionalKiB memory in RAM, shared pages divided among their users; 0 where it cannot be read
 * @property {string} command the start of the command line
 */

/**
 * The living processes of a process group.
 * @param {number} group the process id that the group was started with
 * @returns {HostProcess[]} empty where the system has no /proc
 */
export function processesOfGroup(group) {
  if (!existsSync('/proc/self/stat')) return [];
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  return pids.flatMap(pid => readProcess(Number(pid), group) ?? []);
}

/**
 * @param {number} pid
 * @param {number} group
 * @returns {HostProcess | undefined} undefined for a process of another group and for one that has just ended
 */
function readProcess(pid, group) {
  const stat = read(pid, 'stat');
  // The program's name is in parentheses and may hold spaces: fields are counted from behind it.
  const [state, parent, processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (Number(processGroup) !== group || state === 'Z') return undefined;
  const command = read(pid, 'cmdline').replaceAll('\0', ' ');
  const status = read(pid, 'status');
  return {
    pid,
    parent: Number(parent),
    kind: kindOf(command),
    residentKiB: kibibytes(status, 'VmRSS'),
    peakKiB: kibibytes(status, 'VmHWM'),
    proportionalKiB: kibibytes(read(pid, 'smaps_rollup'), 'Pss'),
    command: command.slice(0, 160),
  };
}

/** @param {string} command */
function kindOf(command) {
  return /--type=(\w+)/.exec(command)?.[1] ?? (/out\/node\/entry/.test(command) ? 'server' : 'other');
}

/**
 * @param {string} text lines of `Name:   123 kB`
 * @param {string} name
 */
function kibibytes(text, name) {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
}

/**
 * @param {number} pid
 * @param {string} file
 * @returns {string} empty when the process has ended or the file may not be read
 */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
