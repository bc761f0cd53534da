/** Where a repository keeps the rules that it is excused from. */
export const WAIVERS_PATH = '.golden-path/waivers.yaml';

/** Where a repository keeps what was answered when it was made. */
export const ANSWERS_PATH = '.golden-path/answers.yaml';
