import * as v from 'valibot'
import { job, query } from './method.ts'
import type { ReliabilityBin } from './propensity.ts'
import { tableReference } from './table.ts'
import type { Words } from './words.ts'

export const sequenceModels = ['gru', 'lstm', 'rnn', 'sasrec', 'bert4rec', 'srgnn'] as const
export type SequenceModel = (typeof sequenceModels)[number]

export const trainingLosses = ['softmax', 'sampled-softmax', 'bpr', 'bce'] as const
export type TrainingLoss = (typeof trainingLosses)[number]

export const backends = ['cuda', 'webgpu', 'wasm', 'cpu'] as const
export type Backend = (typeof backends)[number]

/** What a model is trained or asked on; "automatic" takes the fastest that computes rightly here. */
export const backendChoice = v.optional(v.picklist(['automatic', ...backends]), 'automatic')

export const sequenceMap = v.object({
  user: v.string(),
  item: v.string(),
  time: v.string(),
  type: v.optional(v.string()),
  /** What joins an item's vector as it enters: a column of numbers, in buckets … */
  price: v.optional(v.string()),
  /** … of categories … */
  category: v.optional(v.string()),
  /** … any others, dwell among them … */
  features: v.optional(v.array(v.string())),
  /** … and how long ago the user's event before was. */
  timeGaps: v.optional(v.boolean()),
})

const whole = (least: number, most: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most)))
const inEights = v.optional(v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(1024), v.multipleOf(8)))
const share = v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.95)))

/** Shares of sequences that are cropped, thinned or put out of order as they are learned from, drawn anew each epoch. */
export const augmentation = v.object({ crop: share, mask: share, reorder: share })

/** Learning against the worst small change of the items' vectors (adversarial training). */
export const adversary = v.object({
  /** How far each item's vector is moved along the loss's gradient, as a share of its own length. */
  epsilon: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 0.1),
  /** What the loss at the moved vectors counts beside the plain one. */
  weight: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(100)), 1),
})

const seed = v.optional(v.pipe(v.number(), v.integer()), 0)

/** How well a model still ranks where its histories or its vectors are not what they were. */
export const robustness = {
  /** These shares of each history's items are missing, or out of order. */
  disturb: v.optional(v.object({ mask: share, reorder: share, seed })),
  /**
   * Each item's vector is moved by the share `epsilon` of its own length: along the gradient of the loss on the held-out items, which is
   * the worst direction to first order, and in a random direction for comparison.
   */
  perturb: v.optional(
    v.object({ epsilon: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 0.1), seed }),
  ),
}

export const mostLayers = 12
/** The longest sequence that is read at once. */
export const mostRead = 1000

/** What is left out is chosen from the model and the size of the data. */
export const trainingOptions = v.object({
  /** Width of an item's vector. */
  width: inEights,
  /** Width of a recurrent state. */
  hidden: inEights,
  layers: whole(1, mostLayers),
  heads: whole(1, 64),
  /** How many of the last events are read at once. */
  length: whole(2, mostRead),
  /** Sequences of a batch. */
  batch: whole(1, 4096),
  /** Step size of Adam. */
  rate: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1))),
  dropout: share,
  /** L2 penalty. */
  decay: v.optional(v.pipe(v.number(), v.minValue(0))),
  /** Items of the sample that sampled losses contrast a target with. */
  negatives: v.optional(v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(8192), v.multipleOf(8))),
  /** Epochs in which the step size rises, before it falls to almost nothing by the last epoch; 0: it stays as it is. */
  warmup: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1000))),
  /**
   * Epochs over which the weights are averaged, the latest counting most: their mean is what validates and is kept. 0: the weights as they
   * are.
   */
  averaging: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1000))),
  /** Stops after this many epochs without a better validation. */
  patience: whole(1, 1000),
  /**
   * 1: how likely something is to come again, by how long ago it was, is learnt too, with the softmax over all items; 0: only what the
   * items' vectors say.
   */
  repeats: whole(0, 1),
})
export type TrainingOptions = v.InferOutput<typeof trainingOptions>

/** One epoch of training. */
export interface EpochRecord {
  readonly epoch: number
  /** Mean loss of a prediction, nats. */
  readonly loss: number
  /** Of the validation items, all items ranked; empty where no user holds one out. */
  readonly validation: Readonly<Record<string, number>>
  readonly seconds: number
}

