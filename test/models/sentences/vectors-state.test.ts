import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { silent } from '../../../src-main/contract/monitor.ts'
import { strongestDirections } from '../../../src-main/models/content/strongest-directions.ts'
import { along, principalDirections } from '../../../src-main/models/embedding/principal-directions.ts'
import { random } from '../../../src-main/numeric/random.ts'
import { ask } from '../ask.ts'
import { maskedMeanModel, wordPiece, writeFolder } from './tiny-models.ts'

const root = mkdtempSync(join(tmpdir(), 'vectors-state-'))
afterAll(() => rmSync(root, { recursive: true }))

describe('vectors in a file know what they were made from', () => {
  const folder = join(root, 'model')
  const path = join(root, 'items.csv')
  const save = join(root, 'vectors.csv')
  const asked = { folder, table: { path }, map: { item: 'item', text: ['title'] }, save }
  const state = () => ask('models.itemVectorsState', { path: save })
  const stateOf = async () => {
    const { model, texts, vectors, current, inWords } = await state()
    return { model, texts, vectors, current, words: inWords.words }
  }
  const same = { model: 'same', texts: 'same', vectors: 'same', current: true, words: 'state_vectors_same' }

  beforeAll(async () => {
    writeFolder(folder, { 'model.onnx': maskedMeanModel, 'tokenizer.json': wordPiece() })
    writeFileSync(path, 'item,title\n1,red shoe\n2,红色\n3,lamp\n')
    await ask('models.itemSentenceVectors', asked)
  })

  test('the same request writes the same bytes, and nothing is out of date', async () => {
    const [before, origin] = [readFileSync(save), (await state()).origin]
    expect(await stateOf()).toEqual(same)
    const again = await ask('models.itemSentenceVectors', asked)
    expect(readFileSync(save)).toEqual(before)
    expect(again.origin).toEqual(origin)
  })

  test('texts that changed, a model that is another or is gone, and a file that was edited are told apart', async () => {
    appendFileSync(path, '4,blue\n')
    expect(await stateOf()).toEqual({
      ...same,
      texts: 'changed',
      current: false,
      words: 'state_vectors_texts_changed',
    })
    await ask('models.itemSentenceVectors', asked)
    const tokenizer = readFileSync(join(folder, 'tokenizer.json'), 'utf8')
    writeFileSync(join(folder, 'tokenizer.json'), tokenizer.replace('"lowercase":true', '"lowercase":false'))
    expect(await stateOf()).toEqual({
      ...same,
      model: 'changed',
      current: false,
      words: 'state_vectors_model_changed',
    })
    writeFileSync(join(folder, 'tokenizer.json'), tokenizer)
    expect(await stateOf()).toEqual(same)
    renameSync(folder, join(root, 'elsewhere'))
    expect(await stateOf()).toEqual({
      ...same,
      model: 'unknown',
      current: false,
      words: 'state_vectors_model_unknown',
    })
    renameSync(join(root, 'elsewhere'), folder)
    appendFileSync(save, '5,0,0,0,0,0,0,0,0\n')
    expect(await stateOf()).toEqual({
      ...same,
      vectors: 'changed',
      current: false,
      words: 'state_vectors_changed',
    })
  })

  test('vectors of something else have no origin', async () => {
    const other = join(root, 'other.csv')
    writeFileSync(other, 'item,v1\na,1\n')
    expect(await ask('models.itemVectorsState', { path: other })).toMatchObject({
      origin: null,
      current: false,
    })
    writeFileSync(`${other}.origin.json`, '{"format":"another program’s"}')
    expect(await ask('models.itemVectorsState', { path: other })).toMatchObject({ origin: null })
    await expect(ask('models.itemVectorsState', { path: join(root, 'gone.csv') })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    })
  })
})

test('fewer numbers are the principal components of the vectors there are, zeros apart', () => {
  const source = random(11, 'vectors')
  const [rows, width, wanted] = [40, 12, 8]
  const vectors = Float32Array.from({ length: rows * width }, (_, at) => source.normal() / (1 + (at % width)))
  const present = vectors.slice(0, (rows - 2) * width)
  vectors.fill(0, present.length)
  const expected = principalDirections(present, rows - 2, width, wanted)
  const found = strongestDirections(vectors, width, wanted, 0, silent)
  for (let k = 0; k < wanted; k++) {
    for (let row = 0; row < rows - 2; row++) {
      expect(found.vectors[row * wanted + k]).toBeCloseTo(along(expected, k, present, row * width), 5)
    }
  }
  expect([...found.vectors.subarray((rows - 2) * wanted)]).toEqual(new Array(2 * wanted).fill(0))
  expect(found.explained).toBeCloseTo(
    expected.explained.reduce((sum, share) => sum + share, 0),
    9,
  )
})
