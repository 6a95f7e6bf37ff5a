import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeRevision, encodeRevision } from '../../../adapters/dynamodb/ledger/revision-codec.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import type { Item } from '../../doubles/memory-table.ts';
import { AUDITED_MONDAY, auditedWeek } from '../../histories/model/audited-week.ts';
import { verifyWeek } from '../../histories/model/invariants.ts';
import type { System } from '../../histories/model/system.ts';

let system: System;

beforeAll(async () => {
  ({ system } = await auditedWeek());
});

/** Employees of whom the verification says that something is wrong. */
async function blamed(): Promise<(string | null)[]> {
  const { faults } = await verifyWeek(system, AUDITED_MONDAY);
  return [...new Set(faults.map(({ employeeId }) => employeeId))].sort();
}

/** Whom the verification blames while items are there instead of others; all is as it was afterwards. */
async function blamedWith({ gone = [], there = [] }: { gone?: readonly Item[]; there?: readonly Item[] }) {
  for (const item of gone) system.table.delete(item);
  for (const item of there) system.table.put(item);
  try {
    return await blamed();
  } finally {
    for (const item of there) system.table.delete(item);
    for (const item of gone) system.table.put(item);
  }
}

/** The same for an evidence object of that text, or of none. */
async function blamedWithEvidence(name: string, text: string | null): Promise<(string | null)[]> {
  const { texts } = system.evidenceBucket;
  const before = texts.get(name) as string;
  if (text === null) texts.delete(name);
  else texts.set(name, text);
  try {
    return await blamed();
  } finally {
    texts.set(name, before);
  }
}

const heads = () => system.table.items().filter(({ pk }) => pk.startsWith(`WEEK#${AUDITED_MONDAY}`));
const superseded = () => system.table.items().filter(({ pk }) => pk.startsWith('EW#'));
const lines = () => system.table.items().filter(({ pk }) => pk.startsWith('CWO#'));
const headOf = (employeeId: string) => heads().find(({ sk }) => sk === employeeId) as Item;
const textsOf = (item: Item) =>
  Object.keys(item).filter((name) => !['pk', 'sk'].includes(name) && typeof item[name] === 'string');

/** Another character in that place. */
function turned(text: string, at: number, to = text[at] === '1' ? '2' : '1'): string {
  return text.slice(0, at) + to + text.slice(at + 1);
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
}

function ownerOf({ pk, sk }: Item): string {
  if (pk.startsWith('EW#')) return pk.split('#')[1] as string;
  return pk.startsWith('CWO#') ? (sk.split('#')[1] as string) : sk;
}

describe('a week as it was written', () => {
  it('has no fault', async () => {
    expect(await verifyWeek(system, AUDITED_MONDAY)).toEqual({
      weekStartDate: AUDITED_MONDAY,
      wasRun: true,
      employeeWeeks: 3,
      revisions: 5,
      lines: 5,
      seals: [expect.any(String), expect.any(String)],
      faults: [],
    });
  });

  it('holds every kind of thing that can be changed', () => {
    expect(heads().map(({ confirmation }) => confirmation !== undefined)).toEqual(
      expect.arrayContaining([true, false]),
    );
    expect(superseded().map(({ confirmation }) => confirmation !== undefined)).toEqual([true, false]);
    expect(lines().map(({ pk }) => pk.split('#')[1])).toEqual(
      expect.arrayContaining(['C1', 'OVERHEAD', 'UNALLOCATED']),
    );
    expect(system.evidenceBucket.texts.size).toBeGreaterThan(4);
  });
});

