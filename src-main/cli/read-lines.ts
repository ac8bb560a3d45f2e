import { StringDecoder } from 'node:string_decoder'

/** A line longer than a reader takes, in place of its text. */
export interface TooLong {
  readonly length: number
}

/**
 * Lines of UTF-8, each without its line feed and carriage return; a byte order mark at the start is no part of the first. Only a
 * line feed ends a line: JSON may hold U+2028 and U+2029 as they are. Of a line beyond `limit` UTF-16 units nothing is kept.
 */
export async function* readLines(
  input: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<string | TooLong> {
  const decoder = new StringDecoder('utf8')
  let pieces: string[] = []
  let length = 0
  let first = true
  const take = (piece: string) => {
    length += piece.length
    if (length <= limit) pieces.push(piece)
    else pieces = []
  }
  const finish = (): string | TooLong => {
    const line = length > limit ? { length } : withoutMark(pieces.join('').replace(/\r$/, ''), first)
    pieces = []
    length = 0
    first = false
    return line
  }
  for await (const bytes of input) {
    const text = decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      take(text.slice(from, end))
      yield finish()
      from = end + 1
    }
    take(text.slice(from))
  }
  take(decoder.end())
  if (length > 0) yield finish()
}

function withoutMark(line: string, first: boolean): string {
  return first && line.startsWith('\uFEFF') ? line.slice(1) : line
}
