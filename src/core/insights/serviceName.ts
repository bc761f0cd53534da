/** The name alone of a service that may be written as a reference: `checkout` of `component:default/checkout`. */
export function shortServiceName(ref: string): string {
  return ref.slice(Math.max(ref.lastIndexOf('/'), ref.lastIndexOf(':')) + 1);
}
