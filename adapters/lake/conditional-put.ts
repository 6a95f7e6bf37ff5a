import { HeadObjectCommand, NotFound, type S3Client } from '@aws-sdk/client-s3';

/** Where an object lies. */
export interface ObjectPlace {
  readonly Bucket: string;
  readonly Key: string;
}

/** What S3 answers where the object is not what it was: replaced, being replaced, or gone. */
const OVERTAKEN: readonly string[] = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];

/** For a put in the place of what is there now: on the entity tag, which another content changes, or on none being there. */
export async function conditionOf(
  s3: S3Client,
  place: ObjectPlace,
): Promise<{ readonly IfMatch: string } | { readonly IfNoneMatch: '*' }> {
  try {
    const { ETag } = await s3.send(new HeadObjectCommand(place));
    if (ETag === undefined) throw new Error(`${place.Key} was answered without an entity tag`);
    return { IfMatch: ETag };
  } catch (error) {
    if (error instanceof NotFound) return { IfNoneMatch: '*' };
    throw error;
  }
}

/** Whether a put failed because somebody else's came before it. */
export function wasOvertaken(error: unknown): boolean {
  return error instanceof Error && OVERTAKEN.includes(error.name);
}
