import * as v from 'valibot'
import { locales } from './messages.ts'
import { backends } from './models.ts'
import { places } from './places.ts'

/** More threads than any machine this runs on has cores. */
export const maxThreads = 256

const recentProject = v.object({
  path: v.pipe(v.string(), v.minLength(1)),
  name: v.string(),
  /** Microseconds UTC, as every time of the product. */
  openedAt: v.pipe(v.number(), v.integer()),
})

const pixels = v.pipe(v.number(), v.integer())

const windowPlace = v.object({
  x: v.optional(pixels),
  y: v.optional(pixels),
  width: v.pipe(pixels, v.minValue(1)),
  height: v.pipe(pixels, v.minValue(1)),
  maximized: v.boolean(),
})

const name = v.pipe(v.string(), v.maxLength(100))

/** Where a project was left, so that it opens there again. */
const whereLeft = v.object({
  path: v.pipe(v.string(), v.minLength(1)),
  place: v.picklist(places),
  /** The view within each place. */
  views: v.record(name, name),
})

/** What the product remembers on this machine, beside projects. */
export const settingsSchema = v.object({
  /** null: the system's. */
  language: v.nullable(v.picklist(locales)),
  theme: v.picklist(['system', 'light', 'dark']),
  /** In percent. */
  textSize: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(200)),
  /** The latest first. */
  recentProjects: v.pipe(v.array(recentProject), v.maxLength(20)),
  /** The latest first. */
  whereLeft: v.pipe(v.array(whereLeft), v.maxLength(20)),
  /** The tour through the sample: of which project, at which stop; null before the first. */
  tour: v.nullable(
    v.object({
      path: v.pipe(v.string(), v.minLength(1)),
      stop: v.pipe(v.number(), v.integer(), v.minValue(0)),
      open: v.boolean(),
      /** The sample's true average effect. */
      truth: v.nullable(v.number()),
    }),
  ),
  /** Threads that long computations are split over; null: one a core. */
  threads: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maxThreads))),
  /** What sequence models are trained on unless something else is asked for. */
  backend: v.picklist(['automatic', ...backends]),
  window: windowPlace,
})

/** What the window may change. The place of the window is the program's own to keep. */
export const settingsChange = v.partial(v.omit(v.strictObject(settingsSchema.entries), ['window']))

export type Settings = v.InferOutput<typeof settingsSchema>
export type SettingsChange = v.InferOutput<typeof settingsChange>
export type RecentProject = Settings['recentProjects'][number]
export type Theme = Settings['theme']

export const defaultSettings: Settings = {
  language: null,
  theme: 'system',
  textSize: 100,
  recentProjects: [],
  whereLeft: [],
  tour: null,
  threads: null,
  backend: 'automatic',
  window: { width: 1280, height: 800, maximized: false },
}
