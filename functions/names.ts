/**
 * Names on which the constructs and the function bundles must agree. Names only: `lib/` imports this file, so nothing
 * may be imported here.
 */

/** Environment variables of the functions. */
export const ENV = {
  allocationTable: 'ALLOCATION_TABLE',
  cwoTable: 'CWO_TABLE',
  budgetTable: 'BUDGET_TABLE',
  budgetThresholds: 'BUDGET_THRESHOLDS',
  benchmarkSettings: 'BENCHMARK_SETTINGS',
  runBucket: 'RUN_BUCKET',
  evidenceBucket: 'EVIDENCE_BUCKET',
  rootBucket: 'ROOT_BUCKET',
  lakeBucket: 'LAKE_BUCKET',
  athenaWorkGroup: 'ATHENA_WORK_GROUP',
  glueDatabase: 'GLUE_DATABASE',
  timeZone: 'TIME_ZONE',
  batchSize: 'BATCH_SIZE',
  timesheetBaseUrl: 'TIMESHEET_BASE_URL',
  timesheetTokenSecret: 'TIMESHEET_TOKEN_SECRET',
  timesheetTimeoutSeconds: 'TIMESHEET_TIMEOUT_SECONDS',
  operatorTopic: 'OPERATOR_TOPIC_ARN',
  alertTopic: 'ALERT_TOPIC_ARN',
  escalationEmails: 'ESCALATION_EMAILS',
  budgetUrl: 'BUDGET_URL',
  decisionPageUrl: 'DECISION_PAGE_URL',
  sendAlertsFunction: 'SEND_ALERTS_FUNCTION',
  linkKeySecret: 'LINK_KEY_SECRET_NAME',
  docsUrl: 'DOCS_URL',
  webhookSecret: 'WEBHOOK_SECRET_NAME',
  changeQueueUrl: 'CHANGE_QUEUE_URL',
  cwoQueueUrl: 'CWO_QUEUE_URL',
  workflowArn: 'WORKFLOW_ARN',
  scheduleArn: 'SCHEDULE_ARN',
  recheckWeeks: 'RECHECK_WEEKS',
  employeeClaim: 'EMPLOYEE_CLAIM',
  monthPolicy: 'MONTH_POLICY',
  identityTable: 'IDENTITY_TABLE',
  counting: 'USAGE_COUNTING',
  pulledSources: 'PULLED_SOURCES',
  timesheetKind: 'TIMESHEET_KIND',
  mirrorTable: 'MIRROR_TABLE',
  mirrorSettings: 'MIRROR_SETTINGS',
} as const;

/** What every failure that passes is called when it leaves a function of ours, and what the workflow's Retry matches. */
export const TRANSIENT_ERROR = 'TransientError';

/** The claim of an audit token that names the reader's role. Which one names the employee is configuration. */
export const ROLE_CLAIM = 'tokenledger_role';

/** Name of the workflow's own failure. */
export const RUN_FAILED = 'RunFailed';

/**
 * How the partition keys of the allocation table begin, by what lies there. Adapters build keys on them, and roles are
 * bound to them.
 */
export const PARTITIONS = {
  heads: 'WEEK#',
  revisions: 'EW#',
  lines: 'CWO#',
  runs: 'RUN#',
  sweep: 'SWEEP',
  acceptances: 'ACCEPTED#',
  publications: 'PUBLICATION',
  pseudonyms: 'PSEUDONYM',
  closings: 'CLOSING',
  recharges: 'RECHARGE',
  billingAcceptances: 'WORD#',
  collections: 'COLLECTION',
  collectedWeeks: 'COLLECTED#',
} as const;

/** The same of the timesheet mirror. */
export const MIRROR_PARTITIONS = {
  weeks: 'WEEK#',
  feed: 'FEED#',
  people: 'PERSON',
  state: 'STATE',
  syncs: 'SYNC',
} as const;

/** Where timesheets come from: a system that speaks contract 2, or the mirror of any other. */
export const TIMESHEET_KINDS = ['CONTRACT_2', 'MIRROR'] as const;

/** Timesheet systems that have a connector. */
export const TIMESHEET_SYSTEMS = ['TEMPO', 'HARVEST', 'CLOCKIFY', 'ODOO', 'TOGGL', 'KIMAI'] as const;
export type TimesheetSystem = (typeof TIMESHEET_SYSTEMS)[number];

