import { defineConfig } from 'vitest/config';

/** The tests that look at what the code does, in seconds: not those that look at its text, or at many histories. */
const SLOW = ['engine', 'histories', 'local', 'bench', 'docs', 'lib', 'tidy'].map((room) => `test/${room}/**`);

export default defineConfig({ test: { include: ['test/**/*.test.ts'], exclude: SLOW, testTimeout: 60_000 } });
