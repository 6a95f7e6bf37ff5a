import type {
  Collected,
  CollectionFailure,
  CollectionRecords,
  SourceRecord,
} from '../../core/collection/collection-records.ts';

/** What is known of each source, in memory. */
export class MemoryCollectionRecords implements CollectionRecords {
  readonly records = new Map<string, SourceRecord>();

  async noteCollected(source: string, collected: Collected): Promise<void> {
    this.records.set(source, { source, collected, failure: null });
  }

  async noteFailure(source: string, failure: CollectionFailure): Promise<void> {
    const collected = this.records.get(source)?.collected ?? null;
    this.records.set(source, { source, collected, failure });
  }

  async list(): Promise<SourceRecord[]> {
    return [...this.records.values()];
  }
}
