import * as v from 'valibot'
import { compressionSettings } from './compression.ts'
import { command, job, publishingJob, query } from './method.ts'
import {
  adversary,
  augmentation,
  backendChoice,
  type ComputedOn,
  type ModelEvaluation,
  type ModelManifest,
  type ModelVectors,
  type NextItems,
  robustness,
  sequenceModels,
  type TrainedModelSummary,
  type TrainingOptions,
  trainingLosses,
  trainingOptions,
} from './models.ts'
import { type PrivacySpent, privacySettings } from './private-training.ts'
import { tableReference } from './table.ts'
import type { Words } from './words.ts'

/** Which of the project's events are read. */
const selection = {
  /** All types where left out. */
  types: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
  /** Microseconds UTC: no event before this … */
  from: v.optional(v.number()),
  /** … and none at or after this. */
  before: v.optional(v.number()),
}

const k = v.optional(v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1))), v.minLength(1)), [10])
const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))
const id = v.pipe(v.number(), v.integer())

export const keptTraining = v.object({
  /** Made from the model where left out; a number follows where it is taken. */
  name: v.optional(name),
  ...selection,
  model: v.picklist(sequenceModels),
  /** What joins an item's vector as it enters: price, quantity and attributes of the events by name … */
  features: v.optional(v.array(v.string())),
  /** … and how long ago the user's event before was. */
  timeGaps: v.optional(v.boolean()),
  /** The softmax over all items, or over a sample where these are many, where left out. */
  loss: v.optional(v.picklist(trainingLosses)),
  epochs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 60),
  backend: backendChoice,
  seed: v.optional(v.pipe(v.number(), v.integer()), 0),
  k,
  options: v.optional(trainingOptions, {}),
  augment: v.optional(augmentation),
  adversary: v.optional(adversary),
  /** Items' vectors to begin with, as `models.itemVectors` writes them; the model is as wide as they are unless told otherwise. */
  itemVectors: v.optional(tableReference),
  /**
   * Weights that say hardly more about any one user than if that user had not been there (DP-SGD): on the processor, with the full
   * softmax, every epoch to the end, and not to be gone on with once interrupted.
   */
  privacy: v.optional(privacySettings),
})

export type KeptTraining = v.InferOutput<typeof keptTraining>

/** How a model of the project came about. */
export interface KeptTrainingRecord extends Omit<TrainedModelSummary, 'saved'> {
  readonly request: KeptTraining
  /** Missing where the training was not private. */
  readonly privacy?: PrivacySpent
}

/** The events that a model has learnt from, microseconds UTC. It travels with the model's file. */
export interface LearntFrom {
  /** Null: all. */
  readonly types: readonly string[] | null
  readonly firstEvent: number
  /** A vector as of this moment or earlier comes from a model that has seen later events. */
  readonly lastEvent: number
}

/** A sequence model kept in the project, without its weights. */
export interface KeptModel {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  readonly manifest: Omit<ModelManifest, 'tensors'>
  /** Width of its vectors. */
  readonly width: number
  /** Null where its file did not say. */
  readonly learntFrom: LearntFrom | null
  /** Null for a model that was imported. */
  readonly training: KeptTrainingRecord | null
  /** SHA-256 over its file. */
  readonly hash: string
  readonly bytes: number
  /** Of the events that it was trained on; null for a model that was imported. */
  readonly dataHash: string | null
  /** The project's events are no longer those that it was trained on. */
  readonly stale: boolean
}

/** A training that ended before it was done, after an epoch whose state is kept. */
export interface InterruptedTraining {
  readonly id: number
  readonly request: KeptTraining
  readonly epochsDone: number
  readonly savedAt: number
  /** The events have changed since: training would start anew. */
  readonly stale: boolean
}

export interface KeptModels {
  /** The oldest first. */
  readonly models: readonly KeptModel[]
  readonly interrupted: readonly InterruptedTraining[]
}

