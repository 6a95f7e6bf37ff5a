import { describe, expect, it } from 'vitest';
import { MONDAY, startService } from './support.ts';

type Service = Awaited<ReturnType<typeof startService>>;
interface Change {
  readonly employeeId: string;
  readonly occurredAt: string;
}

const FEED = '/v1/timesheet-changes';
const setLeave = ({ post }: Service, employeeId: string, hours: string) =>
  post(`/control/timesheets/${employeeId}/${MONDAY}/leave`, { approvedLeaveHours: hours });

/** Reads page after page to the end; `between` happens after each. */
async function readAll({ get }: Service, limit: number, between: () => Promise<unknown> = async () => {}) {
  const pages: Change[][] = [];
  let path = `${FEED}?limit=${limit}`;
  for (;;) {
    const { body } = await get(path);
    pages.push(body.changes);
    if (!body.hasMore) return { pages, cursor: body.nextCursor as string };
    path = `${FEED}?limit=${limit}&since=${encodeURIComponent(body.nextCursor)}`;
    await between();
  }
}

describe('GET /v1/timesheet-changes', () => {
  it('is empty at first, with a cursor to come back with', async () => {
    const service = await startService();
    const { body } = await service.get(FEED);
    expect(body).toEqual({ changes: [], nextCursor: expect.any(String), hasMore: false });
    await setLeave(service, 'E1', '8.00');
    const next = await service.get(`${FEED}?since=${body.nextCursor}`);
    expect(next.body.changes).toEqual([
      {
        employeeId: 'E1',
        weekStartDate: MONDAY,
        version: 3,
        type: 'LEAVE_CHANGED',
        occurredAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/),
      },
    ]);
  });

  it('gives everything in pages of the limit, oldest first', async () => {
    const service = await startService();
    for (const id of ['E1', 'E2', 'E1', 'E1', 'E2']) await setLeave(service, id, '8.00');
    const { pages } = await readAll(service, 2);
    expect(pages.map((page) => page.map(({ employeeId }) => employeeId))).toEqual([['E1', 'E2'], ['E1', 'E1'], ['E2']]);
    const times = pages.flat().map(({ occurredAt }) => occurredAt);
    expect(times).toEqual([...times].sort());
  });

  it('says there is no more when a page is full with the last change', async () => {
    const service = await startService();
    for (const id of ['E1', 'E2']) await setLeave(service, id, '8.00');
    expect((await service.get(`${FEED}?limit=2`)).body.hasMore).toBe(false);
  });

  it('gives the same again for the same cursor', async () => {
    const service = await startService();
    const { cursor } = await readAll(service, 1);
    await setLeave(service, 'E1', '8.00');
    const first = await service.get(`${FEED}?since=${cursor}`);
    expect(await service.get(`${FEED}?since=${cursor}`)).toEqual(first);
  });

  it('skips nothing while changes go on', async () => {
    const service = await startService();
    const changes = Array.from({ length: 60 }, (_, index) => ({ id: index % 2 ? 'E1' : 'E2', hours: `${index}.00` }));
    for (const { id, hours } of changes.slice(0, 10)) await setLeave(service, id, hours);
    let writing: Promise<unknown> = Promise.resolve();
    let next = 10;
    // Each page is followed by two changes that nobody waits for before the next page is read.
    const { pages, cursor } = await readAll(service, 3, async () => {
      const batch = changes.slice(next, next + 2);
      next += 2;
      writing = Promise.all([writing, ...batch.map(({ id, hours }) => setLeave(service, id, hours))]);
    });
    await writing;
    const rest = await service.get(`${FEED}?since=${cursor}`);
    const whole = await service.get(FEED);
    expect([...pages.flat(), ...rest.body.changes]).toEqual(whole.body.changes);
    expect(whole.body.changes).toHaveLength(Math.min(next, changes.length));
  });

  it.each([
    ['limit=0', 'limit: '],
    ['limit=501', 'limit: '],
    ['limit=1.5', 'limit: must be a whole number'],
    ['limit=', 'limit: must be a whole number'],
    ['since=7', 'since: must be a nextCursor'],
    ['since=', 'since: must be a nextCursor'],
  ])('refuses %s', async (parameters, fault) => {
    const service = await startService();
    const answer = await service.get(`${FEED}?${parameters}`);
    expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining(fault) } } });
  });
});
