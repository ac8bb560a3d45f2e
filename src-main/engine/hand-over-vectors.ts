import type { Params } from '../contract/methods.ts'
import { replaceFile } from './model-files.ts'
import { nearestItems } from './nearest-items.ts'
import { vectorsAsCsv } from './vectors-as-csv.ts'

interface Vectors {
  readonly items: readonly string[]
  readonly width: number
  readonly vectors: Float32Array | Float64Array
}

/** The vectors to their file or into the answer, and the nearest items. */
export function handOverVectors(
  { items, width, vectors }: Vectors,
  heading: string,
  { save, of, k }: Pick<Params<'models.itemVectors'>, 'save' | 'of' | 'k'>,
) {
  if (save !== undefined) replaceFile(save, vectorsAsCsv(heading, items, width, vectors))
  return {
    items: save === undefined ? items : [],
    width,
    vectors:
      save === undefined
        ? items.map((_, row) => Array.from(vectors.subarray(row * width, (row + 1) * width)))
        : [],
    nearest: nearestItems(items, width, vectors, of, k),
    saved: save ?? null,
  }
}
