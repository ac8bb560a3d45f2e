/**
 * Inflates one LZ4 block (LZ4 Block Format Description, Collet): literals and matches into exactly `length` bytes. Throws RangeError where
 * the block is damaged or holds more.
 */
export function inflateLz4(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length)
  let from = 0
  let to = 0
  const longer = (count: number) => {
    if (count < 15) return count
    for (;;) {
      const byte = input[from++]
      if (byte === undefined) throw damaged()
      count += byte
      if (byte < 255) return count
    }
  }
  while (from < input.length) {
    const token = input[from++]
    const literals = longer(token >> 4)
    if (from + literals > input.length || to + literals > length) throw damaged()
    output.set(input.subarray(from, from + literals), to)
    from += literals
    to += literals
    if (from === input.length) break
    const distance = input[from] | (input[from + 1] << 8)
    from += 2
    const matched = longer(token & 15) + 4
    if (distance === 0 || distance > to || to + matched > length) throw damaged()
    // A match may reach into what it writes itself.
    for (const end = to + matched; to < end; to++) output[to] = output[to - distance]
  }
  if (to !== length) throw damaged()
  return output
}

/** LZ4 as Hadoop frames it, which Parquet calls plainly LZ4: blocks, each after its two sizes; some writers leave the frame away. */
export function inflateFramedLz4(input: Uint8Array, length: number): Uint8Array {
  try {
    return inflateFrames(input, length)
  } catch (error) {
    if (error instanceof RangeError) return inflateLz4(input, length)
    throw error
  }
}

function inflateFrames(input: Uint8Array, length: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength)
  const output = new Uint8Array(length)
  let from = 0
  let to = 0
  while (from < input.length) {
    const inflated = view.getUint32(from)
    const size = view.getUint32(from + 4)
    from += 8
    if (from + size > input.length || to + inflated > length) throw damaged()
    output.set(inflateLz4(input.subarray(from, from + size), inflated), to)
    from += size
    to += inflated
  }
  if (to !== length) throw damaged()
  return output
}

function damaged(): RangeError {
  return new RangeError('the LZ4 block is damaged')
}
