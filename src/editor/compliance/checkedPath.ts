/** Whether rules look at a file, by its path: the same as `languageOf` says, without its code. */
export function isCheckedPath(path: string): boolean {
  return /\.(?:ya?ml)$|(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[^/]+)?$|\.(?:dockerfile|containerfile)$/i.test(path);
}
