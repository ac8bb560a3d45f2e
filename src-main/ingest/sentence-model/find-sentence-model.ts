import { statSync } from 'node:fs'
import { basename, dirname, join, normalize, resolve, sep } from 'node:path'
import { fail } from '../../contract/errors.ts'
import { type OnnxFile, objectOf, onnxFiles, sizeOf, textOfFile } from './model-files.ts'
import { type OnnxHeader, readOnnxHeader } from './onnx-header.ts'
import { readSentenceSettings, type SentenceSettings } from './sentence-settings.ts'

/** A sentence model in a folder, all but its weights. */
export interface SentenceModelFolder {
  readonly folder: string
  /** What the folder calls its model, else its own name. */
  readonly name: string
  /** The one that is meant, from the folder, and all there are. */
  readonly file: string
  readonly files: readonly OnnxFile[]
  readonly header: OnnxHeader
  /** Files with some of the weights, as the model calls them, from the model's own place. */
  readonly data: readonly { readonly name: string; readonly path: string; readonly bytes: number }[]
  /** Of the weights. */
  readonly bytes: number
  readonly tokenizer: TokenizerFiles
  readonly settings: SentenceSettings
}

export interface TokenizerFiles {
  /** The file with the vocabulary. */
  readonly path: string
  /** As tokenizer.json says it, or words of a vocab.txt one a line. */
  readonly definition: Readonly<Record<string, unknown>> | { readonly words: readonly string[] }
  readonly config: Readonly<Record<string, unknown>>
}

/**
 * Looks at a folder as it is downloaded from a hub of models: model.onnx there or in onnx/, tokenizer.json or vocab.txt, and the settings
 * of sentence-transformers where they are. `file` chooses among several ONNX files.
 *
 * Throws INGEST_FOLDER_UNREADABLE, MODELS_SENTENCE_NO_MODEL, MODELS_SENTENCE_FILE_UNKNOWN, MODELS_SENTENCE_NO_TOKENIZER,
 * MODELS_SENTENCE_DATA_MISSING, and what the readers of its files do.
 */
export function findSentenceModel(folder: string, file?: string): SentenceModelFolder {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw fail('INGEST_FOLDER_UNREADABLE', { path: folder })
  }
  const settings = readSentenceSettings(folder)
  const { transformer } = settings
  const inTransformer = transformer === '' ? [] : [transformer, `${transformer}/onnx`]
  const files = onnxFiles(folder, ['', 'onnx', ...inTransformer])
  if (files.length === 0) throw fail('MODELS_SENTENCE_NO_MODEL', { path: folder })
  const chosen =
    file === undefined ? files[0] : files.find((each) => each.file === file.replaceAll('\\', '/'))
  if (chosen === undefined) {
    throw fail('MODELS_SENTENCE_FILE_UNKNOWN', {
      file: file!,
      found: files.map((each) => each.file).join(', '),
    })
  }
  const tokenizer = findTokenizer(folder, [transformer, '', dirname(chosen.file)])
  const header = readOnnxHeader(join(folder, chosen.file))
  const data = dataOf(folder, chosen.file, header)
  return {
    ...{ folder, name: nameOf(folder, transformer), file: chosen.file, files, header, data },
    bytes: data.reduce((sum, each) => sum + each.bytes, chosen.bytes),
    ...{ tokenizer, settings },
  }
}

function findTokenizer(folder: string, places: readonly string[]): TokenizerFiles {
  for (const place of places) {
    const config = () => objectOf(join(folder, place, 'tokenizer_config.json')) ?? {}
    const path = join(folder, place, 'tokenizer.json')
    const definition = objectOf(path)
    if (definition !== null) return { path, definition, config: config() }
    const list = join(folder, place, 'vocab.txt')
    const words = textOfFile(list)
    if (words !== null) {
      return {
        path: list,
        definition: { words: words.replace(/\r?\n$/, '').split(/\r?\n/) },
        config: config(),
      }
    }
  }
  throw fail('MODELS_SENTENCE_NO_TOKENIZER', { path: folder })
}

/** Weights beside the model are read from below the folder alone. */
function dataOf(folder: string, file: string, { data }: OnnxHeader): SentenceModelFolder['data'] {
  return data.map((name) => {
    const path = resolve(folder, dirname(file), normalize(name))
    const bytes = path.startsWith(resolve(folder) + sep) ? sizeOf(path) : null
    if (bytes === null) throw fail('MODELS_SENTENCE_DATA_MISSING', { file: name, model: file })
    return { name, path, bytes }
  })
}

/** Paths of the machine on which a model was trained name nothing. */
function nameOf(folder: string, transformer: string): string {
  const said = objectOf(join(folder, transformer, 'config.json'))?._name_or_path
  return typeof said === 'string' && /^[\w.-]+\/[\w.-]+$/.test(said) ? said : basename(resolve(folder))
}
