import type { PulledPage } from '../../core/collection/usage-puller.ts';
import { writePosition } from '../http/position.ts';

/** A page with what is given, and nothing of the rest. */
export function pageOf(given: Partial<PulledPage>, next: object | null): PulledPage {
  return {
    facts: [],
    spreadUsage: [],
    billed: [],
    owners: [],
    seats: [],
    refused: [],
    ...given,
    next: next && writePosition(next),
  };
}
