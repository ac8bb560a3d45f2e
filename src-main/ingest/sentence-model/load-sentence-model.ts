import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { AntecedentError, fail } from '../../contract/errors.ts'
import type { Monitor } from '../../contract/monitor.ts'
import type { SentenceModelFolder } from './find-sentence-model.ts'

export interface SentenceWeights {
  /** The model and the files beside it, under the names by which it asks for them; in memory that threads share. */
  readonly model: Uint8Array
  readonly data: readonly { readonly path: string; readonly data: Uint8Array }[]
  readonly dense: readonly Uint8Array[]
  readonly sha256: string
}

/** Bytes between two looks at whether the job is still wanted. */
const pieceBytes = 16 * 2 ** 20

/** Reads the weights of a model that was found. Throws MODELS_SENTENCE_FILE_UNREADABLE. */
export function loadSentenceModel(found: SentenceModelFolder, monitor: Monitor): SentenceWeights {
  const loaded = weightFiles(found).map(({ bytes }) => new Uint8Array(new SharedArrayBuffer(bytes)))
  const sha256 = readSentenceModel(found, monitor, (file, piece, at) => {
    if (at + piece.length > loaded[file].length) throw new RangeError('the file became longer')
    loaded[file].set(piece, at)
  })
  const [model, ...data] = loaded
  return {
    ...{ model, sha256 },
    data: found.data.map(({ name }, at) => ({ path: name, data: data[at] })),
    dense: found.settings.dense.map(({ file }) => wholeFile(join(found.folder, file))),
  }
}

/**
 * SHA-256 over everything but settings that vectors depend on: weights, vocabulary and the layers behind. Throws
 * MODELS_SENTENCE_FILE_UNREADABLE.
 */
export function hashSentenceModel(found: SentenceModelFolder, monitor: Monitor): string {
  return readSentenceModel(found, monitor, () => {})
}

function readSentenceModel(
  found: SentenceModelFolder,
  monitor: Monitor,
  onPiece: (file: number, piece: Uint8Array, at: number) => void,
): string {
  const hashes = createHash('sha256')
  let read = 0
  for (const [file, { path }] of weightFiles(found).entries()) {
    const sha256 = readPieces(path, (piece, at) => {
      onPiece(file, piece, at)
      read += piece.length
      monitor.report(Math.min(1, read / found.bytes))
    })
    hashes.update(sha256)
  }
  const others = found.settings.dense.map(({ file }) => join(found.folder, file))
  for (const path of [found.tokenizer.path, ...others]) {
    hashes.update(createHash('sha256').update(wholeFile(path)).digest())
  }
  return hashes.digest('hex')
}

/** The model, then the files beside it. */
function weightFiles({ folder, file, bytes, data }: SentenceModelFolder) {
  const beside = data.reduce((sum, each) => sum + each.bytes, 0)
  return [{ path: join(folder, file), bytes: bytes - beside }, ...data]
}

function readPieces(path: string, onPiece: (piece: Uint8Array, at: number) => void): Buffer {
  const hash = createHash('sha256')
  try {
    const descriptor = openSync(path, 'r')
    try {
      const piece = Buffer.allocUnsafe(pieceBytes)
      for (let at = 0, read = -1; read !== 0; at += read) {
        read = readSync(descriptor, piece, 0, piece.length, at)
        hash.update(piece.subarray(0, read))
        if (read > 0) onPiece(piece.subarray(0, read), at)
      }
      return hash.digest()
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    if (error instanceof AntecedentError) throw error
    throw fail('MODELS_SENTENCE_FILE_UNREADABLE', { file: path })
  }
}

function wholeFile(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch {
    throw fail('MODELS_SENTENCE_FILE_UNREADABLE', { file: path })
  }
}