/** By which units each approves. */
export const UNITS_OF_SYSTEM = {
  TEMPO: ['PERIOD', 'AFTER_DAYS'],
  HARVEST: ['ENTRY', 'AFTER_DAYS'],
  CLOCKIFY: ['ENTRY', 'AFTER_DAYS'],
  ODOO: ['ENTRY', 'PERIOD', 'AFTER_DAYS'],
  TOGGL: ['PERIOD', 'AFTER_DAYS'],
  KIMAI: ['PERIOD', 'FLAG', 'AFTER_DAYS'],
} as const satisfies Record<TimesheetSystem, string[]>;

/** The same of the table of budgets. */
export const BUDGET_PARTITIONS = {
  cwos: 'CWO#',
  weeks: 'WEEK#',
  suggestions: 'SUGGESTION#',
  suggested: 'SUGGESTED',
  outbox: 'OUTBOX',
  sent: 'SENT#',
  subscribers: 'SUBSCRIBERS',
} as const;

/** Namespace and names of the metrics. Each has one dimension, `service`, which names the stack. */
export const METRICS = {
  namespace: 'Tokenledger',
  runsSucceeded: 'RunsSucceeded',
  runsPartial: 'RunsPartial',
  runsFailed: 'RunsFailed',
  hoursSinceSchedule: 'HoursSinceSchedule',
  sweepLagSeconds: 'SweepLagSeconds',
  alertWaitSeconds: 'AlertWaitSeconds',
  publicationWaitSeconds: 'PublicationWaitSeconds',
  hoursSinceCollection: 'HoursSinceCollection',
  hoursSinceTimesheetSync: 'HoursSinceTimesheetSync',
  suspiciousTimesheetWeeks: 'SuspiciousTimesheetWeeks',
} as const;

/** Tables that finance reads in the lake, each below a prefix of its name. */
export const PUBLISHED_TABLES = {
  allocation: 'token_cost_allocation',
  revision: 'token_cost_allocation_revision',
  source: 'token_cost_allocation_source',
  month: 'token_cost_allocation_month',
  budgetTracking: 'token_budget_tracking',
  budgetTotal: 'token_budget_total',
  cwo: 'cwo',
  project: 'project',
  client: 'client',
} as const;

/**
 * Sources of usage, by the names of the partitions of `ai_usage_daily`: whether it is pulled by an API or imported from
 * files, and the tool whose use it tells; null where the configuration says so.
 */
export const USAGE_SOURCES = {
  anthropic_claude_code: { isPulled: true, tool: 'claude_code' },
  anthropic_usage: { isPulled: true, tool: 'anthropic_api' },
  openai_usage: { isPulled: true, tool: 'openai_api' },
  cursor: { isPulled: true, tool: 'cursor' },
  github_copilot: { isPulled: true, tool: 'copilot' },
  claude_code_local: { isPulled: false, tool: 'claude_code' },
  codex_local: { isPulled: false, tool: 'codex' },
  ccusage: { isPulled: false, tool: 'claude_code' },
  claude_code_otel: { isPulled: false, tool: 'claude_code' },
  csv: { isPulled: false, tool: null },
} as const;

/** Tables that the collectors write in the lake, each below a prefix of its name; the weekly one has other writers too. */
export const COLLECTED_TABLES = {
  daily: 'ai_usage_daily',
  identity: 'actor_identity',
  weekly: 'ai_usage_weekly',
} as const;

/** What a run of the largest size may take. */
export const RUN_HOURS_MAX = 8;

/** Employees in one request to the timesheet system, and in one consistent batch read of heads. */
export const BATCH_SIZE_MAX = 100;
/** Employees in one recalculation: their ids fit a query's text and a request object. */
export const RECALCULATION_MAX = 1000;
/** CWOs in a batch of *refresh tracking*: their rows share few transactions, and a batch ends within a minute. */
export const TRACKING_BATCH_SIZE = 25;
/** Weeks of all sources in a timesheet sync, so that their results fit one state. */
export const SYNCED_MAX = 160;
/** How often a batch is fetched and decided: once, and again after lost races. */
export const DECISION_ATTEMPTS_MAX = 3;
/**
 * Days of the usage table that queries see: a file of any other day would vanish. To the Sunday of the next week, so that
 * a wrong day of it is seen too.
 */
export const USAGE_DAYS = { first: '2023-01-02', daysAhead: 13 } as const;
