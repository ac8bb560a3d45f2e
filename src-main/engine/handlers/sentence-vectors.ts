import { totalmem } from 'node:os'
import { resolve } from 'node:path'
import { fail } from '../../contract/errors.ts'
import type { Params, Result } from '../../contract/methods.ts'
import { type Monitor, partOf } from '../../contract/monitor.ts'
import type { sentenceVectorsMethods, VectorsOrigin } from '../../contract/sentence-vectors.ts'
import { type Words, words } from '../../contract/words.ts'
import { findSentenceModel } from '../../ingest/sentence-model/find-sentence-model.ts'
import { loadSentenceModel } from '../../ingest/sentence-model/load-sentence-model.ts'
import { denseWeights } from '../../models/content/sentences/dense-weights.ts'
import {
  itemVectorsOfSentences,
  type SentenceVectors,
} from '../../models/content/sentences/item-sentences.ts'
import { planNetwork } from '../../models/content/sentences/plan-network.ts'
import { sentenceThreads } from '../../models/content/sentences/sentence-threads.ts'
import { openTokenizer } from '../../models/content/sentences/tokenizer.ts'
import { strongestDirections } from '../../models/content/strongest-directions.ts'
import { textsOfItems } from '../../models/content/texts-of-items.ts'
import { handOverVectors } from '../hand-over-vectors.ts'
import type { Context, Handlers } from '../handler.ts'
import { summaryOfModel, usualPooling } from '../sentence-model-summary.ts'
import { vectorsAsCsv } from '../vectors-as-csv.ts'
import { hashOfPieces, hashOfTexts, writeOrigin } from '../vectors-origin.ts'
import { stateOfVectors } from '../vectors-state.ts'

export const sentenceVectorsHandlers: Handlers<typeof sentenceVectorsMethods> = {
  'models.inspectSentenceModel': inspect,
  'models.itemSentenceVectors': ofSentences,
  'models.itemVectorsState': ({ path }, { monitor }) => stateOfVectors(path, monitor),
}

function inspect({
  folder,
  file,
}: Params<'models.inspectSentenceModel'>): Result<'models.inspectSentenceModel'> {
  const found = findSentenceModel(folder, file)
  const plan = planNetwork(found.header, undefined)
  return summaryOfModel(found, plan, openTokenizer(found.tokenizer))
}

async function ofSentences(
  params: Params<'models.itemSentenceVectors'>,
  { table, parallel, ownThreads, monitor }: Context,
): Promise<Result<'models.itemSentenceVectors'>> {
  monitor.report(0, words('phase_reading_model'))
  const found = findSentenceModel(params.folder, params.file)
  const plan = planNetwork(found.header, params.pooling)
  const tokenizer = openTokenizer(found.tokenizer)
  const usual = summaryOfModel(found, plan, tokenizer)
  const pooling = params.pooling === undefined ? (found.settings.pooling ?? usualPooling) : [params.pooling]
  const prefix = params.prefix ?? found.settings.prompt
  const longest = Math.min(usual.longest, params.longest ?? usual.longest)
  if (params.width !== undefined && params.width > (usual.width ?? params.width)) {
    throw fail('MODELS_SENTENCE_TOO_NARROW', { width: params.width, found: usual.width! })
  }
  const read = textsOfItems(await table(params.table), params.map)
  if (read.texts.every((text) => text === '')) {
    throw fail('MODELS_SENTENCE_NO_TEXT', { columns: params.map.text.join(', ') })
  }
  const count = sentenceThreads(found.bytes, parallel.workers, totalmem() / 2)
  const weights = loadSentenceModel(found, partOf(monitor, 0, 0.05))
  const network = {
    ...{ plan, opset: found.header.opset, model: weights.model, data: weights.data, pooling },
    skipped:
      found.settings.promptPooled || prefix === ''
        ? 0
        : Math.max(0, tokenizer.encode(prefix, longest).ids.length - 1),
    dense: denseWeights(found.settings.dense, weights.dense),
    normalise: params.normalise ?? found.settings.normalise,
    padding: tokenizer.padding,
  }
  const reading = { longest, prefix, lowercase: found.settings.lowercase, memoryLimit: totalmem() / 2 }
  const threads = ownThreads(count)
  let vectors: SentenceVectors
  try {
    vectors = await itemVectorsOfSentences(
      read,
      network,
      tokenizer,
      reading,
      threads,
      partOf(monitor, 0.05, 0.9),
    )
  } finally {
    await threads.close()
  }
  const made = toWidth(vectors, params.width, params.seed, partOf(monitor, 0.9, 1))
  const used = vectors.own ? (['own'] as const) : pooling
  const model = {
    ...usual,
    ...{ width: vectors.width, longest, pooling: used, normalised: network.normalise, prefix },
    poolingSaid: params.pooling !== undefined || usual.poolingSaid || vectors.own,
  }
  const origin: VectorsOrigin = {
    model: { name: found.name, folder: resolve(found.folder), file: found.file, sha256: weights.sha256 },
    texts: {
      path: 'path' in params.table ? resolve(params.table.path) : null,
      ...{ item: params.map.item, columns: params.map.text, sha256: hashOfTexts(read) },
    },
    settings: { pooling: used, normalised: network.normalise, prefix, longest, width: made.width },
    vectors: hashOfPieces(vectorsAsCsv(params.map.item, made.items, made.width, made.vectors)),
  }
  const handed = handOverVectors(made, params.map.item, params)
  if (params.save !== undefined) writeOrigin(params.save, origin)
  return {
    ...handed,
    ...{ model, origin, explained: made.explained },
    ...{ texts: vectors.texts, cut: vectors.cut, tokens: vectors.tokens },
    without: vectors.empty + withoutVector(vectors, read.texts),
    protocol: words('protocol_item_sentences', {
      ...{ items: made.items.length, texts: vectors.texts, model: found.name, longest, width: made.width },
    }),
    warnings: warningsOf(vectors, longest, model.poolingSaid),
  }
}

/** Items with a text whose vector is zero. */
function withoutVector({ vectors, width }: SentenceVectors, texts: readonly string[]): number {
  return texts.filter(
    (text, row) => text !== '' && vectors.subarray(row * width, (row + 1) * width).every((x) => x === 0),
  ).length
}

/** Throws MODELS_SENTENCE_TOO_NARROW where more numbers are wanted than the model turned out to give. */
function toWidth(
  { items, width, vectors }: SentenceVectors,
  wanted: number | undefined,
  seed: number,
  monitor: Monitor,
) {
  if (wanted === undefined || wanted === width) return { items, width, vectors, explained: 1 }
  if (wanted > width) throw fail('MODELS_SENTENCE_TOO_NARROW', { width: wanted, found: width })
  monitor.report(0, words('phase_strongest_directions'))
  return { items, width: wanted, ...strongestDirections(vectors, width, wanted, seed, monitor) }
}

function warningsOf(vectors: SentenceVectors, longest: number, poolingSaid: boolean): readonly Words[] {
  const { texts, cut, empty, notFinite } = vectors
  return [
    ...(cut === 0 ? [] : [words('warning_texts_cut', { cut, texts, longest })]),
    ...(empty === 0 ? [] : [words('warning_items_empty', { items: empty })]),
    ...(notFinite === 0 ? [] : [words('warning_texts_not_finite', { texts: notFinite })]),
    ...(poolingSaid ? [] : [words('warning_pooling_unsaid')]),
  ]
}
