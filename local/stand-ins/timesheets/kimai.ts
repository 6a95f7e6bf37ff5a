import { z } from 'zod';
import type { ApprovalState } from '../../../core/timesheets/mirror/normal-form.ts';
import { addDays, mondayOf, type PlainDate } from '../../../core/values/week.ts';
import type { Fault } from '../faults.ts';
import { NotThere, type StandInRequest, type StandInRoute } from '../stand-in.ts';
import { parseBody } from './bodies.ts';
import type { CompanyPerson, TimesheetCompany } from './company.ts';
import { NOTE_CANARY } from './draw-week.ts';
import {
  type KimaiEntries,
  kimaiPerson,
  kimaiTimesheets,
  kimaiUserId,
  OWN_PERSON,
  OWN_ZONE,
} from './kimai-timesheets.ts';

export interface KimaiOptions extends KimaiEntries {
  /** Whether the plugin ApprovalBundle is there. */
  readonly hasApprovals: boolean;
  /** Of the token's user; English where nothing is said. */
  readonly language?: keyof typeof WORDS;
}

/** As the plugin has them translated. */
const WORDS = {
  en: { DRAFT: 'Not submitted', SUBMITTED: 'Submitted', APPROVED: 'Approved', REJECTED: 'Denied' },
  de: { DRAFT: 'Nicht abgeschickt', SUBMITTED: 'Abgeschickt', APPROVED: 'Angenommen', REJECTED: 'Abgelehnt' },
} as const satisfies Record<string, Record<ApprovalState, string>>;
const WRONG_USER = 'User does not exist';
const statusQuery = z.object({ user: z.string().regex(/^\d+$/), date: z.iso.date() });

/** The API of version 2 as it is documented, as far as it is read, with that of the plugin where it is there. */
export function kimaiRoutes(options: KimaiOptions): StandInRoute[] {
  const { company, hasApprovals, language = 'en', timeZone = OWN_ZONE } = options;
  const own = company.people[OWN_PERSON] as CompanyPerson;
  const get = (path: string, answer: (request: StandInRequest) => unknown): StandInRoute => {
    return { method: 'GET', path, answer, bend };
  };
  const routes = [
    get('/api/users/me', () => ({ ...userJson(own), timezone: timeZone, language, preferences: [] })),
    get('/api/users', ({ query }) => company.people.filter(isAsked(query)).map(userJson)),
    kimaiTimesheets(options),
  ];
  if (!hasApprovals) return routes;
  const status = get('/api/approval-bundle/week-status', ({ query }) => {
    const { user, date } = parseBody(statusQuery, Object.fromEntries(query));
    return JSON.rawJSON(JSON.stringify(WORDS[language][stateOf(company, user, date)]));
  });
  return [...routes, status];
}

function stateOf(company: TimesheetCompany, user: string, date: PlainDate): ApprovalState {
  const person = company.people[kimaiPerson(user)];
  if (!person || person.isArchived) throw new NotThere(WRONG_USER);
  const monday = mondayOf(date);
  return company.approvalOf(person.index, { from: monday, to: addDays(monday, 6) }).state;
}

/** 1 has those who are enabled, as it is without it, 2 the others, 3 both. */
function isAsked(query: URLSearchParams) {
  const visible = query.get('visible') ?? '1';
  return ({ isArchived }: CompanyPerson) => visible === '3' || (visible === '2') === isArchived;
}

function userJson({ index, name, isArchived }: CompanyPerson): object {
  return {
    ...{ id: Number(kimaiUserId(index)), username: name, alias: NOTE_CANARY, title: NOTE_CANARY },
    ...{ enabled: !isArchived, apiToken: false, accountNumber: null, color: null },
  };
}

function bend(fault: Fault, answer: unknown): unknown {
  if (fault !== 'unknown-enum') return answer;
  return Array.isArray(answer) ? answer.map((row) => ({ ...row, galactic: [1.5] })) : JSON.rawJSON('"galactic"');
}
