import { gzipSync } from 'node:zlib';
import type { EmployeeWeekKey } from '../../../core/ledger/ledger.ts';
import { addDays } from '../../../core/values/week.ts';
import { type Delivery, type Draft, deliver, FOREIGN_SECRET, nowSeconds, sign, timesheetEvent } from './deliveries.ts';

/** The secrets that the receiver knows: both are live. */
export interface LiveSecrets {
  readonly current: string;
  readonly old: string;
}

export interface WebhookCase {
  readonly name: string;
  readonly status: 202 | 400 | 401 | 413;
  /** Whether the employee-week is queued. */
  readonly isQueued: boolean;
  /** @param week named in every body that names any; an id of at most 40 characters */
  readonly make: (week: EmployeeWeekKey, secrets: LiveSecrets) => Delivery;
}

/** Made when it is delivered, since it is signed for the time then. */
type Make = (week: EmployeeWeekKey, secrets: LiveSecrets) => Draft;
type Fields = Parameters<typeof timesheetEvent>[1];

const BYTES_MAX = 20_480;
const NEST = 10_000;
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** The ordinary event with these fields in place of its own. */
const event =
  (fields?: Fields): Make =>
  (week) => ({ body: timesheetEvent(week, fields) });
const data = (fields: Fields): Make => event({ data: fields });
/** The ordinary event, otherwise wrapped. */
const wrapped =
  (draft: (body: string, week: EmployeeWeekKey, secrets: LiveSecrets) => Omit<Draft, 'body'>): Make =>
  (week, secrets) => {
    const body = JSON.stringify(timesheetEvent(week));
    return { body, ...draft(body, week, secrets) };
  };
const header = (name: string, value: string | readonly string[] | undefined): Make =>
  wrapped(() => ({ headers: { [name]: value } }));
const raw = (change: (body: string) => string | Buffer): Make => {
  return (week) => ({ body: change(JSON.stringify(timesheetEvent(week))) });
};
/** Signed as the ordinary event, and sent as something else. */
const changed = (change: (body: string) => string | Buffer): Make => {
  return (week) => {
    const body = JSON.stringify(timesheetEvent(week));
    return { body: change(body), signed: { body } };
  };
};
const text = (body: string): Make => {
  return () => ({ body });
};
/** Spaces behind the JSON, up to so many bytes. */
const padded = (bytes: number) => raw((body) => body.padEnd(bytes, ' '));

const QUEUED: readonly (readonly [string, Make])[] = [
  ['an approval', event()],
  ['an amendment', event({ type: 'timesheet.amended' })],
  ['a reopening', event({ type: 'timesheet.reopened' })],
  ['no version', data({ version: undefined })],
  ['a version that is null', data({ version: null })],
  ['a timestamp with an offset', event({ timestamp: '2026-11-20T19:05:00+02:00' })],
  ['another day of the week', (week) => data({ weekStartDate: addDays(week.mondayDate, 6) })(week, NO_SECRETS)],
  ['unknown fields on each level', event({ extra: [1], data: { extra: { employeeId: 'E9' } } })],
  ['an unknown field 10,000 levels deep', raw((body) => `${body.slice(0, -1)},"deep":${nested(NEST)}}`)],
  ['a field __proto__', raw((body) => body.replace('{', '{"__proto__":{"type":"x","data":null},'))],
  ['a field constructor', raw((body) => body.replace('{', '{"constructor":{"prototype":{"type":"x"}},'))],
  ['a key that comes twice: the last counts', raw((body) => body.replace('"data":{', '"data":{"employeeId":"E9",'))],
  ['JSON with white space', raw((body) => `\r\n ${JSON.stringify(JSON.parse(body), null, '\t')}\n`)],
  ['JSON with escapes', raw((body) => body.replace('employeeId', 'employ\\u0065eId'))],
  ['letters of other alphabets', event({ note: 'утверждено ✓' })],
  ['20,480 bytes', padded(BYTES_MAX)],
  ['a timestamp of 299 s ago', wrapped(() => ({ timestamp: nowSeconds(-299) }))],
  ['a timestamp 299 s ahead', wrapped(() => ({ timestamp: nowSeconds(299) }))],
  ['the old secret while both are live', wrapped((_body, _week, { old }) => ({ secrets: [old] }))],
  ['signatures by both secrets', wrapped((_body, _week, { current, old }) => ({ secrets: [old, current] }))],
  [
    'a wrong signature before the right one',
    wrapped((_b, _w, { current }) => ({ secrets: [FOREIGN_SECRET, current] })),
  ],
  [
    'signatures of other schemes beside the right one',
    wrapped((body, _week, { current }) => {
      const message = { id: 'msg_schemes', timestamp: nowSeconds(), body };
      const signature = `v1a,${sign(message, FOREIGN_SECRET)} v9,AAAA v1,${sign(message, current)}`;
      return { ...message, headers: { 'webhook-signature': signature } };
    }),
  ],
  ['an id of 256 characters', wrapped(() => ({ id: 'm'.repeat(256) }))],
];

