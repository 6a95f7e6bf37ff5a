import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { readEnvironment } from '../../../adapters/system/environment.ts';

const SHAPE = {
  TEST_TABLE: z.string().min(1),
  TEST_URL: z.url(),
  TEST_BATCH_SIZE: z.coerce.number().int().min(1).max(100),
};

afterEach(() => {
  vi.unstubAllEnvs();
});

function given(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

describe('the environment of a function', () => {
  it('is read typed, and no more of it than was asked for', () => {
    given({ TEST_TABLE: 'ledger', TEST_URL: 'https://etm.example.com', TEST_BATCH_SIZE: '50', TEST_OTHER: 'x' });

    expect(readEnvironment(SHAPE)).toEqual({
      TEST_TABLE: 'ledger',
      TEST_URL: 'https://etm.example.com',
      TEST_BATCH_SIZE: 50,
    });
  });

  it('names every fault at once', () => {
    given({ TEST_URL: 'etm', TEST_BATCH_SIZE: '101' });

    expect(() => readEnvironment(SHAPE)).toThrow(
      expect.objectContaining({
        name: 'EnvironmentError',
        message: expect.stringMatching(/TEST_TABLE: .*; TEST_URL: .*; TEST_BATCH_SIZE: /),
      }),
    );
  });

  it('takes an empty variable for one that is missing', () => {
    given({ TEST_TABLE: '', TEST_URL: 'https://etm.example.com', TEST_BATCH_SIZE: '1' });

    expect(() => readEnvironment(SHAPE)).toThrow('TEST_TABLE');
  });
});
