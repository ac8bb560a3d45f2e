import * as v from 'valibot'
import { job } from './method.ts'
import { tableReference } from './table.ts'
import type { Words } from './words.ts'

export interface ItemVectorsSummary {
  readonly items: readonly string[]
  readonly width: number
  /** One vector an item; empty where they were written to a file. */
  readonly vectors: readonly (readonly number[])[]
  readonly nearest: readonly NearestItems[]
  /** Share of the weights' squares that the vectors hold. */
  readonly explained: number
  readonly terms: number
  readonly protocol: Words
  readonly warnings: readonly Words[]
  readonly saved: string | null
}

/** Those most like an item, by the angle between their vectors. */
export interface NearestItems {
  readonly item: string
  readonly near: readonly { readonly item: string; readonly likeness: number }[]
}

export interface ItemNeighbours {
  readonly items: number
  readonly width: number
  readonly nearest: readonly NearestItems[]
}

export interface ItemImageVectors {
  readonly items: readonly string[]
  readonly width: number
  /** One vector an item; empty where they were written to a file. */
  readonly vectors: readonly (readonly number[])[]
  readonly nearest: readonly NearestItems[]
  /** Images that were found, and those that could be read. */
  readonly images: number
  readonly read: number
  /** The first images that could not be read, with the reason. */
  readonly refused: readonly { readonly file: string; readonly why: Words }[]
  /** Items none of whose images could be read: their vectors are zero. */
  readonly without: number
  /**
   * How far drawn images are from the true ones, which nothing has learnt from: mean square of the difference of red, green and blue,
   * each from 0 to 1. By the mean image, by principal components of the same width, and by the network.
   */
  readonly errors: { readonly mean: number; readonly principal: number; readonly network: number }
  /** Share of the mean image's error that the network takes away. */
  readonly explained: number
  readonly trained: number
  readonly tested: number
  readonly epochs: number
  /** 0 where the principal components alone drew the validation images best. */
  readonly bestEpoch: number
  readonly parameters: number
  readonly protocol: Words
  readonly warnings: readonly Words[]
  readonly saved: string | null
}

const text = v.pipe(v.string(), v.minLength(1))

const width = v.optional(
  v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(1024), v.multipleOf(8)),
  64,
)
const whole = (least: number, most: number, usual: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most)), usual)

/** What every way to make vectors takes. */
export const vectorsOutput = {
  /** Items to show the nearest of, and how many. */
  of: v.optional(v.array(text), []),
  k: whole(1, 100, 5),
  seed: v.optional(v.pipe(v.number(), v.integer()), 0),
  /** CSV file for the vectors. */
  save: v.optional(text),
}

export const itemVectorsMethods = {
  /** Items' texts as vectors, in any language, Chinese cut into words; `models.train` can begin with them. */
  'models.itemVectors': job<ItemVectorsSummary>()(
    v.object({
      table: tableReference,
      map: v.object({ item: text, text: v.pipe(v.array(text), v.minLength(1)) }),
      width,
      ...vectorsOutput,
    }),
  ),
  /** The items most like others, by vectors that were made before; without names, of the first that has one. */
  'models.nearestItems': job<ItemNeighbours>()(
    v.object({
      /** A first column of items, then v1, v2 and so on. */
      itemVectors: tableReference,
      of: v.optional(v.pipe(v.array(text), v.maxLength(1000)), []),
      k: whole(1, 100, 10),
    }),
  ),
  /** Items' images as vectors, by an autoencoder trained on them here; `models.train` can begin with them. */
  'models.itemImageVectors': job<ItemImageVectors>()(
    v.object({
      /** PNG, JPEG and WebP files below it, each named as its item unless a table says otherwise. */
      folder: text,
      /** Which file, a path from the folder, is of which item. */
      table: v.optional(tableReference),
      map: v.optional(v.object({ item: text, file: text })),
      width: v.optional(v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(256), v.multipleOf(8)), 64),
      /** Pixels of a side that images are made small to. */
      size: v.optional(v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(64), v.multipleOf(8)), 32),
      /** Images at most that are learnt from; all are given vectors. */
      learnFrom: whole(20, 50_000, 10_000),
      epochs: whole(0, 1000, 40),
      /** Stops after this many epochs without a better validation. */
      patience: whole(1, 1000, 4),
      ...vectorsOutput,
    }),
  ),
}
