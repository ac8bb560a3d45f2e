import type { Encoding } from '../../../contract/data.ts'

/** Decodes chunks of bytes as they come; characters may lie across two chunks. A byte order mark is left out. */
export async function* textChunks(
  bytes: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(encoding)
  let first = true
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true })
    if (text === '') continue
    yield first ? withoutMark(text) : text
    first = false
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}

/** GB18030's mark, which the decoder keeps. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}
