import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { S3EvidenceStore, S3RunStore } from '../../../adapters/s3/object-store.ts';
import { sha256 } from '../../../adapters/system/hash.ts';

const s3 = mockClient(S3Client);
const objects = new Map<string, string>();
const runs = new S3RunStore(new S3Client({}), 'runs-bucket', sha256);
const evidence = new S3EvidenceStore(new S3Client({}), 'evidence-bucket', sha256);

const VALUE = { text: 'Zoë 付', tokens: 2n ** 63n, nested: [null, 1.5, { tokens: -1n }] };
const EVIDENCE = {
  mondayDate: '2026-11-16',
  employees: {},
  chain: { tasks: [], allocations: [], cwoRoles: [], cwos: [], projects: [] },
};

beforeEach(() => {
  s3.reset();
  objects.clear();
  s3.on(PutObjectCommand).callsFake(({ Key, Body }) => {
    objects.set(Key, String(Body));
    return {};
  });
  s3.on(GetObjectCommand).callsFake(({ Key }) => {
    const text = objects.get(Key);
    if (text === undefined) throw new NoSuchKey({ message: 'no such key', $metadata: {} });
    return { Body: { transformToString: async () => text } };
  });
});

describe('an object between the steps', () => {
  it('comes back as it was put, integers of any size included', async () => {
    await runs.put('runs/1/plan.json', VALUE);

    expect(await runs.get('runs/1/plan.json')).toEqual(VALUE);
  });

  it('carries the hash of its content in its key, the same for the same content', async () => {
    const keys = [await runs.putHashed('runs/1/a', VALUE), await runs.putHashed('runs/1/a', structuredClone(VALUE))];

    expect(keys[0]).toBe(`runs/1/a-${sha256([...objects.values()][0] ?? '')}.json`);
    expect(keys[1]).toBe(keys[0]);
    expect(await runs.putHashed('runs/1/a', { ...VALUE, tokens: 1n })).not.toBe(keys[0]);
  });

  it('whose content is not what its key says is refused', async () => {
    const key = await runs.putHashed('runs/1/a', VALUE);
    objects.set(key, (objects.get(key) ?? '').replace('Zoë', 'Zoe'));

    await expect(runs.get(key)).rejects.toMatchObject({
      name: 'ObjectStoreError',
      message: expect.stringContaining(key),
    });
    await expect(runs.find(key)).rejects.toMatchObject({ name: 'ObjectStoreError' });
  });

  it('that is missing is null where it may be, and an error where it must not', async () => {
    expect(await runs.find('runs/1/none.json')).toBeNull();
    await expect(runs.get('runs/1/none.json')).rejects.toMatchObject({
      name: 'ObjectStoreError',
      message: 'no object runs/1/none.json in runs-bucket',
    });
  });

  it('that cannot be read is no missing one', async () => {
    s3.on(GetObjectCommand).rejects(Object.assign(new Error('slow down'), { name: 'SlowDown' }));

    await expect(runs.find('runs/1/plan.json')).rejects.toThrow('slow down');
  });
});

describe('evidence', () => {
  it('is found by the hash of its content', async () => {
    const hash = await evidence.put(EVIDENCE);

    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect([...objects.keys()]).toEqual([`evidence/${hash}`]);
    expect(await evidence.find(hash)).toEqual(EVIDENCE);
  });

  it('with another content than its name says is as good as none', async () => {
    const hash = await evidence.put(EVIDENCE);
    objects.set(`evidence/${hash}`, '{}');

    expect(await evidence.find(hash)).toBeNull();
    expect(await evidence.find('0'.repeat(64))).toBeNull();
  });
});
