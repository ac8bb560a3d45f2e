import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { PoolingMode } from '../../../src-main/contract/sentence-vectors.ts'
import { writeTensors } from '../../../src-main/models/saving/safetensors.ts'
import { ask } from '../ask.ts'
import { attentionModel, attentionOf } from './attention-model.ts'
import { rawNumbers } from './onnx-writer.ts'
import {
  embedding,
  embeddingModel,
  hidden,
  kinds,
  maskedMeanModel,
  table,
  typeEmbedding,
  vocabulary,
  wordPiece,
  writeFolder,
} from './tiny-models.ts'

const root = mkdtempSync(join(tmpdir(), 'sentences-'))
afterAll(() => rmSync(root, { recursive: true }))

let folders = 0
const model = (files: Parameters<typeof writeFolder>[1]) =>
  writeFolder(join(root, `m${folders++}`), { 'tokenizer.json': wordPiece(), ...files })

const titles = ['红色连衣裙', '蓝牙耳机，a', 'Red SHOES', 'running shoe 1', 'lamp']
const shop = { columns: { item: ['1', '2', '3', '4', '5'], title: titles } }
const map = { item: 'item', text: ['title'] }

/** What the tokenizer makes of the titles, by hand. */
const pieces = [
  ['红', '色', '连', '衣', '裙'],
  ['蓝', '牙', '耳', '机', '，', 'a'],
  ['red', 'shoe', '##s'],
  ['run', '##ning', 'shoe', '1'],
  ['lamp'],
].map((own) => ['[CLS]', ...own, '[SEP]'].map((word) => vocabulary.indexOf(word)))

const rowOf = ({ values }: { values: Float32Array }, row: number) =>
  Array.from(values.subarray(row * hidden, (row + 1) * hidden))
const embedded = (tokens: readonly number[]) => tokens.map((token) => rowOf(embedding, token))

/** The definitions of the poolings, column by column. */
const plain: Readonly<Record<PoolingMode, (states: number[][]) => number[]>> = {
  cls: (states) => states[0],
  last: (states) => states[states.length - 1],
  max: (states) => columnsOf(states, (column) => Math.max(...column)),
  mean: (states) => columnsOf(states, (column) => sum(column) / column.length),
  'mean-sqrt-length': (states) => columnsOf(states, (column) => sum(column) / Math.sqrt(column.length)),
  'weighted-mean': (states) =>
    columnsOf(
      states,
      (column) => sum(column.map((x, at) => (at + 1) * x)) / sum(column.map((_, at) => at + 1)),
    ),
}
const sum = (numbers: readonly number[]) => numbers.reduce((total, x) => total + x, 0)
const columnsOf = (states: number[][], of: (column: number[]) => number) =>
  states[0].map((_, j) => of(states.map((state) => state[j])))
const unit = (vector: readonly number[]) => vector.map((x) => x / Math.hypot(...vector))

function differ(found: readonly (readonly number[])[], expected: readonly (readonly number[])[]): number {
  expect(found.map((row) => row.length)).toEqual(expected.map((row) => row.length))
  return Math.max(...found.flatMap((row, at) => row.map((x, j) => Math.abs(x - expected[at][j]))))
}

