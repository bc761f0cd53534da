/** The forms in which `golden-path scan` reports. */
export const SCAN_FORMATS = ['text', 'json', 'sarif', 'junit', 'github'] as const;
export type ScanFormat = (typeof SCAN_FORMATS)[number];
