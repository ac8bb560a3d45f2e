import { totalmem } from 'node:os'
import { fail } from '../../contract/errors.ts'
import type { itemVectorsMethods } from '../../contract/item-vectors.ts'
import type { Params, Result } from '../../contract/methods.ts'
import { words } from '../../contract/words.ts'
import { findItemImages } from '../../models/content/find-item-images.ts'
import { itemVectorsOfImages } from '../../models/content/item-images.ts'
import { itemVectorsOfTexts } from '../../models/content/item-texts.ts'
import { readVectors } from '../../models/content/start-items.ts'
import { handOverVectors } from '../hand-over-vectors.ts'
import type { Context, Handlers } from '../handler.ts'
import { nearestItems } from '../nearest-items.ts'

export const itemVectorsHandlers: Handlers<typeof itemVectorsMethods> = {
  'models.itemVectors': ofTexts,
  'models.itemImageVectors': ofImages,
  'models.nearestItems': nearest,
}

async function ofTexts(
  params: Params<'models.itemVectors'>,
  { table, monitor }: Context,
): Promise<Result<'models.itemVectors'>> {
  monitor.report(0, words('phase_reading_texts'))
  const { map, width, seed } = params
  const found = itemVectorsOfTexts(await table(params.table), map, width, seed, monitor)
  const { items, explained, terms, without } = found
  return {
    ...handOverVectors(found, map.item, params),
    explained,
    terms,
    protocol: words('protocol_item_texts', { items: items.length, terms, width }),
    warnings: without === 0 ? [] : [words('warning_items_without_text', { items: without })],
  }
}

async function ofImages(
  params: Params<'models.itemImageVectors'>,
  { table, parallel, monitor }: Context,
): Promise<Result<'models.itemImageVectors'>> {
  monitor.report(0, words('phase_finding_images'))
  const { folder, map } = params
  const given = params.table === undefined ? null : await table(params.table)
  const { images, otherImages, others } = findItemImages(folder, given, map, monitor)
  const settings = { ...params, memoryLimit: totalmem() / 2 }
  const found = await itemVectorsOfImages(images, settings, parallel, monitor)
  const { fit, refusedImages } = found
  const { errors, trained, validated, tested, epochs, bestEpoch } = fit
  const without = found.images.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0)
  const named = found.refused.slice(0, 3).map(({ file }) => file)
  return {
    ...handOverVectors(found, map?.item ?? 'item', params),
    images: images.files.length,
    read: images.files.length - refusedImages,
    refused: found.refused.map(({ file, code, parameters }) => ({
      file,
      why: words(`error_${code}`, parameters),
    })),
    ...{ without, errors, explained: errors.mean > 0 ? 1 - errors.network / errors.mean : 0 },
    ...{ trained, tested, epochs, bestEpoch, parameters: found.parameters },
    protocol: words('protocol_item_images', {
      ...{ items: found.items.length, trained, validated, tested },
      ...{ size: params.size, width: params.width },
    }),
    warnings: [
      ...(refusedImages === 0
        ? []
        : [words('warning_images_refused', { images: refusedImages, named: named.join(', ') })]),
      ...(without === 0 ? [] : [words('warning_items_without_image', { items: without })]),
      ...(otherImages === 0 ? [] : [words('warning_images_other_formats', { images: otherImages })]),
      ...(others === 0 ? [] : [words('warning_files_no_images', { files: others })]),
    ],
  }
}

async function nearest(
  { itemVectors, of, k }: Params<'models.nearestItems'>,
  { table }: Context,
): Promise<Result<'models.nearestItems'>> {
  const { items, width, vectors } = readVectors(await table(itemVectors))
  const known = new Set(items)
  for (const item of of) if (!known.has(item)) throw fail('MODELS_ITEM_WITHOUT_VECTOR', { item })
  const first = items[Math.max(0, Math.floor(vectors.findIndex((x) => x !== 0) / width))]
  const wanted = of.length === 0 ? [first] : of
  return { items: items.length, width, nearest: nearestItems(items, width, vectors, wanted, k) }
}
