import type { ByteText } from './clone-codec.ts'

/** Bytes as base64 by Node's Buffer. The pages have their own. */
export const bytes: ByteText = {
  toText: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'),
  fromText: (value) => new Uint8Array(Buffer.from(value, 'base64')),
}
