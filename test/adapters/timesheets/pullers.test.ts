import { describe, expect, it } from 'vitest';
import { pullerOf } from '../../../adapters/timesheets/pullers.ts';
import { APPROVAL_UNITS, type ApprovalUnit } from '../../../core/timesheets/mirror/source-rules.ts';
import { TIMESHEET_SYSTEMS, UNITS_OF_SYSTEM } from '../../../functions/names.ts';
import { TestClock } from '../../doubles/test-clock.ts';

const settings = (approval: readonly ApprovalUnit[]) => ({
  ...{ secret: async () => 'token', clock: new TestClock(), requestsPerSecond: 4, states: {}, dayZone: 'SOURCE' },
  ...{ hours: 'EXACT' as const, baseUrl: 'https://timesheets.example.com', approval },
});

describe('the connector of a system', () => {
  it.each(TIMESHEET_SYSTEMS)(
    'reads the units of approval that its configuration may name, and no other: %s',
    (system) => {
      const able: readonly ApprovalUnit[] = UNITS_OF_SYSTEM[system];

      expect(() => pullerOf(system, settings(able))).not.toThrow();
      for (const unit of APPROVAL_UNITS.filter((one) => !able.includes(one))) {
        expect(() => pullerOf(system, settings([unit]))).toThrow(RangeError);
      }
    },
  );
});
