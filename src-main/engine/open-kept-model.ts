import type { KeptModel } from '../contract/kept-models.ts'
import { words } from '../contract/words.ts'
import type { DatedSequences } from '../models/data/sequences-from-events.ts'
import { readModel, type SavedModel } from '../models/saving/saved-model.ts'
import { readModel as readKept, readModelFile } from '../store/sequence-models.ts'
import type { Context } from './handler.ts'
import { projectSequences } from './project-sequences.ts'

export interface OpenedModel {
  readonly kept: KeptModel
  readonly model: SavedModel
}

/** Throws MODELS_UNKNOWN. */
export function openKept(id: number, context: Context): OpenedModel {
  const { reader } = context.project()
  const kept = readKept(reader, id)
  return { kept, model: readModel(readModelFile(reader, id), kept.name) }
}

/** The events that the model reads: of its own types, with items that it knows. */
export function eventsFor(
  { kept, model }: OpenedModel,
  context: Context,
  selection: { readonly types?: readonly string[]; readonly from?: number; readonly before?: number } = {},
): DatedSequences {
  context.monitor.report(0, words('phase_reading_sequences'))
  const types = selection.types ?? kept.learntFrom?.types ?? undefined
  const { items, sides = [] } = model
  return projectSequences(context.project().reader, { ...selection, types, items, sides })
}