/** What training tells when an epoch has ended. */
export interface TrainingProgress {
  /** At most so many. */
  readonly epochs: number
  /** It ends after so many without a better validation. */
  readonly patience: number
  readonly ended: EpochRecord
}

/** Probabilities of the next item, at the temperature that the validation items give. */
export interface NextItemCalibration {
  readonly temperature: number
  /** Of the test items, before and at the temperature: mean of −ln of the next item's probability, nats … */
  readonly logLoss: readonly [number, number]
  /** … and expected calibration error of the likeliest item's probability. */
  readonly ece: readonly [number, number]
  /** The likeliest item's probability, and how often it was the next, at the temperature. */
  readonly reliability: readonly ReliabilityBin[]
  /** Test items that were looked at. */
  readonly tested: number
}

/** Where a model was computed. */
export interface ComputedOn {
  readonly backend: Backend
  readonly device: string
  /** Why this backend. */
  readonly backendReason: Words
}

export interface TrainedModelSummary extends ComputedOn {
  readonly model: SequenceModel
  readonly loss: TrainingLoss
  /** Largest relative difference of the loss from a reference in double precision, over a few steps of a small model. */
  readonly parity: number
  /** Of the test items: "hr@10", "ndcg@10", "mrr@10", …, and "mrr" over the whole list. Empty where nobody holds one out. */
  readonly metrics: Readonly<Record<string, number>>
  readonly history: readonly EpochRecord[]
  readonly bestEpoch: number
  readonly secondsPerEpoch: number
  readonly parameters: number
  readonly users: number
  readonly items: number
  readonly events: number
  readonly testUsers: number
  /** null where nobody holds an item out. */
  readonly calibration: NextItemCalibration | null
  readonly options: Readonly<Record<keyof TrainingOptions, number>>
  readonly seed: number
  /** Bytes held while training. */
  readonly memory: number
  readonly protocol: Words
  readonly warnings: readonly Words[]
  /** Where the model was written. */
  readonly saved: string | null
}

export interface ModelEvaluation extends ComputedOn {
  /** After disturbed histories, where asked. */
  readonly disturbed?: Readonly<Record<string, number>>
  /** With items' vectors that were moved against the model, and as far at random, where asked. */
  readonly perturbed?: {
    readonly adversarial: Readonly<Record<string, number>>
    readonly random: Readonly<Record<string, number>>
  }
  readonly metrics: Readonly<Record<string, number>>
  readonly users: number
  readonly items: number
  readonly protocol: Words
  readonly warnings: readonly Words[]
}

/** One vector a row, for users in the order of the table. */
export interface ModelVectors extends ComputedOn {
  readonly users: readonly string[]
  readonly width: number
  /** Vectors by row; empty where they were written to a file instead. */
  readonly vectors: readonly (readonly number[])[]
  readonly saved: string | null
  readonly warnings: readonly Words[]
}

export interface NextItems extends ComputedOn {
  readonly warnings: readonly Words[]
  readonly users: readonly {
    readonly user: string
    readonly items: readonly { readonly item: string; readonly probability: number }[]
  }[]
}

export interface ModelManifest {
  readonly model: SequenceModel
  readonly items: number
  readonly parameters: number
  readonly options: Readonly<Record<string, number>>
  readonly seed: number
  readonly metrics: Readonly<Record<string, number>>
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[]
}

/** One way to train, as this machine has it. */
export interface BackendFound {
  readonly backend: Backend
  readonly available: boolean
  /** Whether "automatic" takes it. */
  readonly automatic: boolean
  /** The processor or the graphics adapter by name; null where there is none. */
  readonly device: string | null
  /** Largest relative difference of a small model's loss from the reference in double precision; null where not compared. */
  readonly parity: number | null
  /** Why it is taken or not. */
  readonly reason: Words
}

export interface BackendsFound {
  /** Every backend, the one preferred by "automatic" where it can be had first. */
  readonly backends: readonly BackendFound[]
}

