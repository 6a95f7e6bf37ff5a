import type { EmployeeWeekKey } from '../../../core/ledger/ledger.ts';
import { receiveWebhook } from '../../../functions/api/receive-webhook/step.ts';
import { MemoryCwoChanges } from '../../doubles/memory-cwo-changes.ts';
import { VISIBILITY_MS } from '../../doubles/memory-queue.ts';
import type { Person } from '../../worlds/company-week.ts';
import { judge } from '../../worlds/oracle/oracle.ts';
import type { Telling } from './company.ts';
import { type Death, dyingAt, type Gate, OPEN } from './gates.ts';
import { Notary } from './notary.ts';
import { drain, RECHECK_WEEKS, runWaiting, sweep, take } from './sweeping.ts';
import { System } from './system.ts';
import { runWorkflow } from './workflow.ts';

export const EMPLOYEES = ['E1', 'E2', 'E3'];
export const MONDAYS = ['2026-11-09', '2026-11-16'];
export const KEYS: readonly EmployeeWeekKey[] = MONDAYS.flatMap((mondayDate) =>
  EMPLOYEES.map((employeeId) => ({ employeeId, mondayDate })),
);

const WEEK_MS = 7 * 86_400_000;
const ROUNDS_MAX = 10;

/** A history as it goes on: the system, who tells it of changes, and the runs that are under way. */
export class World {
  readonly system = new System();
  readonly notary = new Notary(this.system);
  /** What each call of a run passes: nothing, or a scheduler. */
  readonly gate: Gate;
  readonly #isConcurrent: boolean;
  #background: Promise<unknown>[] = [];
  /** How many runs are under way. */
  underWay = 0;
  #runs = 0;

  /** @param gate where it is given, runs are not waited for, and their calls interleave behind it */
  constructor(gate?: Gate) {
    this.gate = gate ?? OPEN;
    this.#isConcurrent = gate !== undefined;
  }

  /** The world's gate, behind which the death waits. */
  dying(death: Death): Gate {
    const { gate } = this;
    const dies = dyingAt(death);
    return (call, action) => gate(call, () => dies(call, action));
  }

  /** Changes the employee-week, and tells whom it should. */
  change(key: EmployeeWeekKey, change: Partial<Person>, telling: Telling): void {
    const person = this.system.company.person(key);
    if (person) this.system.company.set(key, { ...person, ...change }, telling);
  }

  /** The same with a new version of the timesheet. */
  changeSheet(key: EmployeeWeekKey, change: Partial<Person>, telling: Telling): void {
    const version = (this.system.company.person(key)?.version ?? 0) + 1;
    this.change(key, { ...change, version }, telling);
  }

  /** Whether a change that nobody tells of would be found: now and in what was decided the result is a provisional one. */
  mayChangeUntold(key: EmployeeWeekKey): boolean {
    const allocation = this.system.head(key)?.revision.allocation;
    const now = judge(this.system.company.world(key, this.system.lake.usable(key)));
    const isInWindow = this.system.clock.ms - Date.parse(key.mondayDate) < RECHECK_WEEKS * WEEK_MS;
    return isProvisional(now) && (allocation === undefined || isProvisional(allocation)) && isInWindow;
  }

  /** The timesheet system delivers a webhook. */
  async deliver({ employeeId, mondayDate }: EmployeeWeekKey): Promise<void> {
    const data = { employeeId, weekStartDate: mondayDate };
    const body = JSON.stringify({ type: 'timesheet.amended', timestamp: this.system.clock.now(), data });
    const ports = {
      verifier: { verify: async () => ({ verdict: 'VALID' as const }) },
      queue: this.system.queue,
      cwoChanges: new MemoryCwoChanges(),
    };
    await receiveWebhook({ headers: {}, body: Buffer.from(body) }, ports);
  }

  /** Starts a run of the whole week. */
  async runWeek(mondayDate: string, gate: Gate = this.gate): Promise<void> {
    this.#runs += 1;
    this.system.start(`run-${this.#runs}`, { trigger: 'MANUAL', weekStartDate: mondayDate });
    await this.#runStarted(gate);
  }

  /** @param ofRuns what the calls of the runs pass that it starts, whatever becomes of the drain itself */
  async drain(gate: Gate = this.gate, ofRuns: Gate = this.gate): Promise<void> {
    await this.#go(async () => {
      await drain(this.system, gate);
      await this.#runStarted(ofRuns);
    });
  }

  async sweep(gate: Gate = this.gate): Promise<void> {
    await this.#go(() => sweep(this.system, gate));
  }

  /** Every run has ended. */
  async join(): Promise<void> {
    while (this.#background.length > 0) await this.#background.pop();
  }

  /** Nothing is under way and nothing waits: the queue is drained and the sweep has come to the end of all changes. */
  async settle(): Promise<void> {
    const { company, clock, queue } = this.system;
    await this.join();
    company.outages = 0;
    company.behind.clear();
    for (let round = 0; queue.length > 0; round += 1) {
      if (round === ROUNDS_MAX) throw new Error('the queue does not empty');
      clock.advance(VISIBILITY_MS);
      await drain(this.system, OPEN);
      await runWaiting(this.system, OPEN);
    }
    for (let round = 0; !(await this.#isSwept()); round += 1) {
      if (round === ROUNDS_MAX) throw new Error('the sweep does not come to an end');
    }
  }

  async #isSwept(): Promise<boolean> {
    const { states } = this.system.ports(OPEN);
    const before = await states.read();
    const result = await sweep(this.system, OPEN);
    if (!result?.isAdvanced) throw new Error(`the sweep is incomplete: ${JSON.stringify(result)}`);
    return JSON.stringify(before) === JSON.stringify(await states.read());
  }

  async #runStarted(gate: Gate): Promise<void> {
    for (const execution of take(this.system)) await this.#go(() => runWorkflow(this.system, execution, gate));
  }

  async #go(action: () => Promise<unknown>): Promise<void> {
    if (!this.#isConcurrent) return void (await action());
    this.underWay += 1;
    const promise = action().finally(() => {
      this.underWay -= 1;
    });
    // Joined later: a failure before then is not lost.
    promise.catch(() => undefined);
    this.#background.push(promise);
  }
}

interface Result {
  readonly basis: string;
  readonly method: string;
  readonly lines: readonly { readonly target: string }[];
}

function isProvisional({ basis, method, lines }: Result): boolean {
  const isOpen =
    basis === 'ESTIMATED' || method === 'EQUAL_SPLIT' || lines.some(({ target }) => target === 'UNALLOCATED');
  return isOpen && lines.length > 0;
}