describe('models.itemSentenceVectors', () => {
  test('takes the model’s own vector of a text: Chinese by characters, English by pieces of words', async () => {
    const folder = model({ 'onnx/model.onnx': maskedMeanModel })
    const found = await ask('models.itemSentenceVectors', { folder, table: shop, map, of: ['3'], k: 1 })
    expect(
      differ(
        found.vectors,
        pieces.map((own) => plain.mean(embedded(own))),
      ),
    ).toBeLessThan(1e-6)
    expect(found.model).toMatchObject({
      file: 'onnx/model.onnx',
      pooling: ['own'],
      width: hidden,
      poolingSaid: true,
    })
    expect(found).toMatchObject({ texts: 5, cut: 0, tokens: pieces.flat().length, without: 0, warnings: [] })
    expect(found.nearest).toHaveLength(1)
  })

  test.each(Object.keys(plain) as PoolingMode[])('pools tokens by %s', async (pooling) => {
    const folder = model({ 'model.onnx': embeddingModel })
    const found = await ask('models.itemSentenceVectors', { folder, table: shop, map, pooling })
    expect(
      differ(
        found.vectors,
        pieces.map((own) => plain[pooling](embedded(own))),
      ),
    ).toBeLessThan(1e-6)
  })

  test('follows modules.json: several poolings, a linear layer, unit length, and the prompt apart', async () => {
    const weight = Float32Array.from({ length: 3 * 2 * hidden }, (_, at) => Math.sin(at))
    const bias = Float32Array.of(0.1, -0.2, 0.3)
    const folder = model({
      'model.onnx': embeddingModel,
      'modules.json': [
        { idx: 0, path: '', type: 'sentence_transformers.models.Transformer' },
        { idx: 1, path: '1_Pooling', type: 'sentence_transformers.models.Pooling' },
        { idx: 2, path: '2_Dense', type: 'sentence_transformers.models.Dense' },
        { idx: 3, path: '3_Normalize', type: 'sentence_transformers.models.Normalize' },
      ],
      '1_Pooling/config.json': {
        ...{ pooling_mode_cls_token: true, pooling_mode_mean_tokens: true, pooling_mode_max_tokens: false },
        include_prompt: false,
      },
      '2_Dense/config.json': { activation_function: 'torch.nn.modules.activation.Tanh' },
      '2_Dense/model.safetensors': writeTensors({
        metadata: {},
        tensors: [
          { name: 'linear.weight', shape: [3, 2 * hidden], values: weight },
          { name: 'linear.bias', shape: [3], values: bias },
        ],
      }),
      'config_sentence_transformers.json': { prompts: { query: 'query: ' }, default_prompt_name: 'query' },
    })
    const prompt = ['query', ':'].map((word) => vocabulary.indexOf(word))
    const expected = pieces.map((own) => {
      const after = embedded(own.slice(1))
      const pooled = [...embedded([own[0]])[0], ...plain.mean(after)]
      const through = Array.from(bias, (start, row) =>
        Math.tanh(start + sum(pooled.map((x, j) => weight[row * 2 * hidden + j] * x))),
      )
      return unit(through)
    })
    const found = await ask('models.itemSentenceVectors', { folder, table: shop, map })
    expect(differ(found.vectors, expected)).toBeLessThan(1e-6)
    expect(found.tokens).toBe(pieces.flat().length + pieces.length * prompt.length)
    expect(found.model).toMatchObject({ prefix: 'query: ', normalised: true, pooling: ['cls', 'mean'] })

    const told = { folder, table: shop, map, prefix: '', normalise: false, pooling: 'max' as const }
    await expect(ask('models.itemSentenceVectors', told)).rejects.toMatchObject({
      code: 'MODELS_SENTENCE_MODULE_UNSUPPORTED',
    })
  })

  test('gives token types to a model that takes them, and whole numbers of 32 bits where it wants those', async () => {
    const files = {
      'model.onnx': {
        ...embeddingModel,
        inputs: [...embeddingModel.inputs, { ...kinds, name: 'segment_ids', type: 'int32' as const }],
        nodes: [
          { operator: 'Gather', inputs: ['embedding', 'input_ids'], outputs: ['words'] },
          { operator: 'Gather', inputs: ['types', 'segment_ids'], outputs: ['kinds'] },
          { operator: 'Add', inputs: ['words', 'kinds'], outputs: ['last_hidden_state'] },
        ],
        tensors: [embedding, typeEmbedding],
      },
    }
    const found = await ask('models.itemSentenceVectors', { folder: model(files), table: shop, map })
    const first = rowOf(typeEmbedding, 0)
    const expected = pieces.map((own) => plain.mean(embedded(own)).map((x, j) => x + first[j]))
    expect(differ(found.vectors, expected)).toBeLessThan(1e-6)
    expect(found.warnings).toEqual([{ words: 'warning_pooling_unsaid' }])
  })

  test('gives places, counted from 0, to a model that takes them', async () => {
    const places = table('places', 16)
    const files = {
      'model.onnx': {
        ...embeddingModel,
        inputs: [...embeddingModel.inputs, { ...kinds, name: 'position_ids' }],
        nodes: [
          { operator: 'Gather', inputs: ['embedding', 'input_ids'], outputs: ['words'] },
          { operator: 'Gather', inputs: ['places', 'position_ids'], outputs: ['told'] },
          { operator: 'Mul', inputs: ['words', 'told'], outputs: ['last_hidden_state'] },
        ],
        tensors: [embedding, places],
      },
    }
    const found = await ask('models.itemSentenceVectors', { folder: model(files), table: shop, map })
    const expected = pieces.map((own) =>
      plain.mean(embedded(own).map((row, at) => row.map((x, j) => x * places.values[at * hidden + j]))),
    )
    expect(differ(found.vectors, expected)).toBeLessThan(1e-6)
  })

  test('pads texts for a model of fixed shape: attention of two heads under the mask is as without padding', async () => {
    const fixed = model({ 'model.onnx': attentionModel(2, 12) })
    const free = model({ 'model.onnx': attentionModel('batch', 'length') })
    const expected = pieces.map((own) => plain.mean(attentionOf(embedded(own))))
    for (const folder of [free, fixed]) {
      const found = await ask('models.itemSentenceVectors', { folder, table: shop, map })
      expect(differ(found.vectors, expected)).toBeLessThan(1e-6)
      expect(found.model.longest).toBe(folder === fixed ? 12 : 512)
    }
  })

  test('a model that rounds a batch together gives a text the same vector whatever stands beside it', async () => {
    const rounded = ['rounded', 'step', 'zero']
    const shoe = vocabulary.indexOf('shoe')
    // One word is far out: beside it, the others would be rounded coarsely.
    const values = embedding.values.map((x, at) => (Math.floor(at / hidden) === shoe ? 20 * x : x))
    const folder = model({
      'model_quantized.onnx': {
        ...embeddingModel,
        nodes: [
          { operator: 'Gather', inputs: ['embedding', 'input_ids'], outputs: ['whole'] },
          { operator: 'DynamicQuantizeLinear', inputs: ['whole'], outputs: rounded },
          { operator: 'DequantizeLinear', inputs: rounded, outputs: ['last_hidden_state'] },
        ],
        tensors: [{ ...embedding, values }],
      },
    })
    const vectorsOf = (title: string[]) =>
      ask('models.itemSentenceVectors', {
        ...{ folder, table: { columns: { item: title.map((_, at) => `${at}`), title } }, map },
      })
    const among = await vectorsOf(['red lamp', 'blue shoe', '红 色'])
    const alone = await vectorsOf(['red lamp'])
    expect(among.model.quantised).toBe(true)
    expect(among.vectors[0]).toEqual(alone.vectors[0])
  })

  test('reads weights beside the model, and vocab.txt where there is no tokenizer.json', async () => {
    const outside = { ...embedding, external: 'model.onnx_data' }
    const folder = writeFolder(join(root, 'outside'), {
      'onnx/model.onnx': { ...maskedMeanModel, tensors: [outside, ...maskedMeanModel.tensors.slice(1)] },
      'onnx/model.onnx_data': rawNumbers(embedding.values),
      'vocab.txt': `${vocabulary.join('\n')}\n`,
      'config.json': { _name_or_path: 'some/model', max_position_embeddings: 6 },
    })
    const found = await ask('models.itemSentenceVectors', { folder, table: shop, map })
    const cut = pieces.map((own) => (own.length <= 6 ? own : [...own.slice(0, 5), own[own.length - 1]]))
    expect(
      differ(
        found.vectors,
        cut.map((own) => plain.mean(embedded(own))),
      ),
    ).toBeLessThan(1e-6)
    expect(found.model).toMatchObject({ name: 'some/model', longest: 6, tokenizer: 'WordPiece' })
    expect(found.cut).toBe(2)
    expect(found.warnings).toContainEqual({
      words: 'warning_texts_cut',
      with: { cut: 2, texts: 5, longest: 6 },
    })
  })

  test('reads what an item says twice once, and leaves an item without text at zero', async () => {
    const folder = model({ 'model.onnx': maskedMeanModel })
    const columns = {
      item: ['b', 'a', 'b', 'b', 'c'],
      title: ['red', 'lamp', 'red', 'blue', ''],
      more: ['shoe', '', 'shoe', 'shoe', ''],
    }
    const found = await ask('models.itemSentenceVectors', {
      ...{ folder, table: { columns }, map: { item: 'item', text: ['title', 'more'] } },
    })
    const ids = ['[CLS]', 'red', 'shoe', 'blue', '[SEP]'].map((word) => vocabulary.indexOf(word))
    expect(found.items).toEqual(['b', 'a', 'c'])
    expect(differ([found.vectors[0]], [plain.mean(embedded(ids))])).toBeLessThan(1e-6)
    expect(found.vectors[2]).toEqual(new Array(hidden).fill(0))
    expect(found).toMatchObject({ texts: 2, without: 1 })
    expect(found.warnings).toEqual([{ words: 'warning_items_empty', with: { items: 1 } }])
  })

  test('a long text keeps its beginning, or its end where the tokenizer says so, and its special tokens', async () => {
    const long = Array.from({ length: 2000 }, (_, at) => (at < 1000 ? 'red' : 'blue')).join(' ')
    const asked = { table: { columns: { item: ['1'], title: [long] } }, map, longest: 8 }
    for (const [side, word] of [
      ['right', 'red'],
      ['left', 'blue'],
    ]) {
      const folder = model({
        'model.onnx': maskedMeanModel,
        'tokenizer_config.json': { truncation_side: side },
      })
      const ids = ['[CLS]', ...new Array(6).fill(word), '[SEP]'].map((own) => vocabulary.indexOf(own))
      const found = await ask('models.itemSentenceVectors', { folder, ...asked })
      expect(differ(found.vectors, [plain.mean(embedded(ids))])).toBeLessThan(1e-6)
      expect(found).toMatchObject({ cut: 1, tokens: 8 })
    }
  })
})
