import type { TrainingOptions } from '../contract/models.ts'
import type { TableReference } from '../contract/table.ts'
import { startOfItems, widthOfVectors } from '../models/content/start-items.ts'
import type { Context } from './handler.ts'

interface Asked {
  readonly itemVectors?: TableReference
  readonly options: TrainingOptions
  readonly seed: number
}

/**
 * A training that begins with items' vectors: as wide as they are unless a width is asked for, and what draws the start. The same
 * request and nothing to draw where no vectors are given.
 */
export async function beginWithVectors<Request extends Asked>(
  request: Request,
  table: Context['table'],
): Promise<{
  readonly request: Request
  readonly startItems?: (items: readonly string[]) => (width: number) => Float32Array
}> {
  if (request.itemVectors === undefined) return { request }
  const vectors = await table(request.itemVectors)
  const width = request.options.width ?? widthOfVectors(vectors)
  return {
    request: { ...request, options: { ...request.options, ...(width > 0 ? { width } : {}) } },
    startItems: (items) => (wanted) => startOfItems(vectors, items, wanted, request.seed),
  }
}
