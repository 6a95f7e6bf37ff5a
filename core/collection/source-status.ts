import { addDays, type PlainDate } from '../values/week.ts';
import type { SourceRecord } from './collection-records.ts';
import type { ActorTarget } from './identity.ts';
import type { CostKind } from './usage-fact.ts';
import type { PullWindow } from './usage-puller.ts';
import { daysOf } from './write-days.ts';

/** Facts of a source and day, summed by what they cost and whose they are. */
export interface DayGroup {
  readonly source: string;
  readonly usageDate: PlainDate;
  readonly costKind: CostKind;
  readonly target: ActorTarget | 'unresolved';
  readonly isCostUnknown: boolean;
  readonly facts: number;
  readonly tokens: bigint;
  readonly costUsd6: bigint;
}

/** An actor of whom nobody has said who it is. */
export interface UnresolvedActor {
  readonly source: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly firstDay: PlainDate;
  readonly lastDay: PlainDate;
  readonly facts: number;
  readonly tokens: bigint;
  /** Of what was billed, and of seats. */
  readonly costUsd6: bigint;
}

/** The daily facts with who their actors are, for those who look at them. */
export interface ResolvedFacts {
  groups(sources: readonly string[], window: PullWindow, signal: AbortSignal): Promise<DayGroup[]>;
  /** The dearest first. */
  unresolved(sources: readonly string[], window: PullWindow, signal: AbortSignal): Promise<UnresolvedActor[]>;
}

/** Which days of a source lie in the lake, with or without facts. */
export interface FactDays {
  list(source: string, window: PullWindow): Promise<PlainDate[]>;
}

/** A source as the configuration has it. */
export interface ConfiguredSource {
  readonly source: string;
  readonly role: string;
  readonly tool: string | null;
  /** Days pulled each time; null where files are imported. */
  readonly windowDays: number | null;
}

export interface SourceStatus extends ConfiguredSource {
  readonly record: SourceRecord | null;
  readonly daysPresent: number;
  readonly daysMissing: readonly PlainDate[];
  /** The last day that no pull will look at again; null where nothing was collected. */
  readonly finalUntil: PlainDate | null;
  readonly facts: number;
  readonly tokens: bigint;
  readonly usd6: Readonly<Record<CostKind, bigint>>;
  readonly unknownCost: { readonly facts: number; readonly tokens: bigint };
  readonly unresolvedUsd6: bigint;
  readonly serviceUsd6: bigint;
  /** Against the source of the same tool that counts, over the days that both have; null where there is no such source. */
  readonly difference: { readonly against: string; readonly usd6: bigint } | null;
}

/** How a source stands: whether its numbers can be trusted. Pure; what is read of it comes in. */
export function sourceStatus(
  of: ConfiguredSource,
  all: readonly ConfiguredSource[],
  read: {
    readonly window: PullWindow;
    readonly groups: readonly DayGroup[];
    readonly days: readonly PlainDate[];
    readonly record: SourceRecord | null;
  },
): SourceStatus {
  const groups = read.groups.filter(({ source }) => source === of.source);
  const sum = (of: (group: DayGroup) => boolean) =>
    groups.filter(of).reduce((total, { costUsd6 }) => total + costUsd6, 0n);
  const unknown = groups.filter(({ isCostUnknown }) => isCostUnknown);
  const present = new Set(read.days);
  const ofKind = (kind: CostKind) => sum(({ costKind }) => costKind === kind);
  return {
    ...of,
    record: read.record,
    daysPresent: present.size,
    daysMissing: daysOf(read.window).filter((day) => !present.has(day)),
    finalUntil: finalUntil(of, read.record),
    facts: groups.reduce((total, { facts }) => total + facts, 0),
    tokens: groups.reduce((total, { tokens }) => total + tokens, 0n),
    usd6: { BILLED: ofKind('BILLED'), NOTIONAL: ofKind('NOTIONAL'), SEAT: ofKind('SEAT') },
    unknownCost: {
      facts: unknown.reduce((total, { facts }) => total + facts, 0),
      tokens: unknown.reduce((total, { tokens }) => total + tokens, 0n),
    },
    unresolvedUsd6: sum(({ target, costKind }) => target === 'unresolved' && costKind !== 'NOTIONAL'),
    serviceUsd6: sum(({ target }) => target === 'service'),
    difference: differenceOf(of, all, read.groups),
  };
}

/** What is imported does not change by itself; what is pulled is looked at again within the window. */
function finalUntil({ windowDays }: ConfiguredSource, record: SourceRecord | null): PlainDate | null {
  const collected = record?.collected;
  if (!collected) return null;
  return addDays(collected.to, -1 - (windowDays ?? 0));
}

function differenceOf(
  of: ConfiguredSource,
  all: readonly ConfiguredSource[],
  groups: readonly DayGroup[],
): SourceStatus['difference'] {
  const other = all.find(({ source, tool, role }) => source !== of.source && tool === of.tool && role === 'COST');
  if (!other || of.tool === null) return null;
  const costsOf = (source: string) => groups.filter((group) => group.source === source && group.costKind !== 'SEAT');
  const [own, others] = [costsOf(of.source), costsOf(other.source)];
  const daysOfOthers = new Set(others.map(({ usageDate }) => usageDate));
  const days = new Set(own.map(({ usageDate }) => usageDate).filter((day) => daysOfOthers.has(day)));
  const sum = (list: readonly DayGroup[]) =>
    list.filter(({ usageDate }) => days.has(usageDate)).reduce((total, { costUsd6 }) => total + costUsd6, 0n);
  return { against: other.source, usd6: sum(own) - sum(others) };
}
