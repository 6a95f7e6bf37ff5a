import { describe, expect, it } from 'vitest';
import { webhookBodySchema } from '../../functions/messages/webhook.ts';
import type { SystemEvent } from '../../local/timesheets/events.ts';
import { openStore } from '../../local/timesheets/store.ts';
import { MONDAY, RECORDS } from '../local/timesheets/support.ts';
import { faultsOf } from './contract-files.ts';

const EVENT = 'webhook.openapi.yaml#/components/schemas/Event';
const APPROVED = {
  type: 'timesheet.approved',
  timestamp: '2026-11-24T09:12:44Z',
  data: { employeeId: 'E1', weekStartDate: MONDAY, version: 4 },
};

describe('a webhook', () => {
  it('of the reference timesheet service is as the contract says', () => {
    const events: SystemEvent[] = [];
    const store = openStore(':memory:', { announce: (event) => events.push(event) });
    store.load(RECORDS);
    const week = { employeeId: 'E1', mondayDate: MONDAY };

    store.amend(week, []);
    store.reopen(week);
    store.renameCwo('C1', 'Core');
    store.close();

    expect(events.map(({ type }) => type)).toEqual(['timesheet.amended', 'timesheet.reopened', 'cwo.updated']);
    expect(events.flatMap((event) => faultsOf(EVENT, event))).toEqual([]);
  });

  it.each([
    ['an approval', {}, true],
    ['a field more', { source: 'etm' }, true],
    ['no version', { data: { employeeId: 'E1', weekStartDate: MONDAY } }, true],
    ['an unknown type', { type: 'invoice.sent', data: 'whatever' }, true],
    ['a CWO', { type: 'cwo.created', data: { cwoId: 'C1' } }, true],
    ['no type', { type: undefined }, false],
    ['no time', { timestamp: undefined }, false],
    ['another time', { timestamp: 'yesterday' }, false],
    ['another day of the week', { data: { employeeId: 'E1', weekStartDate: '2026-11-22' } }, true],
    ['a day that there is not', { data: { employeeId: 'E1', weekStartDate: '2026-02-30' } }, false],
    ['a malformed employee', { data: { employeeId: 'jane doe', weekStartDate: MONDAY } }, false],
    ['no week', { data: { employeeId: 'E1' } }, false],
    ['half a version', { data: { ...APPROVED.data, version: 1.5 } }, false],
    ['the largest version', { data: { ...APPROVED.data, version: Number.MAX_SAFE_INTEGER } }, true],
    ['a version that JSON does not carry exactly', { data: { ...APPROVED.data, version: 2 ** 53 } }, false],
    ['a CWO without an id', { type: 'cwo.updated' }, false],
  ])('with %s is taken or refused by contract and receiver alike', (_, change, isTaken) => {
    const event = { ...APPROVED, ...change };

    expect(faultsOf(EVENT, event).length === 0).toBe(isTaken);
    expect(webhookBodySchema.safeParse(event).success).toBe(isTaken);
  });
});
