/** `EACCES` of an error of the file system: its message would tell the path a second time. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
