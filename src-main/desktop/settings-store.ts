import * as v from 'valibot'
import type { Locale } from '../contract/messages.ts'
import { type RecentProject, type Settings, settingsChange } from '../contract/settings.ts'
import { readSettings, writeSettings } from './settings-file.ts'

type Listener = (settings: Settings) => void

const recentProjectsKept = 12

/** The settings of this machine: in memory, in the file, and told to whoever listens. */
export class SettingsStore {
  private readonly path: string
  private readonly systemLocale: Locale
  private readonly listeners = new Set<Listener>()
  private settings: Settings

  constructor(path: string, systemLocale: Locale) {
    this.path = path
    this.systemLocale = systemLocale
    this.settings = readSettings(path)
  }

  get current(): Settings {
    return this.settings
  }

  /** The language the product speaks: chosen, or the system's. */
  get locale(): Locale {
    return this.settings.language ?? this.systemLocale
  }

  /** A change from the window. Throws where it is not one. */
  changeBy(change: unknown): Settings {
    this.change(v.parse(settingsChange, change))
    return this.settings
  }

  /** Takes effect even where the file cannot be written, until the program ends. */
  change(change: Partial<Settings>): void {
    this.settings = { ...this.settings, ...change }
    try {
      writeSettings(this.path, this.settings)
    } catch {
      // Kept in memory: what was chosen holds until the program ends.
    }
    for (const listener of this.listeners) listener(this.settings)
  }

  /** Puts a project that was opened first in the list. */
  remember(project: RecentProject): void {
    const others = this.settings.recentProjects.filter((other) => other.path !== project.path)
    this.change({ recentProjects: [project, ...others].slice(0, recentProjectsKept) })
  }

  onChange(listener: Listener): void {
    this.listeners.add(listener)
  }
}

/** The language of the first preference that the product speaks. */
export function localeOf(preferences: readonly string[]): Locale {
  for (const preference of preferences) {
    const language = preference.toLowerCase().split('-')[0]
    if (language === 'zh') return 'zh-CN'
    if (language === 'en') return 'en'
  }
  return 'en'
}
