import { delimiter } from 'node:path';

/**
 * What a process of an environment gets to know of the environment variables that we run with: what programs need to be found and
 * to speak the person's language. Tokens and passwords that an editor was started with are not among them.
 */
const PASSED_ON = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'TMPDIR',
  'TERM',
  'XDG_RUNTIME_DIR',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'JAVA_HOME',
  'GOPATH',
  'NVM_DIR',
  'VOLTA_HOME',
];

/**
 * The environment variables of a process.
 * @param own what it is to have besides; counts before what is passed on
 * @param programs folders in which its programs are looked for first
 */
export function processEnvironment(
  own: Readonly<Record<string, string>>,
  programs: readonly string[] = [],
): Record<string, string> {
  const passed = PASSED_ON.flatMap(name => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const environment = { ...Object.fromEntries(passed), ...own };
  const path = [...programs, ...(environment['PATH'] ? [environment['PATH']] : [])].join(delimiter);
  return path ? { ...environment, PATH: path } : environment;
}
