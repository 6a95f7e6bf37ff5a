import type { Sha256 } from '../../values/hash.ts';
import type { ApprovalContext } from './approval.ts';
import type { MappingIndex } from './mapping-index.ts';

/** What a source's week is read by. The same snapshot and context give the same records. */
export interface MirrorContext extends ApprovalContext {
  readonly mapping: MappingIndex;
  readonly sha256: Sha256;
}
