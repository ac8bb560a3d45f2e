import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { AntecedentError, fail } from '../../../src-main/contract/errors.ts'
import { describeError } from '../../../src-main/engine/render.ts'
import { sentenceThreads } from '../../../src-main/models/content/sentences/sentence-threads.ts'
import { ask } from '../ask.ts'
import { onnxModel, type WrittenModel } from './onnx-writer.ts'
import {
  embedding,
  embeddingModel,
  hidden,
  ids,
  kinds,
  mask,
  states,
  wordPiece,
  writeFolder,
} from './tiny-models.ts'

const root = mkdtempSync(join(tmpdir(), 'sentence-errors-'))
afterAll(() => rmSync(root, { recursive: true }))

let folders = 0
const folderOf = (files: Parameters<typeof writeFolder>[1]) =>
  writeFolder(join(root, `m${folders++}`), { 'readme.md': 'a model', ...files })
const tokenizer = { 'tokenizer.json': wordPiece() }
const shop = { columns: { item: ['1', '2'], title: ['red shoe', 'lamp'] } }
const map = { item: 'item', text: ['title'] }

/** What refuses a request; its sentence and hint are there in both languages. */
async function refusal(folder: string, more: object = {}): Promise<AntecedentError> {
  const error: unknown = await ask('models.itemSentenceVectors', { folder, table: shop, map, ...more }).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof AntecedentError)) throw error ?? new Error('it was not refused')
  for (const locale of ['en', 'zh-CN'] as const) {
    const { message, hint } = describeError(error, locale)
    expect(message).toMatch(/\S/)
    expect(hint).toMatch(/\S/)
  }
  return error
}

const changed = (change: Partial<WrittenModel>): WrittenModel => ({ ...embeddingModel, ...change })
const node = embeddingModel.nodes[0]

describe('a folder that cannot be used says what it lacks', () => {
  test.each<[string, () => string, Readonly<Record<string, unknown>>]>([
    ['INGEST_FOLDER_UNREADABLE', () => join(root, 'nowhere'), {}],
    ['MODELS_SENTENCE_NO_MODEL', () => folderOf({ ...tokenizer, 'pytorch_model.bin': 'weights' }), {}],
    ['MODELS_SENTENCE_NO_TOKENIZER', () => folderOf({ 'onnx/model.onnx': embeddingModel }), {}],
    [
      'MODELS_SENTENCE_FILE_UNREADABLE',
      () => folderOf({ ...tokenizer, 'model.onnx': 'version https://git-lfs.github.com/spec/v1\nsize 90' }),
      { file: expect.stringContaining('model.onnx') },
    ],
    [
      'MODELS_SENTENCE_FILE_UNREADABLE',
      () => folderOf({ ...tokenizer, 'model.onnx': onnxModel(embeddingModel).subarray(0, 400) }),
      { file: expect.stringContaining('model.onnx') },
    ],
    [
      'MODELS_SENTENCE_FILE_UNREADABLE',
      () => folderOf({ 'tokenizer.json': '{"model":', 'model.onnx': embeddingModel }),
      { file: expect.stringContaining('tokenizer.json') },
    ],
    [
      'MODELS_SENTENCE_FILE_UNREADABLE',
      () =>
        folderOf({
          ...tokenizer,
          'model.onnx': embeddingModel,
          'modules.json': [{ type: 'Pooling', path: '../up' }],
        }),
      { file: expect.stringContaining('modules.json') },
    ],
    [
      'MODELS_SENTENCE_DATA_MISSING',
      () =>
        folderOf({
          ...tokenizer,
          'model.onnx': changed({ tensors: [{ ...embedding, external: 'model.onnx_data' }] }),
        }),
      { file: 'model.onnx_data', model: 'model.onnx' },
    ],
    [
      'MODELS_SENTENCE_DATA_MISSING',
      () =>
        folderOf({
          ...tokenizer,
          'model.onnx': changed({ tensors: [{ ...embedding, external: '../readme.md' }] }),
        }),
      { file: '../readme.md' },
    ],
    [
      'MODELS_SENTENCE_TOKENIZER_UNSUPPORTED',
      () =>
        folderOf({
          'tokenizer.json': { ...wordPiece(), normalizer: { type: 'Own' } },
          'model.onnx': embeddingModel,
        }),
      { detail: expect.stringContaining('Own') },
    ],
    [
      'MODELS_SENTENCE_MODULE_UNSUPPORTED',
      () =>
        folderOf({
          ...tokenizer,
          'model.onnx': embeddingModel,
          'modules.json': [{ type: 'x.models.CNN', path: '1' }],
        }),
      { module: 'x.models.CNN' },
    ],
    [
      'MODELS_SENTENCE_NOT_TEXT',
      () =>
        folderOf({
          ...tokenizer,
          'model.onnx': changed({ inputs: [{ name: 'pixel_values', type: 'float', shape: ['n', 3] }] }),
        }),
      { inputs: 'pixel_values' },
    ],
    [
      'MODELS_SENTENCE_INPUT_UNKNOWN',
      () =>
        folderOf({
          ...tokenizer,
          'model.onnx': changed({ inputs: [ids, mask, { ...kinds, name: 'bbox' }] }),
        }),
      { inputs: 'bbox' },
    ],
    [
      'MODELS_SENTENCE_NO_VECTOR',
      () => folderOf({ ...tokenizer, 'model.onnx': changed({ outputs: [{ ...states, name: 'logits' }] }) }),
      { outputs: 'logits' },
    ],
    [
      'MODELS_SENTENCE_OPERATOR_UNSUPPORTED',
      () =>
        folderOf({
          ...tokenizer,
          'model.onnx': changed({ nodes: [{ ...node, operator: 'Hover', domain: 'far.away' }] }),
        }),
      { operator: expect.stringContaining('Hover'), opset: 17 },
    ],
    [
      'MODELS_SENTENCE_OPERATOR_UNSUPPORTED',
      () => folderOf({ ...tokenizer, 'model.onnx': changed({ opset: 999 }) }),
      { opset: 999 },
    ],
    [
      'MODELS_SENTENCE_TOKENIZER_MISMATCH',
      () =>
        folderOf({
          ...{
            ...tokenizer,
            'model.onnx': changed({
              tensors: [{ ...embedding, shape: [4, hidden], values: embedding.values.slice(0, 4 * hidden) }],
            }),
          },
        }),
      {},
    ],
    [
      'MODELS_SENTENCE_NOT_FINITE',
      () =>
        folderOf({
          ...tokenizer,
          'model.onnx': changed({
            tensors: [{ ...embedding, values: embedding.values.map(() => Number.NaN) }],
          }),
        }),
      { texts: 2 },
    ],
    [
      'MODELS_SENTENCE_MODEL_FAILED',
      () =>
        folderOf({
          ...tokenizer,
          'model.onnx': changed({ nodes: [{ ...node, inputs: ['nothing', 'input_ids'] }] }),
        }),
      { detail: expect.stringContaining('nothing') },
    ],
  ])('%s', async (code, make, parameters) => {
    expect(await refusal(make())).toMatchObject({ code, parameters })
  })
})

