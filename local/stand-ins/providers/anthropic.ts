import { addDays, isPlainDate, type PlainDate } from '../../../core/values/week.ts';
import { BadRequest, type StandInRoute } from '../stand-in.ts';
import { costJson, keyIdOf, messagesDay, messagesJson, userIdOf } from './anthropic-usage.ts';
import { analyticsJson, analyticsRows } from './claude-code-usage.ts';
import { emailOf, peopleOf, rememberDays, type StandInCompany } from './company.ts';
import { bendList, bendPage, listAfter, pageOfAll } from './pages.ts';

const MIDNIGHT = /T00:00:00(\.0+)?Z$/;
const DAYS_MAX = 31;
const ANALYTICS_ROWS_MAX = 1_000;
const USAGE_GROUPS = [
  ...['account_id', 'api_key_id', 'context_window', 'inference_geo', 'model', 'service_account_id'],
  ...['service_tier', 'workspace_id'],
];
const COST_GROUPS = ['workspace_id', 'description'];

/** The Admin API as it is documented: analytics, usage and costs by the day, and the rosters. */
export function anthropicRoutes(company: StandInCompany): StandInRoute[] {
  const analytics = rememberDays((day) => analyticsRows(company, day).map((row) => analyticsJson(row, day)));
  const messages = rememberDays((day) => messagesDay(company, day));
  const path = '/v1/organizations';
  return [
    {
      method: 'GET',
      path: `${path}/usage_report/claude_code`,
      answer: ({ query }) => {
        const day = query.get('starting_at') ?? '';
        if (!isPlainDate(day)) throw new BadRequest('starting_at: must be YYYY-MM-DD');
        return pageOfAll(analytics(day), limitOf(query, 20, ANALYTICS_ROWS_MAX), query.get('page'));
      },
      bend: bendPage,
    },
    {
      method: 'GET',
      path: `${path}/usage_report/messages`,
      answer: ({ query }) => buckets(query, USAGE_GROUPS, (day) => messages(day).usage.map(messagesJson)),
      bend: bendPage,
    },
    {
      method: 'GET',
      path: `${path}/cost_report`,
      answer: ({ query }) => buckets(query, COST_GROUPS, (day) => messages(day).costs.map(costJson)),
      bend: bendPage,
    },
    {
      method: 'GET',
      path: `${path}/users`,
      answer: ({ query }) => listAfter(users(company), query, 'after_id'),
      bend: bendList,
    },
    {
      method: 'GET',
      path: `${path}/api_keys`,
      answer: ({ query }) => listAfter(keys(company), query, 'after_id'),
      bend: bendList,
    },
  ];
}

/** One bucket for each day; a day in the middle of which the range ends is refused. */
function buckets(query: URLSearchParams, groups: readonly string[], resultsOf: (day: PlainDate) => object[]) {
  const [from, to] = [query.get('starting_at') ?? '', query.get('ending_at') ?? ''];
  if (!(MIDNIGHT.test(from) && MIDNIGHT.test(to) && from < to)) {
    throw new BadRequest('ending date must be after starting date');
  }
  if ((query.get('bucket_width') ?? '1d') !== '1d') throw new BadRequest('bucket_width: 1d alone is spoken here');
  const foreign = query.getAll('group_by[]').find((group) => !groups.includes(group));
  if (foreign !== undefined) throw new BadRequest(`group_by[]: ${foreign} is none`);
  const days: PlainDate[] = [];
  for (let day = from.slice(0, 10); day < to.slice(0, 10); day = addDays(day, 1)) days.push(day);
  const page = pageOfAll(days, limitOf(query, 7, DAYS_MAX), query.get('page'));
  const data = (page.data as PlainDate[]).map((day) => ({
    starting_at: `${day}T00:00:00Z`,
    ending_at: `${addDays(day, 1)}T00:00:00Z`,
    results: resultsOf(day),
  }));
  return { ...page, data };
}

function limitOf(query: URLSearchParams, usual: number, max: number): number {
  const limit = Number(query.get('limit') ?? usual);
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return limit;
  throw new BadRequest(`limit: must be 1 to ${max}`);
}

function users(company: StandInCompany) {
  return peopleOf(company).map((person) => {
    return { id: userIdOf(person), type: 'user', email: emailOf(person), name: 'Somebody', role: 'developer' };
  });
}

function keys(company: StandInCompany) {
  return peopleOf(company).map((person) => ({
    id: keyIdOf(person),
    type: 'api_key',
    name: `key ${person}`,
    created_by: { id: userIdOf(person), type: 'user' },
    workspace_id: null,
    status: 'active',
  }));
}
