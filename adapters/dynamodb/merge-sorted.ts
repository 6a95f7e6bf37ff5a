/** Merges sorted streams into one sorted stream, holding one element of each. */
export async function* mergeSorted<T>(
  streams: readonly AsyncIterable<T>[],
  compare: (a: T, b: T) => number,
): AsyncGenerator<T> {
  const iterators = streams.map((stream) => stream[Symbol.asyncIterator]());
  const heads = await Promise.all(iterators.map((iterator) => iterator.next()));
  for (;;) {
    let smallest = -1;
    for (const [index, head] of heads.entries()) {
      if (head.done) continue;
      const best = heads[smallest];
      if (!best || best.done || compare(head.value, best.value) < 0) smallest = index;
    }
    const next = heads[smallest];
    const iterator = iterators[smallest];
    if (!next || !iterator || next.done) return;
    yield next.value;
    heads[smallest] = await iterator.next();
  }
}
