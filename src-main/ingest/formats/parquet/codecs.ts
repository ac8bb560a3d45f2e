import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { Compressors } from 'hyparquet'
import { inflateFramedLz4, inflateLz4 } from './lz4-block.ts'

/** How pages are inflated beside Snappy, which hyparquet brings; never past the size that the page itself names. */
export const codecs: Compressors = {
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: atLeastOne(length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: atLeastOne(length) }),
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: atLeastOne(length) }),
  LZ4: inflateFramedLz4,
  LZ4_RAW: inflateLz4,
}

/** Node takes no limit of zero. */
function atLeastOne(length: number): number {
  return Math.max(1, length)
}
