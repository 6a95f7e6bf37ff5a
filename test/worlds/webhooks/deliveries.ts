import { createHmac } from 'node:crypto';
import type { EmployeeWeekKey } from '../../../core/ledger/ledger.ts';

/** Deliveries of contract 3, signed by the words of Standard Webhooks and not by the library under test. */

/** A delivery on its way; a header with several values comes several times. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** How a delivery is made. What is signed is what is sent, unless it is said otherwise. */
export interface Draft {
  /** Text as UTF-8, bytes as they are, anything else as JSON. */
  readonly body: unknown;
  readonly id?: string;
  /** Seconds since 1970. */
  readonly timestamp?: string | number;
  readonly secrets?: readonly string[];
  readonly signed?: { readonly id?: string; readonly timestamp?: string | number; readonly body?: unknown };
  /** In place of the headers that would follow from the rest; undefined takes one away. */
  readonly headers?: Delivery['headers'];
}

export const SECRET = secretOf('the live secret of the tests');
/** Live beside `SECRET` while it is rotated. */
export const OLD_SECRET = secretOf('the secret that was live before');
export const FOREIGN_SECRET = secretOf('a secret that never was live');

/** Ids of deliveries that nobody chose are told apart by this. */
let made = 0;

export function deliver(draft: Draft, secret = SECRET): Delivery {
  made += 1;
  const { id = `msg_${made}`, timestamp = nowSeconds(), secrets = [secret], signed = {} } = draft;
  const message = { id, timestamp, body: draft.body, ...signed };
  const signatures = secrets.map((one) => `v1,${sign(message, one)}`).join(' ');
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures };
  return { headers: { ...headers, ...draft.headers }, body: toBytes(draft.body) };
}

/** What a timesheet system tells of an employee-week; the fields are replaced, undefined ones taken away. */
export function timesheetEvent({ employeeId, mondayDate }: EmployeeWeekKey, fields: Fields = {}): object {
  const { data, ...others } = fields;
  const event = { type: 'timesheet.approved', timestamp: new Date().toISOString(), ...others };
  return { ...event, data: isFields(data) ? { employeeId, weekStartDate: mondayDate, version: 4, ...data } : data };
}

/** The base64 of the HMAC. */
export function sign(message: { id: string; timestamp: string | number; body: unknown }, secret: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const hmac = createHmac('sha256', key).update(`${message.id}.${message.timestamp}.`);
  return hmac.update(toBytes(message.body)).digest('base64');
}

export function nowSeconds(later = 0): number {
  return Math.floor(Date.now() / 1000) + later;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields | undefined {
  return value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value));
}

function toBytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function secretOf(text: string): string {
  return `whsec_${Buffer.from(text).toString('base64')}`;
}