/** How one event type raises (or, below 0, lowers) the rate of another. */
export interface BehaviourEdge {
  readonly from: string
  readonly to: string
  /** Events `to` that one event `from` sets off by itself, on average. */
  readonly effect: number
  readonly standardError: number
  readonly confidenceInterval: readonly [number, number]
  readonly pValue: number
  /** False discovery rate over all pairs; an edge is found where it is at most alpha. */
  readonly qValue: number
  /** That there is an edge, at most, where one pair in two has one. */
  readonly probability: number
  readonly found: boolean
  /** After this long half of what the event sets off has come, in the unit of the time column. */
  readonly halfLife: number
  /** Share of the events `from` whose next event of the user is `to`. */
  readonly nextShare: number
  readonly nextCount: number
}

/** Predictive, not causal: what follows what, base rates of users taken out. */
export interface BehaviourGraph {
  readonly types: readonly string[]
  /** Every pair, an event type with itself included. */
  readonly pairs: readonly BehaviourEdge[]
  readonly users: number
  readonly events: number
  readonly inWords: readonly Words[]
  readonly protocol: Words
  readonly warnings: readonly Words[]
}

const modelFile = v.pipe(v.string(), v.minLength(1))
const ks = v.optional(v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1))), v.minLength(1)), [10])

export const modelsMethods = {
  'models.train': job<TrainedModelSummary>()(
    v.object({
      table: tableReference,
      map: sequenceMap,
      /** Event types that are read; all where left out. Needs map.type. */
      types: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
      model: v.picklist(sequenceModels),
      /** The softmax over all items, or over a sample where these are many, where left out. */
      loss: v.optional(v.picklist(trainingLosses)),
      epochs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 60),
      backend: backendChoice,
      seed: v.optional(v.pipe(v.number(), v.integer()), 0),
      k: ks,
      options: v.optional(trainingOptions, {}),
      augment: v.optional(augmentation),
      adversary: v.optional(adversary),
      /** Items' vectors to begin with, as `models.itemVectors` writes them; the model is as wide as they are unless told otherwise. */
      itemVectors: v.optional(tableReference),
      /** File for the trained model: safetensors, the manifest in its metadata. */
      save: v.optional(modelFile),
      /**
       * File that keeps the state after each epoch: the same request goes on from it. It is removed once the model lies in `save`, and what
       * is of another request, or no checkpoint, is refused.
       */
      checkpoint: v.optional(modelFile),
    }),
  ),
  /** Ranks every held-out last item with a saved model. */
  'models.evaluate': job<ModelEvaluation>()(
    v.object({
      table: tableReference,
      map: sequenceMap,
      types: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
      path: modelFile,
      k: ks,
      backend: backendChoice,
      ...robustness,
    }),
  ),
  /** A vector for every user, from all events or those before a time. */
  'models.embed': job<ModelVectors>()(
    v.object({
      table: tableReference,
      map: sequenceMap,
      types: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
      path: modelFile,
      /** Only events before this, in the unit of the time column: nothing later leaks into the vector. */
      before: v.optional(v.number()),
      backend: backendChoice,
      /** CSV file for the vectors; in the answer where left out. */
      save: v.optional(modelFile),
    }),
  ),
  /** What each user is likeliest to meet next. */
  'models.predict': job<NextItems>()(
    v.object({
      table: tableReference,
      map: sequenceMap,
      types: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
      path: modelFile,
      users: v.optional(v.array(v.string())),
      backend: backendChoice,
      k: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 10),
    }),
  ),
  /** Which event types raise the rate of which: the Graph place can take the edges as suggestions. */
  'models.behaviourGraph': job<BehaviourGraph>()(
    v.object({
      table: tableReference,
      map: v.object({ user: v.string(), type: v.string(), time: v.string() }),
      /** Event types to relate; all where left out. */
      types: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
      /** Chosen from the data where left out. */
      halfLife: v.optional(v.pipe(v.number(), v.gtValue(0))),
      /** When watching ended; the last event's time where left out. */
      until: v.optional(v.number()),
      alpha: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), 0.05),
    }),
  ),
  /** What models can be trained on here, with the reasons. */
  'models.backends': query<BackendsFound>()(
    v.object({
      /** Also compares each with the reference, which takes seconds. */
      check: v.optional(v.boolean(), false),
    }),
  ),
  /** What a saved model is, without its weights. */
  'models.describe': query<ModelManifest>()(v.object({ path: modelFile })),
}
