import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { VectorsOrigin } from '../contract/sentence-vectors.ts'
import type { TextsOfItems } from '../models/content/texts-of-items.ts'
import { replaceFile } from './model-files.ts'

/** Marks the file beside vectors: another program's JSON is nobody's origin. */
const format = 'antecedent item vectors 1'

/** Writes what vectors were made from beside their file. Throws MODELS_FILE_NOT_WRITABLE. */
export function writeOrigin(vectors: string, origin: VectorsOrigin): void {
  replaceFile(originPath(vectors), `${JSON.stringify({ format, ...origin }, null, 2)}\n`)
}

/** What the vectors in a file were made from; null where nothing says so. */
export function readOrigin(vectors: string): VectorsOrigin | null {
  try {
    const found = JSON.parse(readFileSync(originPath(vectors), 'utf8')) as VectorsOrigin & {
      format?: unknown
    }
    const { model, texts, settings, vectors: sha256 } = found
    return found.format === format &&
      [model?.sha256, texts?.sha256, sha256].every((each) => typeof each === 'string')
      ? { model, texts, settings, vectors: sha256 }
      : null
  } catch {
    return null
  }
}

export function hashOfTexts({ items, texts }: TextsOfItems): string {
  const hash = createHash('sha256')
  for (const [row, item] of items.entries()) hash.update(`${JSON.stringify([item, texts[row]])}\n`)
  return hash.digest('hex')
}

export function hashOfPieces(pieces: Iterable<string>): string {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return hash.digest('hex')
}

function originPath(vectors: string): string {
  return `${vectors}.origin.json`
}
