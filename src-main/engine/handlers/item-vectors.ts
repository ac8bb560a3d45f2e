import type { itemVectorsMethods } from '../../contract/item-vectors.ts'
import type { Params, Result } from '../../contract/methods.ts'
import { words } from '../../contract/words.ts'
import { type ItemVectors, itemVectorsOfTexts } from '../../models/content/item-texts.ts'
import type { Context, Handlers } from '../handler.ts'
import { replaceFile } from '../model-files.ts'
import { vectorsAsCsv } from '../vectors-as-csv.ts'

export const itemVectorsHandlers: Handlers<typeof itemVectorsMethods> = { 'models.itemVectors': answer }

async function answer(
  params: Params<'models.itemVectors'>,
  { table, monitor }: Context,
): Promise<Result<'models.itemVectors'>> {
  monitor.report(0, words('phase_reading_texts'))
  const { map, width, seed, save, of, k } = params
  const found = itemVectorsOfTexts(await table(params.table), map, width, seed, monitor)
  const { items, vectors, explained, terms, without } = found
  if (save !== undefined) replaceFile(save, vectorsAsCsv(map.item, items, width, Float32Array.from(vectors)))
  return {
    items: save === undefined ? items : [],
    width,
    vectors: save === undefined ? items.map((_, row) => Array.from(vectorOf(found, row))) : [],
    nearest: of
      .filter((item) => items.includes(item))
      .map((item) => ({ item, near: nearest(found, item, k) })),
    explained,
    terms,
    protocol: words('protocol_item_texts', { items: items.length, terms, width }),
    warnings: without === 0 ? [] : [words('warning_items_without_text', { items: without })],
    saved: save ?? null,
  }
}

function nearest(found: ItemVectors, item: string, k: number) {
  const own = vectorOf(found, found.items.indexOf(item))
  return found.items
    .map((other, row) => ({ item: other, likeness: cosine(own, vectorOf(found, row)) }))
    .filter((other) => other.item !== item)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, k)
}

function vectorOf({ vectors, width }: ItemVectors, row: number): Float64Array {
  return vectors.subarray(row * width, (row + 1) * width)
}

function cosine(a: Float64Array, b: Float64Array): number {
  let [along, left, right] = [0, 0, 0]
  for (let j = 0; j < a.length; j++) {
    along += a[j] * b[j]
    left += a[j] * a[j]
    right += b[j] * b[j]
  }
  return left === 0 || right === 0 ? 0 : along / Math.sqrt(left * right)
}
