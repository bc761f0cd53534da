/** The type of the health page's panel, by which the editor brings it back. In a file of its own: the entry needs no more of the page. */
export const HEALTH_VIEW_TYPE = 'goldenPath.health';
