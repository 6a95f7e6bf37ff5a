import { describe, expect, it } from 'vitest';
import type { RunMeasure } from '../../bench/measures.ts';
import { firstRunShape, steadyShape } from '../../bench/run-shape.ts';

/** 200 employees in two batches. */
const RUN: RunMeasure = {
  employees: 200,
  lines: 440,
  revisionsWritten: 200,
  seconds: 9,
  phases: {},
  transitions: 14,
  children: 2,
  childSeconds: 1.6,
  awsCalls: 50,
  invocations: 8,
  functions: {
    OpenRun: { memoryMb: 256, invocations: 1, billedSeconds: 0.4 },
    PlanBatches: { memoryMb: 1024, invocations: 1, billedSeconds: 1 },
    Persist: { memoryMb: 512, invocations: 2, billedSeconds: 3 },
  },
  objects: { ofBatches: 10, others: 3, runBytes: 9000, evidenceBytes: 4000 },
  ledger: { cwos: 12, headWriteUnits: 2.6, headBytes: 1024, lineWriteUnits: 2, lineBytes: 410 },
};

describe('what AWS bills for a run', () => {
  it('is, for a first run, heads, lines and CWOs written', () => {
    expect(firstRunShape(RUN)).toEqual({
      perRun: {
        standardTransitions: 14,
        lambdaRequests: 2,
        lambdaGbSeconds: 0.1,
        writeUnits: 5,
        readUnits: 16,
        s3Writes: 3,
        s3Reads: 4,
        athenaMegabytes: 10,
        logMegabytes: 0.00195313,
      },
      perBatch: {
        expressRequests: 1,
        expressGbSeconds: 0.05,
        lambdaRequests: 1,
        lambdaGbSeconds: 1.25,
        writeUnits: 6,
        readUnits: 6,
        s3Writes: 5,
        s3Reads: 4,
        logMegabytes: 0.000976563,
      },
      perEmployeeWeek: { writeUnits: 2.6, readUnits: 0.5 },
      perLine: { writeUnits: 2 },
    });
  });

  it('is, where nothing changed, the heads alone, which are listed besides', () => {
    const { perRun, perBatch, perEmployeeWeek, perLine } = steadyShape(RUN);

    expect(perRun).not.toHaveProperty('readUnits');
    expect(perBatch).not.toHaveProperty('writeUnits');
    expect(perEmployeeWeek).toEqual({ writeUnits: 2.6, readUnits: 2.75 });
    expect(perLine).toEqual({});
  });
});