describe('a changed character is found, and whose it is,', () => {
  it('in any byte of the body of a revision', async () => {
    for (const item of [...heads(), ...superseded()]) {
      const body = item.body as Uint8Array;
      // At least one bit of each byte, each time another one.
      for (let bit = 0; bit < body.length * 8; bit += 7) {
        const there = [{ ...item, body: flipped(body, bit) }];
        expect(await blamedWith({ there, gone: [item] }), `${ownerOf(item)} ${bit}`).toEqual([ownerOf(item)]);
      }
    }
  });

  it.each(['hash', 'decisionId', 'confirmation'])('anywhere in the %s of a revision', async (name) => {
    const found: (string | null)[][] = [];
    const expected: string[][] = [];
    for (const item of [...heads(), ...superseded()]) {
      const text = item[name] as string | undefined;
      for (let at = 0; at < (text?.length ?? 0); at += 1) {
        found.push([
          ownerOf(item),
          `${at}`,
          ...(await blamedWith({ there: [{ ...item, [name]: turned(text as string, at) }], gone: [item] })),
        ]);
        expected.push([ownerOf(item), `${at}`, ownerOf(item)]);
      }
    }
    expect(found).toEqual(expected);
  });

  it('in every attribute of every line', async () => {
    for (const item of lines()) {
      for (const name of textsOf(item)) {
        const there = [{ ...item, [name]: turned(item[name] as string, 0) }];
        expect(await blamedWith({ there, gone: [item] }), `${item.pk} ${item.sk} ${name}`).toEqual([ownerOf(item)]);
      }
    }
  });

  it('in every number and truth value', async () => {
    for (const item of [...heads(), ...superseded(), ...lines()]) {
      for (const [name, value] of Object.entries(item)) {
        const others = {
          number: [Number(value) + 1, Number(value) - 1, Number(value) + 0.5],
          bigint: [1n, 2.5],
          boolean: [!value],
        }[typeof value as string];
        for (const other of others ?? []) {
          const there = [{ ...item, [name]: other }];
          expect(await blamedWith({ there, gone: [item] }), `${item.pk} ${item.sk} ${name} ${other}`).toEqual([
            ownerOf(item),
          ]);
        }
      }
    }
  });

  it('in every part of the evidence', async () => {
    for (const [name, text] of [...system.evidenceBucket.texts]) {
      for (let at = 0; at < text.length; at += 7) {
        expect((await blamedWithEvidence(name, turned(text, at))).length, `${name} at ${at}`).toBeGreaterThan(0);
      }
    }
  });

  it('wherever it is, and whether it is replaced, added or taken away', async () => {
    const places = [...heads(), ...superseded(), ...lines()].flatMap((item) =>
      textsOf(item).map((name) => ({ item, name })),
    );
    const objects = [...system.evidenceBucket.texts.keys()];
    const change = fc.record({
      at: fc.nat(),
      by: fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }),
      kind: fc.constantFrom('replace', 'add', 'take'),
    });
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: places.length + objects.length - 1 }), change, async (index, { at, by, kind }) => {
        const place = places[index];
        const object = objects[index - places.length] as string;
        const text = (place ? place.item[place.name] : system.evidenceBucket.texts.get(object)) as string;
        const where = at % text.length;
        const changed =
          text.slice(0, where) + (kind === 'take' ? '' : by) + text.slice(kind === 'add' ? where : where + 1);
        fc.pre(changed !== text);
        const found = place
          ? await blamedWith({ gone: [place.item], there: [{ ...place.item, [place.name]: changed }] })
          : await blamedWithEvidence(object, changed);
        expect(found.length).toBeGreaterThan(0);
        if (place) expect(found).toContain(ownerOf(place.item));
      }),
      { numRuns: 1500 },
    );
  });
});

describe('what is missing or too much is found:', () => {
  it('a superseded revision', async () => {
    for (const item of superseded()) expect(await blamedWith({ gone: [item] })).toEqual(['E1']);
  });

  it('a line', async () => {
    for (const item of lines()) expect(await blamedWith({ gone: [item] })).toEqual([ownerOf(item)]);
  });

  it('a line of an employee-week that has none there', async () => {
    const [line] = lines();
    const sk = `${AUDITED_MONDAY}#E3`;
    expect(await blamedWith({ there: [{ ...(line as Item), sk }] })).toEqual(['E3']);
  });

  it('a line that was current once', async () => {
    const pk = 'CWO#C2';
    expect(await blamedWith({ there: [{ ...(lines()[0] as Item), pk, sk: `${AUDITED_MONDAY}#E1` }] })).toEqual(['E1']);
  });

  it('evidence', async () => {
    for (const name of [...system.evidenceBucket.texts.keys()]) {
      expect(await blamedWithEvidence(name, null), name).not.toEqual([]);
    }
  });

  it('a revision under another number', async () => {
    const [first] = superseded() as [Item];
    expect(await blamedWith({ gone: [first], there: [{ ...first, sk: 'REV#000000' }] })).toEqual(['E1']);
  });

  it('a revision that nobody wrote, behind the head', async () => {
    const [, second] = superseded() as [Item, Item];
    expect(await blamedWith({ there: [{ ...second, sk: 'REV#000009', headVersion: 99 }] })).toEqual(['E1']);
  });

  it('the head of another employee', async () => {
    const { pk, sk } = headOf('E3');
    expect(await blamedWith({ gone: [headOf('E3')], there: [{ ...headOf('E2'), pk, sk }] })).toContain('E3');
  });
});

