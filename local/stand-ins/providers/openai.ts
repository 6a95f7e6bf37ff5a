import { addDays, type PlainDate } from '../../../core/values/week.ts';
import { BadRequest, type StandInRoute } from '../stand-in.ts';
import { emailOf, peopleOf, rememberDays, type StandInCompany } from './company.ts';
import {
  completionsDay,
  completionsJson,
  costJson,
  openaiKeyId,
  openaiUserId,
  PROJECTS,
  projectOf,
} from './openai-usage.ts';
import { bendList, bendPage, listAfter, pageOfAll } from './pages.ts';

const DAY_SECONDS = 86_400;
const USAGE_GROUPS = ['project_id', 'user_id', 'api_key_id', 'model', 'batch', 'service_tier'];
const COST_GROUPS = ['project_id', 'line_item', 'api_key_id'];
const LIST_MAX = 100;

/** The administration API as it is documented: usage and costs by the day, and the rosters. */
export function openaiRoutes(company: StandInCompany): StandInRoute[] {
  const completions = rememberDays((day) => completionsDay(company, day));
  return [
    {
      method: 'GET',
      path: '/organization/usage/completions',
      answer: ({ query }) =>
        buckets(query, { groups: USAGE_GROUPS, limitMax: 31 }, (day) => completions(day).usage.map(completionsJson)),
      bend: bendPage,
    },
    {
      method: 'GET',
      path: '/organization/costs',
      answer: ({ query }) =>
        buckets(query, { groups: COST_GROUPS, limitMax: 180 }, (day) => completions(day).costs.map(costJson)),
      bend: bendPage,
    },
    list('/organization/users', () => users(company)),
    list('/organization/projects', () => PROJECTS.map((id) => ({ id, name: id, status: 'active' }))),
    list('/organization/projects/:project/api_keys', (project) => keys(company, project)),
  ];
}

function list(path: string, all: (project: string) => { id: string }[]): StandInRoute {
  return {
    method: 'GET',
    path,
    answer: ({ query, parts }) => {
      if (Number(query.get('limit') ?? 20) > LIST_MAX) throw new BadRequest(`limit: must be 1 to ${LIST_MAX}`);
      return { object: 'list', ...listAfter(all(parts.project ?? ''), query, 'after') };
    },
    bend: bendList,
  };
}

interface Asked {
  readonly groups: readonly string[];
  readonly limitMax: number;
}

function buckets(query: URLSearchParams, { groups, limitMax }: Asked, resultsOf: (day: PlainDate) => object[]) {
  const [from, to] = [Number(query.get('start_time')), Number(query.get('end_time'))];
  if (!(from > 0 && from < to)) throw new BadRequest('start_time: must be before end_time, in seconds');
  const limit = Number(query.get('limit') ?? 7);
  if (!(limit >= 1 && limit <= limitMax)) throw new BadRequest(`limit: must be 1 to ${limitMax}`);
  const foreign = query.getAll('group_by[]').find((group) => !groups.includes(group));
  if (foreign !== undefined) throw new BadRequest(`group_by: ${foreign} is none`);
  const days: PlainDate[] = [];
  for (let day = dayAt(from); day < dayAt(to); day = addDays(day, 1)) days.push(day);
  const page = pageOfAll(days, limit, query.get('page'));
  const data = (page.data as PlainDate[]).map((day) => {
    const start = Date.parse(`${day}T00:00:00Z`) / 1_000;
    return { object: 'bucket', start_time: start, end_time: start + DAY_SECONDS, results: resultsOf(day) };
  });
  return { object: 'page', ...page, data };
}

function dayAt(seconds: number): PlainDate {
  return new Date(seconds * 1_000).toISOString().slice(0, 10);
}

function users(company: StandInCompany) {
  return peopleOf(company).map((person) => {
    return { object: 'organization.user', id: openaiUserId(person), email: emailOf(person), role: 'reader' };
  });
}

function keys(company: StandInCompany, project: string) {
  return peopleOf(company)
    .filter((person) => projectOf(person) === project)
    .map((person) => ({
      object: 'organization.project.api_key',
      id: openaiKeyId(person),
      redacted_value: 'sk-...',
      owner: { type: 'user', user: { id: openaiUserId(person), name: null, email: emailOf(person) } },
    }));
}
