import { fail } from '../../../contract/errors.ts'
import { type Monitor, partOf } from '../../../contract/monitor.ts'
import { words } from '../../../contract/words.ts'
import type { Parallel } from '../../../numeric/parallel.ts'
import type { TextsOfItems } from '../texts-of-items.ts'
import { encodeSentences, type SentenceBatch, type SentenceNetwork } from './sentence-kernel.ts'
import type { SentenceTokenizer } from './tokenizer.ts'

export interface SentenceReading {
  /** Tokens at most of a text. */
  readonly longest: number
  readonly prefix: string
  readonly lowercase: boolean
  /** Bytes that the vectors may take. */
  readonly memoryLimit: number
}

export interface SentenceVectors {
  readonly items: readonly string[]
  readonly width: number
  /** `width` numbers an item; zero without a text or where the model gives no finite vector. */
  readonly vectors: Float32Array
  /** Different texts, those that were cut, their tokens, and those without a finite vector. */
  readonly texts: number
  readonly cut: number
  readonly tokens: number
  readonly notFinite: number
  /** Items that have no text. */
  readonly empty: number
  /** Whether the model's output was one vector a text. */
  readonly own: boolean
}

/** Tokens of a batch: enough to keep the processor's units busy, few enough to be told of and stopped soon. */
const tokensOfBatch = 512

/** Whether the job is still wanted is looked up this often while batches are computed. */
const lookEveryMs = 50

/**
 * A vector for each item from its text by a sentence model. Equal texts are read once. Texts of a batch have equally many tokens, so that
 * none is padded, and batches depend on the texts alone: the vectors are the same bits for any number of threads.
 *
 * Some text there must be. Throws MODELS_SENTENCE_NOT_FINITE, MODELS_TOO_LARGE and what the kernel throws.
 */
export async function itemVectorsOfSentences(
  { items, texts }: TextsOfItems,
  network: SentenceNetwork,
  tokenizer: SentenceTokenizer,
  reading: SentenceReading,
  parallel: Parallel,
  monitor: Monitor,
): Promise<SentenceVectors> {
  const different = [...new Set(texts)].filter((text) => text !== '')
  const read = readTokens(different, tokenizer, reading, partOf(monitor, 0, 0.15))
  const { batches, order } = batchesOf(read.ids, network)
  const tokensUpTo = [0]
  for (const { ids } of batches) tokensUpTo.push(tokensUpTo.at(-1)! + ids.length)
  const encoding = partOf(monitor, 0.15, 1)
  encoding.report(0, words('phase_encoding_texts'))
  const encoded = parallel.map(encodeSentences, network, batches, (done) =>
    encoding.report(tokensUpTo[done] / tokensUpTo[batches.length]),
  )
  const found = await unlessCancelled(encoded, monitor)
  const { width, own } = found[0]
  checkMemory(items.length, width, reading.memoryLimit)

  const places = new Map(different.map((text, at) => [text, at]))
  const ofText: Float32Array[] = new Array(different.length)
  for (const [at, { vectors }] of found.entries()) {
    for (const [row, text] of order[at].entries()) {
      ofText[text] = vectors.subarray(row * width, (row + 1) * width)
    }
  }
  const finite = ofText.map((vector) => vector.every(Number.isFinite))
  const notFinite = finite.filter((each) => !each).length
  if (notFinite === different.length) throw fail('MODELS_SENTENCE_NOT_FINITE', { texts: notFinite })
  const vectors = new Float32Array(items.length * width)
  for (const [row, text] of texts.entries()) {
    const at = places.get(text)
    if (at !== undefined && finite[at]) vectors.set(ofText[at], row * width)
  }
  return {
    ...{ items, width, vectors, texts: different.length, cut: read.cut, tokens: tokensUpTo[batches.length] },
    ...{ notFinite, empty: texts.filter((text) => text === '').length, own },
  }
}

/** What the work gives, or CANCELLED as soon as nobody wants it any more: a batch may take seconds, and ends with its thread. */
async function unlessCancelled<T>(work: Promise<T>, monitor: Monitor): Promise<T> {
  let timer: ReturnType<typeof setInterval> | undefined
  const cancelled = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      try {
        monitor.check()
      } catch (error) {
        reject(error)
      }
    }, lookEveryMs)
  })
  try {
    return await Promise.race([work, cancelled])
  } finally {
    clearInterval(timer)
  }
}

function readTokens(
  texts: readonly string[],
  tokenizer: SentenceTokenizer,
  { longest, prefix, lowercase }: SentenceReading,
  monitor: Monitor,
) {
  let cut = 0
  const ids = texts.map((text, at) => {
    if (at % 32 === 0) monitor.report(at / texts.length, words('phase_reading_texts'))
    const whole = prefix + text
    const tokens = tokenizer.encode(lowercase ? whole.toLowerCase() : whole, longest)
    if (tokens.cut) cut++
    return tokens.ids
  })
  return { ids, cut }
}

/** Texts of equally many tokens together, the longest first; which text is in which row of which batch. */
function batchesOf(ids: readonly Int32Array[], { plan }: SentenceNetwork) {
  const places = [...ids.keys()].sort((a, b) => ids[b].length - ids[a].length || a - b)
  const batches: SentenceBatch[] = []
  const order: number[][] = []
  for (let from = 0; from < places.length; ) {
    const { length } = ids[places[from]]
    const most =
      plan.rows ?? (plan.together ? 1 : Math.max(1, Math.floor(tokensOfBatch / (plan.length ?? length))))
    let to = from + 1
    while (to < places.length && to - from < most && ids[places[to]].length === length) to++
    const own = places.slice(from, to)
    const together = new Int32Array(own.length * length)
    for (const [row, text] of own.entries()) together.set(ids[text], row * length)
    batches.push({ ids: together, lengths: new Int32Array(own.length).fill(length) })
    order.push(own)
    from = to
  }
  return { batches, order }
}

/** Vectors of texts and of items beside each other. */
function checkMemory(items: number, width: number, limit: number): void {
  const needed = 8 * items * width
  if (needed <= limit) return
  const inMegabytes = (bytes: number) => Math.ceil(bytes / 2 ** 20)
  throw fail('MODELS_TOO_LARGE', { items, needed: inMegabytes(needed), limit: inMegabytes(limit) })
}
