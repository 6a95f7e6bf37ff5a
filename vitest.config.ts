import { defineConfig } from 'vitest/config';
import { Progress } from './test/progress.ts';

/**
 * Three projects: `unit` needs nothing but Node; so does `histories`, which goes through many seeded ones; `engine` runs
 * against the stack deployed on the embedded engine, which is started once for all its files. Each of its scenarios has a week
 * of its own, so that they do not meet.
 */
export default defineConfig({
  test: {
    reporters: ['minimal', new Progress()],
    // One processor is left alone where nothing is said, which is half of two.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/engine/**', 'test/histories/**'],
          testTimeout: 60_000,
        },
      },
      { test: { name: 'histories', include: ['test/histories/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          globalSetup: 'test/engine/global-setup.ts',
          fileParallelism: false,
          // Each more has functions of its own started for it.
          maxConcurrency: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
