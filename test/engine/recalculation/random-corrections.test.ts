import { describe, expect, it } from 'vitest';
import { encodeRevision } from '../../../adapters/dynamodb/ledger/revision-codec.ts';
import { type RandomWorld, randomWorld } from '../../worlds/random-world.ts';
import { Streams } from '../../worlds/streams.ts';
import { ExpectedLedger } from '../scenarios/expected-ledger.ts';
import type { LineJson } from '../scenarios/json-forms.ts';
import { ChangingWeek } from './changing-week.ts';
import { feed } from './feed.ts';
import { post, settle } from './intake.ts';
import { weekOf } from './weeks.ts';

/** Usage stays, and all that the timesheet system says may change. */
function worldsOf(seed: number, monday: string): readonly [RandomWorld, RandomWorld] {
  const first = randomWorld(seed, monday);
  const { usage, badRows } = first;
  return [first, { ...randomWorld(seed, monday, 1), usage, badRows }];
}

/** The run that decided is another one than a weekly run would be. */
function comparable({ runId: _runId, ...line }: Omit<LineJson, 'allocatedAt'>) {
  return line;
}

describe('random corrections', () => {
  it.each([
    [101, 'random corrections'],
    [102, 'more random corrections'],
  ] as const)(
    'of seed %i: shuffled, doubled, replayed and partly lost, they end in what the rules say',
    async (seed, name) => {
      const week = new ChangingWeek(weekOf(name));
      const [first, second] = worldsOf(seed, week.monday);
      const expected = new ExpectedLedger();
      await week.timesheets.script(first.material);
      await week.load('spend.csv', [...first.usage, ...first.badRows.map(({ row }) => row)]);
      expected.run(first, (await week.run()).runId);
      const ids = [...new Set(first.usage.map(({ employeeId }) => employeeId as string))];
      const before = await revisionsOf(week, ids);

      await week.timesheets.script(second.material);
      await deliverSome(week, ids, seed);
      await feed(week, { changes: week.changes(...ids, ...ids), pageMax: 13, repeat: 2 });
      const { report } = await week.sweep();
      expected.run(second, '');

      const lines = (await week.lines()).map(({ allocatedAt: _, ...line }) => line);
      expect(lines.map(comparable)).toEqual(expected.lines().map(comparable));
      expect(report.isComplete).toBe(true);
      const after = await revisionsOf(week, ids);
      for (const [id, texts] of before) expect(after.get(id)?.slice(0, texts.length)).toEqual(texts);
    },
  );
});

/** Each delivery once, twice or three times, or never, in any order; replays come when all is settled. */
async function deliverSome(week: ChangingWeek, ids: readonly string[], seed: number): Promise<void> {
  const dice = new Streams(seed, 0).of('deliveries', 0);
  const url = week.stack.output('WebhookUrl');
  const outgoing = (await week.deliveries(...ids)).filter(() => dice.isChance(60));
  const repeated = outgoing.flatMap((delivery) => Array(1 + dice.below(3)).fill(delivery));
  const shuffled = repeated.map((delivery) => ({ delivery, at: dice.below(1_000) })).sort((a, b) => a.at - b.at);
  for (const { delivery } of shuffled) expect(await post(url, delivery)).toBe(202);
  await settle(week.stack);
  for (const delivery of outgoing.slice(0, 5)) expect(await post(url, delivery)).toBe(202);
  await settle(week.stack);
}

/** Every revision as it rests. */
async function revisionsOf({ stack, monday }: ChangingWeek, ids: readonly string[]): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>();
  for (const id of ids)
    all.set(
      id,
      (await stack.ledger.readRevisions(id, monday)).map(({ revision }) =>
        Buffer.from(encodeRevision(revision)).toString('base64'),
      ),
    );
  return all;
}
