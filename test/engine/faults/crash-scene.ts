import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { RunSummary } from '../../../core/runs/run.ts';
import { decodeJson, encodeJson } from '../../../core/values/codec.ts';
import { PARTITIONS } from '../../../functions/names.ts';
import { usageRow } from '../../../local/sample/usage.ts';
import { rawWeek, type Sheets } from '../../worlds/sheets.ts';
import { type connect, fillLake } from './engine-clients.ts';
import { DeadStepError, type Fault, Fuse } from './fuse.ts';
import { type Dump, type Item, Sandbox } from './sandbox.ts';
import { pass } from './watch.ts';
import { type Invoke, type StepName, undisturbed, WeekRun } from './week-run.ts';

/** What the lake and the timesheet system say at the time of a run. */
export interface Act {
  /** Another week than the scene's, where it only prepares the ground. */
  readonly mondayDate?: string;
  /** USD text of 2 decimals by employee. */
  readonly usage: Readonly<Record<string, string>>;
  readonly sheets: Sheets;
}

type Engine = ReturnType<typeof connect>;

const BATCH_SIZE = 2;
/** The hour of the run that puts right what another has left; earlier ones are those of the acts. */
const REPAIR = 9;

/** Runs of a week, of which the last may be disturbed: each play begins with what the runs before it have left. */
export class CrashScene {
  /** What rests after all runs, undisturbed. */
  expected: Dump | undefined;
  readonly mondayDate: string;
  readonly #acts: readonly Act[];
  #act = 0;
  #before: Dump | undefined;
  #queryId = '';
  #timesheetUrl = '';
  #engine: Engine | undefined;

  constructor(mondayDate: string, acts: readonly Act[]) {
    this.mondayDate = mondayDate;
    this.#acts = acts;
  }

  /** Plays all runs undisturbed. @returns how to end */
  async prepare(engine: Engine): Promise<() => void> {
    this.#engine = engine;
    const end = await this.#startTimesheets();
    for (const [act, { usage }] of this.#acts.entries()) {
      this.#act = act;
      this.#before = this.expected;
      await fillLake(engine, this.#monday, toRows(usage, this.#monday));
      this.#queryId = await this.#ask();
      this.expected = await this.play();
    }
    return end;
  }

  get #monday(): string {
    return this.#acts[this.#act]?.mondayDate ?? this.mondayDate;
  }

  /** The calls that a step makes in the last run, over all its invocations; found by playing it. */
  async callsOf(step: StepName): Promise<readonly string[]> {
    const fuse = new Fuse();
    await this.#playWith(fuse, step);
    return fuse.calls;
  }

  /** Plays the last run, in which a step may meet a fault. @returns what rests then */
  async play(step?: StepName, fault?: Fault): Promise<Dump> {
    return this.#playWith(new Fuse(fault), step);
  }

  /** Plays the last run, in which a step dies for good, and then another one with the same inputs. */
  async playAbandoned(step: StepName, fault: Fault): Promise<Dump> {
    const fuse = new Fuse(fault);
    const dying: Invoke = (name, invoked) => (name === step ? fuse.invokeOnce(() => invoked(0)) : invoked(0));
    return this.#inSandbox(async (sandbox) => {
      await this.#runIn(sandbox, this.#queryId, dying)
        .play()
        .catch((error) => {
          if (!(error instanceof DeadStepError)) throw error;
        });
      await this.#runIn(sandbox, this.#queryId, undisturbed, REPAIR).play();
    });
  }

  async #playWith(fuse: Fuse, disturbed?: StepName): Promise<Dump> {
    const invoke: Invoke = (name, step) => (name === disturbed ? fuse.invoke(step) : step(0));
    // The lake is asked anew only where that is what is disturbed: a result can be read any number of times.
    const queryId = disturbed === 'start usage query' ? null : this.#queryId;
    return this.#inSandbox(async (sandbox) => {
      await this.#runIn(sandbox, queryId, invoke).play();
    });
  }

  /** @returns what rests at the end */
  async #inSandbox(play: (sandbox: Sandbox) => Promise<void>): Promise<Dump> {
    const sandbox = await Sandbox.create(this.#tools(), this.#before);
    await play(sandbox);
    const { ledger, ...dump } = await sandbox.dump();
    await sandbox.remove();
    return { ...dump, ledger: ledger.map(withoutEffort).map(withoutRaises) };
  }

  async #ask(): Promise<string> {
    const sandbox = await Sandbox.create(this.#tools());
    const queryId = await this.#runIn(sandbox, null, undisturbed).ask();
    await sandbox.remove();
    return queryId;
  }

  #runIn(sandbox: Sandbox, queryId: string | null, invoke: Invoke, hour = this.#act): WeekRun {
    const options = {
      ...(this.#engine as Engine),
      sandbox,
      queryId,
      timesheets: this.#timesheetUrl,
      mondayDate: this.#monday,
      batchSize: BATCH_SIZE,
      now: `2025-07-01T0${hour}:00:00.000Z`,
    };
    return new WeekRun(options, invoke);
  }

  #tools() {
    const { clients, outputs } = this.#engine as Engine;
    return { ...clients, outputs };
  }

  async #startTimesheets(): Promise<() => void> {
    const original = globalThis.fetch;
    globalThis.fetch = (...args) => pass('fetch', () => original(...args));
    const server = createServer((request, response) => {
      text(request).then((body) => response.end(this.#answer(JSON.parse(body).employeeIds)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#timesheetUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return () => {
      globalThis.fetch = original;
      server.closeAllConnections();
      server.close();
    };
  }

  #answer(employeeIds: readonly string[]): string {
    const { sheets } = this.#acts[this.#act] as Act;
    const asked = Object.fromEntries(employeeIds.map((id) => [id, sheets[id] ?? null]));
    return JSON.stringify(rawWeek(asked, this.#monday));
  }
}

/** A row for each employee, with a million tokens. */
function toRows(usage: Act['usage'], mondayDate: string) {
  return Object.entries(usage).map(([employeeId, cost]) =>
    usageRow(employeeId, mondayDate, 'claude_code', 1_000_000n, cost),
  );
}

/** A week that is marked dirty again is as dirty as before: the version says how often. */
function withoutRaises(item: Item): Item {
  if (item.pk !== PARTITIONS.publications) return item;
  const { version: _, ...mark } = item;
  return mark as Item;
}

/** A step that was invoked twice has made more requests; all else in a run record must be the same. */
function withoutEffort(item: Item): Item {
  if (typeof item.summary !== 'string') return item;
  const { awsCalls: _calls, invocations: _invocations, ...summary } = decodeJson<RunSummary>(item.summary);
  return { ...item, summary: encodeJson(summary) };
}