describe('figures that were rewritten together, with head, lines, decision and evidence,', () => {
  let forged: System;
  const ofE3 = (items: readonly Item[]) => items.filter((item) => ownerOf(item) === 'E3');

  beforeAll(async () => {
    ({ system: forged } = await auditedWeek('2.000000'));
    for (const [name, text] of forged.evidenceBucket.texts) system.evidenceBucket.texts.set(name, text);
  });

  const forge = () => blamedWith({ gone: ofE3(system.table.items()), there: ofE3(forged.table.items()) });

  it('agree with each other', async () => {
    const { texts } = system.rootBucket;
    const seals = [...texts];
    texts.clear();
    const blamed = await forge();
    for (const [name, text] of seals) texts.set(name, text);

    // That the seals are gone is nobody's own fault.
    expect(blamed).toEqual([null]);
  });

  it('are not what the run has sealed', async () => {
    expect(await forge()).toEqual(['E3']);
  });
});

describe('what full runs have sealed', () => {
  /** The same with seals changed. */
  async function blamedWithSeals(change: (texts: Map<string, string>) => void) {
    const { texts } = system.rootBucket;
    const before = [...texts];
    change(texts);
    const { faults } = await verifyWeek(system, AUDITED_MONDAY);
    texts.clear();
    for (const [name, text] of before) texts.set(name, text);
    return faults;
  }
  const headerOf = (text: string) => JSON.parse(text.split('\n')[0] as string);
  let first: string;
  let second: string;
  beforeAll(() => {
    const [one, two] = [...system.rootBucket.texts].sort(
      ([, a], [, b]) => headerOf(a).follows.length - headerOf(b).follows.length,
    );
    [first, second] = [one?.[0] as string, two?.[0] as string];
  });

  it('is a root per run, which names those that were there', () => {
    const header = headerOf(system.rootBucket.texts.get(second) as string);

    expect(header).toMatchObject({ mondayDate: AUDITED_MONDAY, follows: [first] });
  });

  it('is missed where an employee-week is gone', async () => {
    const gone = system.table.items().filter((item) => ownerOf(item) === 'E2');
    expect(await blamedWith({ gone })).toEqual(['E2']);
  });

  it('is missed where a head was set back to an earlier revision', async () => {
    const [, revision2] = superseded() as [Item, Item];
    const { pk, sk } = headOf('E1');
    const gone = [headOf('E1'), revision2];
    expect(await blamedWith({ gone, there: [{ ...revision2, pk, sk }] })).toContain('E1');
  });

  it('shows an employee-week that says it is older and was not met', async () => {
    const { body } = headOf('E3');
    const revision = decodeRevision(body as Uint8Array);
    const inputs = { ...revision.inputs, decidedAt: '2020-01-01T06:00:00.000Z' };
    const aged = encodeRevision({ ...revision, employeeId: 'E0', inputs });
    const found = await blamedWith({ there: [{ ...headOf('E3'), sk: 'E0', body: aged, hash: sha256(aged) }] });
    expect(found).toContain('E0');
  });

  it('is not what its name says where a byte was changed', async () => {
    const faults = await blamedWithSeals((texts) => {
      texts.set(first, turned(texts.get(first) as string, 20));
    });
    expect(faults).toContainEqual({ employeeId: null, fault: `${first} is not what its name says` });
    expect(faults.map(({ employeeId }) => employeeId)).toEqual(faults.map(() => null));
  });

  it('is missed where a root is gone that a later one follows', async () => {
    const faults = await blamedWithSeals((texts) => texts.delete(first));
    expect(faults).toContainEqual({ employeeId: null, fault: `${second} follows ${first}, which is gone` });
    expect(faults.map(({ employeeId }) => employeeId)).toEqual(faults.map(() => null));
  });
});
