import { sha256 } from '../../adapters/system/hash.ts';
import type { Evidence, EvidenceStore } from '../../core/ledger/evidence.ts';
import { decodeJson, encodeJson } from '../../core/values/codec.ts';

/** Evidence as text, by its hash. */
export class MemoryEvidenceStore implements EvidenceStore {
  readonly texts = new Map<string, string>();

  async put(evidence: Evidence): Promise<string> {
    const text = encodeJson(evidence);
    this.texts.set(sha256(text), text);
    return sha256(text);
  }

  async find(hash: string): Promise<Evidence | null> {
    const text = this.texts.get(hash);
    return text === undefined ? null : decodeJson<Evidence>(text);
  }
}
