// The settings of a quiet, offline and repeatable editor. Every entry is an ordinary user setting.

/** @typedef {Record<string, unknown>} Settings user settings by their dotted name */

/** What every test window starts with; a test's own settings go over these. @type {Readonly<Settings>} */
export const BASE_SETTINGS = Object.freeze({
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.reduceMotion': 'on',
  'window.autoDetectColorScheme': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'git.openRepositoryInParentFolders': 'never',
  'editor.cursorBlinking': 'solid',
  'files.autoSave': 'off',
});
