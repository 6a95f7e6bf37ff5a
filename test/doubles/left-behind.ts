import { vi } from 'vitest';
import type { tracer as sharedTracer } from '../../functions/runtime/telemetry.ts';

/** What a function leaves in logs and traces from now on. The logger writes to the streams, other code to the console. */
export function leftBehind(tracer: typeof sharedTracer): () => string {
  const texts: string[] = [];
  const keep = (...words: unknown[]) => texts.push(words.map(String).join(' '));
  for (const method of ['debug', 'info', 'log', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((...words) => void keep(...words));
  }
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => keep(text) > 0);
  }
  vi.spyOn(tracer, 'isTracingEnabled').mockReturnValue(true);
  vi.spyOn(tracer, 'getSegment').mockReturnValue(undefined);
  vi.spyOn(tracer, 'addResponseAsMetadata').mockImplementation((response) => void keep(JSON.stringify(response)));
  vi.spyOn(tracer, 'addErrorAsMetadata').mockImplementation((error) => void keep(String(error)));
  return () => texts.join('\n');
}
