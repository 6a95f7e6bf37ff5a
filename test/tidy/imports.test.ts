import { describe, expect, it } from 'vitest';
import { forbiddenImports } from './import-table.ts';
import { parse, readSources } from './sources.ts';

describe('the import table', () => {
  it('is kept by every file of the project', () => {
    const forbidden = readSources().flatMap(forbiddenImports);

    expect(forbidden).toEqual([]);
  });

  it.each([
    ['core/money.ts', "import { z } from 'zod';"],
    ['core/money.ts', "import { readFileSync } from 'node:fs';"],
    ['core/money.ts', "import type { Run } from '../functions/contract/events.ts';"],
    ['core/money.ts', "export { keys } from '../adapters/dynamodb/keys.ts';"],
    ['core/money.ts', "export * from '../adapters/clock.ts';"],
    ['core/money.ts', "const clock = await import('../adapters/clock.ts');"],
    ['core/money.ts', 'const any = await import(path);'],
    ['core/money.ts', "type Clock = import('../adapters/clock.ts').Clock;"],
    ['functions/contract/names.ts', "import { IDENTIFIER } from '../../core/ids.ts';"],
    ['functions/contract/events.ts', "import { Logger } from '@aws-lambda-powertools/logger';"],
    ['functions/runtime/telemetry.ts', "import { z } from 'zod';"],
    ['functions/runtime/telemetry.ts', "import { allocate } from '../../core/allocate.ts';"],
    ['functions/persist/step.ts', "import { DynamoLedger } from '../../adapters/dynamodb/ledger.ts';"],
    ['functions/persist/step.ts', "import type { Context } from 'aws-lambda';"],
    ['functions/persist/notes.ts', "import middy from '@middy/core';"],
    ['functions/persist/handler.ts', "import { allocateBatch } from '../allocate/step.ts';"],
    ['functions/persist/handler.ts', "import { Duration } from 'aws-cdk-lib';"],
    ['functions/persist/handler.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
    ['adapters/clock.ts', "import { openRun } from '../functions/open-run/step.ts';"],
    ['adapters/clock.ts', "import type { Run } from '../functions/contract/events.ts';"],
    ['adapters/clock.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['lib/lake.ts', "import { weekOf } from '../core/weights.ts';"],
    ['lib/lake.ts', "import { keys } from '../functions/contract/objects.ts';"],
    ['lib/lake.ts', "import { handler } from '../functions/persist/handler.ts';"],
    ['bin/app.ts', "import { Stack } from 'aws-cdk-lib';"],
    ['bin/app.ts', "import { ENV } from '../functions/contract/names.ts';"],
    ['adapters/clock.ts', "import { tell } from '../local/cli.ts';"],
    ['local/demo.ts', "import { worlds } from '../test/core/worlds.ts';"],
    ['bench/core.ts', "import { worlds } from '../test/core/worlds.ts';"],
    ['scripts/tool.ts', 'export {};'],
  ])('refuses in %s: %s', (path, text) => {
    const forbidden = forbiddenImports(parse(path, text));

    expect(forbidden).toHaveLength(1);
  });

  it.each([
    ['functions/runtime/workflow-step.ts', "import type { z } from 'zod';"],
    ['functions/persist/handler.ts', "import { persist } from './step.ts';"],
    ['functions/persist/handler.ts', "import type { Context } from 'aws-lambda';"],
    ['functions/contract/events.ts', "import { keys } from './objects.ts';"],
    ['adapters/clock.ts', "import { ENV } from '../functions/contract/names.ts';"],
    ['lib/lake.ts', "import { Bucket } from 'aws-cdk-lib/aws-s3';"],
    ['bin/app.ts', "import { App } from 'aws-cdk-lib';"],
    ['test/core/money.test.ts', "import { start } from '../../local/engine/start.ts';"],
  ])('allows in %s: %s', (path, text) => {
    expect(forbiddenImports(parse(path, text))).toEqual([]);
  });
});
