/** A chunk of a RIFF file: its name of four letters and its content. */
export interface RiffChunk {
  readonly name: string
  readonly content: Uint8Array
}

/** Whether bytes begin as a WebP image does. */
export function isWebp(bytes: Uint8Array): boolean {
  return lettersAt(bytes, 0) === 'RIFF' && lettersAt(bytes, 8) === 'WEBP'
}

/** The chunks of a WebP image, a cut-off last one left out (RFC 9649, 2.3 and 2.4). */
export function* webpChunks(bytes: Uint8Array): Generator<RiffChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true)
    if (at + 8 + size > bytes.length) return
    yield { name: lettersAt(bytes, at), content: bytes.subarray(at + 8, at + 8 + size) }
    at += 8 + size + (size % 2)
  }
}

function lettersAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
