import { DynamoClosings } from '../adapters/dynamodb/billing/closings.ts';
import { DynamoRecharges } from '../adapters/dynamodb/billing/recharges.ts';
import { DynamoTrackedWeeks } from '../adapters/dynamodb/budgets/tracked-weeks.ts';
import { DynamoCwoRegistry } from '../adapters/dynamodb/cwo/cwo-registry.ts';
import { DynamoLedgerReader } from '../adapters/dynamodb/ledger/ledger-reader.ts';
import { DynamoPseudonyms } from '../adapters/dynamodb/publication/pseudonyms.ts';
import { DynamoPublications } from '../adapters/dynamodb/publication/publications.ts';
import { S3PublishedTables } from '../adapters/lake/published/published-tables.ts';
import { S3EvidenceStore } from '../adapters/s3/object-store.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { sha256 } from '../adapters/system/hash.ts';
import { publishUndivided } from '../core/publication/publish-undivided.ts';
import { publishWeek } from '../core/publication/publish-week.ts';
import { LARGE_MONDAY } from './large-week.ts';
import { BUCKETS, type LargeWeekClients, TABLES } from './large-week-clients.ts';

/**
 * Publishes the week, and what no week divides, as the function does for a run.
 * @returns the lines that were published
 */
export async function publishLargeWeek({ dynamodb, s3 }: LargeWeekClients): Promise<number> {
  const ports = {
    ledger: new DynamoLedgerReader(dynamodb, TABLES.ledger, sha256),
    publications: new DynamoPublications(dynamodb, TABLES.ledger),
    closings: new DynamoClosings(dynamodb, TABLES.ledger, sha256),
    recharges: new DynamoRecharges(dynamodb, TABLES.ledger),
    pseudonyms: new DynamoPseudonyms(dynamodb, TABLES.ledger),
    trackedWeeks: new DynamoTrackedWeeks(dynamodb, TABLES.budgets, systemClock),
    cwos: new DynamoCwoRegistry(dynamodb, TABLES.cwos, systemClock),
    evidence: new S3EvidenceStore(s3, BUCKETS.evidence, sha256),
    publishedTables: new S3PublishedTables(s3, BUCKETS.lake),
    monthPolicy: 'BY_DAY',
    clock: systemClock,
  } as const;
  const published = await publishWeek(LARGE_MONDAY, ports);
  await publishUndivided(ports);
  return published.status === 'PUBLISHED' ? published.rows : 0;
}
