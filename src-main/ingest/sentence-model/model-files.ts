import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../../contract/errors.ts'

export interface OnnxFile {
  /** From the folder, with slashes. */
  readonly file: string
  readonly bytes: number
}

/** ONNX files directly in these places of a folder, the one that is usually meant first: whole precision before what was made of it. */
export function onnxFiles(folder: string, places: readonly string[]): readonly OnnxFile[] {
  const found = new Map<string, OnnxFile>()
  for (const place of places) {
    for (const name of namesIn(join(folder, place))) {
      if (!/\.onnx$/i.test(name)) continue
      const file = place === '' ? name : `${place}/${name}`
      const bytes = sizeOf(join(folder, file))
      if (bytes !== null) found.set(file, { file, bytes })
    }
  }
  const rank = ({ file }: OnnxFile) => {
    const name = file.slice(file.lastIndexOf('/') + 1).toLowerCase()
    if (name === 'model.onnx') return 0
    return /q4|q8|int8|quant|bnb|fp16|_o\d/.test(name) ? 2 : 1
  }
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || (a.file < b.file ? -1 : 1))
}

/** Bytes of a file; null where there is none. */
export function sizeOf(path: string): number | null {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isFile() ? found.size : null
}

/** Vocabularies of a quarter of a million pieces take twenty megabytes; more than this is none. */
const mostBytes = 256 * 2 ** 20

/** What a JSON file holds; null where there is none. Throws MODELS_SENTENCE_FILE_UNREADABLE. */
export function jsonOf(path: string): unknown {
  const text = textOfFile(path)
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    throw fail('MODELS_SENTENCE_FILE_UNREADABLE', { file: path })
  }
}

/** As `jsonOf`, of files that hold one object. */
export function objectOf(path: string): Readonly<Record<string, unknown>> | null {
  const value = jsonOf(path)
  if (value === null) return null
  if (typeof value !== 'object' || Array.isArray(value))
    throw fail('MODELS_SENTENCE_FILE_UNREADABLE', { file: path })
  return value as Record<string, unknown>
}

export function textOfFile(path: string): string | null {
  const bytes = sizeOf(path)
  if (bytes === null) return null
  if (bytes > mostBytes) throw fail('MODELS_SENTENCE_FILE_UNREADABLE', { file: path })
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch {
    throw fail('MODELS_SENTENCE_FILE_UNREADABLE', { file: path })
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
