import * as v from 'valibot'
import { type NearestItems, vectorsOutput } from './item-vectors.ts'
import { job, query } from './method.ts'
import { tableReference } from './table.ts'
import type { Words } from './words.ts'

/** How the vectors of a text's tokens become one. */
export const poolingModes = ['cls', 'max', 'mean', 'mean-sqrt-length', 'weighted-mean', 'last'] as const
export type PoolingMode = (typeof poolingModes)[number]

/** A sentence model as its folder describes it. */
export interface SentenceModelSummary {
  readonly folder: string
  readonly name: string
  /** The ONNX file that is taken, from the folder, and all from which to choose. */
  readonly file: string
  readonly files: readonly { readonly file: string; readonly bytes: number }[]
  /** Of the weights. */
  readonly bytes: number
  /** Whether weights are whole numbers of few bits. */
  readonly quantised: boolean
  readonly tokenizer: string
  readonly tokens: number
  /** Numbers of a vector; null where only running the model tells. */
  readonly width: number | null
  /** Tokens at most of a text. */
  readonly longest: number
  /** `own` where the model's output is one vector a text. */
  readonly pooling: readonly (PoolingMode | 'own')[]
  /** Whether the folder says so, or it is what is usual. */
  readonly poolingSaid: boolean
  readonly normalised: boolean
  /** What stands before every text. */
  readonly prefix: string
}

export interface ItemSentenceVectors {
  readonly items: readonly string[]
  readonly width: number
  /** One vector an item; empty where they were written to a file. */
  readonly vectors: readonly (readonly number[])[]
  readonly nearest: readonly NearestItems[]
  readonly model: SentenceModelSummary
  /** Where fewer numbers were asked for than the model gives, the share of the variance that they hold; else 1. */
  readonly explained: number
  /** Different texts, those of more tokens than are read, and tokens in all. */
  readonly texts: number
  readonly cut: number
  readonly tokens: number
  /** Items without a text, or whose text has no finite vector: their vectors are zero. */
  readonly without: number
  readonly origin: VectorsOrigin
  readonly protocol: Words
  readonly warnings: readonly Words[]
  readonly saved: string | null
}

/** What sentence vectors were made from, as it is written beside their file. */
export interface VectorsOrigin {
  readonly model: {
    readonly name: string
    readonly folder: string
    readonly file: string
    /** Over weights, vocabulary and the layers behind. */
    readonly sha256: string
  }
  readonly texts: {
    /** The file, where they were read from one. */
    readonly path: string | null
    readonly item: string
    readonly columns: readonly string[]
    /** Over the items and their texts. */
    readonly sha256: string
  }
  readonly settings: {
    readonly pooling: readonly string[]
    readonly normalised: boolean
    readonly prefix: string
    readonly longest: number
    readonly width: number
  }
  /** Over the vectors as they are written. */
  readonly vectors: string
}

/** `unknown` where it cannot be told: the folder or the table is elsewhere now. */
export type Freshness = 'same' | 'changed' | 'unknown'

export interface VectorsState {
  /** Null where nothing is written beside the file, or nothing of these vectors. */
  readonly origin: VectorsOrigin | null
  readonly model: Freshness
  readonly texts: Freshness
  readonly vectors: Freshness
  /** Whether anything has changed, in a sentence. */
  readonly current: boolean
  readonly inWords: Words
}

const text = v.pipe(v.string(), v.minLength(1))

export const sentenceVectorsMethods = {
  /** What a folder with a sentence model holds, as downloaded from a hub of models; nothing is fetched or run. */
  'models.inspectSentenceModel': query<SentenceModelSummary>()(
    v.object({ folder: text, file: v.optional(text) }),
  ),
  /** Items' texts as vectors by a sentence model in ONNX from a folder of this machine; `models.train` can begin with them. */
  'models.itemSentenceVectors': job<ItemSentenceVectors>()(
    v.object({
      folder: text,
      /** Which ONNX file of the folder; left out, the one of whole precision. */
      file: v.optional(text),
      table: tableReference,
      map: v.object({ item: text, text: v.pipe(v.array(text), v.minLength(1)) }),
      /** Left out, as many as the model gives; fewer are its strongest directions over these items. */
      width: v.optional(v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(4096), v.multipleOf(8))),
      /** Left out, as the folder says, else the mean. */
      pooling: v.optional(v.picklist(poolingModes)),
      /** Whether vectors are brought to unit length; left out, as the folder says. */
      normalise: v.optional(v.boolean()),
      /** What stands before every text, as some models want it (“passage: ”); left out, as the folder says. */
      prefix: v.optional(v.string()),
      /** Tokens at most of a text; left out, as many as the model reads. */
      longest: v.optional(v.pipe(v.number(), v.integer(), v.minValue(4), v.maxValue(32_768))),
      ...vectorsOutput,
    }),
  ),
  /** Whether vectors in a file are still those of their model and texts. */
  'models.itemVectorsState': job<VectorsState>()(v.object({ path: text })),
}
