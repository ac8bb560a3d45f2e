import type { KeptTraining } from '../contract/kept-models.ts'
import { readCheckpoint, writeCheckpoint } from '../models/saving/checkpoint-file.ts'
import type { Checkpoint, CheckpointStore } from '../models/training/train-model.ts'
import { readCheckpointState } from '../store/training-checkpoints.ts'
import type { OpenProject } from './open-project.ts'

/** Checkpoints in the project, encrypted as it is. */
export function projectCheckpoints(
  identity: string,
  request: KeptTraining,
  dataHash: string,
  { reader, write }: OpenProject,
): CheckpointStore {
  let resumed = false
  return {
    load() {
      const state = readCheckpointState(reader, identity)
      const checkpoint = state === null ? null : wholeOrNone(state, identity)
      resumed = checkpoint !== null
      return checkpoint
    },
    async save(checkpoint) {
      const state = writeCheckpoint(checkpoint, identity)
      const epochsDone = checkpoint.history.length
      await write('saveCheckpoint', { identity, dataHash, request, epochsDone, state, resumed })
    },
  }
}

/** A state that cannot be read is begun anew from: its place in the project is its training's alone. */
function wholeOrNone(state: Uint8Array, identity: string): Checkpoint | null {
  try {
    return readCheckpoint(state, identity, '')
  } catch {
    return null
  }
}
