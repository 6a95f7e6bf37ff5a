/** SHA-256 of the bytes, those of a text in UTF-8; 64 hexadecimal digits. */
export type Sha256 = (content: string | Uint8Array) => string;
