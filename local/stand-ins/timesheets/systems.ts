import type { IncomingHttpHeaders } from 'node:http';
import type { ApprovalState } from '../../../core/timesheets/mirror/normal-form.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { addDays, type MondayDate } from '../../../core/values/week.ts';
import type { TimesheetSourceConfiguration } from '../../../lib/configuration.ts';
import { type StandIn, type StandInOptions, startStandIn } from '../stand-in.ts';
import { clockifyRoutes } from './clockify.ts';
import { clockifyId } from './clockify-values.ts';
import type { TimesheetCompany } from './company.ts';
import { harvestRoutes } from './harvest.ts';
import { kimaiRoutes } from './kimai.ts';
import { kimaiUserId } from './kimai-timesheets.ts';
import { odooRoutes } from './odoo.ts';
import { accountIdOf, tempoRoutes } from './tempo.ts';
import { TOGGL_QUOTA, togglRoutes } from './toggl.ts';

/** A timesheet system as its stand-in is asked and mapped. */
export interface StandInSystem extends Pick<StandInOptions, 'limit' | 'isAllowed'> {
  readonly system: string;
  readonly approval: readonly string[];
  readonly secret: string;
  /** What words of its own mean, where its connector must be told. */
  readonly states?: Readonly<Record<string, ApprovalState>>;
  /** What it cannot tell, so that files of the mapping do. */
  readonly byFiles: readonly ('plans' | 'leave')[];
  /** @param week of which it is asked */
  readonly routes: (company: TimesheetCompany, week: MondayDate) => StandInOptions['routes'];
  /** What `people.csv` knows a person by; null where it is the address. */
  readonly userIdOf: ((person: number) => string) | null;
  readonly taskIdOf: (task: number) => string;
  /** The column of `work-items.csv` that has that id; `task` where nothing is said. */
  readonly taskColumn?: 'task' | 'activity';
}

const TOKEN = 'token-of-the-stand-in';
const ACCOUNT = '1234';
const WORKSPACE = '64a687e29ae1f428e7ebe303';
const BY_ADDRESS = { userIdOf: null, taskIdOf: String };
const bears = ({ authorization }: IncomingHttpHeaders) => authorization === `Bearer ${TOKEN}`;

/** By the name of the source. */
export const STAND_IN_SYSTEMS: Readonly<Record<string, StandInSystem>> = {
  tempo: {
    ...{ system: 'TEMPO', approval: ['PERIOD'], secret: TOKEN, userIdOf: accountIdOf, taskIdOf: String },
    byFiles: [],
    routes: (company) => tempoRoutes({ company }),
    limit: { requests: 5, ms: 1_000, of: 'ALL' },
    isAllowed: bears,
  },
  harvest: {
    ...{ system: 'HARVEST', approval: ['ENTRY'], secret: `${ACCOUNT}:${TOKEN}` },
    byFiles: ['plans'],
    ...BY_ADDRESS,
    routes: harvestRoutes,
    limit: { requests: 100, ms: 15_000, of: 'ALL' },
    isAllowed: (headers) => bears(headers) && headers['harvest-account-id'] === ACCOUNT,
  },
  clockify: {
    ...{ system: 'CLOCKIFY', approval: ['ENTRY'], secret: `${WORKSPACE}:${TOKEN}`, userIdOf: null },
    byFiles: [],
    taskIdOf: clockifyId,
    routes: (company, week) => clockifyRoutes({ company, weeks: [addDays(week, -7), week] }),
    isAllowed: (headers) => headers['x-api-key'] === TOKEN,
  },
  odoo: {
    ...{ system: 'ODOO', approval: ['ENTRY'], secret: TOKEN },
    states: { published: 'APPROVED' },
    byFiles: ['plans'],
    ...BY_ADDRESS,
    routes: (company) => odooRoutes({ company, edition: 'OCA' }),
    isAllowed: ({ authorization }) => authorization === `bearer ${TOKEN}`,
  },
  toggl: {
    ...{ system: 'TOGGL', approval: ['PERIOD'], secret: `${ACCOUNT}:${TOKEN}` },
    states: { open: 'DRAFT', submitted: 'SUBMITTED', approved: 'APPROVED', rejected: 'REJECTED' },
    byFiles: ['plans', 'leave'],
    ...BY_ADDRESS,
    routes: (company) => togglRoutes({ company }),
    limit: TOGGL_QUOTA,
    isAllowed: ({ authorization }) => authorization === `Basic ${btoa(`${TOKEN}:api_token`)}`,
  },
  kimai: {
    ...{ system: 'KIMAI', approval: ['PERIOD'], secret: TOKEN, userIdOf: kimaiUserId, taskIdOf: String },
    taskColumn: 'activity',
    byFiles: ['plans', 'leave'],
    routes: (company, week) => kimaiRoutes({ company, weeks: [addDays(week, -7), week], hasApprovals: true }),
    isAllowed: bears,
  },
};

export function startTimesheetStandIn(
  system: StandInSystem,
  { company, week }: { readonly company: TimesheetCompany; readonly week: MondayDate },
  clock: Clock,
): Promise<StandIn> {
  const { limit, isAllowed, routes } = system;
  return startStandIn({ routes: routes(company, week), isAllowed, ...(limit && { limit }), clock, port: 0 });
}

/** The stand-in as a source of a deployment on this machine. */
export function standInTimesheets(
  name: string,
  { system, approval, states = {} }: StandInSystem,
  { url }: Pick<StandIn, 'url'>,
): TimesheetSourceConfiguration {
  const secretName = `tokenledger-local/timesheets/${name}`;
  const read = { afterDays: 2, dayZone: 'SOURCE', hours: 'EXACT', requestsPerSecond: 4, states, slow: false };
  return { name, system, baseUrl: url, secretName, approval, ...read };
}
