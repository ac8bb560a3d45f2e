import * as v from 'valibot'
import { locales } from './messages.ts'
import { places } from './places.ts'

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
  window: { width: 1280, height: 800, maximized: false },
}