describe('a request that cannot be met', () => {
  const folder = folderOf({
    ...tokenizer,
    'model.onnx': embeddingModel,
    'model_quantized.onnx': embeddingModel,
  })

  test('names what is wrong with it, before a model is run and nothing is written', async () => {
    const save = join(root, 'never.csv')
    expect(await refusal(folder, { file: 'model_q4.onnx', save })).toMatchObject({
      code: 'MODELS_SENTENCE_FILE_UNKNOWN',
      parameters: { found: 'model.onnx, model_quantized.onnx' },
    })
    expect(await refusal(folder, { width: 16, save })).toMatchObject({
      code: 'MODELS_SENTENCE_TOO_NARROW',
      parameters: { width: 16, found: hidden },
    })
    const columns = { item: ['1'], title: [' '] }
    expect((await refusal(folder, { table: { columns }, save })).code).toBe('MODELS_SENTENCE_NO_TEXT')
    expect((await refusal(folder, { map: { item: 'item', text: ['name'] }, save })).code).toBe(
      'TABLE_COLUMN_MISSING',
    )
    expect(existsSync(save)).toBe(false)
    const nowhere = join(root, 'no', 'such', 'folder.csv')
    expect((await refusal(folder, { save: nowhere })).code).toBe('MODELS_FILE_NOT_WRITABLE')
  })

  test('a model too large for the memory is refused with what it needs; fewer threads are taken before that', () => {
    const megabytes = (count: number) => count * 2 ** 20
    expect(sentenceThreads(megabytes(90), 8, megabytes(12_000))).toBe(8)
    expect(sentenceThreads(megabytes(440), 8, megabytes(8000))).toBe(4)
    const refuse = () => sentenceThreads(megabytes(2200), 2, megabytes(32_000))
    expect(refuse).toThrow(fail('MODELS_SENTENCE_TOO_LARGE', { needed: 9056, limit: 6296 }))
  })
})

test('one text without a finite vector stays at zero and is counted; the others are there', async () => {
  const values = embedding.values.slice()
  values.fill(Number.NaN, 9 * hidden, 10 * hidden)
  const folder = folderOf({ ...tokenizer, 'model.onnx': changed({ tensors: [{ ...embedding, values }] }) })
  const found = await ask('models.itemSentenceVectors', { folder, table: shop, map })
  expect(found.vectors[1]).toEqual(new Array(hidden).fill(0))
  expect(found.vectors[0].every((x) => Number.isFinite(x) && x !== 0)).toBe(true)
  expect(found).toMatchObject({ without: 1 })
  expect(found.warnings).toContainEqual({ words: 'warning_texts_not_finite', with: { texts: 1 } })
})