const TAKEN: readonly (readonly [string, Make])[] = [
  [
    'a CWO created',
    () => ({ body: { type: 'cwo.created', timestamp: '2026-11-20T17:05:00Z', data: { cwoId: 'C1' } } }),
  ],
  [
    'a CWO updated',
    () => ({ body: { type: 'cwo.updated', timestamp: '2026-11-20T17:05:00Z', data: { cwoId: 'C1' } } }),
  ],
  ['a type of tomorrow', event({ type: 'timesheet.archived' })],
  ['a type of tomorrow without data', text('{"type":"employee.joined"}')],
  ['a type in other letters', event({ type: 'TIMESHEET.APPROVED' })],
  ['a type __proto__', event({ type: '__proto__' })],
  ['a type constructor', event({ type: 'constructor' })],
];

const UNPROVEN: readonly (readonly [string, Make])[] = [
  ...['webhook-id', 'webhook-timestamp', 'webhook-signature'].flatMap((name): [string, Make][] => [
    [`no ${name}`, header(name, undefined)],
    [`an empty ${name}`, header(name, '')],
    [`a ${name} that comes twice`, (week, secrets) => doubled(name, week, secrets)],
  ]),
  ['an id with a blank', header('webhook-id', 'msg 1')],
  ['an id of 257 characters', wrapped(() => ({ id: 'm'.repeat(257) }))],
  ['an id of other letters', header('webhook-id', 'm\u00e9ssage')],
  ['a timestamp of 301 s ago', wrapped(() => ({ timestamp: nowSeconds(-301) }))],
  ['a timestamp 301 s ahead', wrapped(() => ({ timestamp: nowSeconds(301) }))],
  ['a timestamp of far ahead', wrapped(() => ({ timestamp: '999999999999' }))],
  ['the timestamp 0', wrapped(() => ({ timestamp: 0 }))],
  ['a timestamp that is negative', wrapped(() => ({ timestamp: -nowSeconds() }))],
  ['a timestamp in milliseconds', wrapped(() => ({ timestamp: Date.now() }))],
  ['a timestamp with decimals', wrapped(() => ({ timestamp: `${nowSeconds()}.5` }))],
  ['a timestamp that is a date', wrapped(() => ({ timestamp: new Date().toISOString() }))],
  ['a timestamp that is no number', wrapped(() => ({ timestamp: 'now' }))],
  ['a timestamp with letters behind it', wrapped(() => ({ timestamp: `${nowSeconds()}s` }))],
  ['a secret that was never live', wrapped(() => ({ secrets: [FOREIGN_SECRET] }))],
  ['several signatures, none of them right', wrapped(() => ({ secrets: [FOREIGN_SECRET, FOREIGN_SECRET] }))],
  ['a signature of another id', wrapped(() => ({ signed: { id: 'msg_other' } }))],
  ['a signature of another time', wrapped(() => ({ signed: { timestamp: nowSeconds(-1) } }))],
  ['a signature of another body', (week) => ({ body: timesheetEvent(week), signed: { body: '{}' } })],
  ['a right signature by another scheme', resigned((signature) => `v1a,${signature}`)],
  ['a signature without scheme', resigned((signature) => signature)],
  ['a scheme without signature', header('webhook-signature', 'v1,')],
  ['a signature in hexadecimal', resigned((signature) => `v1,${Buffer.from(signature, 'base64').toString('hex')}`)],
  ['a signature cut by one character', resigned((signature) => `v1,${signature.slice(0, -1)}`)],
  ['signatures separated by a comma', resigned((signature) => `v1,AAAA,v1,${signature}`)],
  ['signatures of over 4,096 characters', resigned((signature) => `${'v1,AAAA '.repeat(600)}v1,${signature}`)],
  ['a body written anew', changed((body) => JSON.stringify(JSON.parse(body), null, 1))],
  ['a body cut by one byte', changed((body) => body.slice(0, -1))],
  ['a body with one more byte', changed((body) => `${body} `)],
  ['a body with another employee', changed((body) => body.replace('"employeeId":"', '"employeeId":"X'))],
  ['a body packed after it was signed', changed((body) => gzipSync(body))],
  ['a byte order mark that was not signed', changed((body) => `\ufeff${body}`)],
  ['a NUL that was not signed', changed((body) => `${body}\0`)],
  ['no body, where one was signed', changed(() => '')],
  ['bytes that decode to what was signed', lookalike],
  ['a body that is no event, not signed', () => ({ body: 'hello', secrets: [FOREIGN_SECRET] })],
];

