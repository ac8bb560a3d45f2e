import { fail } from '../../../contract/errors.ts'

/** What WebAssembly with 32-bit addresses can reach. */
const reach = 4 * 2 ** 30

/** Memory of a thread by what its model weighs: the file, its weights made ready, and what passes through. */
const perByte = 3
const atLeast = 256 * 2 ** 20

/** Threads among which a model of so many bytes fits into memory, at most `most`. Throws MODELS_SENTENCE_TOO_LARGE. */
export function sentenceThreads(bytes: number, most: number, limit: number): number {
  const each = perByte * bytes + atLeast
  const room = Math.min(limit, bytes + reach)
  if (bytes + each > room) {
    const inMegabytes = (size: number) => Math.ceil(size / 2 ** 20)
    throw fail('MODELS_SENTENCE_TOO_LARGE', { needed: inMegabytes(bytes + each), limit: inMegabytes(room) })
  }
  return Math.max(1, Math.min(most, Math.floor((limit - bytes) / each)))
}
