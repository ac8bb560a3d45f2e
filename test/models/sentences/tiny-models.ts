import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { random } from '../../../src-main/numeric/random.ts'
import { onnxModel, type WrittenModel } from './onnx-writer.ts'

/** Words of the tiny models: special ones, English, Chinese characters, ends of words. */
export const vocabulary = [
  ...['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'],
  ...['red', 'blue', 'shoe', '##s', 'lamp', 'run', '##ning', 'a', '1', 'query', ':'],
  ...['红', '色', '连', '衣', '裙', '蓝', '牙', '耳', '机', '，'],
]
export const hidden = 8

export const table = (name: string, rows: number) => {
  const source = random(rows, name)
  return {
    name,
    shape: [rows, hidden],
    values: Float32Array.from({ length: rows * hidden }, () => source.normal()),
  }
}
export const embedding = table('embedding', vocabulary.length)
export const typeEmbedding = table('types', 2)

const free = ['batch', 'length'] as const
export const ids = { name: 'input_ids', type: 'int64', shape: free } as const
export const mask = { name: 'attention_mask', type: 'int64', shape: free } as const
export const kinds = { name: 'token_type_ids', type: 'int64', shape: free } as const
export const states = { name: 'last_hidden_state', type: 'float', shape: [...free, hidden] } as const

/** Each token's row of the embedding: pooling is all that is left to do. */
export const embeddingModel: WrittenModel = {
  inputs: [ids, mask],
  outputs: [states],
  nodes: [{ operator: 'Gather', inputs: ['embedding', 'input_ids'], outputs: ['last_hidden_state'] }],
  tensors: [embedding],
}

/** The mean of the tokens' embeddings under the mask, within the model itself. */
export const maskedMeanModel: WrittenModel = {
  inputs: [ids, mask],
  outputs: [{ name: 'sentence_embedding', type: 'float', shape: ['batch', hidden] }],
  nodes: [
    { operator: 'Gather', inputs: ['embedding', 'input_ids'], outputs: ['tokens'] },
    { operator: 'Cast', inputs: ['attention_mask'], outputs: ['ones'], attributes: { to: 1 } },
    { operator: 'Unsqueeze', inputs: ['ones', 'last'], outputs: ['column'] },
    { operator: 'Mul', inputs: ['tokens', 'column'], outputs: ['kept'] },
    { operator: 'ReduceSum', inputs: ['kept', 'first'], outputs: ['sum'], attributes: { keepdims: 0 } },
    { operator: 'ReduceSum', inputs: ['column', 'first'], outputs: ['count'], attributes: { keepdims: 0 } },
    { operator: 'Div', inputs: ['sum', 'count'], outputs: ['sentence_embedding'] },
  ],
  tensors: [
    embedding,
    { name: 'last', shape: [1], values: [2], type: 'int64' },
    { name: 'first', shape: [1], values: [1], type: 'int64' },
  ],
}

/** A tokenizer.json as transformers writes it for a BERT. */
export function wordPiece(words: readonly string[] = vocabulary): object {
  const id = (word: string) => words.indexOf(word)
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content) => ({
      ...{ id: id(content), content, single_word: false, lstrip: false, rstrip: false },
      ...{ normalized: false, special: true },
    })),
    normalizer: {
      ...{ type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true },
      ...{ strip_accents: null, lowercase: true },
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      pair: [],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((word) => [word, { id: word, ids: [id(word)], tokens: [word] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      ...{ type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##' },
      ...{ max_input_chars_per_word: 100, vocab: Object.fromEntries(words.map((word, at) => [word, at])) },
    },
  }
}

/** Writes files into a folder: models as ONNX, other objects as JSON, texts and bytes as they are. */
export function writeFolder(
  folder: string,
  files: Readonly<Record<string, WrittenModel | object | string | Uint8Array>>,
): string {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytesOf(name, content))
  }
  return folder
}

function bytesOf(name: string, content: object | string | Uint8Array): string | Uint8Array {
  if (typeof content === 'string' || content instanceof Uint8Array) return content
  return name.endsWith('.onnx') ? onnxModel(content as WrittenModel) : JSON.stringify(content)
}
