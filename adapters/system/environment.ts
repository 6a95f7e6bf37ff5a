import { z } from 'zod';

/** The environment of a function lacks something. It names every fault at once; the deployment has to be mended. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Reads environment variables once and whole.
 * @param shape variable name → schema
 * @throws EnvironmentError naming each variable that is missing or wrong
 */
export function readEnvironment<Shape extends z.ZodRawShape>(shape: Shape): z.infer<z.ZodObject<Shape>> {
  const result = z.object(shape).safeParse(process.env);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new EnvironmentError(`environment variables: ${faults.join('; ')}`);
}