/** What training would do, before it is begun. */
export interface TrainingPlanSummary {
  readonly users: number
  readonly items: number
  readonly events: number
  /** Users with three items or more: one is held out for the test, one for validation. */
  readonly testUsers: number
  readonly options: TrainedModelSummary['options']
  /** Of the options those that make no difference to this model. */
  readonly unused: readonly (keyof TrainingOptions)[]
  readonly loss: TrainedModelSummary['loss']
  readonly parameters: number
  /** Bytes that training would hold. */
  readonly memory: number
  /** Bytes that it may hold on this machine. */
  readonly memoryLimit: number
  /** What privacy would take; missing where none was asked for. No noise is enough where that is null. */
  readonly privacy?: Omit<PrivacySpent, 'inWords' | 'noise'> & { readonly noise: number | null }
  /** Why nothing can be learnt from these events; null where something can. */
  readonly nothingToLearn: Words | null
  readonly warnings: readonly Words[]
}

/** Where users' vectors were computed; missing of items, whose vectors are the model's own. */
export interface OfVectors extends Partial<ComputedOn> {
  readonly warnings: readonly Words[]
}

/** Items or users as points: their vectors on the two directions along which they differ most. */
export interface EmbeddingMap extends OfVectors {
  readonly points: readonly {
    readonly name: string
    readonly x: number
    readonly y: number
    /** Events of the item or the user. */
    readonly events: number
  }[]
  /** How many there are; the map holds as many of the most frequent as were asked for. */
  readonly total: number
  /** Share of the variance that lies along each of the two directions. */
  readonly explained: readonly [number, number]
}

export interface Neighbours extends OfVectors {
  readonly name: string
  /** The nearest first; 1 is the same direction, 0 none in common, −1 the opposite. */
  readonly nearest: readonly { readonly name: string; readonly similarity: number }[]
}

const ofWhat = v.picklist(['items', 'users'])

/** Sequence models that live in the open project and learn from its events. */
export const keptModelMethods = {
  'models.listKept': query<KeptModels>()(v.object({})),
  /** Settings that fit the events, and what they would take. */
  'models.planKept': query<TrainingPlanSummary>()(keptTraining),
  /**
   * Trains on the project's events and keeps the model. Each epoch is kept too: asked again after a crash, the same request
   * goes on from there to the same result. Cancelled, it leaves the project as before.
   */
  'models.trainKept': publishingJob<KeptModel>()(keptTraining),
  'models.renameKept': command<null>()(v.object({ id, name })),
  'models.removeKept': command<null>()(v.object({ id })),
  'models.discardInterrupted': command<null>()(v.object({ id })),
  /** Ranks every user's last item of the project's present events. */
  'models.evaluateKept': job<ModelEvaluation>()(
    v.object({ id, ...selection, k, backend: backendChoice, ...robustness }),
  ),
  /** A vector for every user or session, from what came before a time. */
  'models.embedKept': job<ModelVectors>()(
    v.object({
      id,
      of: v.optional(v.picklist(['users', 'sessions']), 'users'),
      sessionGapMinutes: v.optional(v.pipe(v.number(), v.minValue(1)), 30),
      /** Only events before this: nothing later leaks into a vector. */
      before: v.optional(v.number()),
      backend: backendChoice,
      /** CSV file for the vectors; in the answer where left out. */
      save: v.optional(v.pipe(v.string(), v.minLength(1))),
    }),
  ),
  /** What these users are likeliest to meet next. */
  'models.predictKept': job<NextItems>()(
    v.object({
      id,
      users: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(1000)),
      before: v.optional(v.number()),
      backend: backendChoice,
      k: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 10),
    }),
  ),
  'models.mapKept': job<EmbeddingMap>()(
    v.object({
      id,
      of: v.optional(ofWhat, 'items'),
      backend: backendChoice,
      points: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20_000)), 1000),
    }),
  ),
  'models.neighboursKept': job<Neighbours>()(
    v.object({
      id,
      of: v.optional(ofWhat, 'items'),
      backend: backendChoice,
      name: v.string(),
      k: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 10),
    }),
  ),
  /** Writes the model as a safetensors file, smaller where asked; a file that is there is replaced. */
  'models.exportKept': job<{ readonly path: string; readonly bytes: number }>()(
    v.object({
      id,
      path: v.pipe(v.string(), v.minLength(1)),
      compress: v.optional(compressionSettings),
    }),
  ),
  /** Takes a model from such a file, of this project or of another machine. */
  'models.importKept': publishingJob<KeptModel>()(
    v.object({ path: v.pipe(v.string(), v.minLength(1)), name: v.optional(name) }),
  ),
}
