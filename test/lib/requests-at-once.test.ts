import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ENV } from '../../functions/names.ts';
import { reservedConcurrency } from '../../lib/timesheets/requests-at-once.ts';
import { machineOf } from './definitions.ts';
import { print, propertiesOf, resourcesOf, STAGES, variantOf } from './stacks.ts';

describe.each(STAGES)('the timesheet system, or its mirror, in the stage %s', (stage) => {
  const variant = variantOf(stage);
  const { requestsAtOnce } = variant.configuration.timesheet;
  const functions = resourcesOf(variant, 'AWS::Lambda::Function');
  const origin = variant.configuration.timesheet.kind === 'MIRROR' ? ENV.timesheetKind : ENV.timesheetBaseUrl;
  const askers = functions.filter(([, { Properties }]) => origin in Properties.Environment.Variables);
  const [source] = resourcesOf(variant, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);

  it('sees no more requests at once than configured, whatever runs side by side', () => {
    const atOnce = askers.map(([name, { Properties }]) => {
      const isFed = print(source.FunctionName) === name;
      return [name, isFed ? source.ScalingConfig.MaximumConcurrency : Properties.ReservedConcurrentExecutions];
    });

    expect(Object.fromEntries(atOnce)).toEqual({
      StepsFetchTimesheets: requestsAtOnce - 3,
      SweepCollector: 1,
      CwoRefreshRefresher: 2,
    });
    expect(atOnce.reduce((sum, [, share]) => sum + share, 0)).toBe(requestsAtOnce);
  });

  it('reserves what the preflight compares with the quota', () => {
    const reserved = functions.map(([, { Properties }]) => Properties.ReservedConcurrentExecutions ?? 0);

    expect(reserved.reduce((sum, one) => sum + one, 0)).toBe(reservedConcurrency(variant.configuration));
  });

  it('is asked by nobody else', () => {
    const variables = functions.filter(([name]) => !askers.some(([asker]) => asker === name));

    for (const [, { Properties }] of variables) {
      expect(Properties.Environment.Variables).not.toHaveProperty(ENV.timesheetTokenSecret);
    }
  });

  it('holds up no run by itself: one has as many batches at work as it may ask for', () => {
    const map = machineOf(variant, 'AllocationWorkflowStateMachine').states.get('Allocate batches');
    const { ReservedConcurrentExecutions } = propertiesOf(variant, 'AWS::Lambda::Function', 'StepsFetchTimesheets');

    expect(map.MaxConcurrency).toBe(ReservedConcurrentExecutions);
  });

  it('is asked for one thing at a time by each function', () => {
    for (const folder of ['run/fetch-timesheets', 'recalculation/collect-changes', 'timesheets/refresh-cwo']) {
      expect(readFileSync(`functions/${folder}/step.ts`, 'utf8')).not.toMatch(/Promise\.all/);
    }
  });
});
