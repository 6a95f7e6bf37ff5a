/** A failure of it is thrown where it is awaited, and is none where whoever asked has gone away before. */
export function noticedLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
