import { describe, expect, it } from 'vitest';
import { importCircles } from './import-circles.ts';
import { forbiddenImports } from './import-table.ts';
import { parse, readSources } from './sources.ts';

describe('the import table', () => {
  it('leads no file back to itself', () => {
    expect(importCircles(readSources())).toEqual([]);
  });

  it('shows a circle by its files, once', () => {
    const circle = [
      parse('core/runs/a.ts', "import './b.ts';"),
      parse('core/runs/b.ts', "import type { A } from './c.ts';"),
      parse('core/runs/c.ts', "import './b.ts';"),
    ];

    expect(importCircles(circle)).toEqual(['core/runs/b.ts → core/runs/c.ts → core/runs/b.ts']);
  });

  it('is kept by every file of the project', () => {
    const forbidden = readSources().flatMap(forbiddenImports);

    expect(forbidden).toEqual([]);
  });

  it.each([
    ['core/values/money.ts', "import { z } from 'zod';"],
    ['core/values/money.ts', "import { readFileSync } from 'node:fs';"],
    ['core/values/money.ts', "import type { Run } from '../../functions/messages/events.ts';"],
    ['core/values/money.ts', "export { keys } from '../../adapters/dynamodb/keys.ts';"],
    ['core/values/money.ts', "export * from '../../adapters/system/clock.ts';"],
    ['core/values/money.ts', "const clock = await import('../../adapters/system/clock.ts');"],
    ['core/values/money.ts', 'const any = await import(path);'],
    ['core/values/money.ts', "type Clock = import('../../adapters/system/clock.ts').Clock;"],
    ['core/values/money.ts', "import { sumUsage } from '../usage/usage.ts';"],
    ['core/usage/usage.ts', "import type { Cwo } from '../timesheets/timesheets.ts';"],
    ['core/allocation/split.ts', "import type { Head } from '../ledger/revision.ts';"],
    ['core/ledger/revise.ts', "import type { RunSummary } from '../runs/run.ts';"],
    ['core/audit/audit.ts', "import type { RunSummary } from '../runs/run.ts';"],
    ['core/sundries/any.ts', 'export {};'],
    ['functions/names.ts', "import { IDENTIFIER } from '../core/values/ids.ts';"],
    ['functions/messages/events.ts', "import { Logger } from '@aws-lambda-powertools/logger';"],
    ['functions/runtime/telemetry.ts', "import { z } from 'zod';"],
    ['functions/runtime/telemetry.ts', "import { allocate } from '../../core/allocation/allocate.ts';"],
    ['functions/run/persist/step.ts', "import { DynamoLedger } from '../../../adapters/dynamodb/ledger/ledger.ts';"],
    ['functions/run/persist/step.ts', "import type { Context } from 'aws-lambda';"],
    ['functions/run/persist/notes.ts', "import middy from '@middy/core';"],
    ['functions/run/persist/handler.ts', "import { allocateBatch } from '../allocate/step.ts';"],
    ['functions/run/persist/handler.ts', "import { Duration } from 'aws-cdk-lib';"],
    ['functions/run/persist/handler.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
    ['adapters/system/clock.ts', "import { openRun } from '../../functions/run/open-run/step.ts';"],
    ['adapters/system/clock.ts', "import type { Run } from '../../functions/messages/events.ts';"],
    ['adapters/system/clock.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['adapters/system/clock.ts', "import { tell } from '../../cli/main.ts';"],
    ['adapters/sns/operator-messages.ts', "import { keys } from '../dynamodb/keys.ts';"],
    ['lib/base/lake.ts', "import { weekOf } from '../../core/values/week.ts';"],
    ['lib/base/lake.ts', "import { keys } from '../../functions/messages/objects.ts';"],
    ['lib/base/lake.ts', "import { handler } from '../../functions/run/persist/handler.ts';"],
    ['bin/app.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['bin/app.ts', "import { ENV } from '../functions/names.ts';"],
    ['cli/main.ts', "import { openRun } from '../functions/run/open-run/step.ts';"],
    ['cli/main.ts', "import { Lake } from '../lib/base/lake.ts';"],
    ['local/demo.ts', "import { worlds } from '../test/worlds/rule-weeks.ts';"],
    ['bench/core.ts', "import { worlds } from '../test/worlds/rule-weeks.ts';"],
    ['scripts/tool.ts', 'export {};'],
  ])('refuses in %s: %s', (path, text) => {
    const forbidden = forbiddenImports(parse(path, text));

    expect(forbidden).toHaveLength(1);
  });

  it.each([
    ['core/allocation/chain.ts', "import type { ChainRows } from '../timesheets/timesheets.ts';"],
    ['functions/runtime/workflow-step.ts', "import type { z } from 'zod';"],
    ['functions/run/persist/handler.ts', "import { persist } from './step.ts';"],
    ['functions/run/persist/handler.ts', "import type { Context } from 'aws-lambda';"],
    ['functions/messages/events.ts', "import { keys } from './objects.ts';"],
    ['adapters/system/clock.ts', "import { ENV } from '../../functions/names.ts';"],
    ['adapters/sns/operator-messages.ts', "import { readObject } from '../s3/object-store.ts';"],
    ['lib/base/lake.ts', "import { Bucket } from 'aws-cdk-lib/aws-s3';"],
    ['bin/app.ts', "import { App } from 'aws-cdk-lib';"],
    ['cli/main.ts', "import { keys } from '../functions/messages/objects.ts';"],
    ['test/core/values/money.test.ts', "import { start } from '../../../local/engine/start.ts';"],
  ])('allows in %s: %s', (path, text) => {
    expect(forbiddenImports(parse(path, text))).toEqual([]);
  });
});