const NO_EVENT: readonly (readonly [string, Make])[] = [
  ['an empty body', text('')],
  ['white space', text(' \n')],
  ['a text that is no JSON', text('hello')],
  ['JSON that is cut', raw((body) => body.slice(0, -1))],
  ['JSON with a comma too many', raw((body) => body.replace(/}}$/, ',}}'))],
  ['two events', raw((body) => `${body}\n${body}`)],
  ['a list of events', raw((body) => `[${body}]`)],
  ['a byte order mark', raw((body) => `\ufeff${body}`)],
  ['a NUL at the end', raw((body) => `${body}\0`)],
  ['a NUL within a text', raw((body) => body.replace('timesheet.', 'timesheet.\0'))],
  ['a gzip', raw((body) => gzipSync(body))],
  ['UTF-16', raw((body) => Buffer.from(body, 'utf16le'))],
  [
    'bytes that are no UTF-8',
    raw((body) => Buffer.concat([Buffer.from(body.slice(0, -1)), Buffer.from(',"a":"\xff"}', 'latin1')])),
  ],
  ['10,000 levels of nothing', text(nested(NEST))],
  ...['null', 'true', '42', '"timesheet.approved"', '[]', '{}'].map((body): [string, Make] => [body, text(body)]),
  ...malformed('type', [undefined, null, 7, ['timesheet.approved']], (type) => event({ type })),
  ...malformed('timestamp', [undefined, null, 1_760_000_000, 'yesterday', '2026-11-20T17:05:00'], (timestamp) =>
    event({ timestamp }),
  ),
  ...malformed('data', [null, 'E1', 4, []], (value) => event({ data: value })),
  ['no data', (week) => ({ body: { ...timesheetEvent(week), data: undefined } })],
  ['data in a field __proto__', raw((body) => body.replace('"data":{', '"data":{"__proto__":{').replace(/}$/, '}}'))],
  ...malformed(
    'employeeId',
    [undefined, null, 7, '', 'E'.repeat(65), 'E 1', 'E#1', '../E1', 'E1\0', 'É1', ['E1'], { id: 'E1' }],
    (employeeId) => data({ employeeId }),
  ),
  [
    'an employeeId 9,000 levels deep',
    raw((body) => body.replace(/"employeeId":"[^"]*"/, `"employeeId":${nested(9_000)}`)),
  ],
  ...malformed(
    'weekStartDate',
    [undefined, null, 20_261_116, '0000-11-17', '2026-02-30', '2026-13-07', '20261116', ' 2026-11-16', '16.11.2026'],
    (weekStartDate) => data({ weekStartDate }),
  ),
  ['a Monday with a time', (week) => data({ weekStartDate: `${week.mondayDate}T00:00:00Z` })(week, NO_SECRETS)],
  ...malformed('version', ['4', 1.5, -1, true, [4]], (version) => data({ version })),
  ['a version past all numbers', raw((body) => body.replace('"version":4', '"version":1e400'))],
  ...malformed('CWO', [undefined, null, 7, '', 'C 1'], (cwoId) => event({ type: 'cwo.updated', data: { cwoId } })),
  ['a CWO event with the data of a timesheet', event({ type: 'cwo.created' })],
];

