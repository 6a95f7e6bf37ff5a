import { sha256 } from '../../../adapters/system/hash.ts';
import type { UnresolvedActor } from '../../../core/collection/source-status.ts';
import type { Actor } from '../../../core/collection/usage-fact.ts';
import { unresolvedId } from '../../../core/collection/weekly-usage.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { formatUsd6 } from '../../../core/values/money.ts';
import { addDays } from '../../../core/values/week.ts';
import type { Deployment } from '../../deployment.ts';
import { toJson } from '../../view/json.ts';
import { type Column, renderTable } from '../../view/table.ts';

/** As far back as `usage status` looks at a window of any size. */
const DAYS = 60;

type Source = Pick<Deployment, 'collectionSettings' | 'resolvedFacts'>;

/** Actors of the last days, or of a week, of whom nobody has said who they are, with what the ledger calls them. */
export async function listUnresolved(
  deployment: Source,
  clock: Clock,
  { week, json: isJson }: { readonly week?: string; readonly json?: boolean },
): Promise<string> {
  const today = clock.now().slice(0, 10);
  const names = deployment.collectionSettings.sources.map(({ source }) => source);
  const window = week === undefined ? { from: addDays(today, -DAYS), to: today } : { from: week, to: addDays(week, 7) };
  const actors = await deployment.resolvedFacts.unresolved(names, window, new AbortController().signal);
  if (isJson) return toJson({ actors: actors.map(toJsonActor) });
  if (actors.length === 0)
    return `Every actor of ${week === undefined ? `the last ${DAYS} days` : `week ${week}`} is known.`;
  return `${renderTable(actors, ACTOR_COLUMNS)}\nSay who they are with "ledger identity set" or "ledger identity import".`;
}

const ACTOR_COLUMNS: Column<UnresolvedActor>[] = [
  { title: 'source', of: ({ source }) => source },
  { title: 'kind', of: ({ actorKind }) => actorKind },
  { title: 'actor', of: ({ actorId }) => actorId ?? '(nobody is named)' },
  { title: 'days', of: ({ firstDay, lastDay }) => `${firstDay} to ${lastDay}` },
  { title: 'tokens', of: ({ tokens }) => grouped(tokens), isNumber: true },
  { title: 'USD', of: ({ costUsd6 }) => grouped(formatUsd6(costUsd6)), isNumber: true },
  { title: 'in the ledger', of: ledgerId },
];

function ledgerId({ source, actorKind, actorId }: UnresolvedActor): string {
  return unresolvedId(source, { kind: actorKind, id: actorId } as Actor, sha256);
}

function toJsonActor(actor: UnresolvedActor) {
  const { costUsd6, ...rest } = actor;
  return { ...rest, costUsd: formatUsd6(costUsd6), employeeId: ledgerId(actor) };
}
