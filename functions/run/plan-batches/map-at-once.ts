/**
 * What `work` makes of each element, in order; at most `atOnce` are worked on at the same time, and no element is taken
 * before there is a place for it. After the first failure, of an element or of the stream, no work is begun; what is
 * under way ends before that failure is thrown.
 */
export async function mapAtOnce<T, Result>(
  elements: AsyncIterable<T>,
  atOnce: number,
  work: (element: T, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  const underWay = new Set<Promise<void>>();
  const workOn = async (element: T, index: number) => {
    try {
      results[index] = await work(element, index);
    } catch (failure) {
      failures.push(failure);
    }
  };
  try {
    let taken = 0;
    for await (const element of elements) {
      if (failures.length > 0) break;
      const one: Promise<void> = workOn(element, taken).finally(() => underWay.delete(one));
      underWay.add(one);
      taken += 1;
      if (underWay.size === atOnce) await Promise.race(underWay);
    }
  } catch (failure) {
    failures.push(failure);
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
  return results;
}
