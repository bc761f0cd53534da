const GROUPS = /^["']?groups["']?[ \t]*:/m;
const EXPRESSION = /["']?expr["']?[ \t]*:/;
const OBJECT =
  /^[ \t-]*["']?(?:apiVersion|version)["']?[ \t]*:[ \t]*["']?(?:monitoring\.coreos\.com|sloth\.slok\.dev|pyrra\.dev|openslo(?:\.com)?|prometheus)\//m;

/** Whether a text may have rules of Prometheus or objectives in it. Cheap: it is asked of every YAML file that is open. */
export function maySayRules(text: string): boolean {
  return OBJECT.test(text) || (GROUPS.test(text) && EXPRESSION.test(text));
}
