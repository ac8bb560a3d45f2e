import { join } from 'node:path'
import { fail } from '../../contract/errors.ts'
import type { PoolingMode } from '../../contract/sentence-vectors.ts'
import { jsonOf, objectOf, sizeOf } from './model-files.ts'

/** A linear layer after pooling. */
export interface DenseLayer {
  /** Safetensors, a path from the folder. */
  readonly file: string
  readonly activation: 'none' | 'tanh' | 'relu' | 'sigmoid'
}

/** How a folder says that its sentences become vectors. */
export interface SentenceSettings {
  /** The folder of the network's own settings and vocabulary, from the model's. */
  readonly transformer: string
  /** Null where the folder does not say. */
  readonly pooling: readonly PoolingMode[] | null
  readonly dense: readonly DenseLayer[]
  readonly normalise: boolean
  /** Tokens at most, special ones included. */
  readonly longest: number
  readonly lowercase: boolean
  /** What stands before every text. */
  readonly prompt: string
  /** Whether its tokens are pooled with the text's. */
  readonly promptPooled: boolean
}

/** Where nothing says how many tokens a network reads. */
const usualLongest = 512

/** Networks that count positions from behind the padding's. */
const offsetPositions = new Set([
  'roberta',
  'xlm-roberta',
  'xlm-roberta-xl',
  'camembert',
  'mpnet',
  'data2vec-text',
])

/**
 * The settings of a folder as sentence-transformers writes them (modules.json and what it names), as far as they are there.
 *
 * Throws MODELS_SENTENCE_FILE_UNREADABLE, MODELS_SENTENCE_MODULE_UNSUPPORTED.
 */
export function readSentenceSettings(folder: string): SentenceSettings {
  const modules = modulesOf(folder)
  const transformer = modules.find(({ kind }) => kind === 'Transformer')?.path ?? ''
  const own = (path: string) => objectOf(join(folder, path))
  const bert = own(join(transformer, 'sentence_bert_config.json')) ?? {}
  const pooling = modules.find(({ kind }) => kind === 'Pooling')?.path ?? '1_Pooling'
  const poolingConfig = own(join(pooling, 'config.json'))
  const prompts = own('config_sentence_transformers.json') ?? {}
  return {
    transformer,
    pooling: poolingConfig === null ? null : poolingOf(poolingConfig),
    dense: modules.filter(({ kind }) => kind === 'Dense').map(({ path }) => denseLayer(folder, path)),
    normalise: modules.some(({ kind }) => kind === 'Normalize'),
    longest: longestOf(folder, transformer, numberIn(bert, 'max_seq_length')),
    lowercase: bert.do_lower_case === true,
    prompt: promptOf(prompts),
    promptPooled: poolingConfig?.include_prompt !== false,
  }
}

interface Module {
  readonly kind: string
  readonly path: string
}

const knownModules = new Set(['Transformer', 'Pooling', 'Dense', 'Normalize', 'Dropout'])

function modulesOf(folder: string): readonly Module[] {
  const path = join(folder, 'modules.json')
  const list = jsonOf(path)
  if (list === null) return []
  if (!Array.isArray(list)) throw fail('MODELS_SENTENCE_FILE_UNREADABLE', { file: path })
  return list.map((entry: { readonly type?: unknown; readonly path?: unknown } | null) => {
    const type = typeof entry?.type === 'string' ? entry.type : ''
    const kind = type.slice(type.lastIndexOf('.') + 1)
    if (!knownModules.has(kind)) throw fail('MODELS_SENTENCE_MODULE_UNSUPPORTED', { module: type })
    const place = typeof entry?.path === 'string' ? entry.path : ''
    if (place.split(/[\\/]/).includes('..')) throw fail('MODELS_SENTENCE_FILE_UNREADABLE', { file: path })
    return { kind, path: place }
  })
}

/** In the order in which sentence-transformers puts several behind one another. */
const poolingKeys: readonly (readonly [string, PoolingMode])[] = [
  ['pooling_mode_cls_token', 'cls'],
  ['pooling_mode_max_tokens', 'max'],
  ['pooling_mode_mean_tokens', 'mean'],
  ['pooling_mode_mean_sqrt_len_tokens', 'mean-sqrt-length'],
  ['pooling_mode_weightedmean_tokens', 'weighted-mean'],
  ['pooling_mode_lasttoken', 'last'],
]

/** Names of newer files. */
const poolingNames: Readonly<Record<string, PoolingMode>> = {
  cls: 'cls',
  max: 'max',
  mean: 'mean',
  mean_sqrt_len_tokens: 'mean-sqrt-length',
  weightedmean: 'weighted-mean',
  lasttoken: 'last',
}

function poolingOf(config: Readonly<Record<string, unknown>>): readonly PoolingMode[] | null {
  const named = typeof config.pooling_mode === 'string' ? [config.pooling_mode] : config.pooling_mode
  if (Array.isArray(named)) {
    return named.map((name) => {
      const mode = poolingNames[String(name)]
      if (mode === undefined) throw fail('MODELS_SENTENCE_MODULE_UNSUPPORTED', { module: `Pooling: ${name}` })
      return mode
    })
  }
  const modes = poolingKeys.filter(([key]) => config[key] === true).map(([, mode]) => mode)
  return modes.length === 0 ? null : modes
}

function denseLayer(folder: string, path: string): DenseLayer {
  const config = objectOf(join(folder, path, 'config.json')) ?? {}
  const name = String(config.activation_function ?? 'torch.nn.modules.activation.Tanh')
  const activation = activations[name.slice(name.lastIndexOf('.') + 1)]
  const file = `${path}/model.safetensors`
  if (activation === undefined || sizeOf(join(folder, file)) === null) {
    throw fail('MODELS_SENTENCE_MODULE_UNSUPPORTED', { module: activation === undefined ? name : file })
  }
  return { file, activation }
}

const activations: Readonly<Record<string, DenseLayer['activation']>> = {
  Identity: 'none',
  Tanh: 'tanh',
  ReLU: 'relu',
  Sigmoid: 'sigmoid',
}

function longestOf(folder: string, transformer: string, said: number | null): number {
  const config = objectOf(join(folder, transformer, 'config.json')) ?? {}
  const tokenizer = objectOf(join(folder, transformer, 'tokenizer_config.json')) ?? {}
  const positions = numberIn(config, 'max_position_embeddings')
  const offset = offsetPositions.has(String(config.model_type))
    ? (numberIn(config, 'pad_token_id') ?? 1) + 1
    : 0
  const limits = [
    said ?? numberIn(tokenizer, 'model_max_length'),
    positions === null ? null : positions - offset,
  ]
  const given = limits.filter((limit): limit is number => limit !== null && limit > 0 && limit < 1e6)
  return given.length === 0 ? usualLongest : Math.min(...given)
}

function promptOf({ prompts, default_prompt_name: name }: Readonly<Record<string, unknown>>): string {
  if (typeof name !== 'string' || typeof prompts !== 'object' || prompts === null) return ''
  const prompt = (prompts as Record<string, unknown>)[name]
  return typeof prompt === 'string' ? prompt : ''
}

function numberIn(config: Readonly<Record<string, unknown>>, key: string): number | null {
  const value = config[key]
  return typeof value === 'number' && Number.isFinite(value) ? Math.floor(value) : null
}
