import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { AntecedentError, fail } from '../contract/errors.ts'
import { type Monitor, partOf } from '../contract/monitor.ts'
import type { Freshness, VectorsOrigin, VectorsState } from '../contract/sentence-vectors.ts'
import { type Words, words } from '../contract/words.ts'
import { readTable } from '../ingest/read-table.ts'
import { findSentenceModel } from '../ingest/sentence-model/find-sentence-model.ts'
import { hashSentenceModel } from '../ingest/sentence-model/load-sentence-model.ts'
import { textsOfItems } from '../models/content/texts-of-items.ts'
import { hashOfTexts, readOrigin } from './vectors-origin.ts'

/** Whether the vectors in a file are still those of the model and the texts that they were made from. Throws FILE_NOT_FOUND. */
export async function stateOfVectors(path: string, monitor: Monitor): Promise<VectorsState> {
  if (!exists(path)) throw fail('FILE_NOT_FOUND', { path })
  const origin = readOrigin(path)
  if (origin === null) {
    const unknown = { model: 'unknown', texts: 'unknown', vectors: 'unknown' } as const
    return { origin, ...unknown, current: false, inWords: words('state_vectors_no_origin') }
  }
  const vectors = (await hashOfFile(path, monitor)) === origin.vectors ? 'same' : 'changed'
  const model = stateOfModel(origin, partOf(monitor, 0.1, 0.8))
  const texts = await stateOfTexts(origin, partOf(monitor, 0.8, 1))
  const current = [vectors, model, texts].every((each) => each === 'same')
  return { origin, model, texts, vectors, current, inWords: inWords(origin, { vectors, model, texts }) }
}

type States = Readonly<Record<'vectors' | 'model' | 'texts', Freshness>>

function inWords({ model: { name } }: VectorsOrigin, { vectors, model, texts }: States): Words {
  if (vectors === 'changed') return words('state_vectors_changed')
  if (model === 'changed') return words('state_vectors_model_changed', { name })
  if (texts === 'changed') return words('state_vectors_texts_changed')
  if (model === 'unknown') return words('state_vectors_model_unknown', { name })
  return texts === 'unknown'
    ? words('state_vectors_texts_unknown', { name })
    : words('state_vectors_same', { name })
}

function stateOfModel({ model }: VectorsOrigin, monitor: Monitor): Freshness {
  if (!exists(model.folder)) return 'unknown'
  try {
    const found = findSentenceModel(model.folder, model.file)
    return hashSentenceModel(found, monitor) === model.sha256 ? 'same' : 'changed'
  } catch (error) {
    return changedUnlessCancelled(error)
  }
}

async function stateOfTexts({ texts }: VectorsOrigin, monitor: Monitor): Promise<Freshness> {
  if (texts.path === null || !exists(texts.path)) return 'unknown'
  try {
    const table = await readTable({ path: texts.path }, monitor)
    const read = textsOfItems(table, { item: texts.item, text: texts.columns })
    return hashOfTexts(read) === texts.sha256 ? 'same' : 'changed'
  } catch (error) {
    return changedUnlessCancelled(error)
  }
}

/** What can no longer be read as it was is no longer what it was. */
function changedUnlessCancelled(error: unknown): Freshness {
  if (error instanceof AntecedentError && error.code !== 'CANCELLED') return 'changed'
  throw error
}

async function hashOfFile(path: string, monitor: Monitor): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) {
    monitor.check()
    hash.update(piece)
  }
  return hash.digest('hex')
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