const TOO_LARGE: readonly (readonly [string, Make])[] = [
  ['20,481 bytes', padded(BYTES_MAX + 1)],
  [
    '20,481 bytes that are not signed',
    (week) => ({ ...padded(BYTES_MAX + 1)(week, NO_SECRETS), secrets: [FOREIGN_SECRET] }),
  ],
  ['20,481 bytes without any header', () => ({ body: 'x'.repeat(BYTES_MAX + 1), headers: NO_HEADERS })],
  ['20,481 bytes in fewer characters', text(`${'é'.repeat(BYTES_MAX / 2)}e`)],
];

export const WEBHOOK_CASES: readonly WebhookCase[] = [
  ...QUEUED.map(toCase({ status: 202, isQueued: true })),
  ...TAKEN.map(toCase({ status: 202, isQueued: false })),
  ...UNPROVEN.map(toCase({ status: 401, isQueued: false })),
  ...NO_EVENT.map(toCase({ status: 400, isQueued: false })),
  ...TOO_LARGE.map(toCase({ status: 413, isQueued: false })),
];

const NO_SECRETS: LiveSecrets = { current: FOREIGN_SECRET, old: FOREIGN_SECRET };
const NO_HEADERS = { 'webhook-id': undefined, 'webhook-timestamp': undefined, 'webhook-signature': undefined };

function toCase(outcome: Pick<WebhookCase, 'status' | 'isQueued'>) {
  return ([name, make]: readonly [string, Make]): WebhookCase => ({
    name,
    ...outcome,
    make: (week, secrets) => deliver(make(week, secrets), secrets.current),
  });
}

/** One case for each value that a field may not have. */
function malformed(field: string, values: readonly unknown[], make: (value: unknown) => Make): [string, Make][] {
  return values.map((value) => [`${field}: ${show(value)}`, make(value)]);
}

function show(value: unknown): string {
  const shown = JSON.stringify(value) ?? 'absent';
  return shown.length > 40 ? `${shown.slice(0, 12)}… (${shown.length} characters)` : shown;
}

/** The rightly signed event with a header, of which each value is right, twice. */
function doubled(name: string, week: EmployeeWeekKey, { current }: LiveSecrets): Draft {
  const body = timesheetEvent(week);
  const { headers } = deliver({ body }, current);
  const value = headers[name] as string;
  return { body, headers: { ...headers, [name]: [value, value] } };
}

/** The right signature of the ordinary event, written otherwise. */
function resigned(write: (signature: string) => string): Make {
  return wrapped((body, _week, { current }) => {
    const message = { id: 'msg_resigned', timestamp: nowSeconds(), body };
    return { ...message, headers: { 'webhook-signature': write(sign(message, current)) } };
  });
}

/** Signed with a replacement character, sent with a byte that a lenient reader would take for one. */
function lookalike(week: EmployeeWeekKey): Draft {
  const body = JSON.stringify(timesheetEvent(week, { note: '\ufffd' }));
  const [before = '', after = ''] = body.split('\ufffd');
  return { body: Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]), signed: { body } };
}
