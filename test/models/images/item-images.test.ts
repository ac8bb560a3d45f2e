import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadModel } from '../../../src-main/engine/model-files.ts'
import { tensorsOf } from '../../../src-main/models/saving/saved-model.ts'
import { ask } from '../ask.ts'
import { pictures } from './pictures.ts'

const folder = mkdtempSync(join(tmpdir(), 'item-images-'))
const images = join(folder, 'images')
const count = 60
const shown = pictures(count, 24, 3)

beforeAll(() => {
  mkdirSync(join(images, 'more'), { recursive: true })
  for (const [item, { pixels }] of shown.entries()) {
    const image = new PNG({ width: 24, height: 24 })
    for (let at = 0; at < 24 * 24; at++) image.data.set([...pixels.subarray(3 * at, 3 * at + 3), 255], 4 * at)
    writeFileSync(join(images, item % 2 === 0 ? 'more' : '.', `i${item}.png`), PNG.sync.write(image))
  }
  writeFileSync(join(images, 'broken.png'), 'not an image')
  const huge = PNG.sync.write(new PNG({ width: 4, height: 4 }))
  huge.writeUInt32BE(50_000, 16)
  huge.writeUInt32BE(50_000, 20)
  writeFileSync(join(images, 'huge.png'), huge)
  writeFileSync(join(images, 'readme.txt'), 'no image')
  writeFileSync(join(images, 'i1.gif'), 'GIF89a')
})
afterAll(() => rmSync(folder, { recursive: true }))

const quick = { size: 16, width: 8, epochs: 2, seed: 1 }

describe('models.itemImageVectors', () => {
  test('brings items that look alike together, and leaves out what it cannot read by name', async () => {
    const of = shown.map((_, item) => `i${item}`)
    const found = await ask('models.itemImageVectors', { folder: images, ...quick, of, k: 3 })
    const kindOf = (item: string) => shown[Number(item.slice(1))]?.kind
    const near = found.nearest.flatMap((each) => each.near.map((other) => [each.item, other.item]))
    const alike = near.filter(([item, other]) => kindOf(item) === kindOf(other))
    expect(alike.length / near.length).toBeGreaterThan(0.7)

    expect(found).toMatchObject({ images: count + 2, read: count, without: 2, trained: 48, tested: 6 })
    expect(found.refused.map(({ file, why }) => [file, why.words])).toEqual([
      ['broken.png', 'error_INGEST_IMAGE_UNREADABLE'],
      ['huge.png', 'error_INGEST_IMAGE_TOO_LARGE'],
    ])
    expect(found.warnings.map(({ words }) => words)).toEqual([
      'warning_images_refused',
      'warning_items_without_image',
      'warning_images_other_formats',
      'warning_files_no_images',
    ])
    expect(found.vectors[found.items.indexOf('broken')]).toEqual(new Array(8).fill(0))
    expect(found.errors.network).toBeLessThanOrEqual(1.05 * found.errors.principal)
    expect(found.explained).toBeCloseTo(1 - found.errors.network / found.errors.mean, 12)
  })

  test('follows a table that says which file shows which item, several of one item among them', async () => {
    const files = shown.map((_, item) => join(item % 2 === 0 ? 'more' : '', `i${item}.png`))
    const columns = { sku: files.map((_, at) => `s${Math.floor(at / 2)}`), picture: files }
    const asked = { folder: images, table: { columns }, map: { item: 'sku', file: 'picture' }, ...quick }
    const found = await ask('models.itemImageVectors', asked)
    expect(found.items).toHaveLength(count / 2)
    expect(found.warnings).toEqual([])
    const alone = await ask('models.itemImageVectors', {
      ...asked,
      table: { columns: { sku: files, picture: files } },
    })
    for (const k of [0, 7]) {
      expect(found.vectors[0][k]).toBeCloseTo((alone.vectors[0][k] + alone.vectors[1][k]) / 2, 5)
    }
  })

  test('learns from a sample and gives every image a vector', async () => {
    const asked = { folder: images, ...quick, learnFrom: 30 }
    const found = await ask('models.itemImageVectors', asked)
    expect(found.trained).toBeLessThan(30)
    expect(found).toMatchObject({ read: count, without: 2 })
    const zero = found.vectors.filter((vector) => vector.every((x) => x === 0))
    expect(zero).toHaveLength(2)
    expect(await ask('models.itemImageVectors', asked)).toEqual(found)
  })

  test('says what is missing', async () => {
    const code = async (params: object) => {
      const asked = { folder: images, ...quick, ...params }
      return await ask('models.itemImageVectors', asked).then(
        () => 'done',
        (error: { code: string }) => error.code,
      )
    }
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    expect(await code({ folder: join(folder, 'nowhere') })).toBe('INGEST_FOLDER_UNREADABLE')
    expect(await code({ folder: empty })).toBe('INGEST_NO_IMAGES')
    const table = { columns: { item: ['a', 'b'], file: ['i1.png', 'gone.png'] } }
    expect(await code({ table })).toBe('MODELS_TOO_FEW_IMAGES')
    expect(await code({ table, map: { item: 'item', file: 'path' } })).toBe('TABLE_COLUMN_MISSING')
    expect(await code({ save: join(folder, 'no', 'such', 'folder.csv') })).toBe('MODELS_FILE_NOT_WRITABLE')
  })
})

test('training begins with the images’ vectors, as wide as they are', async () => {
  const path = join(folder, 'vectors.csv')
  await ask('models.itemImageVectors', { folder: images, ...quick, width: 16, save: path })
  const given = new Map(
    readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
      .map(([item, ...numbers]) => [item, numbers.map(Number)] as const),
  )
  const log = { user: [] as string[], item: [] as string[], time: [] as number[] }
  for (let user = 0; user < 20; user++) {
    for (let t = 0; t < 6; t++) {
      log.user.push(`u${user}`)
      log.item.push(`i${(user * 7 + t * 3) % count}`)
      log.time.push(t)
    }
  }
  const save = join(folder, 'model.safetensors')
  const trained = await ask('models.train', {
    ...{ table: { columns: log }, map: { user: 'user', item: 'item', time: 'time' }, model: 'gru' as const },
    ...{ epochs: 1, options: { hidden: 16, rate: 1e-9 }, itemVectors: { path }, save },
  })
  expect(trained.options.width).toBe(16)
  const model = loadModel(save)
  const { values } = tensorsOf(model.architecture, model.weights)[0]
  for (const [row, item] of model.items.entries()) {
    const [own, wanted] = [Array.from(values.subarray(16 * row, 16 * row + 16)), given.get(item)!]
    const cosine =
      own.reduce((sum, x, k) => sum + x * wanted[k], 0) / (Math.hypot(...own) * Math.hypot(...wanted))
    expect(cosine).toBeGreaterThan(0.9999)
  }
})
