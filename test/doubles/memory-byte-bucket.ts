import { Readable } from 'node:stream';
import { NoSuchKey, NotFound, type S3Client } from '@aws-sdk/client-s3';
import { compareIds } from '../../core/values/ids.ts';

interface StoredBytes {
  readonly bytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
  /** Another one after each put. */
  readonly etag: string;
  /** A second later with each put. */
  readonly modifiedAt?: Date;
}

interface Input {
  readonly Key: string;
  readonly Prefix?: string;
  readonly Body?: Uint8Array | string;
  readonly Metadata?: Readonly<Record<string, string>>;
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
}

/** One S3 bucket of objects of bytes, with what is said of them, for the real adapters: conditions on a put decide. */
export class MemoryByteBucket {
  readonly objects = new Map<string, StoredBytes>();
  /** Commands in the order in which they came, `Put a/b`. */
  readonly calls: string[] = [];
  #puts = 0;

  /** What the adapters take for a client. */
  get client(): S3Client {
    return this as unknown as S3Client;
  }

  async send(command: { readonly input: Input }): Promise<object> {
    const { input } = command;
    const verb = command.constructor.name.replace(/Object(sV2)?Command$/, '');
    this.calls.push(`${verb} ${input.Key ?? input.Prefix}`);
    if (verb === 'Put') return this.#put(input);
    if (verb === 'List') return { Contents: this.#list(input.Prefix) };
    const found = this.objects.get(input.Key);
    if (verb === 'Head' && !found) throw new NotFound({ message: input.Key, $metadata: {} });
    if (!found) throw new NoSuchKey({ message: input.Key, $metadata: {} });
    return { ETag: found.etag, Metadata: found.metadata, ...(verb === 'Get' && { Body: bodyOf(found.bytes) }) };
  }

  bytes(key: string): ArrayBuffer {
    return (this.objects.get(key)?.bytes ?? new Uint8Array()).slice().buffer as ArrayBuffer;
  }

  #put({ Key, Body = '', Metadata = {}, IfMatch, IfNoneMatch }: Input): object {
    const before = this.objects.get(Key);
    const isRefused = (IfNoneMatch === '*' && before) || (IfMatch !== undefined && before?.etag !== IfMatch);
    if (isRefused) throw Object.assign(new Error('condition'), { name: 'PreconditionFailed' });
    this.#puts += 1;
    const bytes = typeof Body === 'string' ? new TextEncoder().encode(Body) : Uint8Array.from(Body);
    this.objects.set(Key, {
      bytes,
      metadata: Metadata,
      etag: `"${this.#puts}"`,
      modifiedAt: new Date(this.#puts * 1_000),
    });
    return {};
  }

  #list(prefix = ''): object[] {
    const found = [...this.objects].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => compareIds(a, b));
    return found.map(([Key, { modifiedAt: LastModified }]) => ({ Key, LastModified }));
  }
}

function bodyOf(bytes: Uint8Array): object {
  return Object.assign(Readable.from([bytes]), {
    transformToString: async () => new TextDecoder().decode(bytes),
    transformToByteArray: async () => bytes,
  });
}
