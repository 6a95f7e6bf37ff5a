import { DynamoPublications } from '../../../adapters/dynamodb/publication/publications.ts';
import { type LineAttributes, toLineAttributes } from '../../../core/ledger/line-attributes.ts';
import type { Head } from '../../../core/ledger/revision.ts';
import type { PublishPorts } from '../../../functions/publication/publish/step.ts';
import { MemoryPublishedTables } from '../../doubles/memory-published-tables.ts';
import { MemoryTable } from '../../doubles/memory-table.ts';
import { TestClock } from '../../doubles/test-clock.ts';
import { type Gate, gatedClient, OPEN } from '../../histories/model/gates.ts';
import { allocationOf, line, source } from '../../worlds/heads.ts';
import { MONDAY } from '../../worlds/raw-answer.ts';
import { headFor } from '../../worlds/runs.ts';

/** What is published beside the lines: of nobody erased, no budget, no CWO. */
export const NOTHING_BESIDE = {
  evidence: { find: async () => null },
  closings: { list: async () => [] },
  recharges: { list: async () => [] },
  pseudonyms: { list: async () => new Map<string, string>() },
  trackedWeeks: { readWeek: async () => [], readTotals: async () => new Map() },
  cwos: { async *listAll() {} },
  report: { waiting: () => {} },
  monthPolicy: 'BY_DAY',
} as const;

const HOUR_MS = 60 * 60_000;

/** A week with its heads, its publication record in the real adapter, and its object. */
export class PublishedWorld {
  readonly clock = new TestClock();
  readonly table = new MemoryTable();
  readonly published = new MemoryPublishedTables();
  readonly #heads = new Map<string, Head>();
  #commits = 0;

  constructor() {
    this.commit('E1');
    this.commit('E2');
  }

  ports(gate: Gate = OPEN): PublishPorts {
    const heads = this.#heads;
    async function* listWeek(): AsyncGenerator<Head> {
      for (const employeeId of heads.keys()) yield await gate('read', async () => heads.get(employeeId) as Head);
    }
    return {
      clock: this.clock,
      ledger: { listWeek, readSuperseded: async () => [] },
      publications: this.publications(gate),
      publishedTables: this.published.through(gate),
      ...NOTHING_BESIDE,
    };
  }

  publications(gate: Gate = OPEN): DynamoPublications {
    return new DynamoPublications(gatedClient(this.table.client, gate), 'ledger');
  }

  /** Another amount, so that every reading of the heads is another one. */
  commit(employeeId: string): void {
    this.#commits += 1;
    const tokens = BigInt(this.#commits);
    const allocation = allocationOf([line({ tokens }), line({ target: 'C2' })]);
    const sources = [source('90.00', tokens + 900n)];
    this.#heads.set(employeeId, headFor(employeeId, { allocation, inputs: { sources } }));
  }

  /** A run as the workflow leads it: it says that it is there, commits, and marks the week. */
  async run(gate: Gate): Promise<void> {
    const publications = this.publications(gate);
    const settlesAt = new Date(Date.parse(this.clock.now()) + 7 * HOUR_MS).toISOString();
    await publications.expect(MONDAY, settlesAt);
    await gate('commit', async () => this.commit('E2'));
    await publications.raise(MONDAY, this.clock.now());
  }

  /** By then every run that was opened has ended. */
  passTime(): void {
    this.clock.advance(8 * HOUR_MS);
  }

  headLines(): LineAttributes[] {
    return [...this.#heads.values()].flatMap(({ revision }) =>
      revision.allocation.lines.map((one) => toLineAttributes(one, revision)),
    );
  }

  objectLines(): readonly LineAttributes[] | undefined {
    return this.published.lines(MONDAY);
  }
}
