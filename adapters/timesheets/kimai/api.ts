import { SourceError } from '../../../core/values/source-error.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { SourceRequests } from '../../http/source-requests.ts';
import { type ConnectorSettings, pauseMsOf } from '../connector.ts';
import {
  anyRows,
  noPage,
  type OwnUser,
  ownUser,
  stateWord,
  type Timesheet,
  timesheets,
  type User,
  users,
} from './schema.ts';
import type { Window } from './window.ts';

export const SOURCE = 'kimai';
export const TIMESHEETS = '/api/timesheets';
const USERS = '/api/users';
const OWN_USER = '/api/users/me';
/** Of the plugin ApprovalBundle. */
export const WEEK_STATUS = '/api/approval-bundle/week-status';
/** The most that is given. */
const SIZE = 500;
/** A clock that runs has no hours yet. */
const STOPPED: [string, string] = ['active', '0'];
const EVERYBODY = 'all';
const TOTAL = 'x-total-count';

interface TimesheetsPage {
  readonly entries: readonly Timesheet[];
  /** Of all pages; null behind the last one, where nothing is told. */
  readonly total: number | null;
  readonly isLast: boolean;
}

interface AskedPage extends Window {
  readonly page: number;
  /** Those alone that were changed since then. */
  readonly modifiedAfter?: string;
}

/** The API of Kimai 2, with that of the plugin ApprovalBundle where a company has it. */
export class KimaiApi {
  readonly #requests: SourceRequests;

  /** @throws RangeError without an address */
  constructor(settings: ConnectorSettings) {
    const { baseUrl } = settings;
    if (baseUrl === undefined)
      throw new RangeError('baseUrl: Kimai answers at no address that all its customers share');
    const headers = (token: string) => ({ authorization: `Bearer ${token}` });
    this.#requests = new SourceRequests({ source: SOURCE, baseUrl, headers, pauseMs: pauseMsOf(settings) }, settings);
  }

  ownUser(signal: AbortSignal): Promise<OwnUser> {
    return this.#requests.json(OWN_USER, { schema: ownUser, signal });
  }

  /** Disabled ones too, all in one answer. */
  users(signal: AbortSignal): Promise<User[]> {
    return this.#requests.json(USERS, { query: [['visible', '3']], schema: users, signal });
  }

  /** A page by id. There is none behind the last, as there may be less by now than there was. */
  async timesheets({ begin, end, page, modifiedAfter }: AskedPage, signal: AbortSignal): Promise<TimesheetsPage> {
    const query: [string, string][] = [
      ['user', EVERYBODY],
      STOPPED,
      ['begin', begin],
      ['end', end],
      ...(modifiedAfter === undefined ? [] : [['modified_after', modifiedAfter] satisfies [string, string]]),
      ['orderBy', 'id'],
      ['order', 'ASC'],
      ['size', String(SIZE)],
      ['page', String(page)],
    ];
    const asked = { query, schema: timesheets, signal };
    const answer =
      page === 1
        ? await this.#requests.answer(TIMESHEETS, asked)
        : await this.#requests.answerIfAny(TIMESHEETS, { ...asked, none: noPage });
    if (answer === null) return { entries: [], total: null, isLast: true };
    const total = totalOf(answer.headers);
    return { entries: answer.data, total, isLast: page * SIZE >= total };
  }

  /** How many entries there are of a user, or of everybody who may be seen. */
  async countOf(user: string | null, signal: AbortSignal): Promise<number> {
    const query: [string, string][] = [['user', user ?? EVERYBODY], STOPPED, ['size', '1']];
    const { headers } = await this.#requests.answer(TIMESHEETS, { query, schema: anyRows, signal });
    return totalOf(headers);
  }

  /** @returns null of somebody who is disabled */
  async weekStatus(user: string, mondayDate: MondayDate, signal: AbortSignal): Promise<string | null> {
    const query: [string, string][] = [
      ['user', user],
      ['date', mondayDate],
    ];
    const answer = await this.#requests.answerIfAny(WEEK_STATUS, { query, schema: stateWord, none: stateWord, signal });
    return answer === null ? null : answer.data;
  }
}

function totalOf(headers: Headers): number {
  const total = headers.get(TOTAL);
  if (total !== null && /^\d{1,12}$/.test(total)) return Number(total);
  throw new SourceError('MALFORMED', `${SOURCE} ${TIMESHEETS}: ${TOTAL}: is no number`);
}
