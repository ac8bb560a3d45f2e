import type { KeptTraining } from '../contract/kept-models.ts'
import { readCheckpoint, writeCheckpoint } from '../models/saving/checkpoint-file.ts'
import type { CheckpointStore } from '../models/training/train-model.ts'
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
      resumed = state !== null
      return state === null ? null : readCheckpoint(state, identity, reader.path)
    },
    async save(checkpoint) {
      const state = writeCheckpoint(checkpoint, identity)
      const epochsDone = checkpoint.history.length
      await write('saveCheckpoint', { identity, dataHash, request, epochsDone, state, resumed })
    },
  }
}
