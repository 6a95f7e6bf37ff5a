/** SHA-256 of the UTF-8 text, 64 hexadecimal digits. */
export type Sha256 = (text: string) => string;
