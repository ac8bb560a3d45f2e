import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { fail } from '../contract/errors.ts'
import { readCheckpoint, writeCheckpoint } from '../models/saving/checkpoint-file.ts'
import { readModel, type SavedModel } from '../models/saving/saved-model.ts'
import type { CheckpointStore } from '../models/training/train-model.ts'

/** Throws FILE_NOT_FOUND, MODELS_FILE_UNREADABLE. */
export function loadModel(path: string): SavedModel {
  return readModel(bytesOf(path) ?? missing(path), path)
}

/** A reader sees the old file or the new one, also after a power cut. Throws MODELS_FILE_NOT_WRITABLE. */
export function replaceFile(path: string, content: Uint8Array | string | Iterable<string>): void {
  const draft = `${path}.part`
  try {
    const descriptor = openSync(draft, 'w')
    try {
      for (const piece of piecesOf(content)) {
        const bytes = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece
        for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
      }
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(draft, path)
  } catch {
    rmSync(draft, { force: true })
    throw fail('MODELS_FILE_NOT_WRITABLE', { path })
  }
}

function piecesOf(content: Uint8Array | string | Iterable<string>): Iterable<string | Uint8Array> {
  return typeof content === 'string' || content instanceof Uint8Array ? [content] : content
}

/**
 * Checkpoints in one file, whose folder must let it be written. Nothing else that lies there is replaced: loading throws
 * MODELS_CHECKPOINT_UNREADABLE and MODELS_CHECKPOINT_OF_ANOTHER.
 */
export function checkpointFile(path: string, request: string): CheckpointStore {
  return {
    load() {
      const bytes = bytesOf(path)
      if (bytes === null) return null
      const checkpoint = readCheckpoint(bytes, request, path)
      if (checkpoint === null) throw fail('MODELS_CHECKPOINT_OF_ANOTHER', { path })
      return checkpoint
    },
    save: (checkpoint) => replaceFile(path, writeCheckpoint(checkpoint, request)),
  }
}

function bytesOf(path: string): Uint8Array | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}

function missing(path: string): never {
  throw fail('FILE_NOT_FOUND', { path })
}
