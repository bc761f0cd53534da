/** An annotation that people write. */
export interface AnnotationModel {
  readonly key: string;
  readonly description: string;
  /** Values that are known. */
  readonly values?: readonly string[];
  /** What a value looks like. */
  readonly format?: RegExp;
  /** The format in words. */
  readonly example?: string;
  /** The value is an entity reference of this kind, where it names none. */
  readonly reference?: string;
}

const OWNER_AND_REPOSITORY = /^[^/\s]+\/[^/\s]+$/;
const LOCATION = /^(?:url|file|dir):\S+$/;

/** Annotations that people write, with what the tools that read them say. Source: Backstage, "Well-known Annotations", and the plugins. */
export const ANNOTATIONS: readonly AnnotationModel[] = [
  {
    key: 'backstage.io/techdocs-ref',
    description: 'Where the documentation is: `dir:.` is the folder of this file.',
    values: ['dir:.'],
    format: /^(?:dir|url|file|github|gitlab):\S+$/,
    example: 'dir:.',
  },
  {
    key: 'backstage.io/techdocs-entity',
    description: 'Another entity whose documentation is shown for this one.',
    reference: 'component',
  },
  { key: 'backstage.io/techdocs-entity-path', description: 'The page of that documentation to begin with.' },
  {
    key: 'backstage.io/source-location',
    description: 'Where the source is, for links to it.',
    format: LOCATION,
    example: 'url:https://git.example.com/parcels/tracking/',
  },
  { key: 'backstage.io/view-url', description: 'Address at which this descriptor can be read.' },
  { key: 'backstage.io/edit-url', description: 'Address at which this descriptor can be edited.' },
  {
    key: 'backstage.io/kubernetes-id',
    description: 'Value of the label `backstage.io/kubernetes-id` of its objects in Kubernetes.',
  },
  {
    key: 'backstage.io/kubernetes-label-selector',
    description: 'Selects its objects in Kubernetes, as `app=tracking,tier=api`.',
  },
  { key: 'backstage.io/kubernetes-namespace', description: 'The namespace of its objects in Kubernetes.' },
  { key: 'backstage.io/kubernetes-cluster', description: 'The cluster in which its objects are.' },
  { key: 'backstage.io/source-template', description: 'The template that made it.', reference: 'template' },
  { key: 'backstage.io/template-version', description: 'The version of the template that made it.' },
  {
    key: 'backstage.io/time-saved',
    description: 'The time that a template saves, as an ISO 8601 duration.',
    format: /^P\S+$/,
    example: 'PT4H',
  },
  {
    key: 'github.com/project-slug',
    description: 'Owner and name of the repository at GitHub.',
    format: OWNER_AND_REPOSITORY,
    example: 'parcels/tracking',
  },
  {
    key: 'github.com/team-slug',
    description: 'Organisation and team at GitHub.',
    format: OWNER_AND_REPOSITORY,
    example: 'parcels/tracking-team',
  },
  { key: 'github.com/user-login', description: 'The name of the person at GitHub.' },
  {
    key: 'gitlab.com/project-slug',
    description: 'Group and name of the project at GitLab.',
    format: /^[^/\s]+(?:\/[^/\s]+)+$/,
    example: 'parcels/tracking',
  },
  {
    key: 'dev.azure.com/project-repo',
    description: 'Project and repository at Azure DevOps.',
    format: OWNER_AND_REPOSITORY,
    example: 'parcels/tracking',
  },
  { key: 'grafana/dashboard-selector', description: "Selects its dashboards, as `tags @> 'tracking'`." },
  { key: 'grafana/overview-dashboard', description: 'Address of its dashboard.' },
  { key: 'grafana/alert-label-selector', description: 'Selects its alerts, as `service=tracking`.' },
  { key: 'prometheus.io/service-name', description: 'The name of the service in the labels of its metrics.' },
  { key: 'prometheus.io/rule', description: 'Queries to draw, each with a label: `query|label`.' },
  { key: 'prometheus.io/alert', description: 'The names of its alerts, with commas between them; `all` for all.' },
  { key: 'pagerduty.com/integration-key', description: 'The integration key of its service at PagerDuty.' },
  { key: 'pagerduty.com/service-id', description: 'The id of its service at PagerDuty.' },
  { key: 'sonarqube.org/project-key', description: 'The key of its project at SonarQube.' },
  { key: 'sentry.io/project-slug', description: 'The name of its project at Sentry.' },
  { key: 'argocd/app-name', description: 'The name of its application in Argo CD.' },
  { key: 'argocd/app-selector', description: 'Selects its applications in Argo CD.' },
  { key: 'jenkins.io/job-full-name', description: 'The full name of its job in Jenkins.' },
  { key: 'circleci.com/project-slug', description: 'The project at CircleCI, as `github/parcels/tracking`.' },
  {
    key: 'rollbar.com/project-slug',
    description: 'The project at Rollbar.',
    format: OWNER_AND_REPOSITORY,
    example: 'parcels/tracking',
  },
  { key: 'vault.io/secrets-path', description: 'The path of its secrets in Vault.' },
  {
    key: 'jira/project-key',
    description: 'The key of its project in Jira.',
    format: /^[A-Z][A-Z0-9_]*$/,
    example: 'TRACK',
  },
  { key: 'jira/component', description: 'Its component in Jira.' },
  { key: 'datadoghq.com/dashboard-url', description: 'Address of its dashboard at Datadog.' },
];

const BY_KEY: ReadonlyMap<string, AnnotationModel> = new Map(ANNOTATIONS.map(model => [model.key, model]));

/** What is known of an annotation. */
export function annotationModel(key: string): AnnotationModel | undefined {
  return BY_KEY.get(key);
}
